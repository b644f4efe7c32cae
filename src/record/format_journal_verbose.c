/* journalctl -o verbose. */
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/journal.h"

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    size_t line = str_chr(frame->bytes, '\n');
    skim_init(&d->skim, &d->quick);
    journal_verbose(&d->skim, str_skip(frame->bytes, line + 1), &d->fields->quick.root, &d->scratch);
    decode_journal_fields(d, rec);
    int64_t ms = journal_cursor_time(str_head(frame->bytes, line));
    if (ms != NO_TIME) {
        rec->time_ms = ms;
        rec->field[FIELD_TIME] = str_head(frame->bytes, str_find(frame->bytes, STR(" [s=")));
    }
    return true;
}

const struct format_ops format_journal_verbose = {
    .name = "journal-verbose",
    .journal = true,
    .skim = skim,
    .join = decode_journal_join,
    .fields = decode_text_more,
    .texts = decode_journal_texts,
};
