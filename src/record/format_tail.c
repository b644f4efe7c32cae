/* wrangler tail --format json: one object an invocation, with its log entries and exceptions. */
#include "record/decode_parts.h"
#include "record/format_rows.h"

static bool claims(const struct skim *s)
{
    return (s->marks & MARK_TAIL) && (s->spans[SPAN_LOGS].n || s->event.n);
}

/* Does a warning of the record carry an error: an error object, or a body that holds one? */
static bool warns_of_error(struct decoder *d, const struct record *rec)
{
    if (rec->level != LEVEL_WARN || rec->status >= 400)
        return false;
    d->texts.n = 0;
    deep_warnings(decode_part(d, rec, rec->spans[SPAN_LOGS]), &d->scratch, &d->texts);
    for (size_t i = 0; i < d->texts.n; i++)
        if (d->texts.v[i].kind == TEXT_ERROR)
            return true;
    return false;
}

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    const struct skim *s = &d->skim;
    (void)frame;
    decode_fields(d, s, rec);
    memcpy(rec->spans, s->spans, sizeof rec->spans);
    rec->field[FIELD_EVENT] = s->event;
    rec->control = str_starts(s->event, STR("overload"));
    rec->error = !decode_good_outcome(rec->field[FIELD_OUTCOME]) || (s->marks & MARK_EXCEPTION) ||
                 rec->level >= LEVEL_ERROR || warns_of_error(d, rec);
    decode_opaque(rec);
    return true;
}

static void fields(struct decoder *d, struct record *rec)
{
    struct json j = json_marked(rec->json, d->marks);
    skim_init(&d->skim, &d->all);
    if (skim_value(&d->skim, &j, &d->fields->all.root))
        decode_fields(d, &d->skim, rec);
}

/* No text of a log entry below a warning says more than one of these. */
static bool message(struct decoder *d, const struct record *rec)
{
    deep_json(decode_part(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    if (deep_message(&d->texts, false).n == 0)
        deep_warnings(decode_part(d, rec, rec->spans[SPAN_LOGS]), &d->scratch, &d->texts);
    return deep_message(&d->texts, false).n > 0;
}

static struct str texts(struct decoder *d, const struct record *rec)
{
    deep_json(decode_part(d, rec, rec->spans[SPAN_LOGS]), TEXT_LOG, &d->scratch, &d->texts);
    deep_json(decode_part(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    return rec->field[FIELD_MESSAGE];
}

const struct format_ops format_tail = {
    .name = "wrangler-tail",
    .invocation = true,
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .skim = skim,
    .fields = fields,
    .message = message,
    .texts = texts,
    .steps = step_each_entry,
};
