#include "report/merge_tables.h"

#include "tally/restore.h"

void merge_tables_free(struct merge_tables *m)
{
    free(m->v);
    arena_free(&m->arena);
}

static bool asks(const struct table_spec *t, const struct report_table *g)
{
    bool same = t->by_count == g->by_count && t->measure_count == g->show_count;
    for (size_t k = 0; same && k < t->by_count; k++)
        same = str_eq(t->by[k], g->by[k]);
    for (size_t k = 0; same && k < t->measure_count; k++)
        same = str_eq(t->measures[k].name, g->show[k].name);
    return same;
}

/* The table of the spec that asks the same, or their number. */
static size_t table_index(const struct merge_tables *m, const struct report_table *g)
{
    size_t i = 0;
    while (i < m->n && !asks(&m->v[i], g))
        i++;
    return i;
}

/* The measures of `g`, and what they need. */
static void gather_measures(struct merge_tables *m, const struct report_table *g, struct table_spec *t)
{
    struct measure *measures = arena_zero(&m->arena, (g->show_count + 1) * sizeof *measures);
    struct aggregate_plan *plans = arena_zero(&m->arena, AGGREGATES * sizeof *plans);
    for (size_t i = 0; i < g->show_count; i++) /* they were measures when they were read */
        (void)!measure_parse(&measures[i], g->show[i].name, &m->arena, NULL);
    t->measures = measures;
    t->measure_count = g->show_count;
    t->plans = plans;
    t->plan_count = aggregate_plans(measures, g->show_count, plans);
}

void merge_tables_gather(struct merge_tables *m, struct saved *s, const struct report_table *g)
{
    if (g->by_count == 0 && !g->show)
        saved_wrong(s, &g->by, "too many or too few names");
    if (s->wrong || table_index(m, g) < m->n)
        return;
    struct str *names = arena_zero(&m->arena, (g->by_count + 1) * sizeof *names);
    struct table_spec t = {
        .by = names, .by_count = g->by_count, .sort = arena_str(&m->arena, g->sort), .rising = g->rising};
    for (size_t i = 0; i < g->by_count; i++)
        names[i] = arena_str(&m->arena, g->by[i]);
    if (g->show)
        gather_measures(m, g, &t);
    MEM_GROW(m->v, m->n, m->cap);
    m->v[m->n++] = t;
}

static void count_row(struct saved *s, struct tally *tally, size_t table, const struct table_spec *t,
                      const struct report_table_row *row)
{
    LOCAL_BUF key = {0};
    struct span span = {row->first_ms, row->last_ms};
    if (t->plan_count && !row->sums)
        saved_wrong(s, row, "no \"sums\" here");
    else if (t->plan_count && row->sum_count != t->plan_count)
        saved_wrong(s, &row->sums, "as many are wanted as \"show\" needs");
    if (s->wrong)
        return;
    for (size_t i = 0; i < t->by_count; i++)
        tuple_add(&key, row->key[i]);
    if (!restore_row(tally, table, buf_str(&key), row->records, &span, row->sums))
        saved_wrong(s, &row->sums, "\"sums\" is damaged");
}

void merge_tables_count(const struct merge_tables *m, struct saved *s, const struct report_table *g,
                        struct tally *tally)
{
    size_t table = table_index(m, g);
    for (size_t i = 0; i < g->row_count; i++)
        count_row(s, tally, table, &m->v[table], &g->rows[i]);
    restore_other_rows(tally, table, g->other);
}
