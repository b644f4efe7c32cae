#include <stdlib.h>

#include "base/count.h"
#include "report/build_parts.h"
#include "tally/counts.h"

/* Order of rows that are equally frequent: by their values, a missing one first. */
static int by_records_then_key(const void *a, const void *b)
{
    const struct counter_row *x = *(const struct counter_row *const *)a;
    const struct counter_row *y = *(const struct counter_row *const *)b;
    struct str left = x->key, right = y->key, v, w;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    while (tuple_take(&left, &v) && tuple_take(&right, &w)) {
        int order = str_cmp(v, w);
        if (order)
            return order;
    }
    return 0;
}

static struct str *build_key(struct report *r, struct str key, size_t n)
{
    struct str *values = arena_zero(&r->arena, n * sizeof *values), value;
    for (size_t i = 0; i < n && tuple_take(&key, &value); i++)
        if (value.n)
            values[i] = arena_str(&r->arena, value);
    return values;
}

static struct report_group build_group(struct report *r, const struct counter *c,
                                       const struct question_table *table, const struct question *q)
{
    const struct counter_row **rows = counter_sorted(c);
    size_t n = counter_size(c), most = q->top && q->top < n ? q->top : n;
    struct report_group g = {.by = arena_zero(&r->arena, table->by_count * sizeof *g.by),
                             .by_count = table->by_count,
                             .rows = arena_zero(&r->arena, most * sizeof *g.rows),
                             .other = c->other,
                             .approximate = c->floor > 0};
    for (size_t i = 0; i < table->by_count; i++)
        g.by[i] = arena_str(&r->arena, table->by[i]);
    if (n)
        qsort(rows, n, sizeof *rows, by_records_then_key);
    while (g.row_count < most && rows[g.row_count]->records >= q->least) {
        const struct counter_row *row = rows[g.row_count];
        g.rows[g.row_count++] = (struct report_group_row){build_key(r, row->key, g.by_count), row->records};
    }
    g.other_rows = n - g.row_count;
    for (size_t i = g.row_count; i < n; i++)
        count_add(&g.other, rows[i]->records);
    free(rows);
    return g;
}

static struct report_filter build_filter(struct report *r, const struct filtered *f, struct str what)
{
    struct report_filter out = {.what = arena_str(&r->arena, what), .records = f->records};
    if (r->records > r->filtered)
        return out;
    const struct counter_row **rows = counter_sorted(&f->instead);
    out.instead_count = counter_size(&f->instead);
    out.instead = arena_zero(&r->arena, out.instead_count * sizeof *out.instead);
    out.other = f->instead.other;
    for (size_t i = 0; i < out.instead_count; i++)
        out.instead[i] = (struct report_value){arena_str(&r->arena, rows[i]->key), rows[i]->records};
    free(rows);
    return out;
}

void build_answers(struct report *r, const struct tally *t)
{
    const struct question *q = t->question;
    if (!q)
        return;
    r->group_count = q->table_count;
    r->groups = arena_zero(&r->arena, q->table_count * sizeof *r->groups);
    for (size_t i = 0; i < q->table_count; i++)
        r->groups[i] = build_group(r, &t->tables[i], &q->tables[i], q);
    r->filter_count = q->filter_count;
    r->filters = arena_zero(&r->arena, q->filter_count * sizeof *r->filters);
    for (size_t i = 0; i < q->filter_count; i++)
        r->filters[i] = build_filter(r, &t->filters[i], q->filters[i]);
}
