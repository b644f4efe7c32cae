/*
 * aggregate: what is kept of one value of the records of a row, for the measures of it: its numbers, or how
 * many different ones there are. A row of a table that was asked for has one for each value that its measures
 * are of.
 */
#ifndef SIGTAIL_AGGREGATE_H
#define SIGTAIL_AGGREGATE_H

#include "tally/counter.h"
#include "tally/distinct.h"
#include "tally/measure.h"
#include "tally/numbers.h"

enum { AGGREGATES = 16 };

enum aggregate_kind { AGGREGATE_NUMBERS, AGGREGATE_QUANTILES, AGGREGATE_DISTINCT };

/* What one of them is to keep. */
struct aggregate_plan {
    enum aggregate_kind kind;
    struct str of;
};

/* Of one record, for one of them. */
struct aggregate_input {
    bool known;
    double number; /* of numbers and quantiles */
    uint64_t hash; /* of distinct: of the value */
};

/* Row of a counter of aggregate_row_kind. */
struct aggregate_row {
    struct counter_row row;
    struct aggregate *aggregates; /* NULL until the first record of which something is kept */
    size_t n;
};

extern const struct counter_kind aggregate_row_kind;

/* What has to be kept for the `n` measures at `m`: up to AGGREGATES plans, whose number is returned. */
size_t aggregate_plans(const struct measure *m, size_t n, struct aggregate_plan plans[AGGREGATES]);

/* Take the readings of a record, one for each of the `n` plans, that stands for `weight` of them. */
void aggregates_add(struct aggregate_row *row, const struct aggregate_plan *plans, size_t n,
                    const struct aggregate_input *readings, uint64_t weight);

/*
 * What `m` says of `row`, whose aggregates are those of `plans`: NAN when nothing; times in Unix ms, a rate a
 * minute of `span_ms`. *about is set when it is an estimate of a number of different values.
 */
double aggregates_tell(const struct aggregate_row *row, const struct aggregate_plan *plans, size_t n,
                       const struct measure *m, double span_ms, bool *about);
/* How far the quantiles of `row` may be off (numbers_error); 0 when it has none. */
double aggregates_error(const struct aggregate_row *row);

/* Append the state of aggregate `i` as JSON: a list (numbers_write), a string (distinct_write), or null. */
void aggregates_write(const struct aggregate_row *row, size_t i, struct buf *out);
/* Add such a state; false when `s` is none. */
MUST_CHECK bool aggregates_read(struct aggregate_row *row, const struct aggregate_plan *plans, size_t n,
                                size_t i, struct str s);

#endif
