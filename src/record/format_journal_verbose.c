/* journalctl -o verbose. */
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/journal.h"

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    size_t line = str_chr(frame->bytes, '\n');
    field_scan_init(&d->scan, &d->quick);
    journal_verbose(&d->scan, str_skip(frame->bytes, line + 1), &d->path_trees->quick.root, &d->scratch);
    decode_journal_fields(d, rec);
    if (UNLIKELY(rec->carry == CARRY_PART && str_chr(d->line, '\n') < d->line.n))
        rec->carry = CARRY_RECORD; /* and its value is no part of the frame's bytes */
    int64_t ms = journal_cursor_time(str_head(frame->bytes, line));
    if (ms != NO_TIME) {
        rec->time_ms = ms;
        rec->field[FIELD_TIME] = str_head(frame->bytes, str_find(frame->bytes, STR(" [s=")));
    }
    return true;
}

/* No part of a line has a line end. */
static struct str whole(struct decoder *d, struct str bytes, struct str text)
{
    size_t from = (size_t)(d->line.p - bytes.p);
    buf_clear(&d->whole);
    buf_join(&d->whole, str_head(bytes, from), text, str_skip(bytes, from + d->line.n));
    return buf_str(&d->whole);
}

const struct format_ops format_journal_verbose = {
    .name = "journal-verbose",
    .block = true,
    .journal = true,
    .basic_fields = basic_fields,
    .join = decode_journal_join,
    .whole = whole,
    .carried = decode_carried_entry,
    .more_fields = decode_text_more,
    .texts = decode_journal_texts,
};
