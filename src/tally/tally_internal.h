/*
 * tally_internal: the inside of a tally, for what makes a report of it (and for its own sources). Everyone
 * else knows a tally by its functions alone.
 */
#ifndef SIGTAIL_TALLY_INTERNAL_H
#define SIGTAIL_TALLY_INTERNAL_H

#include "tally/health.h"
#include "tally/model.h"
#include "tally/signature_stats.h"
#include "tally/template.h"
#include "tally/unjudged.h"
#include "tally/version.h"

struct status_count {
    uint64_t records;
    uint64_t unmatched; /* of them, those that no signature matched */
    struct signature_stats
        *bare; /* those that are errors, of an expected one only when they came; NULL: none */
};

/* Records that one filter left out. */
struct filtered {
    uint64_t records;
    struct counter instead; /* what they had */
};

struct tally {
    const struct rules *rules;
    const struct table *table;
    uint8_t status_class[STATUS_BOUND]; /* triage_status() of each */

    uint64_t classes[CLASS_COUNT];
    uint64_t levels[LEVEL_COUNT];
    struct status_count statuses[STATUS_BOUND];
    uint64_t overlap, filtered;
    struct span window;
    struct counter outcomes, models;
    struct counter recovered; /* signatures whose errors are over, by their ids */
    struct versions versions;
    struct template_table templates;
    struct signature_stats **stats;     /* by signature; NULL until it was seen */
    struct signature_stats **incidents; /* likewise: of what its correlation found */
    struct health health;
    struct unjudged unjudged;
    const struct tally_spec *spec; /* NULL: none */
    struct counter *tables;        /* of the spec, keys by tuple_add */
    struct filtered *filters;      /* of the spec */

    struct buf scratch;
    bool unclustered; /* errors that nothing explains are not clustered */
};

/* The row of a signature in `of`, t->stats or t->incidents, or that of the errors that only their status
 * tells of; made when there is none. */
struct signature_stats *tally_sighting(struct tally *t, struct signature_stats **of, size_t signature);
struct signature_stats *tally_bare(struct tally *t, int status);

#endif
