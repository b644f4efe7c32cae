/*
 * distinct: how many different values were seen, in bounded memory. Exact up to a bound; beyond it a
 * HyperLogLog sketch. What it says depends only on the set of values: not on their order, nor on how often
 * each came, nor on how the set was split before a merge.
 *
 * Zero-initialised is an empty, fine set; nothing is allocated before the first value.
 */
#ifndef SIGTAIL_DISTINCT_H
#define SIGTAIL_DISTINCT_H

#include "base/buf.h"

enum {
    DISTINCT_FINE_EXACT = 256,  /* values counted exactly; then 4096 registers: standard error 1.6 % */
    DISTINCT_COARSE_EXACT = 64, /* then 1024 registers: 3.3 % */
};

struct distinct {
    uint64_t *values;   /* hashes in ascending order, until there are too many; then NULL */
    uint8_t *registers; /* then these */
    uint32_t count, cap;
    bool coarse; /* set before the first value; must agree on both sides of a merge */
};

/* Add a value by its hash (str_hash): 64 well-mixed bits. */
void distinct_add(struct distinct *d, uint64_t hash);
void distinct_merge(struct distinct *into, const struct distinct *from);

uint64_t distinct_count(const struct distinct *d);
/* False when distinct_count is an estimate. */
bool distinct_exact(const struct distinct *d);

/*
 * Append the state of `d` as text, for another run to merge: `v` and 11 characters a value, or `r` and one a
 * register. distinct_read adds such a state to `d`; false when `s` is none, or one of the other coarseness.
 */
void distinct_write(const struct distinct *d, struct buf *out);
MUST_CHECK bool distinct_read(struct distinct *d, struct str s);

/* Empty it; what `coarse` says stays. */
void distinct_clear(struct distinct *d);
void distinct_free(struct distinct *d);

#endif
