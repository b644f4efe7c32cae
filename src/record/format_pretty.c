/* wrangler tail --format pretty. */
#include "base/byte_scan.h"
#include "input/pretty.h"
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/plain.h"
#include "record/pretty_event.h"
#include "record/severity.h"

/* Parts of the path tree that the JSON of the same event would feed. */
struct nodes {
    const struct path_node *root, *log, *exception;
};

/* The node `path`, keys parted by dots, from `node` on; NULL when no path goes there. */
static const struct path_node *below(const struct path_node *node, const char *path)
{
    struct str rest = str_z(path), key;
    while (node && str_split(&rest, '.', &key))
        node = path_tree_child(node, key);
    return node;
}

static struct nodes nodes_of(const struct path_tree *f)
{
    const struct path_node *logs = below(&f->root, "logs"), *exceptions = below(&f->root, "exceptions");
    return (struct nodes){&f->root, logs ? logs->element : NULL, exceptions ? exceptions->element : NULL};
}

static void take(struct decoder *d, const struct path_node *node, struct str text)
{
    if (node && text.n)
        field_scan_text(&d->scan, text, node);
}

/* --- the head --- */

static bool has_scheme(struct str s)
{
    size_t at = str_find(s, STR("://"));
    return at < s.n && at < 10;
}

/* METHOD URL of a fetch. */
static bool take_request(struct decoder *d, const struct nodes *n, struct str what)
{
    size_t space = str_chr(what, ' ');
    struct str url = str_skip(what, space + 1);
    if (!has_scheme(url))
        return false;
    take(d, below(n->root, "event.request.method"), str_head(what, space));
    take(d, below(n->root, "event.request.url"), url);
    return true;
}

static struct str event_of(struct str what)
{
    static const struct {
        struct str start;
        struct str event;
    } rows[] = {
        {STR_INIT("Alarm"), STR_INIT("alarm")},       {STR_INIT("\""), STR_INIT("cron")},
        {STR_INIT("Email from:"), STR_INIT("email")}, {STR_INIT("Queue "), STR_INIT("queue")},
        {STR_INIT("Tailing "), STR_INIT("tail")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_starts(what, rows[i].start))
            return rows[i].event;
    return str_starts(what, STR("Unknown Event")) ? str_of(NULL, 0) : STR("rpc");
}

/* --- logs and exceptions --- */

static void take_log(struct decoder *d, const struct nodes *n, const struct pretty_part *part,
                     struct record *rec)
{
    const struct path_node *messages = n->log ? below(n->log, "message") : NULL;
    struct byte_scan_line bits;
    if (n->log)
        take(d, below(n->log, "level"), part->level);
    if (messages)
        take(d, messages->element, part->text);
    byte_scan_line(part->text, &bits);
    plain_fields(part->text, &bits,
                 rec); /* the response's status stands nowhere but in a log line, if at all */
    rec->truncated |= str_eq_nocase(str_head(part->text, 23), STR("log size limit exceeded"));
}

/* The stamp of the first LogTape line among the logs: exact and in UTC. */
static int64_t stamp_of(struct str logs)
{
    struct str key = STR("{\"@timestamp\":\"");
    int64_t ms;
    size_t used;
    return timestamp_parse_iso(str_skip(logs, str_find(logs, key) + key.n), &ms, &used) ? ms : NO_TIME;
}

/*
 * The head's time is the writer's local time; a stamp near it tells the zone, a multiple of a quarter hour up
 * to 14 hours. A stamp far from it is better: crons and alarms are headed by the time for which they were
 * scheduled.
 */
static int64_t in_utc(int64_t local, int64_t stamp)
{
    enum { QUARTER = 900000, ZONE_MAX = 14 * 3600000 + QUARTER / 2 };
    if (local == NO_TIME || stamp == NO_TIME)
        return local == NO_TIME ? stamp : local;
    int64_t ahead = local - stamp;
    if (ahead > ZONE_MAX || ahead < -ZONE_MAX)
        return stamp;
    return local - (ahead + (ahead < 0 ? -QUARTER / 2 : QUARTER / 2)) / QUARTER * QUARTER;
}

static void take_parts(struct decoder *d, const struct nodes *n, struct str rest, struct record *rec)
{
    struct pretty_part part;
    while (pretty_part_next(&rest, &part)) {
        if (!part.exception) {
            take_log(d, n, &part, rec);
            continue;
        }
        rec->error = true;
        take(d, n->exception ? below(n->exception, "message") : NULL, part.text);
    }
}

/* The response's status stands nowhere but in what the log entries tell, if they do: in their JSON, too. */
static void take_inner_status(struct decoder *d, struct str rest, struct record *rec)
{
    struct nodes n = nodes_of(&d->path_trees->entry_answers);
    const struct path_node *messages = n.log ? below(n.log, "message") : NULL;
    struct pretty_part part;
    struct field_scan s;
    s.own = d->own;
    field_scan_init(&s, NULL);
    while (messages && messages->element && pretty_part_next(&rest, &part))
        if (!part.exception)
            field_scan_text(&s, part.text, messages->element);
    if (!(s.set & 1u << FIELD_UPSTREAM))
        return;
    rec->field[FIELD_STATUS] = s.values[FIELD_UPSTREAM].raw; /* digits */
    rec->status = unit_status(rec->field[FIELD_STATUS]);
    rec->field[FIELD_UPSTREAM] = str_of(NULL, 0);
    rec->upstream = NO_STATUS;
}

/* A line that the tail prints of itself. */
static void read_control(const struct pretty *p, struct record *rec)
{
    rec->control = true;
    rec->field[FIELD_EVENT] = p->kind == PRETTY_OVERLOAD ? STR("overload") : STR("overload-stop");
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct nodes n = nodes_of(&d->path_trees->all);
    bool stripped;
    d->body = plain_strip(frame->bytes, &d->scratch, &stripped);
    struct str head = str_head(d->body, str_chr(d->body, '\n')), rest = str_skip(d->body, head.n + 1);
    struct pretty p = pretty_parse(head);
    rec->spans[SPAN_LOGS] = d->body;
    rec->opaque = byte_scan_hides(d->body);
    if (p.kind != PRETTY_EVENT) {
        read_control(&p, rec);
        return true;
    }
    field_scan_init(&d->scan, NULL);
    bool fetch = take_request(d, &n, p.what);
    take(d, below(n.root, "outcome"), str_z(p.outcome));
    take_parts(d, &n, rest, rec);
    decode_fields(d, &d->scan, rec);
    if (rec->status == NO_STATUS && decode_good_outcome(str_z(p.outcome)))
        take_inner_status(d, rest, rec);
    rec->field[FIELD_EVENT] = fetch ? STR("fetch") : event_of(p.what);
    rec->field[FIELD_TIME] = p.time;
    rec->time_ms = in_utc(pretty_time(p.time), stamp_of(rest));
    rec->error = rec->error || !decode_good_outcome(str_z(p.outcome)) || rec->level >= LEVEL_ERROR;
    return true;
}

/* --- texts --- */

/* "TypeError: x is not a function": the class' name apart. */
static void exception_texts(struct decoder *d, const struct pretty_part *part)
{
    size_t colon = str_find(part->text, STR(": "));
    bool named = colon < part->text.n && str_chr(part->text, ' ') > colon;
    if (named)
        texts_add(str_head(part->text, colon), TEXT_NAME, LEVEL_NONE, &d->scratch, &d->texts);
    texts_add(str_skip(part->text, named ? colon + 2 : 0), TEXT_EXCEPTION, LEVEL_NONE, &d->scratch,
              &d->texts);
    if (part->stack.n)
        texts_add(part->stack, TEXT_STACK, LEVEL_NONE, &d->scratch, &d->texts);
}

/* Of the level that the console's method says, or of the worse one that the text names itself. */
static void log_text(struct decoder *d, const struct pretty_part *part)
{
    enum level level = severity_named(part->level), own = severity_shouted(part->text);
    texts_add(part->text, TEXT_LOG, own > level ? own : level, &d->scratch, &d->texts);
}

static struct str texts(struct decoder *d, const struct record *rec)
{
    struct str rest = str_skip(d->body, str_chr(d->body, '\n') + 1);
    struct pretty_part part;
    while (pretty_part_next(&rest, &part)) {
        if (part.exception)
            exception_texts(d, &part);
        else
            log_text(d, &part);
    }
    return rec->field[FIELD_MESSAGE];
}

const struct format_ops format_tail_pretty = {
    .name = "wrangler-pretty",
    .block = true,
    .basic_fields = basic_fields,
    .texts = texts,
};
