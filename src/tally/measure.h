/*
 * measure: what a table tells of each row beside how many records it has: `p95(duration)`, `avg(.tokens)`,
 * `distinct(user)`, `rate`, `first`. Their names, and what has to be kept for them (aggregate.h).
 */
#ifndef SIGTAIL_MEASURE_H
#define SIGTAIL_MEASURE_H

#include "base/arena.h"
#include "base/err.h"

enum measure_kind {
    MEASURE_COUNT, /* records, which every row has anyway */
    MEASURE_RATE,  /* records a minute */
    MEASURE_FIRST,
    MEASURE_LAST,
    MEASURE_QUANTILE,
    MEASURE_AVG,
    MEASURE_MIN,
    MEASURE_MAX,
    MEASURE_SUM,
    MEASURE_DISTINCT
};

struct measure {
    enum measure_kind kind;
    double part;     /* of a quantile: 0.95 */
    struct str name; /* "p95(duration)" */
    struct str of;   /* "duration", a part of the name; empty: of the records themselves */
};

/*
 * The measure that `text` names, its name in `arena`. A number of what is not said is that of durations:
 * `p95` is p95(duration). False and `err`, with its column in `text`.
 */
MUST_CHECK bool measure_parse(struct measure *m, struct str text, struct arena *arena, struct err *err);
/* Does `text` name `m`: whole, or without what it is of? */
bool measure_named(const struct measure *m, struct str text);

#endif
