#include "report/get.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/count.h"

/* What stands for a value that is missing. */
static const struct node nothing;

static const char *const kind_names[] = {
    [NODE_NULL] = "null",       [NODE_BOOLEAN] = "true or false", [NODE_NUMBER] = "a number",
    [NODE_STRING] = "a string", [NODE_LIST] = "a list",           [NODE_MAP] = "an object",
};

void get_wrong(struct get *g, const struct node *node, const char *format, ...)
{
    char what[200];
    va_list args;
    if (g->wrong)
        return;
    g->wrong = true;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    err_set(g->err, "%s", what);
    tree_place(g->tree, node, g->err);
}

static const struct node *find(struct get *g, const struct node *map, const char *key)
{
    const struct node *n = node_in(map, key);
    if (g->wrong)
        return &nothing;
    if (!n)
        get_wrong(g, map, "no \"%s\" here", key);
    return n ? n : &nothing;
}

const struct node *get_node(struct get *g, const struct node *map, const char *key, enum node_kind kind)
{
    const struct node *n = find(g, map, key);
    if (!g->wrong && n->kind != kind)
        get_wrong(g, n, "\"%s\" is not %s", key, kind_names[kind]);
    return g->wrong ? &nothing : n;
}

const struct node *get_rows(struct get *g, const struct node *map, const char *key)
{
    const struct node *list = get_node(g, map, key, NODE_LIST);
    for (const struct node *n = list->first; n; n = n->next)
        if (n->kind != NODE_MAP)
            get_wrong(g, n, "\"%s\" holds something that is not an object", key);
    return g->wrong ? NULL : list->first;
}

uint64_t get_u64(struct get *g, const struct node *node)
{
    uint64_t n = 0;
    if (node->kind != NODE_NUMBER || !str_u64(node->text, &n))
        get_wrong(g, node, "not a count");
    return n < COUNT_MOST ? n : COUNT_MOST;
}

double get_double(struct get *g, const struct node *node)
{
    double v = 0;
    if (node->kind != NODE_NUMBER || !str_double(node->text, &v))
        get_wrong(g, node, "not a number");
    return v;
}

uint64_t get_count(struct get *g, const struct node *map, const char *key)
{
    const struct node *n = get_node(g, map, key, NODE_NUMBER);
    return g->wrong ? 0 : get_u64(g, n);
}

struct str get_str(struct get *g, const struct node *map, const char *key)
{
    return get_node(g, map, key, NODE_STRING)->text;
}

struct str get_fact(struct get *g, const struct node *map, const char *key)
{
    const struct node *n = find(g, map, key);
    return n->kind == NODE_NULL ? STR("") : get_str(g, map, key);
}

static int64_t time_from(struct get *g, const struct node *map, const char *key, int64_t least_ms)
{
    int64_t ms = NO_TIME;
    size_t used = 0;
    const struct node *n = find(g, map, key);
    if (g->wrong || n->kind == NODE_NULL)
        return NO_TIME;
    struct str text = get_str(g, map, key);
    if (!g->wrong &&
        (!when_parse_iso(text, &ms, &used) || used != text.n || ms < least_ms || ms > WHEN_LAST_MS))
        get_wrong(g, n, "\"%s\" is not a time", key);
    return ms;
}

int64_t get_time(struct get *g, const struct node *map, const char *key)
{
    return time_from(g, map, key, WHEN_FIRST_MS);
}

int64_t get_start(struct get *g, const struct node *map, const char *key)
{
    return time_from(g, map, key, INT64_MIN + 1);
}
