/*
 * tally_spec: what is asked of a tally beside its usual counts: tables of how many records have each
 * combination of some values, and why filters left records out. Made by who asks, borrowed by tallies; a
 * tally of none (NULL) counts neither.
 */
#ifndef SIGTAIL_TALLY_SPEC_H
#define SIGTAIL_TALLY_SPEC_H

#include "base/zone.h"
#include "tally/measure.h"

enum {
    TABLE_BOUND = 10000,
    TABLE_KEYS = 8,
    TABLE_VALUE_BYTES = 255,
    TABLE_TUPLE_BYTES = 2 + TABLE_VALUE_BYTES, /* with its length */
    TABLE_KEY_BYTES = TABLE_KEYS * TABLE_TUPLE_BYTES,
    TABLE_MEASURES = 16,
    REASON_BOUND = 64
};

struct aggregate_plan;

struct table_spec {
    const struct str *by; /* what its keys are made of, as it was written */
    size_t by_count;      /* up to TABLE_KEYS */
    const struct measure *measures;
    size_t measure_count; /* up to TABLE_MEASURES */
    const struct aggregate_plan *plans;
    size_t plan_count;
    struct str sort; /* the measure or key by which its rows stand; empty: as that is usual */
    bool rising;     /* least first */
};

struct tally_spec {
    const struct table_spec *tables;
    size_t table_count;
    const struct str *filters; /* each as it was written: "status>=500" */
    size_t filter_count;
    const struct zone *zone; /* in which days of steps of time begin; NULL: UTC */
    uint64_t top, least; /* rows of a table that are reported, at most; records of a row, at least; 0: any */
};

/*
 * Several values as one key: add each in turn, an empty one is missing, a long one is cut to
 * TABLE_VALUE_BYTES, what is no UTF-8 is U+FFFD; take them off again in the same order.
 */
void tuple_add(struct buf *key, struct str value);
MUST_CHECK bool tuple_take(struct str *key, struct str *value);

#endif
