/*
 * sighting: all that is counted of one signature: how many records, requests and users it hit, when, and
 * what it captured. Bounded: distinct sets become estimates, breakdowns keep the commonest values.
 */
#ifndef SIGTAIL_SIGHTING_H
#define SIGTAIL_SIGHTING_H

#include "match/matcher.h"
#include "tally/counter.h"
#include "tally/distinct.h"
#include "tally/excerpt.h"
#include "tally/timeline.h"
#include "tally/version.h"

enum { BREAKDOWN_BOUND = 64 };

/* One entry of the signature's `group`. */
struct breakdown {
    struct str by;    /* as written in the signature */
    int capture;      /* the capture of that name, or -1 */
    enum field field; /* else the field of that name; FIELD_COUNT when there is none either */
    struct counter values;
};

struct sighting {
    uint64_t records;
    struct span span;
    struct distinct requests, users;
    struct timeline timeline;
    uint64_t sources;               /* source_bit() of those it was seen in */
    struct version_counts versions; /* for the owner to count */
    struct excerpt example;         /* the text that matched first */
    struct breakdown *groups;
    size_t group_count;
};

/* An empty sighting of signature number `signature` of `rules`, which it borrows. */
struct sighting *sighting_new(const struct rules *rules, uint32_t signature);
/* One of no signature: without breakdowns or examples. */
struct sighting *sighting_plain(void);
void sighting_clear(struct sighting *s);
void sighting_free(struct sighting *s);

/* Count `rec`, which the signature matched as `hit` says. `source_name` is the value of the field `source`.
 */
void sighting_add(struct sighting *s, const struct record *rec, const struct hit *hit, unsigned source,
                  struct str source_name);
/* As sighting_add, of no signature. */
void sighting_count(struct sighting *s, const struct record *rec, unsigned source);
/* Both of the same signature. */
void sighting_merge(struct sighting *into, const struct sighting *from);

#endif
