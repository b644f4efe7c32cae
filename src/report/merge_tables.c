#include "report/merge_tables.h"

#include <stdlib.h>

#include "base/count.h"
#include "base/mem.h"
#include "tally/counts.h"

void merge_tables_free(struct merge_tables *m)
{
    free(m->v);
    arena_free(&m->arena);
}

/* ---- what they ask ---- */

/* A table of a report: what it is counted by, and what it tells of its rows (NULL: nothing). */
struct table_node {
    const struct node *by, *show;
};

static bool same_keys(const struct question_table *t, const struct table_node *node)
{
    const struct node *n = node->by->first;
    size_t k = 0;
    for (; n && k < t->by_count && str_eq(n->text, t->by[k]); k++)
        n = n->next;
    return !n && k == t->by_count;
}

static bool same_measures(const struct question_table *t, const struct table_node *node)
{
    const struct node *n = node->show ? node->show->first : NULL;
    size_t k = 0;
    for (; n && k < t->measure_count && str_eq(n->text, t->measures[k].name); k++)
        n = n->next;
    return !n && k == t->measure_count;
}

/* The table of the question that asks the same, or their number. */
static size_t table_index(const struct merge_tables *m, const struct table_node *node)
{
    size_t i = 0;
    while (i < m->n && !(same_keys(&m->v[i], node) && same_measures(&m->v[i], node)))
        i++;
    return i;
}

/* Does its name stand before it in `list`? */
static bool is_twin(const struct node *list, const struct node *n)
{
    const struct node *at = list->first;
    while (at != n && !(at->kind == NODE_STRING && str_eq(at->text, n->text)))
        at = at->next;
    return at != n;
}

static void check_names(struct get *g, const struct node *list, size_t least, size_t most)
{
    if (!g->wrong && (list->count < least || list->count > most))
        get_wrong(g, list, "too many or too few names");
    for (const struct node *n = list->first; n; n = n->next)
        if (n->kind != NODE_STRING)
            get_wrong(g, n, "not a name");
        else if (is_twin(list, n))
            get_wrong(g, n, "a name that is there twice");
}

static struct table_node get_table(struct get *g, const struct node *row)
{
    struct table_node t = {get_node(g, row, "by", NODE_LIST), NULL};
    if (node_in(row, "show"))
        t.show = get_node(g, row, "show", NODE_LIST);
    check_names(g, t.by, !t.show, GROUP_KEYS);
    if (t.show)
        check_names(g, t.show, 1, GROUP_MEASURES);
    return t;
}

/* The measures that `show` names, and what they need. */
static void gather_measures(struct merge_tables *m, struct get *g, const struct node *show,
                            struct question_table *t)
{
    struct measure *measures = arena_zero(&m->arena, (show->count + 1) * sizeof *measures);
    struct gauge_plan *plans = arena_zero(&m->arena, GAUGES * sizeof *plans);
    for (const struct node *name = show->first; name; name = name->next)
        if (!measure_parse(&measures[t->measure_count++], name->text, &m->arena, NULL))
            get_wrong(g, name, "not a measure");
    t->measures = measures;
    t->plans = plans;
    t->plan_count = g->wrong ? 0 : gauge_plans(measures, t->measure_count, plans);
}

void merge_tables_gather(struct merge_tables *m, struct get *g, const struct node *row)
{
    struct table_node node = get_table(g, row);
    if (g->wrong || table_index(m, &node) < m->n)
        return;
    struct str *names = arena_zero(&m->arena, (node.by->count + 1) * sizeof *names);
    struct question_table t = {.by = names};
    for (const struct node *name = node.by->first; name; name = name->next)
        names[t.by_count++] = arena_str(&m->arena, name->text);
    if (node.show)
        gather_measures(m, g, node.show, &t);
    if (node_in(row, "sort")) {
        t.sort = arena_str(&m->arena, get_str(g, row, "sort"));
        t.rising = get_node(g, row, "rising", NODE_BOOLEAN)->yes;
    }
    MEM_GROW(m->v, m->n, m->cap);
    m->v[m->n++] = t;
}

/* ---- what they count ---- */

/* [count, sum, least, most, broken, shift, [id, count, ...]], of numbers_write. */
static void count_numbers(struct get *g, struct numbers *into, const struct node *state)
{
    const struct node *v[7] = {0}, *n = state->kind == NODE_LIST && state->count == 7 ? state->first : NULL;
    struct numbers read = {.sketch = into->sketch};
    for (size_t i = 0; n && i < COUNT_OF(v); n = n->next)
        v[i++] = n;
    bool good = v[6] && v[6]->kind == NODE_LIST && v[6]->count % 2 == 0 &&
                numbers_restore(&read, get_u64(g, v[0]), v[1]->text, get_double(g, v[2]), get_double(g, v[3]),
                                get_u64(g, v[4]), get_u64(g, v[5]));
    for (n = good ? v[6]->first : NULL; good && n && !g->wrong; n = n->next->next)
        good = numbers_restore_bucket(&read, get_u64(g, n), get_u64(g, n->next));
    if (good && !g->wrong)
        numbers_merge(into, &read);
    else
        get_wrong(g, state, "\"sums\" is damaged");
    numbers_free(&read);
}

static void count_gauges(struct get *g, const struct question_table *t, struct gauged_row *row,
                         const struct node *from)
{
    const struct node *sums = get_node(g, from, "sums", NODE_LIST), *n = sums->first;
    if (!g->wrong && sums->count != t->plan_count)
        get_wrong(g, sums, "as many are wanted as \"show\" needs");
    for (size_t i = 0; i < t->plan_count && !g->wrong; i++, n = n->next) {
        if (n->kind == NODE_NULL)
            continue;
        if (t->plans[i].kind != GAUGE_DISTINCT)
            count_numbers(g, gauges_numbers(row, t->plans, t->plan_count, i), n);
        else if (!distinct_read(gauges_distinct(row, t->plans, t->plan_count, i), n->text))
            get_wrong(g, n, "\"sums\" is damaged");
    }
}

static void count_row(struct get *g, struct counter *c, const struct question_table *t,
                      const struct node *row)
{
    const struct node *key = get_node(g, row, "key", NODE_LIST);
    struct buf tuple = {0};
    if (!g->wrong && key->count != t->by_count)
        get_wrong(g, key, "as many values are wanted as \"by\" has");
    for (const struct node *v = key->first; v; v = v->next)
        tuple_add(&tuple, v->text);
    struct counter_row *counted = counter_add(c, buf_str(&tuple), get_count(g, row, "records"), NO_TIME);
    buf_free(&tuple);
    if (t->measure_count) {
        span_add(&counted->span, get_time(g, row, "first"));
        span_add(&counted->span, get_time(g, row, "last"));
    }
    if (t->plan_count)
        count_gauges(g, t, (struct gauged_row *)counted, row);
}

void merge_tables_count(const struct merge_tables *m, struct get *g, const struct node *row,
                        struct tally *tally)
{
    struct table_node node = get_table(g, row);
    size_t i = g->wrong ? m->n : table_index(m, &node);
    if (i == m->n)
        return;
    struct counter *c = &tally->tables[i];
    for (const struct node *r = get_rows(g, row, "rows"); r && !g->wrong; r = r->next)
        count_row(g, c, &m->v[i], r);
    uint64_t other = get_count(g, row, "other");
    count_add(&c->other, other);
    if (other) /* what is left out here may be listed elsewhere */
        c->floor = 1;
}
