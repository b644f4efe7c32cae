/*
 * restore: what a saved report says, back into a tally, so that the tally counts as if it had read the
 * records that the report is of. What is given is copied; it may come from anywhere: what no tally can have
 * said is refused, and the tally is then of no more use.
 */
#ifndef SIGTAIL_RESTORE_H
#define SIGTAIL_RESTORE_H

#include "tally/cluster.h"
#include "tally/health.h"
#include "tally/stats.h"
#include "tally/tally.h"
#include "tally/top_values.h"
#include "tally/unjudged.h"

/* The lists of a tally that are values and their records, and the records of those that it dropped. */
enum restore_list {
    RESTORE_OUTCOMES,
    RESTORE_RECOVERED, /* signatures, by id */
    RESTORE_MODELS,
    RESTORE_GAPS,
    RESTORE_GIVEN_UP,  /* whose patterns reached their limit */
    RESTORE_INSTEAD,   /* of filter number `i`: what they had that it left out */
    RESTORE_CAPTURED,  /* of signature number `i`, its group number `k` */
    RESTORE_INCIDENTS, /* the same of its incidents */
};
void restore_value(struct tally *t, enum restore_list list, size_t i, size_t k, struct str value,
                   uint64_t records);
void restore_other(struct tally *t, enum restore_list list, size_t i, size_t k, uint64_t records);
/* Each value, listed or not, may have had so many records more. */
void restore_error(struct tally *t, enum restore_list list, size_t i, size_t k, uint64_t records);

/* The templates that errors will have: what fits one of them is counted there. */
void restore_templates(struct tally *t, const struct str *templates, size_t n);

/* ---- the input ---- */

/* Add what `s` counts to its row, whose name is known. Returns the bytes that it had before. */
uint64_t restore_source(struct tally *t, const struct source *s);
void restore_problem(struct tally *t, enum problem kind, uint64_t count, uint64_t bytes, struct str example,
                     struct input_position at);
void restore_hint(struct tally *t, const struct unjudged_hint *h, uint64_t records);
/* Records that filter number `i` left out. */
void restore_filter(struct tally *t, size_t i, uint64_t records);

/* ---- records ---- */

struct restored_totals {
    struct span window;
    uint64_t classes[CLASS_COUNT];
    uint64_t overlap, filtered, unjudged, other_versions;
};
void restore_totals(struct tally *t, const struct restored_totals *totals);
void restore_level(struct tally *t, enum level level, uint64_t records);
void restore_status(struct tally *t, int status, uint64_t records, uint64_t unmatched);
/* Returns the hash of the version. */
uint64_t restore_version(struct tally *t, struct str service, struct str id, uint64_t records,
                         const struct span *span);

struct restored_model {
    struct str name;
    uint64_t records, status_2xx, status_4xx, status_5xx;
    int64_t last_error_ms;
    struct str durations; /* quantile_write(); empty: none */
};
/* False when the durations are damaged. */
MUST_CHECK bool restore_model(struct tally *t, const struct restored_model *m);

/* A row of table number `table` of the spec, whose key is `key` (tuple_add): its records, when they came,
 * and what its aggregates say (aggregates_write). False when that is damaged. */
MUST_CHECK bool restore_row(struct tally *t, size_t table, struct str key, uint64_t records,
                            const struct span *span, const struct str *gauges);
void restore_other_rows(struct tally *t, size_t table, uint64_t records);

/* ---- errors ---- */

/* Of a signature, or what its correlation found: `of` is the list of what it captured. */
enum restore_fault restore_signature(struct tally *t, enum restore_list of, size_t signature,
                                     const struct restored *from);
/* What only its status tells of. */
enum restore_fault restore_bare(struct tally *t, int status, const struct restored *from);
/* A cluster with what stood in the first wildcards of its template. */
enum restore_fault restore_cluster(struct tally *t, const struct cluster_key *key,
                                   const struct restored *from, const struct top_values *values, unsigned n);

#endif
