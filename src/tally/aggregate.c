#include "tally/aggregate.h"

#include <math.h>

#include "record/json.h"
#include "tally/tally_spec.h"

struct aggregate {
    enum aggregate_kind kind;
    union {
        struct numbers numbers;
        struct distinct distinct;
    };
};

/* ---- rows ---- */

static void begin(struct aggregate_row *row, size_t n)
{
    row->aggregates = mem_zero((n + 1) * sizeof *row->aggregates);
    row->n = n;
}

static void become(struct aggregate *g, enum aggregate_kind kind)
{
    g->kind = kind;
    if (kind == AGGREGATE_QUANTILES)
        g->numbers.sketch = true;
}

static void begin_planned(struct aggregate_row *row, const struct aggregate_plan *plans, size_t n)
{
    if (row->aggregates)
        return;
    begin(row, n);
    for (size_t i = 0; i < n; i++)
        become(&row->aggregates[i], plans[i].kind);
}

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct aggregate_row *to = (struct aggregate_row *)into;
    const struct aggregate_row *row = (const struct aggregate_row *)from;
    if (!to->aggregates && row->aggregates) {
        begin(to, row->n);
        for (size_t i = 0; i < row->n; i++)
            become(&to->aggregates[i], row->aggregates[i].kind);
    }
    for (size_t i = 0; i < row->n; i++)
        if (row->aggregates[i].kind == AGGREGATE_DISTINCT)
            distinct_merge(&to->aggregates[i].distinct, &row->aggregates[i].distinct);
        else
            numbers_merge(&to->aggregates[i].numbers, &row->aggregates[i].numbers);
}

static void release(struct counter_row *counted)
{
    struct aggregate_row *row = (struct aggregate_row *)counted;
    for (size_t i = 0; i < row->n; i++)
        if (row->aggregates[i].kind == AGGREGATE_DISTINCT)
            distinct_free(&row->aggregates[i].distinct);
        else
            numbers_free(&row->aggregates[i].numbers);
    free(row->aggregates);
}

const struct counter_kind aggregate_row_kind = {
    .bound = TABLE_BOUND,
    .key_bytes = TABLE_KEY_BYTES,
    .row_bytes = sizeof(struct aggregate_row),
    .merge = merge,
    .release = release,
};

/* ---- plans ---- */

static enum aggregate_kind kind_for(const struct measure *m)
{
    return m->kind == MEASURE_DISTINCT   ? AGGREGATE_DISTINCT
           : m->kind == MEASURE_QUANTILE ? AGGREGATE_QUANTILES
                                         : AGGREGATE_NUMBERS;
}

/* The plan that `m` can be told from, or `n`. */
static size_t plan_of(const struct aggregate_plan *plans, size_t n, const struct measure *m)
{
    bool distinct = kind_for(m) == AGGREGATE_DISTINCT;
    size_t i = 0;
    while (i < n && (!str_eq(plans[i].of, m->of) || (plans[i].kind == AGGREGATE_DISTINCT) != distinct))
        i++;
    return i;
}

size_t aggregate_plans(const struct measure *m, size_t n, struct aggregate_plan plans[AGGREGATES])
{
    size_t count = 0;
    for (size_t k = 0; k < n; k++) {
        size_t i = plan_of(plans, count, &m[k]);
        if (m[k].of.n == 0 || (i == count && count == AGGREGATES))
            continue;
        if (i == count)
            plans[count++] = (struct aggregate_plan){kind_for(&m[k]), m[k].of};
        else if (kind_for(&m[k]) == AGGREGATE_QUANTILES)
            plans[i].kind = AGGREGATE_QUANTILES;
    }
    return count;
}

/* ---- counting ---- */

void aggregates_add(struct aggregate_row *row, const struct aggregate_plan *plans, size_t n,
                    const struct aggregate_input *readings, uint64_t weight)
{
    begin_planned(row, plans, n);
    for (size_t i = 0; i < n; i++) {
        if (!readings[i].known)
            continue;
        if (plans[i].kind == AGGREGATE_DISTINCT)
            distinct_add(&row->aggregates[i].distinct, readings[i].hash);
        else
            numbers_add(&row->aggregates[i].numbers, readings[i].number, weight);
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

static double of_aggregate(const struct aggregate *g, const struct measure *m, bool *about)
{
    if (g->kind != AGGREGATE_DISTINCT)
        return of_numbers(&g->numbers, m);
    *about = !distinct_exact(&g->distinct);
    return (double)distinct_count(&g->distinct);
}

double aggregates_tell(const struct aggregate_row *row, const struct aggregate_plan *plans, size_t n,
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
            return of_aggregate(&row->aggregates[i], m, about);
        return m->kind == MEASURE_DISTINCT ? 0 : NAN;
    }
}

double aggregates_error(const struct aggregate_row *row)
{
    double most = 0;
    for (size_t i = 0; i < row->n; i++) {
        bool quantiles = row->aggregates[i].kind == AGGREGATE_QUANTILES && row->aggregates[i].numbers.count;
        double error = quantiles ? numbers_error(&row->aggregates[i].numbers) : 0;
        most = error > most ? error : most;
    }
    return most;
}

/* ---- states ---- */

void aggregates_write(const struct aggregate_row *row, size_t i, struct buf *out)
{
    const struct aggregate *g = i < row->n ? &row->aggregates[i] : NULL;
    bool distinct = g && g->kind == AGGREGATE_DISTINCT;
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

bool aggregates_read(struct aggregate_row *row, const struct aggregate_plan *plans, size_t n, size_t i,
                     struct str s)
{
    if (str_eq(s, STR("null")))
        return true;
    begin_planned(row, plans, n);
    if (plans[i].kind != AGGREGATE_DISTINCT)
        return numbers_read(&row->aggregates[i].numbers, s);
    struct json j = json_open(s);
    return json_string(&j, &s) && distinct_read(&row->aggregates[i].distinct, s);
}
