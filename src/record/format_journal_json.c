/* journalctl -o json, json-pretty, json-seq, json-sse. */
#include "base/byte_scan.h"
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/journal.h"
#include "record/plain.h"

/* An entry, unless another program keeps its text under a name of its own: Vector writes `message`. */
static bool claims(const struct field_scan *s)
{
    bool renamed = s->spans[SPAN_LOGS].n == 0 && s->set & 1u << FIELD_MESSAGE;
    return s->flags & PATH_FLAG_JOURNAL && !renamed;
}

/* The text of MESSAGE, from its JSON; what is not written as a string is only known now. */
static struct str take_message(struct decoder *d)
{
    struct str json = d->scan.spans[SPAN_LOGS], text = journal_text(json, &d->scratch);
    const struct path_node *node = path_tree_child(&d->path_trees->quick.root, STR("MESSAGE"));
    bool stripped;
    if (json.n && json.p[0] == '[' && node)
        field_scan_text(&d->scan, plain_strip(text, &d->scratch, &stripped), node);
    return text;
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    (void)frame;
    struct str json = d->scan.spans[SPAN_LOGS], text = take_message(d);
    bool bytes = json.n && json.p[0] == '[';
    decode_fields(d, &d->scan, rec);
    rec->withheld = json.n && json.p[0] == 'n';
    d->line = json;
    rec->spans[SPAN_LOGS] = bytes ? text : json;
    rec->opaque = byte_scan_hides(rec->spans[SPAN_LOGS]);
    if (UNLIKELY(rec->withheld))
        rec->carry = CARRY_RECORD;
    decode_journal_message(d, text, rec);
    return true;
}

const struct format_ops format_journal_json = {
    .name = "journal-json",
    .journal = true,
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .basic_fields = basic_fields,
    .join = decode_journal_join,
    .whole = decode_whole_json,
    .carried = decode_carried_entry,
    .more_fields = decode_text_more,
    .texts = decode_journal_texts,
    .line = log_entry_line_of_json,
};
