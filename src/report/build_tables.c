#include <math.h>

#include "base/count.h"
#include "base/mem.h"
#include "report/build_internal.h"
#include "tally/tally_internal.h"

/* By what the rows of a table stand. */
struct order {
    const struct report_table *g;
    const struct measure *measure; /* NULL: by none */
    size_t key;                    /* the first key to look at, when `by_key` */
    bool by_key, rising;
};

struct sortable {
    const struct aggregate_row *row; /* of a table without plans only its first member */
    double span_ms;                  /* of its rate */
    double by;                       /* of the measure */
    const struct order *order;
};

static struct str value_of(struct str key, size_t k)
{
    struct str value = {0};
    for (size_t i = 0; i <= k && tuple_take(&key, &value); i++)
        ;
    return value;
}

/* A missing value first; steps as numbers, unless they are times, whose texts are in order. */
static int by_value(const struct bucket *b, struct str v, struct str w)
{
    double x, y;
    if (b->kind != BUCKET_NONE && str_double(v, &x) && str_double(w, &y))
        return (x > y) - (x < y);
    return str_cmp(v, w);
}

static int by_keys(const struct order *o, const struct counter_row *x, const struct counter_row *y,
                   size_t from)
{
    int order = 0;
    for (size_t k = from; k < o->g->by_count && !order; k++)
        order = by_value(&o->g->buckets[k], value_of(x->key, k), value_of(y->key, k));
    return order;
}

static int by_number(double x, double y)
{
    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return (x < y) - (x > y);
}

static int in_order(const void *a, const void *b)
{
    const struct sortable *s = a, *t = b;
    const struct order *o = s->order;
    const struct counter_row *x = &s->row->row, *y = &t->row->row;
    int order = 0;
    if (o->measure)
        order =
            o->rising && !isnan(s->by) && !isnan(t->by) ? by_number(t->by, s->by) : by_number(s->by, t->by);
    else if (o->by_key)
        order = o->rising ? by_keys(o, x, y, o->key) : by_keys(o, y, x, o->key);
    if (!order && x->records != y->records)
        order = x->records > y->records ? -1 : 1;
    return order ? order : by_keys(o, x, y, 0);
}

/* Rows stand by the measure or key that was asked for; steps by the keys, from the first on. */
static struct order order_of(const struct report_table *g)
{
    static const struct measure records = {.kind = MEASURE_COUNT};
    struct order o = {.g = g, .rising = g->rising};
    if (!g->sort.n) {
        o.by_key = o.rising = report_table_stepped(g);
        return o;
    }
    for (size_t i = 0; i < g->show_count && !o.measure; i++)
        if (measure_named(&g->show[i], g->sort))
            o.measure = &g->show[i];
    while (o.key < g->by_count && !str_eq(g->by[o.key], g->sort))
        o.key++;
    o.by_key = o.key < g->by_count;
    if (!o.measure && !o.by_key)
        o.measure = &records;
    return o;
}

static struct str *build_key(struct report *r, struct str key, size_t n)
{
    struct str *values = arena_zero(&r->arena, (n + 1) * sizeof *values), value;
    for (size_t i = 0; i < n && tuple_take(&key, &value); i++)
        if (value.n)
            values[i] = arena_str(&r->arena, value);
    return values;
}

/* A day on which clocks change is an hour longer or shorter than others. */
static double step_of(const struct bucket *b, struct str value, const struct zone *zone)
{
    int64_t ms = timestamp_from_text(value);
    return ms == NO_TIME ? b->step : (double)(bucket_time_next(b, ms, zone) - ms);
}

/* What the rate of the row with `key` is counted over: the step of a time, else all the time of the report.
 */
static double span_of(const struct report *r, const struct report_table *g, struct str key,
                      const struct zone *zone)
{
    for (size_t k = 0; k < g->by_count; k++)
        if (g->buckets[k].kind != BUCKET_NONE && str_starts(g->by[k], STR("time:")))
            return step_of(&g->buckets[k], value_of(key, k), zone);
    return r->first_ms == NO_TIME ? 0 : (double)(r->last_ms - r->first_ms);
}

static struct str *build_sums(struct report *r, const struct aggregate_row *row, size_t n)
{
    struct str *sums = arena_zero(&r->arena, (n + 1) * sizeof *sums);
    LOCAL_BUF text = {0};
    for (size_t i = 0; i < n; i++) {
        buf_clear(&text);
        aggregates_write(row, i, &text);
        sums[i] = arena_str(&r->arena, buf_str(&text));
    }
    return sums;
}

static struct report_table_row build_row(struct report *r, struct report_table *g,
                                         const struct sortable *from, const struct table_spec *table)
{
    const struct aggregate_row *row = from->row;
    const struct counter_row *counted = &row->row;
    struct report_table_row out = {.key = build_key(r, counted->key, g->by_count),
                                   .records = counted->records,
                                   .first_ms = counted->span.first_ms,
                                   .last_ms = counted->span.last_ms};
    if (g->show_count)
        out.measures = arena_zero(&r->arena, g->show_count * sizeof *out.measures);
    for (size_t i = 0; i < g->show_count; i++)
        out.measures[i].value = aggregates_tell(row, table->plans, table->plan_count, &g->show[i],
                                                from->span_ms, &out.measures[i].about);
    if (table->plan_count == 0)
        return out;
    out.sums = build_sums(r, row, table->plan_count);
    out.sum_count = table->plan_count;
    double error = aggregates_error(row);
    g->error = error > g->error ? error : g->error;
    return out;
}

static struct report_table begin_table(struct report *r, const struct table_spec *table)
{
    struct report_table g = {.by = arena_zero(&r->arena, (table->by_count + 1) * sizeof *g.by),
                             .buckets = arena_zero(&r->arena, (table->by_count + 1) * sizeof *g.buckets),
                             .by_count = table->by_count,
                             .show = arena_zero(&r->arena, (table->measure_count + 1) * sizeof *g.show),
                             .show_count = table->measure_count,
                             .sort = arena_str(&r->arena, table->sort),
                             .rising = table->rising};
    for (size_t i = 0; i < table->by_count; i++) {
        struct str name;
        g.by[i] = arena_str(&r->arena, table->by[i]);
        (void)!bucket_parse(g.by[i], &name, &g.buckets[i], NULL); /* what is none is a name */
    }
    for (size_t i = 0; i < table->measure_count; i++) /* it was parsed when it was asked for */
        (void)!measure_parse(&g.show[i], table->measures[i].name, &r->arena, NULL);
    return g;
}

static struct sortable *sort_rows(const struct report *r, const struct counter *c, const struct order *o,
                                  const struct table_spec *table, const struct zone *zone)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(c);
    size_t n = counter_size(c);
    struct sortable *v = mem_zero((n + 1) * sizeof *v);
    bool about;
    for (size_t i = 0; i < n; i++) {
        double span_ms = span_of(r, o->g, rows[i]->key, zone);
        v[i] = (struct sortable){(const struct aggregate_row *)rows[i], span_ms, 0, o};
        if (o->measure)
            v[i].by = aggregates_tell(v[i].row, table->plans, table->plan_count, o->measure, span_ms, &about);
    }
    if (n)
        qsort(v, n, sizeof *v, in_order);
    return v;
}

static struct report_table build_table(struct report *r, const struct counter *c,
                                       const struct table_spec *table, const struct tally_spec *q)
{
    struct report_table g = begin_table(r, table);
    struct order order = order_of(&g);
    LOCAL_MEM struct sortable *rows = sort_rows(r, c, &order, table, q->zone);
    size_t n = counter_size(c), most = q->top && q->top < n ? q->top : n;
    g.rows = arena_zero(&r->arena, (most + 1) * sizeof *g.rows);
    g.other = c->other;
    g.approximate = c->floor > 0;
    for (size_t i = 0; i < n; i++) {
        if (g.row_count < most && rows[i].row->row.records >= q->least)
            g.rows[g.row_count++] = build_row(r, &g, &rows[i], table);
        else
            count_add(&g.other, rows[i].row->row.records);
    }
    g.other_rows = n - g.row_count;
    return g;
}

static struct report_filter build_filter(struct report *r, const struct filtered *f, struct str what)
{
    struct report_filter out = {.what = arena_str(&r->arena, what), .records = f->records};
    if (r->records > r->filtered)
        return out;
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&f->instead);
    out.instead_count = counter_size(&f->instead);
    out.instead = arena_zero(&r->arena, out.instead_count * sizeof *out.instead);
    out.other = f->instead.other;
    for (size_t i = 0; i < out.instead_count; i++)
        out.instead[i] = (struct report_value){arena_str(&r->arena, rows[i]->key), rows[i]->records};
    return out;
}

void build_answers(struct report *r, const struct tally *t)
{
    const struct tally_spec *q = t->spec;
    if (!q)
        return;
    r->table_count = q->table_count;
    r->tables = arena_zero(&r->arena, q->table_count * sizeof *r->tables);
    for (size_t i = 0; i < q->table_count; i++)
        r->tables[i] = build_table(r, &t->tables[i], &q->tables[i], q);
    r->filter_count = q->filter_count;
    r->filters = arena_zero(&r->arena, q->filter_count * sizeof *r->filters);
    for (size_t i = 0; i < q->filter_count; i++)
        r->filters[i] = build_filter(r, &t->filters[i], q->filters[i]);
}
