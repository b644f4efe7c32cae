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

/* What is counted of a record. */
struct sighted {
    int64_t time_ms;
    uint64_t times;         /* record_times() */
    uint64_t request, user; /* their hashes; 0: it names none */
};

struct sighted sighted_of(const struct record *rec);
/* Count `what`, of no version. */
void stats_count(struct stats *s, const struct sighted *what, unsigned source);
/* Count `rec`, of the version with this hash (version.h) or 0. */
void stats_add(struct stats *s, const struct record *rec, unsigned source, uint64_t version);
void stats_merge(struct stats *into, const struct stats *from);

/* What a report says of such stats. */
struct restored {
    uint64_t records, incidents; /* for the owner to add, with their times */
    struct span span;
    struct str requests, users; /* distinct_write() of them, when there are `any` */
    bool any_requests, any_users;
    int64_t start_ms, step_ms; /* of the timeline; NO_TIME: it is empty */
    const uint64_t *counts;
    size_t count;
    uint64_t sources;
    struct version_count versions[VERSION_BOUND];
    size_t version_count;
    struct str example; /* empty: none */
    struct input_position at;
};
enum restore_fault { RESTORE_FINE, RESTORE_REQUESTS, RESTORE_USERS, RESTORE_TIMELINE };
/* Add that; or what of it no stats can have said. */
enum restore_fault stats_restore(struct stats *s, const struct restored *from);

/* As new; what is coarse stays so. */
void stats_clear(struct stats *s);
void stats_free(struct stats *s);

#endif
