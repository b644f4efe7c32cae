/*
 * stats: whom the errors of one row hit, when, in which sources and under which versions of their service,
 * and the first of them. Bounded: distinct sets become estimates. Zero-initialised is empty.
 */
#ifndef SIGTAIL_STATS_H
#define SIGTAIL_STATS_H

#include "record/record.h"
#include "tally/distinct.h"
#include "tally/excerpt.h"
#include "tally/timeline.h"
#include "tally/version.h"

struct stats {
    struct distinct requests, users;
    struct timeline timeline;
    uint64_t sources; /* source_bit() of those it was seen in */
    struct version_counts versions;
    struct excerpt example; /* for the owner to offer */
};

/* Count `rec`, of the version with this hash (version.h) or 0. */
void stats_add(struct stats *s, const struct record *rec, unsigned source, uint64_t version);
void stats_merge(struct stats *into, const struct stats *from);
/* As new; what is coarse stays so. */
void stats_clear(struct stats *s);
void stats_free(struct stats *s);

#endif
