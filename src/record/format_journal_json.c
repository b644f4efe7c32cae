/* journalctl -o json, json-pretty, json-seq, json-sse. */
#include "base/sweep.h"
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/journal.h"
#include "record/plain.h"

static bool claims(const struct skim *s)
{
    return s->marks & MARK_JOURNAL;
}

/* The text of MESSAGE, from its JSON; what is not written as a string is only known now. */
static struct str take_message(struct decoder *d)
{
    struct str json = d->skim.spans[SPAN_LOGS], text = journal_text(json, &d->scratch);
    const struct path_node *node = fields_child(&d->fields->quick.root, STR("MESSAGE"));
    bool stripped;
    if (json.n && json.p[0] == '[' && node)
        skim_text(&d->skim, plain_strip(text, &d->scratch, &stripped), node);
    return text;
}

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    (void)frame;
    struct str json = d->skim.spans[SPAN_LOGS], text = take_message(d);
    bool bytes = json.n && json.p[0] == '[';
    decode_fields(d, &d->skim, rec);
    rec->withheld = json.n && json.p[0] == 'n';
    d->line = json;
    rec->spans[SPAN_LOGS] = bytes ? text : json;
    rec->opaque = sweep_hides(rec->spans[SPAN_LOGS]);
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
    .skim = skim,
    .join = decode_journal_join,
    .whole = decode_whole_json,
    .carried = decode_carried_entry,
    .fields = decode_text_more,
    .texts = decode_journal_texts,
    .line = step_line_of_json,
};
