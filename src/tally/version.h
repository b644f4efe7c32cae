/*
 * version: which versions of which services a log is of, how many records each has, and how many of them are
 * of one error. Bounded: of all versions those with the least hashes are kept. That choice depends on the set
 * of versions alone, so what is kept is counted exactly, however the log was split before a merge.
 */
#ifndef SIGTAIL_VERSION_H
#define SIGTAIL_VERSION_H

#include "record/record.h"
#include "tally/span.h"

enum { VERSION_BOUND = 32, VERSION_BYTES = 64 };

/* One version of one service. */
struct version {
    uint64_t hash; /* of both names; never 0 */
    char service[VERSION_BYTES], id[VERSION_BYTES];
    uint8_t service_n, id_n;
    uint64_t records;
    struct span span;
};

/* Zero-initialised is empty. */
struct versions {
    struct version v[VERSION_BOUND]; /* by hash */
    unsigned n, last;                /* last: where the latest record stands */
    uint64_t other;                  /* records of versions that were not kept */
};

/* Count `rec`. Returns the hash of its version, 0 when it names none. */
uint64_t versions_record(struct versions *all, const struct record *rec);
/* Count `records` of the version `id` of `service`; names are cut at VERSION_BYTES. Returns its hash. */
uint64_t versions_add(struct versions *all, struct str service, struct str id, uint64_t records,
                      const struct span *span);
/* Back to empty. */
void versions_clear(struct versions *all);
/* The hash of version `id` of `service`; never 0. */
uint64_t version_hash(struct str service, struct str id);
void versions_merge(struct versions *into, const struct versions *from);

/* The records of one error by the hash of their version, the least VERSION_BOUND of them. Zero is empty. */
struct version_counts {
    struct version_count {
        uint64_t version, records;
    } * v; /* by version */
    uint32_t n, cap;
};

/* Nothing when `version` is 0. */
void version_counts_add(struct version_counts *c, uint64_t version, uint64_t records);
void version_counts_merge(struct version_counts *into, const struct version_counts *from);
/* The only version counted; 0 when there is none, or several. */
uint64_t version_counts_only(const struct version_counts *c);
uint64_t version_counts_of(const struct version_counts *c, uint64_t version);
/* Back to empty; the memory is freed. */
void version_counts_clear(struct version_counts *c);

static inline struct str version_service(const struct version *v)
{
    return str_of(v->service, v->service_n);
}

static inline struct str version_id(const struct version *v)
{
    return str_of(v->id, v->id_n);
}

#endif
