/* wrangler tail --format json: one object an invocation, with its log entries and exceptions. */
#include "record/decode_internal.h"
#include "record/format_rows.h"

static bool claims(const struct field_scan *s)
{
    return (s->flags & PATH_FLAG_TAIL) && (s->spans[SPAN_LOGS].n || s->event.n);
}

/* Is the log entry at the cursor a warning or worse, by the console or by its own JSON, or of no level? */
static bool warns(void *decoder, struct json entry)
{
    struct decoder *d = decoder;
    const struct path_node *logs = path_tree_child(&d->path_trees->entry_levels.root, STR("logs"));
    struct field_scan s;
    s.own = d->own;
    field_scan_init(&s, &d->levels);
    if (json_peek(&entry) != '{' || !logs || !logs->element || !field_scan_value(&s, &entry, logs->element))
        return true;
    return s.level == LEVEL_NONE || s.level >= LEVEL_WARN;
}

static void read_warnings(struct decoder *d, const struct record *rec)
{
    texts_add_elements(decode_part(d, rec, rec->spans[SPAN_LOGS]), warns, d, &d->scratch, &d->texts);
}

/* Does a warning of the record carry an error: an error object, or a body that holds one? */
static bool warns_of_error(struct decoder *d, const struct record *rec)
{
    if (rec->level != LEVEL_WARN || rec->status >= 400)
        return false;
    d->texts.n = 0;
    read_warnings(d, rec);
    for (size_t i = 0; i < d->texts.n; i++)
        if (d->texts.v[i].kind == TEXT_ERROR)
            return true;
    return false;
}

/* The status of an answer that the log entries tell of, as digits; empty: none. */
static struct str inner_status(struct decoder *d, const struct record *rec)
{
    const struct path_node *logs = path_tree_child(&d->path_trees->entry_answers.root, STR("logs"));
    struct json j = decode_part(d, rec, rec->spans[SPAN_LOGS]);
    struct field_scan s;
    s.own = d->own;
    field_scan_init(&s, &d->answers);
    if (rec->spans[SPAN_LOGS].n <= 2 || !field_scan_value(&s, &j, logs) || !(s.set & 1u << FIELD_UPSTREAM))
        return STR("");
    return s.values[FIELD_UPSTREAM].raw;
}

/* An event that went well and needs no answer has the status of which its log entries tell, if any does. */
static void take_inner_status(struct decoder *d, struct record *rec)
{
    struct str status = inner_status(d, rec);
    if (!status.n)
        return;
    rec->field[FIELD_STATUS] = status;
    rec->status = unit_status(status);
}

/* The number behind the key's end `*at` of `s`, which moves to where one would begin; 0 when none does. */
static int number_after(struct str s, size_t *at)
{
    size_t n = 0;
    while (*at < s.n && (is_letter(s.p[*at]) || str_among("_\\\": ", s.p[*at])))
        ++*at;
    while (*at + n < s.n && n < 4 && is_digit(s.p[*at + n]))
        n++;
    uint64_t number = 0;
    return n == 3 && str_u64(str_head(str_skip(s, *at), n), &number) ? (int)number : 0;
}

/* May the log entries tell of another status than `own`, and one of an error? It spares reading them. */
static bool may_differ(struct str logs, int own)
{
    static const struct str key = STR_INIT("tatus");
    for (size_t at = str_find(logs, key); at < logs.n; at += str_find(str_skip(logs, at), key)) {
        at += key.n;
        int told = number_after(logs, &at);
        if (told >= 400 && told != own)
            return true;
    }
    return false;
}

/* That of one that has an answer of its own is its upstream's. */
static void answer(struct decoder *d, struct record *rec)
{
    if (d->path_trees->answers_are_statuses && !may_differ(rec->spans[SPAN_LOGS], rec->status))
        return;
    rec->field[FIELD_UPSTREAM] = inner_status(d, rec);
    rec->upstream = unit_status(rec->field[FIELD_UPSTREAM]);
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    const struct field_scan *s = &d->scan;
    (void)frame;
    decode_fields(d, s, rec);
    memcpy(rec->spans, s->spans, sizeof rec->spans);
    if (rec->status == NO_STATUS && decode_good_outcome(rec->field[FIELD_OUTCOME]))
        take_inner_status(d, rec);
    rec->field[FIELD_EVENT] = s->event;
    rec->control = str_starts(s->event, STR("overload"));
    rec->error = !decode_good_outcome(rec->field[FIELD_OUTCOME]) || (s->flags & PATH_FLAG_EXCEPTION) ||
                 rec->level >= LEVEL_ERROR || warns_of_error(d, rec);
    decode_opaque(rec);
    return true;
}

static void fields(struct decoder *d, struct record *rec)
{
    struct json j = json_with_bitmaps(rec->json, d->bitmaps);
    field_scan_init(&d->scan, &d->all);
    if (!field_scan_value(&d->scan, &j, &d->path_trees->all.root))
        return;
    decode_fields(d, &d->scan, rec);
    if (!(d->scan.set & 1u << FIELD_STATUS)) { /* it is the record's own now */
        rec->field[FIELD_UPSTREAM] = str_of(NULL, 0);
        rec->upstream = NO_STATUS;
    }
}

/* No text of a log entry below a warning says more than one of these. */
static bool message(struct decoder *d, const struct record *rec)
{
    texts_add_json(decode_part(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    if (texts_message(&d->texts, false).n == 0)
        read_warnings(d, rec);
    return texts_message(&d->texts, false).n > 0;
}

static struct str texts(struct decoder *d, const struct record *rec)
{
    texts_add_json(decode_part(d, rec, rec->spans[SPAN_LOGS]), TEXT_LOG, &d->scratch, &d->texts);
    texts_add_json(decode_part(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    return rec->field[FIELD_MESSAGE];
}

const struct format_ops format_tail = {
    .name = "wrangler-tail",
    .invocation = true,
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .basic_fields = basic_fields,
    .more_fields = fields,
    .answer = answer,
    .message = message,
    .texts = texts,
    .entries = log_entries_of_tail,
};
