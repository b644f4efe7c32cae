#include "record/object.h"

#include "base/ascii.h"
#include "record/plain.h"

/* Of a path's rank: so much better or worse are the fields of a record inside another, or in its details. */
enum { RANK_MIDDLE = 1 << 16, RANK_STEP = 1 << 11, RANK_NUMBER = 1 << 9, RECORDS_MAX = 8, DEPTH_MAX = 48 };

struct object_walk {
    const struct path_tree *tree;
    struct arena *a;
    struct object *out;
    unsigned rank, outer; /* where the paths' ranks begin; of the fields that the outermost tells best */
    unsigned records, depth;
    bool several; /* among the elements of an array: of equals the first counts, else the last */
    bool entries; /* in the log entries of an invocation: of all levels there the worst counts */
};

static void take(struct object_walk w, const struct path_node *node, struct raw_value v);
static bool walk_value(struct object_walk w, const struct path_node *node, enum unit unit, struct json *j);

/* --- words --- */

/* What people and programs write for nothing, or for nothing wrong. */
static bool says_nothing(struct str s)
{
    static const struct str
        words[] = {STR_INIT("null"),  STR_INIT("undefined"), STR_INIT("none"),    STR_INIT("nil"),
                   STR_INIT("<nil>"), STR_INIT("-"),         STR_INIT("n/a"),     STR_INIT("false"),
                   STR_INIT("0"),     STR_INIT("ok"),        STR_INIT("success"), STR_INIT("{}"),
                   STR_INIT("[]"),    STR_INIT("noerror")}; /* the last of Azure Front Door */
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(s, words[i]))
            return true;
    return s.n == 0;
}

static bool is_missing(struct str s)
{
    return json_is_missing(s) || str_eq(s, STR("-"));
}

/* A status or outcome in a word that says that it went wrong. */
static bool word_fails(struct str s)
{
    static const struct str words[] = {
        STR_INIT("error"), STR_INIT("errored"), STR_INIT("fail"), STR_INIT("failed"), STR_INIT("failure"),
        STR_INIT("timeout"), STR_INIT("timedout"), STR_INIT("timed_out"), STR_INIT("exception"),
        STR_INIT("fatal"), STR_INIT("critical"), STR_INIT("crashed"),
        /* of Workers (workerd, src/workerd/io/outcome.capnp) */
        STR_INIT("exceededCpu"), STR_INIT("exceededMemory"), STR_INIT("killSwitch"), STR_INIT("daemonDown"),
        STR_INIT("scriptNotFound"), STR_INIT("loadShed"), STR_INIT("responseStreamDisconnected"),
        STR_INIT("internalError")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(s, words[i]))
            return true;
    return false;
}

/* --- values to fields --- */

/* Who carries a record knows best when it came, and from where. */
static bool outermost(enum field f)
{
    return f == FIELD_TIME || f == FIELD_HOST || f == FIELD_PID || f == FIELD_SERVICE;
}

/* False: it is none, or a better path has told one. */
static bool put_level(struct object_walk w, unsigned rank, enum level level)
{
    struct field_scan *s = &w.out->scan;
    if (level == LEVEL_NONE || rank > s->level_rank)
        return false;
    if (rank < s->level_rank || level > s->level || !(w.several || w.entries))
        s->level = level;
    s->level_rank = rank;
    return true;
}

/* A word says more than a number, whose scale only the program knows. */
static void take_level(struct object_walk w, const struct target *t, struct str raw)
{
    struct field_scan *s = &w.out->scan;
    if (str_eq(raw, STR("DEFAULT"))) /* Cloud Logging's: nobody said */
        return;
    enum level level = field_scan_level(s->own, raw, t->unit);
    bool number = raw.n && is_digit(raw.p[0]) && !w.entries;
    unsigned rank = w.rank + t->rank + (number ? RANK_NUMBER : 0);
    if (put_level(w, rank, level))
        w.out->stream = t->unit == UNIT_STREAM;
}

static bool is_status(struct str s)
{
    return unit_status(s) != NO_STATUS;
}

static void take_word(struct object_walk w, const struct raw_value *v)
{
    if (!v->string || !word_fails(v->raw))
        return;
    w.out->failed = true;
    w.out->word = v->raw;
}

/* Can `v` be a value of the field? What can not leaves it to the paths after this one. */
static bool fits(struct object_walk w, enum field f, const struct raw_value *v)
{
    switch (f) {
    case FIELD_STATUS:
        take_word(w, v);
        return is_status(v->raw);
    case FIELD_UPSTREAM:
        return is_status(v->raw);
    case FIELD_OUTCOME:
        take_word(w, v);
        return v->string && !is_missing(v->raw);
    case FIELD_TIME:
        return timestamp_from_text(v->raw) != NO_TIME;
    case FIELD_DURATION:
        return unit_duration(v->raw, v->unit) >= 0;
    default:
        return !is_missing(v->raw);
    }
}

static void take_target(struct object_walk w, const struct target *t, struct raw_value v)
{
    struct field_scan *s = &w.out->scan;
    uint32_t bit = 1u << t->field;
    if (t->field == FIELD_LEVEL) {
        take_level(w, t, v.raw);
        return;
    }
    v.rank = (outermost(t->field) ? w.outer : w.rank) + t->rank;
    if (t->query.n) {
        v.raw = url_parameter(v.raw, t->query);
        v.percent = true;
    }
    if (t->unit != UNIT_NONE)
        v.unit = t->unit;
    if ((s->set & bit) && (s->values[t->field].rank < v.rank + w.several))
        return;
    if (!fits(w, t->field, &v))
        return;
    s->values[t->field] = v;
    s->set |= bit;
}

/* A time as seconds with a fraction goes with durations in seconds: zap, and with it Caddy. */
static bool fractional(const struct raw_value *v)
{
    double number;
    return !v->string && str_chr(v->raw, '.') < v->raw.n && str_double(v->raw, &number);
}

/* "GET /path HTTP/1.1": as if it were a method and a url. */
static void take_request_line(struct object_walk w, struct str line)
{
    size_t method = str_chr(line, ' '), protocol = str_find(line, STR(" HTTP/"));
    if (protocol >= line.n || method + 1 >= protocol)
        return;
    const struct path_node *nodes[] = {path_tree_child(&w.tree->root, STR("method")),
                                       path_tree_child(&w.tree->root, STR("url"))};
    struct str parts[] = {str_head(line, method), str_of(line.p + method + 1, protocol - method - 1)};
    for (size_t i = 0; i < COUNT_OF(nodes); i++)
        if (nodes[i])
            take(w, nodes[i], (struct raw_value){.raw = parts[i], .string = true});
}

/* Of the object itself, not of one inside it. */
static void take_line(struct object_walk w, const struct path_node *node, struct raw_value v)
{
    if (!v.string || w.records)
        return;
    if ((node->flags & PATH_FLAG_LINE) && w.out->line.p == NULL)
        w.out->line = v.raw;
    if ((node->flags & PATH_FLAG_OUTPUT) && (str_eq(v.raw, STR("stdout")) || str_eq(v.raw, STR("stderr"))))
        w.out->scan.flags |= PATH_FLAG_OUTPUT;
}

static void take(struct object_walk w, const struct path_node *node, struct raw_value v)
{
    if ((node->flags & PATH_FLAG_SECONDS) && !fractional(&v))
        w.out->scan.flags &= ~(unsigned)PATH_FLAG_SECONDS;
    for (unsigned i = 0; i < node->target_count; i++)
        take_target(w, &node->targets[i], v);
    w.out->failed |= (node->flags & PATH_FLAG_ERROR) && !says_nothing(v.raw);
    w.out->failed |= (node->flags & PATH_FLAG_SUCCESS) && str_eq_nocase(v.raw, STR("false"));
    if ((node->flags & PATH_FLAG_REQUEST_LINE) && v.string)
        take_request_line(w, v.raw);
    if ((node->flags & PATH_FLAG_TRUNCATED) && str_eq(v.raw, STR("true")))
        w.out->scan.flags |= PATH_FLAG_TRUNCATED;
    if (node->flags & (PATH_FLAG_LINE | PATH_FLAG_OUTPUT))
        take_line(w, node, v);
    if ((node->flags & PATH_FLAG_EVENT) && node->event && node->event[0] == '\0')
        w.out->scan.event = v.raw;
}

/* --- records inside --- */

static struct str unescaped(struct object_walk w, struct str raw)
{
    if (str_chr(raw, '\\') == raw.n)
        return raw;
    char *to = arena_take(w.a, raw.n);
    return str_of(to, json_unescape_to(raw, 0, to));
}

/* As a record of its own, which says more than what stands around it. */
static bool walk_record(struct object_walk w, struct json *j)
{
    w.rank -= RANK_STEP;
    w.outer += RANK_STEP;
    return ++w.records > RECORDS_MAX ? json_skip(j) : walk_value(w, &w.tree->root, UNIT_NONE, j);
}

static bool walk_details(struct object_walk w, struct json *j)
{
    w.rank += RANK_STEP;
    w.outer += RANK_STEP;
    return ++w.records > RECORDS_MAX ? json_skip(j) : walk_value(w, &w.tree->root, UNIT_NONE, j);
}

/* JSON inside the string `raw`. False: it is none. */
static bool open_string(struct object_walk w, const struct path_node *node, struct str raw)
{
    bool stripped = false;
    struct str text = str_trim(raw);
    if (text.n < 2 || (text.p[0] != '{' && text.p[0] != '\\'))
        return false;
    text = str_trim(plain_strip(unescaped(w, text), w.a, &stripped));
    if (text.n < 2 || text.p[0] != '{' || json_measure(text) != text.n)
        return false;
    struct json j = json_open(text);
    if (node->inside) {
        struct json inside = j;
        (void)!walk_value(w, node->inside, UNIT_NONE, &inside);
    }
    if (node->flags & PATH_FLAG_RECORD)
        return walk_record(w, &j);
    return !(node->flags & PATH_FLAG_DETAILS) || walk_details(w, &j);
}

/* The text of a console call may name an error itself, whichever method printed it. */
static void take_words(struct object_walk w, const struct path_node *node, struct str raw)
{
    const struct path_node *level = path_tree_child(node->inside, STR("level"));
    if (level && level->target_count)
        (void)put_level(w, w.rank + level->targets[0].rank, severity_shouted(raw));
}

static bool walk_scalar(struct object_walk w, const struct path_node *node, enum unit unit, struct json *j,
                        bool string)
{
    struct raw_value v = {.string = string, .unit = unit};
    if (!(string ? json_string(j, &v.raw) : json_scalar(j, &v.raw)))
        return false;
    take(w, node, v);
    if (!string || !(node->inside || (node->flags & (PATH_FLAG_RECORD | PATH_FLAG_DETAILS))))
        return true;
    if (!open_string(w, node, v.raw) && w.entries && node->inside && !node->parent)
        take_words(w, node, v.raw);
    return true;
}

/* --- objects --- */

/* OpenTelemetry's {"stringValue": "..."} and MongoDB's {"$date": ...}: the value inside. False: it is no
 * such. */
static bool unwrap(struct json *j, struct str *key)
{
    static const struct str keys[] = {STR_INIT("stringValue"), STR_INIT("intValue"), STR_INIT("doubleValue"),
                                      STR_INIT("boolValue"),   STR_INIT("$date"),    STR_INIT("$numberLong")};
    struct json at = *j;
    bool ok;
    if (!json_object_open(&at) || !json_object_next(&at, key, &ok))
        return false;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_eq(*key, keys[i])) {
            *j = at;
            return true;
        }
    return false;
}

/* An object that holds anything but nothing. */
static bool holds_anything(struct json j)
{
    struct str key, raw;
    bool ok;
    json_object_open(&j);
    while (json_object_next(&j, &key, &ok)) {
        json_peek(&j);
        const char *from = j.p;
        if (!json_skip(&j))
            return false;
        raw = str_of(from, (size_t)(j.p - from));
        if (!says_nothing(raw) && !str_eq(raw, STR("\"\"")))
            return true;
    }
    return false;
}

static bool walk_members(struct object_walk w, const struct path_node *node, struct json *j)
{
    struct str key;
    enum unit unit;
    bool ok;
    json_object_open(j);
    while (json_object_next(j, &key, &ok)) {
        const struct path_node *child = path_tree_child_folded(node, key, &unit);
        if (!(child ? walk_value(w, child, unit, j) : json_skip(j)))
            return false;
    }
    return ok;
}

/* A time in several numbers: {"seconds": ..., "nanos": ...}. */
static void take_object(struct object_walk w, const struct path_node *node, struct str all)
{
    struct raw_value v = {.raw = all, .string = true};
    for (unsigned i = 0; i < node->target_count; i++)
        if (node->targets[i].field == FIELD_TIME)
            take_target(w, &node->targets[i], v);
}

static bool walk_object(struct object_walk w, const struct path_node *node, enum unit unit, struct json *j)
{
    struct json from = *j, again = *j;
    struct str key;
    if (node != &w.tree->root && unwrap(&again, &key)) {
        enum unit own;
        const struct path_node *child = path_tree_child_folded(node, key, &own);
        struct json inside = again;
        (void)!(walk_value(w, node, unit, &again) && (!child || walk_value(w, child, unit, &inside)));
        return json_skip(j);
    }
    again = *j;
    w.out->failed |= (node->flags & PATH_FLAG_ERROR) && holds_anything(*j);
    if (!(node->children ? walk_members(w, node, j) : json_skip(j)))
        return false;
    take_object(w, node, str_of(from.p, (size_t)(j->p - from.p)));
    if (node->flags & PATH_FLAG_RECORD)
        return walk_record(w, &again);
    return !(node->flags & PATH_FLAG_DETAILS) || walk_details(w, &again);
}

/* --- arrays --- */

/* {"key": ..., "value": ...}, the key also called name: as if there were that member. */
static bool walk_pair(struct object_walk w, struct json *j)
{
    struct str key, name = {0}, raw;
    struct json value = {.p = NULL};
    enum unit unit;
    bool ok;
    json_object_open(j);
    while (json_object_next(j, &key, &ok)) {
        bool names = (str_eq(key, STR("key")) || str_eq(key, STR("name"))) && json_peek(j) == '"';
        if (str_eq(key, STR("value")))
            value = *j;
        if (!(names ? json_string(j, &raw) : json_skip(j)))
            return false;
        name = names ? raw : name;
    }
    const struct path_node *node =
        name.n && value.p ? path_tree_child_folded(&w.tree->root, name, &unit) : NULL;
    return ok && (!node || walk_value(w, node, unit, &value));
}

static bool walk_pairs(struct object_walk w, struct json *j)
{
    bool ok;
    w.rank += RANK_STEP;
    w.outer += RANK_STEP;
    json_array_open(j);
    while (json_array_next(j, &ok))
        if (!(json_peek(j) == '{' ? walk_pair(w, j) : json_skip(j)))
            return false;
    return ok;
}

/* Does a blank belong between two parts of a text, of which one ends in `a` and the other begins with `b`? */
static bool parted(char a, char b)
{
    return (unsigned char)a > ' ' && (unsigned char)b > ' ' && !memchr("/([{=@#\"'-_`", a, 12) &&
           !memchr(",.;:!?)]}/'\"`%", b, 14);
}

/* The parts of the array at `j` as one text; empty when none of them is a text. */
static struct str joined_parts(struct object_walk w, struct json j, size_t room)
{
    char *to = arena_take(w.a, 2 * room + 1);
    size_t n = 0;
    struct str part;
    bool ok, any = false;
    json_array_open(&j);
    while (json_array_next(&j, &ok)) {
        const char *from = (json_peek(&j), j.p);
        bool string = *from == '"';
        any |= string;
        if (!(string ? json_string(&j, &part) : json_skip(&j)))
            break;
        part = string ? part : str_of(from, (size_t)(j.p - from));
        if (n && part.n && parted(to[n - 1], part.p[0]))
            to[n++] = ' ';
        if (string)
            n += json_unescape_to(part, 0, to + n);
        else
            n += (memcpy(to + n, part.p, part.n), part.n);
    }
    return str_of(to, any ? n : 0);
}

static bool walk_elements(struct object_walk w, const struct path_node *node, bool logs, struct json *j)
{
    bool ok;
    w.entries |= logs;
    json_array_open(j);
    while (json_array_next(j, &ok)) {
        if (!walk_value(w, node, UNIT_NONE, j))
            return false;
        w.several = true;
    }
    return ok;
}

/* Has the array at `j` one element, and that a text? (Kibana's "fields": {"log.level": ["error"]}) */
static bool holds_one(struct json j)
{
    struct str text;
    bool ok;
    json_array_open(&j);
    return json_array_next(&j, &ok) && json_peek(&j) == '"' && json_string(&j, &text) &&
           !json_array_next(&j, &ok) && ok;
}

/* A field that a journal entry may have several of: the first. */
static void take_first(struct object_walk w, const struct path_node *node, struct json j)
{
    struct raw_value v = {.string = true};
    json_array_open(&j);
    if (json_peek(&j) == '"' && json_string(&j, &v.raw))
        take(w, node, v);
}

static bool walk_array(struct object_walk w, const struct path_node *node, struct json *j)
{
    struct json from = *j, end = *j;
    if (!json_skip(&end))
        return false;
    struct str all = str_of(from.p, (size_t)(end.p - from.p));
    w.out->failed |= (node->flags & PATH_FLAG_ERROR) && str_trim(str_of(all.p + 1, all.n - 2)).n > 0;
    bool one = node->target_count && !node->element && holds_one(from);
    if (node->flags & PATH_FLAG_PARTS)
        take(w, node, (struct raw_value){.raw = joined_parts(w, from, all.n)});
    else if (one || (node->flags & PATH_FLAG_REPEATS))
        take_first(w, node, from);
    if (node->flags & PATH_FLAG_PAIRS)
        return walk_pairs(w, j);
    if (node->element)
        return walk_elements(w, node->element, node->flags & PATH_FLAG_LOGS, j);
    *j = end;
    return true;
}

/* --- values --- */

static void take_flags(struct object_walk w, const struct path_node *node, char first)
{
    if (first == 'n' || !node->flags)
        return;
    w.out->scan.flags |= node->flags & ~(unsigned)PATH_FLAGS_BY_VALUE;
    if ((node->flags & PATH_FLAG_EVENT) && node->event && node->event[0] && w.out->scan.event.n == 0)
        w.out->scan.event = str_z(node->event);
}

static bool walk_value(struct object_walk w, const struct path_node *node, enum unit unit, struct json *j)
{
    char c = json_peek(j);
    const char *from = j->p;
    bool ok;
    if (++w.depth > DEPTH_MAX)
        return json_skip(j);
    take_flags(w, node, c);
    if (c == '{')
        ok = walk_object(w, node, unit, j);
    else if (c == '[')
        ok = walk_array(w, node, j);
    else
        ok = walk_scalar(w, node, unit, j, c == '"');
    if (ok && (node->flags & (PATH_FLAG_LOGS | PATH_FLAG_EXCEPTIONS)) && w.records == 0 && c == '[')
        w.out->scan.spans[node->flags & PATH_FLAG_LOGS ? SPAN_LOGS : SPAN_EXCEPTIONS] =
            str_of(from, (size_t)(j->p - from));
    return ok;
}

/* Durations that name no unit, where the record shows which one its program writes. */
static void settle_unit(struct field_scan *s)
{
    struct raw_value *v = &s->values[FIELD_DURATION];
    if ((s->set & 1u << FIELD_DURATION) && v->unit == UNIT_NONE)
        v->unit = s->flags & PATH_FLAG_SECONDS ? UNIT_S : s->flags & PATH_FLAG_NANOS ? UNIT_NS : UNIT_NONE;
}

bool object_read(const struct path_tree *folded, const struct level_table *own, struct json j,
                 struct arena *a, struct object *out)
{
    struct object_walk w = {.tree = folded, .a = a, .out = out, .rank = RANK_MIDDLE, .outer = RANK_MIDDLE};
    field_scan_init(&out->scan, NULL);
    out->scan.own = own;
    out->failed = out->stream = false;
    out->word = out->line = str_of(NULL, 0);
    if (json_peek(&j) != '{' || !walk_value(w, &folded->root, UNIT_NONE, &j))
        return false;
    settle_unit(&out->scan);
    out->stream |= (out->scan.flags & PATH_FLAG_CARRIED) && out->scan.level <= LEVEL_INFO;
    if (!(out->scan.flags & PATH_FLAG_OUTPUT))
        out->line = str_of(NULL, 0);
    return true;
}
