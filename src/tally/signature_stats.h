/*
 * signature_stats: all that is counted of one signature: how many records, requests and users it hit, when,
 * and what it captured. Bounded: distinct sets become estimates, breakdowns keep the commonest values.
 */
#ifndef SIGTAIL_SIGNATURE_STATS_H
#define SIGTAIL_SIGNATURE_STATS_H

#include "match/matcher.h"
#include "tally/counter.h"
#include "tally/stats.h"

enum { BREAKDOWN_BOUND = 64 };

/* One entry of the signature's `group`. */
struct breakdown {
    struct str by;    /* as written in the signature */
    int capture;      /* the capture of that name, or -1 */
    enum field field; /* else the field of that name; FIELD_COUNT when there is none either */
    struct counter values;
};

struct signature_stats {
    uint64_t records;
    uint64_t incidents; /* that they make; of sightings of incidents */
    struct span span;
    struct stats stats; /* its example: the text that matched first */
    struct breakdown *breakdowns;
    size_t breakdown_count;
};

/* Empty stats of signature number `signature` of `rules`, which it borrows. */
struct signature_stats *signature_stats_new(const struct rules *rules, uint32_t signature);
/* One of no signature: without breakdowns or examples. */
struct signature_stats *signature_stats_plain(void);
void signature_stats_clear(struct signature_stats *s);
void signature_stats_free(struct signature_stats *s);

/* Count `rec`, of the version with this hash (version.h) or 0. */
void signature_stats_count(struct signature_stats *s, const struct record *rec, unsigned source,
                           uint64_t version);
/* Count what the signature found in such a record, as `hit` says. `source_name` is the value of the field
 * `source`. */
void signature_stats_hit(struct signature_stats *s, const struct record *rec, const struct hit *hit,
                         unsigned source, struct str source_name);
/* Count a record that is a part of an incident, whose field or capture `by` is `value`. */
void signature_stats_incident(struct signature_stats *s, const struct sighted *what, unsigned source,
                              struct str by, struct str value);
/* A field as text; numbers that the decoder left no text of are written to `room`. */
struct str signature_stats_field(const struct record *rec, enum field f, struct str source_name,
                                 char room[24]);
/* Both of the same signature. */
void signature_stats_merge(struct signature_stats *into, const struct signature_stats *from);

#endif
