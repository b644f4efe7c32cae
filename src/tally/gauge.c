#include "tally/gauge.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "record/json.h"
#include "tally/question.h"

struct gauge {
    enum gauge_kind kind;
    union {
        struct numbers numbers;
        struct distinct distinct;
    };
};

/* ---- rows ---- */

static void begin(struct gauged_row *row, size_t n)
{
    row->gauges = mem_zero((n + 1) * sizeof *row->gauges);
    row->n = n;
}

static void become(struct gauge *g, enum gauge_kind kind)
{
    g->kind = kind;
    if (kind == GAUGE_QUANTILES)
        g->numbers.sketch = true;
}

static void begin_planned(struct gauged_row *row, const struct gauge_plan *plans, size_t n)
{
    if (row->gauges)
        return;
    begin(row, n);
    for (size_t i = 0; i < n; i++)
        become(&row->gauges[i], plans[i].kind);
}

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct gauged_row *to = (struct gauged_row *)into;
    const struct gauged_row *row = (const struct gauged_row *)from;
    if (!to->gauges && row->gauges) {
        begin(to, row->n);
        for (size_t i = 0; i < row->n; i++)
            become(&to->gauges[i], row->gauges[i].kind);
    }
    for (size_t i = 0; i < row->n; i++)
        if (row->gauges[i].kind == GAUGE_DISTINCT)
            distinct_merge(&to->gauges[i].distinct, &row->gauges[i].distinct);
        else
            numbers_merge(&to->gauges[i].numbers, &row->gauges[i].numbers);
}

static void release(struct counter_row *counted)
{
    struct gauged_row *row = (struct gauged_row *)counted;
    for (size_t i = 0; i < row->n; i++)
        if (row->gauges[i].kind == GAUGE_DISTINCT)
            distinct_free(&row->gauges[i].distinct);
        else
            numbers_free(&row->gauges[i].numbers);
    free(row->gauges);
}

const struct counter_kind gauged_kind = {
    .bound = GROUP_BOUND,
    .key_bytes = GROUP_KEY_BYTES,
    .row_bytes = sizeof(struct gauged_row),
    .merge = merge,
    .release = release,
};

/* ---- plans ---- */

static enum gauge_kind kind_for(const struct measure *m)
{
    return m->kind == MEASURE_DISTINCT   ? GAUGE_DISTINCT
           : m->kind == MEASURE_QUANTILE ? GAUGE_QUANTILES
                                         : GAUGE_NUMBERS;
}

/* The plan that `m` can be told from, or `n`. */
static size_t plan_of(const struct gauge_plan *plans, size_t n, const struct measure *m)
{
    bool distinct = kind_for(m) == GAUGE_DISTINCT;
    size_t i = 0;
    while (i < n && (!str_eq(plans[i].of, m->of) || (plans[i].kind == GAUGE_DISTINCT) != distinct))
        i++;
    return i;
}

size_t gauge_plans(const struct measure *m, size_t n, struct gauge_plan plans[GAUGES])
{
    size_t count = 0;
    for (size_t k = 0; k < n; k++) {
        size_t i = plan_of(plans, count, &m[k]);
        if (m[k].of.n == 0 || (i == count && count == GAUGES))
            continue;
        if (i == count)
            plans[count++] = (struct gauge_plan){kind_for(&m[k]), m[k].of};
        else if (kind_for(&m[k]) == GAUGE_QUANTILES)
            plans[i].kind = GAUGE_QUANTILES;
    }
    return count;
}

/* ---- counting ---- */

void gauges_add(struct gauged_row *row, const struct gauge_plan *plans, size_t n,
                const struct gauge_reading *readings, uint64_t weight)
{
    begin_planned(row, plans, n);
    for (size_t i = 0; i < n; i++) {
        if (!readings[i].known)
            continue;
        if (plans[i].kind == GAUGE_DISTINCT)
            distinct_add(&row->gauges[i].distinct, readings[i].hash);
        else
            numbers_add(&row->gauges[i].numbers, readings[i].number, weight);
    }
}

/* ---- telling ---- */

static double of_time(int64_t ms)
{
    return ms == NO_TIME ? NAN : (double)ms;
}

static double of_numbers(const struct numbers *x, const struct measure *m)
{
    switch (m->kind) {
    case MEASURE_QUANTILE:
        return numbers_at(x, m->part);
    case MEASURE_AVG:
        return numbers_mean(x);
    case MEASURE_SUM:
        return numbers_total(x);
    case MEASURE_MIN:
        return x->count ? x->least : NAN;
    default:
        return x->count ? x->most : NAN;
    }
}

static double of_gauge(const struct gauge *g, const struct measure *m, bool *about)
{
    if (g->kind != GAUGE_DISTINCT)
        return of_numbers(&g->numbers, m);
    *about = !distinct_exact(&g->distinct);
    return (double)distinct_count(&g->distinct);
}

double gauges_tell(const struct gauged_row *row, const struct gauge_plan *plans, size_t n,
                   const struct measure *m, double span_ms, bool *about)
{
    size_t i;
    *about = false;
    switch (m->kind) {
    case MEASURE_COUNT:
        return (double)row->row.records;
    case MEASURE_RATE:
        return span_ms > 0 ? (double)row->row.records * 60000 / span_ms : NAN;
    case MEASURE_FIRST:
        return of_time(row->row.span.first_ms);
    case MEASURE_LAST:
        return of_time(row->row.span.last_ms);
    default:
        i = plan_of(plans, n, m);
        if (i < row->n)
            return of_gauge(&row->gauges[i], m, about);
        return m->kind == MEASURE_DISTINCT ? 0 : NAN;
    }
}

double gauges_error(const struct gauged_row *row)
{
    double most = 0;
    for (size_t i = 0; i < row->n; i++) {
        bool quantiles = row->gauges[i].kind == GAUGE_QUANTILES && row->gauges[i].numbers.count;
        double error = quantiles ? numbers_error(&row->gauges[i].numbers) : 0;
        most = error > most ? error : most;
    }
    return most;
}

/* ---- states ---- */

void gauges_write(const struct gauged_row *row, size_t i, struct buf *out)
{
    const struct gauge *g = i < row->n ? &row->gauges[i] : NULL;
    bool distinct = g && g->kind == GAUGE_DISTINCT;
    if (!g || (distinct ? distinct_count(&g->distinct) : g->numbers.count) == 0) {
        buf_addz(out, "null");
        return;
    }
    if (!distinct) {
        numbers_write(&g->numbers, out);
        return;
    }
    buf_addc(out, '"');
    distinct_write(&g->distinct, out);
    buf_addc(out, '"');
}

bool gauges_read(struct gauged_row *row, const struct gauge_plan *plans, size_t n, size_t i, struct str s)
{
    if (str_eq(s, STR("null")))
        return true;
    begin_planned(row, plans, n);
    if (plans[i].kind != GAUGE_DISTINCT)
        return numbers_read(&row->gauges[i].numbers, s);
    struct json j = json_open(s);
    return json_string(&j, &s) && distinct_read(&row->gauges[i].distinct, s);
}
