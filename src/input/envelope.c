#include "input/envelope.h"

#include "base/ascii.h"

enum envelope_key {
    KEY_NONE,
    KEY_OTHER,
    KEY_META,
    KEY_DATA,
    KEY_RESULTS,
    KEY_RESULT,
    KEY_EVENTS,
    KEY_CALCULATIONS,
    KEY_AGGREGATES,
    KEY_INVOCATIONS,
    KEY_RESOURCE_LOGS,
    KEY_SCOPE_LOGS,
    KEY_LOG_RECORDS,
    KEY_RESOURCE,
    KEY_HITS,
    KEY_LOG_EVENTS,
    KEY_LOG_GROUP,
    KEY_ENTRIES,
    KEY_RECORDS,
    KEY_STREAMS,
    KEY_VALUES,
    KEY_LABEL,
    KEY_LEVEL,
    KEY_STREAM
};

static const struct {
    struct str name;
    enum envelope_key key;
} KEYS[] = {
    {STR_INIT("meta"), KEY_META},
    {STR_INIT("data"), KEY_DATA},
    {STR_INIT("results"), KEY_RESULTS},
    {STR_INIT("result"), KEY_RESULT},
    {STR_INIT("events"), KEY_EVENTS},
    {STR_INIT("calculations"), KEY_CALCULATIONS},
    {STR_INIT("aggregates"), KEY_AGGREGATES},
    {STR_INIT("invocations"), KEY_INVOCATIONS},
    {STR_INIT("resourceLogs"), KEY_RESOURCE_LOGS},
    {STR_INIT("scopeLogs"), KEY_SCOPE_LOGS},
    {STR_INIT("logRecords"), KEY_LOG_RECORDS},
    {STR_INIT("resource"), KEY_RESOURCE},
    {STR_INIT("hits"), KEY_HITS},
    {STR_INIT("logEvents"), KEY_LOG_EVENTS},
    {STR_INIT("logGroup"), KEY_LOG_GROUP},
    {STR_INIT("entries"), KEY_ENTRIES},
    {STR_INIT("Records"), KEY_RECORDS},
    {STR_INIT("streams"), KEY_STREAMS},
    {STR_INIT("values"), KEY_VALUES},
    {STR_INIT("service_name"), KEY_LABEL},
    {STR_INIT("app"), KEY_LABEL},
    {STR_INIT("container"), KEY_LABEL},
    {STR_INIT("level"), KEY_LEVEL},
    {STR_INIT("detected_level"), KEY_LEVEL},
    {STR_INIT("stream"), KEY_STREAM},
};

/* Where rows stand: keys from the top; brackets under no key (elements of arrays) do not count. */
static const struct rows_path {
    uint8_t keys[3];
    bool in_array, meta, leads; /* what else must be so */
    bool arrays;                /* its rows are arrays */
    enum row_look { ANY_ROW, PLAIN_ROW, DATADOG_ROW } look;
} PLACES[] = {
    {{KEY_DATA}, .meta = true},
    {{KEY_RESULTS}, .in_array = true},
    {{KEY_RESULT, KEY_EVENTS, KEY_EVENTS}, .meta = false},
    {{KEY_RESULT, KEY_CALCULATIONS, KEY_AGGREGATES}, .meta = false},
    {{KEY_RESULT, KEY_RESULTS}, .meta = false},
    {{KEY_RESULT, KEY_INVOCATIONS, KEY_OTHER}, .meta = false},
    {{KEY_RESOURCE_LOGS, KEY_SCOPE_LOGS, KEY_LOG_RECORDS}, .meta = false},
    {{KEY_HITS, KEY_HITS}, .meta = false},
    {{KEY_LOG_EVENTS}, .meta = false},
    {{KEY_EVENTS}, .leads = true}, /* elsewhere a record may have some */
    {{KEY_ENTRIES}, .leads = true},
    {{KEY_RECORDS}, .leads = true},
    {{KEY_STREAMS, KEY_VALUES}, .arrays = true},
    {{KEY_DATA, KEY_RESULT, KEY_VALUES}, .arrays = true},
    {{KEY_RESULT}, .look = PLAIN_ROW}, /* D1's holds results instead */
    {{KEY_DATA}, .leads = true, .look = DATADOG_ROW},
};

/* Where the string whose quote stands at `at` ends, behind its other quote; 0: not in `in`. */
static size_t string_end(struct str in, size_t at)
{
    for (at++; at < in.n && in.p[at] != '"'; at++)
        at += in.p[at] == '\\';
    return at < in.n ? at + 1 : 0;
}

static enum envelope_key key_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        if (str_eq(name, KEYS[i].name))
            return KEYS[i].key;
    return KEY_OTHER;
}

/* --- rows --- */

static bool stands_at(const struct envelope *e, const struct rows_path *place)
{
    size_t n = 0;
    for (uint32_t i = 0; i < e->depth; i++) {
        if (e->path[i] == KEY_NONE)
            continue;
        if (n == COUNT_OF(place->keys) || e->path[i] != place->keys[n])
            return false;
        n++;
    }
    bool all = n == COUNT_OF(place->keys) || (n > 0 && place->keys[n] == KEY_NONE);
    return all && (e->in_array || !place->in_array) && (e->meta || !place->meta) &&
           (e->leads || !place->leads);
}

/* How much of a first row tells what it is. */
enum { ROW_LOOK = 512 };

/* The key at `at`, or behind it. Empty: there is none. */
static struct str next_key(struct str in, size_t at)
{
    at += str_chr(str_skip(in, at), '"');
    size_t end = string_end(in, at);
    return end ? str_of(in.p + at + 1, end - at - 2) : str_of(in.p, 0);
}

/* Does the first row, at `at`, look as those of its place do? */
static bool row_looks(struct str in, size_t at, enum row_look look)
{
    struct str row = str_head(str_skip(in, at), ROW_LOOK), key = next_key(in, at);
    switch (look) {
    case PLAIN_ROW:
        return key.n && key_named(key) == KEY_OTHER && !str_eq(key, STR("success"));
    case DATADOG_ROW:
        return str_eq(key, STR("attributes")) ||
               (str_eq(key, STR("id")) && str_find(row, STR("\"attributes\"")) < row.n);
    default:
        return true;
    }
}

static bool row_shows(struct str in, size_t at)
{
    return in.p[at] != '{' || in.n - at >= ROW_LOOK || str_chr(str_skip(in, at), '}') < in.n - at;
}

/* Is the array that was opened last one of rows? What follows its bracket stands at `at`. */
static bool opens_rows(const struct envelope *e, struct str in, size_t at)
{
    char first = in.p[at];
    if (e->depth > ENVELOPE_DEPTH || (first != '{' && first != '[' && first != ']'))
        return false;
    for (size_t i = 0; i < COUNT_OF(PLACES); i++)
        if ((first == ']' || (first == '[') == PLACES[i].arrays) && stands_at(e, &PLACES[i]) &&
            (first != '{' || row_looks(in, at, PLACES[i].look)))
            return true;
    return false;
}

void envelope_end_rows(struct envelope *e)
{
    e->rows = false;
    e->depth--;
}

/* --- tokens --- */

static void open_bracket(struct envelope *e)
{
    if (e->depth < ENVELOPE_DEPTH)
        e->path[e->depth] = e->key;
    e->depth++;
    e->key = KEY_NONE;
}

static void take_key(struct envelope *e, struct str name)
{
    e->key = (uint8_t)key_named(name);
    if (e->depth == 1) {
        e->meta |= e->key == KEY_META;
        e->leads = !e->keyed;
        e->keyed = true;
    }
    if (e->key == KEY_RESOURCE || e->key == KEY_STREAM)
        e->service_n = e->level_n = 0;
    if (e->key == KEY_LOG_GROUP || e->key == KEY_LABEL)
        e->names_service = true;
    e->names_level = e->key == KEY_LEVEL;
}

/* A text that is no key: the name of the service, or the level, where one is due. (OpenTelemetry: {"key":
 * "service.name", "value": {"stringValue": NAME}}) */
static void take_text(struct envelope *e, struct str text)
{
    if (e->names_service) {
        text = str_head(text, sizeof e->service);
        memcpy(e->service, text.p, text.n);
        e->service_n = (uint8_t)text.n;
    }
    if (e->names_level && text.n <= sizeof e->level) {
        memcpy(e->level, text.p, text.n);
        e->level_n = (uint8_t)text.n;
    }
    e->names_level = false;
    e->names_service = str_eq(text, STR("service.name"));
}

/* A string: a key when a colon follows. False: `in` does not show that yet. */
static bool take_string(struct envelope *e, struct str in, size_t *at)
{
    size_t end = string_end(in, *at), next = str_past(in, end, is_space);
    if (end == 0 || next == in.n)
        return false;
    struct str inside = str_of(in.p + *at + 1, end - *at - 2);
    e->key = KEY_NONE;
    if (in.p[next] == ':') {
        take_key(e, inside);
        next++;
    } else {
        take_text(e, inside);
    }
    *at = next;
    return true;
}

/* An opening `[`: of rows when one, or nothing, follows. False: `in` does not show that yet. */
static bool take_array(struct envelope *e, struct str in, size_t *at)
{
    size_t next = str_past(in, *at + 1, is_space);
    if (next == in.n || !row_shows(in, next))
        return false;
    open_bracket(e);
    e->rows = opens_rows(e, in, next);
    e->arrays = in.p[next] == '[';
    (*at)++;
    return true;
}

/* The token at *at. ENVELOPE_MORE means no more than that it is done, when *at has moved. */
static enum envelope_stop take_token(struct envelope *e, struct str in, size_t *at)
{
    char c = in.p[*at];
    if (c == '"') {
        (void)take_string(e, in, at);
    } else if (c == '[') {
        (void)take_array(e, in, at);
    } else if (c == '{') {
        open_bracket(e);
        (*at)++;
    } else if (c == '}' || c == ']') {
        (*at)++;
        return --e->depth == 0 ? ENVELOPE_END : ENVELOPE_MORE;
    } else if (c >= ' ') { /* , and the bytes of numbers and words */
        (*at)++;
    } else {
        return ENVELOPE_BAD;
    }
    return e->rows ? ENVELOPE_ROWS : ENVELOPE_MORE;
}

enum envelope_stop envelope_walk(struct envelope *e, struct str in, size_t *used)
{
    enum envelope_stop stop = ENVELOPE_MORE;
    size_t at = str_past(in, 0, is_space), before = SIZE_MAX;
    while (stop == ENVELOPE_MORE && at < in.n && at != before) {
        before = at;
        stop = take_token(e, in, &at);
        if (stop == ENVELOPE_MORE && at != before)
            at = str_past(in, at, is_space);
    }
    *used = at;
    return stop;
}

bool envelope_maybe(struct str value)
{
    static const struct str first[] = {
        STR_INIT("\"meta\""),         STR_INIT("\"results\""), STR_INIT("\"result\""),
        STR_INIT("\"success\""),      STR_INIT("\"errors\""),  STR_INIT("\"messages\""),
        STR_INIT("\"resourceLogs\""), STR_INIT("\"events\""),  STR_INIT("\"entries\""),
        STR_INIT("\"messageType\""),  STR_INIT("\"took\""),    STR_INIT("\"hits\""),
        STR_INIT("\"logEvents\""),    STR_INIT("\"Records\""), STR_INIT("\"logGroup\""),
        STR_INIT("\"streams\""),      STR_INIT("\"status\""),  STR_INIT("\"data\"")};
    struct str s = str_skip(value, str_past(value, 1, is_space));
    if (s.n == 0)
        return true;
    if (s.n > 1 && !memchr("mrsehtlRd", s.p[1], 9))
        return false;
    for (size_t i = 0; i < COUNT_OF(first); i++)
        if (str_starts(s, first[i]) || (s.n < first[i].n && str_starts(first[i], s)))
            return true;
    return false;
}
