/*
 * gauge: what is kept of one value of the records of a row, for the measures of it: its numbers, or how many
 * different ones there are. A row of a table that was asked for has one for each value that its measures are
 * of.
 */
#ifndef SIGTAIL_GAUGE_H
#define SIGTAIL_GAUGE_H

#include "tally/counter.h"
#include "tally/distinct.h"
#include "tally/measure.h"
#include "tally/numbers.h"

enum { GAUGES = 16 };

enum gauge_kind { GAUGE_NUMBERS, GAUGE_QUANTILES, GAUGE_DISTINCT };

/* What one of them is to keep. */
struct gauge_plan {
    enum gauge_kind kind;
    struct str of;
};

/* Of one record, for one of them. */
struct gauge_reading {
    bool known;
    double number; /* of numbers and quantiles */
    uint64_t hash; /* of distinct: of the value */
};

/* Row of a counter of gauged_kind. */
struct gauged_row {
    struct counter_row row;
    struct gauge *gauges; /* NULL until the first record of which something is kept */
    size_t n;
};

extern const struct counter_kind gauged_kind;

/* What has to be kept for the `n` measures at `m`: up to GAUGES plans, whose number is returned. */
size_t gauge_plans(const struct measure *m, size_t n, struct gauge_plan plans[GAUGES]);

/* Take the readings of a record, one for each of the `n` plans, that stands for `weight` of them. */
void gauges_add(struct gauged_row *row, const struct gauge_plan *plans, size_t n,
                const struct gauge_reading *readings, uint64_t weight);

/*
 * What `m` says of `row`, whose gauges are those of `plans`: NAN when nothing; times in Unix ms, a rate a
 * minute of `span_ms`. *about is set when it is an estimate of a number of different values.
 */
double gauges_tell(const struct gauged_row *row, const struct gauge_plan *plans, size_t n,
                   const struct measure *m, double span_ms, bool *about);
/* How far the quantiles of `row` may be off (numbers_error); 0 when it has none. */
double gauges_error(const struct gauged_row *row);

/* Append the state of gauge `i` as JSON: a list (numbers_write), a string (distinct_write), or null. */
void gauges_write(const struct gauged_row *row, size_t i, struct buf *out);
/* Add such a state; false when `s` is none. */
MUST_CHECK bool gauges_read(struct gauged_row *row, const struct gauge_plan *plans, size_t n, size_t i,
                            struct str s);

#endif
