#include "report/saved.h"

#include <stdio.h>

#include "base/count.h"
#include "record/record.h"
#include "report/schema.h"
#include "tally/excerpt.h"
#include "tally/tally_spec.h"
#include "tally/triage.h"
#include "tally/version.h"

/* ---- what is wrong, and where ---- */

static const char *const kind_names[] = {
    [JSON_NODE_NULL] = "null",       [JSON_NODE_BOOLEAN] = "true or false", [JSON_NODE_NUMBER] = "a number",
    [JSON_NODE_STRING] = "a string", [JSON_NODE_LIST] = "a list",           [JSON_NODE_MAP] = "an object",
};

static void keep_wrong(struct saved *s, const struct json_node *node, const char *format, va_list args)
{
    char what[200];
    if (s->wrong)
        return;
    s->wrong = true;
    vsnprintf(what, sizeof what, format, args);
    err_set(s->err, "%s", what);
    json_tree_place(&s->tree, node, s->err);
}

__attribute__((format(printf, 3, 4))) static void wrong(struct saved *s, const struct json_node *node,
                                                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    keep_wrong(s, node, format, args);
    va_end(args);
}

/* What a message shows of `node`. */
static struct str shown(const struct json_node *node)
{
    return node->text.n ? str_head(node->text, 60) : str_z(kind_names[node->kind]);
}

/* `name`, which stands at `node`, is none of `names`. */
static void wrong_name(struct saved *s, const struct json_node *node, const char *what, struct str name,
                       const char *const *names, size_t n)
{
    const char *near = str_nearest(name, names, n);
    struct str shown = str_head(name, 60);
    if (near)
        wrong(s, node, "`" STR_FMT "` is no %s (did you mean `%s`?)", STR_ARG(shown), what, near);
    else
        wrong(s, node, "`" STR_FMT "` is no %s", STR_ARG(shown), what);
}

static bool is_list(enum json_kind kind)
{
    return kind == JSON_ROWS || kind == JSON_LINE;
}

static const struct json_node *node_of(const struct json_object *o, const struct json_node *map,
                                       const char *from, const void *at);

static const struct json_node *node_of_row(const struct json_member *m, const struct json_node *list,
                                           const char *from, const void *at)
{
    const char *row = *(const char *const *)(from + m->at);
    const struct json_node *found = NULL;
    for (const struct json_node *n = list->first; n && row && !found; n = n->next, row += m->object->size)
        found = row == at ? n : node_of(m->object, n, row, at);
    return found;
}

/* The node from which what stands at `at` was read, if that is in the struct at `from`, which is of `map`. */
static const struct json_node *node_of(const struct json_object *o, const struct json_node *map,
                                       const char *from, const void *at)
{
    const struct json_node *found = NULL;
    for (size_t i = 0; i < o->n && !found; i++) {
        const struct json_member *m = &o->members[i];
        const struct json_node *n = m->kind == JSON_HERE ? map : json_node_in(map, m->key);
        if (!n || m->derived)
            continue;
        if (m->kind != JSON_HERE && from + m->at == at)
            return n;
        if (is_list(m->kind))
            found = node_of_row(m, n, from, at);
        else if (m->object)
            found = node_of(m->object, n, from + m->at, at);
    }
    return found;
}

/* The node from which what stands at `at` in the report was read. */
static const struct json_node *node_at(const struct saved *s, const void *at)
{
    const struct json_node *node =
        s->wrong ? NULL : node_of(&schema_report, s->tree.root, (const char *)&s->report, at);
    return node ? node : s->tree.root;
}

void saved_wrong(struct saved *s, const void *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    keep_wrong(s, node_at(s, at), format, args);
    va_end(args);
}

void saved_wrong_name(struct saved *s, const void *at, const char *what, struct str name,
                      const char *const *names, size_t n)
{
    wrong_name(s, node_at(s, at), what, name, names, n);
}

bool saved_right(struct saved *s)
{
    if (!s->wrong)
        return true;
    struct err why = *s->err;
    err_set(s->err, "not a report of schema 1: %s", why.what);
    err_at(s->err, why.file, why.line, why.column);
    return err_mend(s->err, "make one with sigtail -o json LOG");
}

/* ---- plain values ---- */

typedef void read_value(struct saved *s, const struct json_member *m, const struct json_node *n, void *at);

/* Counts beyond COUNT_MOST are that. */
static uint64_t count_at(struct saved *s, const struct json_node *n)
{
    uint64_t count = 0;
    if (n->kind != JSON_NODE_NUMBER || !str_u64(n->text, &count))
        wrong(s, n, "`" STR_FMT "` is not a count", STR_ARG(shown(n)));
    return count < COUNT_MOST ? count : COUNT_MOST;
}

static void read_str(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    (void)s, (void)m;
    *(struct str *)at = n->text;
}

static void read_count(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    (void)m;
    *(uint64_t *)at = count_at(s, n);
}

static void read_distinct(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    if (n->kind != JSON_NODE_NULL)
        read_count(s, m, n, at);
}

static void read_bool(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    (void)s, (void)m;
    *(bool *)at = n->yes;
}

static void read_time(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    int64_t ms = NO_TIME, least_ms = m->kind == JSON_START ? INT64_MIN + 1 : TIMESTAMP_FIRST_MS;
    size_t used = 0;
    if (n->kind != JSON_NODE_NULL && (!timestamp_parse_iso(n->text, &ms, &used) || used != n->text.n ||
                                      ms < least_ms || ms > TIMESTAMP_LAST_MS))
        wrong(s, n, "\"%s\" is not a time: `" STR_FMT "`", m->key, STR_ARG(shown(n)));
    *(int64_t *)at = ms;
}

static void read_status(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    uint64_t code = count_at(s, n);
    (void)m;
    if (code == 0 || code >= STATUS_BOUND)
        wrong(s, n, "`" STR_FMT "` is no status; they are 1 to %d", STR_ARG(shown(n)), STATUS_BOUND - 1);
    *(int *)at = s->wrong ? NO_STATUS : (int)code;
}

static void read_class(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    enum verdict class = class_named(n->text);
    (void)m;
    if (class == CLASS_COUNT) {
        const char *names[CLASS_COUNT];
        for (enum verdict c = 0; c < CLASS_COUNT; c++)
            names[c] = class_name(c);
        wrong_name(s, n, "class", n->text, names, CLASS_COUNT);
    }
    *(enum verdict *)at = class;
}

static void read_severity(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    enum severity_class severity = severity_called(n->text);
    (void)m;
    if (severity == SEVERITY_COUNT) {
        const char *names[SEVERITY_COUNT];
        for (enum severity_class c = 0; c < SEVERITY_COUNT; c++)
            names[c] = severity_name(c);
        wrong_name(s, n, "severity", n->text, names, SEVERITY_COUNT);
    }
    *(enum severity_class *)at = severity;
}

static void read_state(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    (void)m;
    *(struct str *)at = json_tree_raw(&s->tree, n);
}

/* ---- lists ---- */

/* Room for what the list `n` holds, of so many bytes each; it is told to the struct with the member at `at`.
 */
static void *begin_list(struct saved *s, const struct json_member *m, const struct json_node *n, void *at,
                        size_t size)
{
    void *list = arena_zero(&s->report.arena, (n->count + 1) * size);
    memcpy(at, &list, sizeof list);
    if (m->n)
        memcpy((char *)at - m->at + m->n, &n->count, sizeof n->count);
    return list;
}

static void read_counts(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    uint64_t *v = begin_list(s, m, n, at, sizeof *v);
    for (n = n->first; n && !s->wrong; n = n->next)
        *v++ = count_at(s, n);
}

/* No name stands twice in a list: `name` is that of item number `i`, of `size` bytes each. */
static void check_name(struct saved *s, const struct json_node *n, const struct str *name, size_t size,
                       size_t i)
{
    const char *at = (const char *)name;
    for (size_t k = 1; k <= i; k++)
        if (str_eq(*name, *(const struct str *)(const void *)(at - k * size)))
            wrong(s, n, "`" STR_FMT "` is there twice", STR_ARG(str_head(*name, 60)));
}

static void read_names(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    struct str *v = begin_list(s, m, n, at, sizeof *v);
    if (n->count > TABLE_KEYS)
        wrong(s, n, "too many or too few names");
    n = n->first;
    for (size_t i = 0; n && !s->wrong; n = n->next, i++) {
        v[i] = n->text;
        if (n->kind != JSON_NODE_STRING)
            wrong(s, n, "not a name");
        check_name(s, n, &v[i], sizeof *v, i);
    }
}

static void read_key(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    struct str *v = begin_list(s, m, n, at, sizeof *v);
    if (n->count != s->group->by_count)
        wrong(s, n, "as many values are wanted as \"by\" has");
    for (n = n->first; n; n = n->next)
        *v++ = n->text;
}

static void read_measures(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    struct measure *v = begin_list(s, m, n, at, sizeof *v);
    if (n->count == 0 || n->count > TABLE_MEASURES)
        wrong(s, n, "too many or too few names");
    n = n->first;
    for (size_t i = 0; n && !s->wrong; n = n->next, i++) {
        if (n->kind != JSON_NODE_STRING || !measure_parse(&v[i], n->text, &s->report.arena, NULL))
            wrong(s, n, "`" STR_FMT "` is not a measure", STR_ARG(shown(n)));
        check_name(s, n, &v[i].name, sizeof *v, i);
    }
}

static void read_states(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    struct str *v = begin_list(s, m, n, at, sizeof *v);
    for (n = n->first; n; n = n->next)
        *v++ = json_tree_raw(&s->tree, n);
}

static void read_place(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    struct report_sums *sums = at;
    if (n->count != 2) {
        wrong(s, n, "\"%s\" is not a source and an offset", m->key);
        return;
    }
    sums->example_source = (unsigned)count_at(s, n->first);
    sums->example_offset = count_at(s, n->last);
}

static void read_sources(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    (void)m;
    for (n = n->first; n && !s->wrong; n = n->next)
        *(uint64_t *)at |= source_bit((unsigned)(count_at(s, n) % SOURCE_BITS));
}

static void read_versions(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    uint64_t *records = arena_zero(&s->report.arena, VERSION_BOUND * sizeof *records);
    memcpy(at, &records, sizeof records);
    for (n = n->first; n && !s->wrong; n = n->next) {
        bool pair = n->kind == JSON_NODE_LIST && n->count == 2;
        uint64_t i = pair ? count_at(s, n->first) : 0, more = pair ? count_at(s, n->last) : 0;
        if (!pair)
            wrong(s, n, "\"%s\" holds something that is not a number and records", m->key);
        else if (i < VERSION_BOUND)
            count_add(&records[i], more);
    }
}

/* ---- objects ---- */

static void read_members(struct saved *s, const struct json_object *o, const struct json_node *map, char *to);

static void read_map(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    read_members(s, m->object, n, at);
}

static void read_rows(struct saved *s, const struct json_member *m, const struct json_node *n, void *at)
{
    char *row = begin_list(s, m, n, at, m->object->size);
    const struct report_table *outer = s->group;
    s->group = (const void *)((char *)at - m->at);
    for (n = n->first; n && !s->wrong; n = n->next, row += m->object->size) {
        if (n->kind != JSON_NODE_MAP)
            wrong(s, n, "\"%s\" holds something that is not an object", m->key);
        else
            read_members(s, m->object, n, row);
    }
    s->group = outer;
}

/* By kind of member: of what kind its node is, whether it may be null, and who reads it. */
static const struct {
    enum json_node_kind node;
    bool nullable;
    read_value *read;
} readers[JSON_KINDS] = {
    [JSON_STR] = {JSON_NODE_STRING, false, read_str},
    [JSON_FACT] = {JSON_NODE_STRING, true, read_str},
    [JSON_COUNT] = {JSON_NODE_NUMBER, false, read_count},
    [JSON_REQUESTS] = {JSON_NODE_NUMBER, true, read_distinct},
    [JSON_USERS] = {JSON_NODE_NUMBER, true, read_distinct},
    [JSON_BOOL] = {JSON_NODE_BOOLEAN, false, read_bool},
    [JSON_TIME] = {JSON_NODE_STRING, true, read_time},
    [JSON_START] = {JSON_NODE_STRING, true, read_time},
    [JSON_STATUS] = {JSON_NODE_NUMBER, false, read_status},
    [JSON_CLASS] = {JSON_NODE_STRING, false, read_class},
    [JSON_SEVERITY] = {JSON_NODE_STRING, false, read_severity},
    [JSON_STATE] = {JSON_NODE_LIST, false, read_state},
    [JSON_STATES] = {JSON_NODE_LIST, false, read_states},
    [JSON_COUNTS] = {JSON_NODE_LIST, false, read_counts},
    [JSON_NAMES] = {JSON_NODE_LIST, false, read_names},
    [JSON_KEY] = {JSON_NODE_LIST, false, read_key},
    [JSON_MEASURES] = {JSON_NODE_LIST, false, read_measures},
    [JSON_PLACE] = {JSON_NODE_LIST, false, read_place},
    [JSON_SOURCES] = {JSON_NODE_LIST, false, read_sources},
    [JSON_VERSIONS] = {JSON_NODE_LIST, false, read_versions},
    [JSON_MAP] = {JSON_NODE_MAP, false, read_map},
    [JSON_ROWS] = {JSON_NODE_LIST, false, read_rows},
    [JSON_LINE] = {JSON_NODE_LIST, false, read_rows},
};

static void read_node(struct saved *s, const struct json_member *m, const struct json_node *n, char *at)
{
    if (n->kind == readers[m->kind].node || (n->kind == JSON_NODE_NULL && readers[m->kind].nullable))
        readers[m->kind].read(s, m, n, at);
    else
        wrong(s, n, "\"%s\" is not %s", m->key, kind_names[readers[m->kind].node]);
}

/* What is not there says. */
static void read_missing(const struct json_member *m, char *at)
{
    if (m->kind == JSON_TIME)
        *(int64_t *)at = NO_TIME;
    else if (m->kind == JSON_SOURCES) /* the only one */
        *(uint64_t *)at = source_bit(0);
}

static void read_member(struct saved *s, const struct json_member *m, const struct json_node *map, char *to)
{
    const struct json_node *n = m->key ? json_node_in(map, m->key) : NULL;
    if (m->kind == JSON_HERE && (n || !m->key))
        read_members(s, m->object, map, to + m->at);
    else if (n && m->kind != JSON_HERE)
        read_node(s, m, n, to + m->at);
    else if (m->optional)
        read_missing(m, to + m->at);
    else
        wrong(s, map, "no \"%s\" here", m->key);
}

static void read_members(struct saved *s, const struct json_object *o, const struct json_node *map, char *to)
{
    for (size_t i = 0; i < o->n && !s->wrong; i++) {
        const struct json_member *m = &o->members[i];
        if (!m->derived && (m->optional || schema_given(m, to)))
            read_member(s, m, map, to);
    }
}

static void read_root(struct saved *s)
{
    const struct json_node *root = s->tree.root, *schema = json_node_in(root, "schema");
    if (!schema)
        wrong(s, root, "this is other JSON");
    else if (schema->kind != JSON_NODE_NUMBER)
        wrong(s, schema, "\"schema\" is not a number");
    else if (count_at(s, schema) != 1)
        wrong(s, root, "its schema is another one");
    read_members(s, &schema_report, root, (char *)&s->report);
}

bool saved_read(struct saved *s, const struct report_text *text, struct err *err)
{
    struct arena arena = s->report.arena;
    arena_reset(&arena);
    s->report = (struct report){.arena = arena};
    s->err = err;
    s->wrong = !json_tree_read(&s->tree, text, err);
    if (!s->wrong)
        read_root(s);
    return saved_right(s);
}

void saved_free(struct saved *s)
{
    json_tree_free(&s->tree);
    arena_free(&s->report.arena);
}
