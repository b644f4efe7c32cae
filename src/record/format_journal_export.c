/* journalctl -o export. */
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/journal.h"

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    skim_init(&d->skim, &d->quick);
    journal_export(&d->skim, frame->bytes, &d->fields->quick.root);
    decode_journal_fields(d, rec);
    return true;
}

const struct format_ops format_journal_export = {
    .name = "journal-export",
    .journal = true,
    .skim = skim,
    .join = decode_journal_join,
    .fields = decode_text_more,
    .texts = decode_journal_texts,
};
