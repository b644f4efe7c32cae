#include "record/format_ops.h"

#include <assert.h>

#include "record/decode_internal.h"
#include "record/format_rows.h"

const struct format_ops *const format_rows[FORMATS] = {
    [FORMAT_TAIL] = &format_tail,
    [FORMAT_JOURNAL_TEXT] = &format_journal_text,
    [FORMAT_JOURNAL_JSON] = &format_journal_json,
    [FORMAT_JOURNAL_EXPORT] = &format_journal_export,
    [FORMAT_JOURNAL_VERBOSE] = &format_journal_verbose,
    [FORMAT_TAIL_PRETTY] = &format_tail_pretty,
    [FORMAT_LOGTAPE] = &format_logtape,
    [FORMAT_JSON] = &format_json,
    [FORMAT_ROW] = &format_row,
    [FORMAT_TEXT] = &format_text,
};

const struct format_of_frame format_frames[FRAME_TORN] = {
    [FRAME_JSON] = {FORMAT_JSON, decode_json},
    [FRAME_ENTRY] = {FORMAT_JOURNAL_TEXT, NULL},
    [FRAME_LINE] = {FORMAT_TEXT, NULL},
    [FRAME_ROW] = {FORMAT_ROW, NULL},
    [FRAME_EXPORT] = {FORMAT_JOURNAL_EXPORT, NULL},
    [FRAME_VERBOSE] = {FORMAT_JOURNAL_VERBOSE, NULL},
    [FRAME_PRETTY] = {FORMAT_TAIL_PRETTY, NULL},
    [FRAME_BLOCK] = {FORMAT_TEXT, decode_block},
};

bool format_read_text(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct frame line = *frame;
    line.kind = FRAME_LINE;
    line.bitmaps = NULL;
    return format_read(d, &line, rec);
}

const char *format_name(enum format f)
{
    return format_rows[f]->name;
}

enum format format_named(struct str name)
{
    enum format f = 0;
    while (f < FORMATS && !str_eq(name, str_z(format_rows[f]->name)))
        f++;
    return f;
}

struct str record_json(const struct record *rec)
{
    switch (format_rows[rec->format]->json) {
    case RAW_JSON_RECORD:
        return rec->json;
    case RAW_JSON_MESSAGE:
        return rec->spans[SPAN_LOGS];
    default:
        return str_of(NULL, 0);
    }
}

enum format format_of_object(const struct field_scan *s)
{
    enum format f = 0;
    while (!format_rows[f]->claims || !format_rows[f]->claims(s)) {
        f++;
        assert(f < FORMATS); /* FORMAT_JSON claims any */
    }
    return f;
}
