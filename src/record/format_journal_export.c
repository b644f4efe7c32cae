/* journalctl -o export. */
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/journal.h"

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    field_scan_init(&d->scan, &d->quick);
    journal_export(&d->scan, frame->bytes, &d->path_trees->quick.root);
    decode_journal_fields(d, rec);
    return true;
}

/* With a length before it, as values that are no plain text have it. */
static struct str whole(struct decoder *d, struct str bytes, struct str text)
{
    enum { LENGTH_BYTES = 8 };
    size_t from = (size_t)(d->line.p - bytes.p);
    bool plain = from && bytes.p[from - 1] == '=';
    buf_set(&d->whole, str_head(bytes, from - (plain ? 1 : 1 + LENGTH_BYTES)));
    buf_addc(&d->whole, '\n');
    for (unsigned i = 0; i < LENGTH_BYTES; i++)
        buf_addc(&d->whole, (char)((uint64_t)text.n >> 8 * i));
    buf_add(&d->whole, text);
    buf_add(&d->whole, str_skip(bytes, from + d->line.n));
    return buf_str(&d->whole);
}

const struct format_ops format_journal_export = {
    .name = "journal-export",
    .journal = true,
    .basic_fields = basic_fields,
    .join = decode_journal_join,
    .whole = whole,
    .carried = decode_carried_entry,
    .more_fields = decode_text_more,
    .texts = decode_journal_texts,
};
