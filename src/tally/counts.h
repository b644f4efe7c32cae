/*
 * counts: the inside of a tally, for what makes a report of it (and for its own sources). Everyone else
 * knows a tally by its functions alone.
 */
#ifndef SIGTAIL_COUNTS_H
#define SIGTAIL_COUNTS_H

#include "tally/health.h"
#include "tally/model.h"
#include "tally/shape.h"
#include "tally/sighting.h"
#include "tally/triage.h"
#include "tally/unjudged.h"
#include "tally/version.h"

struct status_count {
    uint64_t records;
    uint64_t unmatched;    /* of them, those that no signature matched */
    struct sighting *bare; /* those, when the status asks for someone; NULL: none */
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
    struct shapes shapes;
    struct sighting **sightings; /* by signature; NULL until it was seen */
    struct sighting **incidents; /* likewise: of what its correlation found */
    struct health health;
    struct unjudged unjudged;
    const struct question *question; /* NULL: none */
    struct counter *tables;          /* of the question, keys by tuple_add */
    struct filtered *filters;        /* of the question */

    struct buf scratch;
    bool ungrouped; /* errors that nothing explains are not clustered */
};

/* The row of a signature in `of`, t->sightings or t->incidents, or that of the errors that only their status
 * tells of; made when there is none. */
struct sighting *tally_sighting(struct tally *t, struct sighting **of, size_t signature);
struct sighting *tally_bare(struct tally *t, int status);

#endif
