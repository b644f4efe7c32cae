/*
 * numbers: what is told of many numbers in bounded memory: how many, their sum, the least, the most and, with
 * `sketch`, their quantiles. What it says depends only on the numbers: not on their order, nor on how they
 * were split before a merge.
 *
 * Quantiles come from a histogram whose buckets are 1/32 of a power of two wide, over all that a double can
 * hold. When numbers lie so far apart that there are more than NUMBERS_BUCKETS, neighbours are put together,
 * until there are not: numbers_error says how far a quantile may be off. (The uniform collapse of Epicoco et
 * al., "UDDSketch: Accurate Tracking of Quantiles in Data Streams", 2020.)
 *
 * Zero-initialised is empty; nothing is allocated before the first number, and without `sketch` never.
 */
#ifndef SIGTAIL_NUMBERS_H
#define SIGTAIL_NUMBERS_H

#include "base/buf.h"

enum { NUMBERS_BUCKETS = 512 };

/* Sums are counted in units of 1e-12, so that they do not depend on the order of adding up. */
typedef __int128_t numbers_sum;

struct numbers_bucket {
    uint32_t id, count; /* in the order of the numbers; a count that stops at UINT32_MAX */
};

/* 2^53: a double holds every whole number up to it, and beyond it no others. */
#define NUMBERS_EXACT 9007199254740992.0

struct numbers {
    bool sketch; /* set before the first number; must agree on both sides of a merge */
    bool broken; /* some are not whole */
    uint64_t count;
    numbers_sum sum;
    double least, most;
    struct numbers_bucket *buckets;
    uint32_t n, cap;
    unsigned shift; /* buckets are 2^shift of the finest ones wide */
};

/* Add `v` `weight` times; what is not a number, or beyond 9e18 either way: nothing happens. */
void numbers_add(struct numbers *x, double v, uint64_t weight);
void numbers_merge(struct numbers *into, const struct numbers *from);

/* NAN when there are none. */
double numbers_total(const struct numbers *x);
double numbers_mean(const struct numbers *x);
/* The value that the `part` (0..1) of all do not pass, nearest rank. */
double numbers_at(const struct numbers *x, double part);
/* How far that may be from a number that was added, as a part of it: 0.016 (1/64), or a multiple. */
double numbers_error(const struct numbers *x);

/*
 * Append the state of `x` as JSON, for another run to merge: `[count, sum, least, most, broken, shift, [id,
 * count, id, count, ...]]`. numbers_read adds such a state to `x`; false when `s` is none.
 */
void numbers_write(const struct numbers *x, struct buf *out);
MUST_CHECK bool numbers_read(struct numbers *x, struct str s);

void numbers_free(struct numbers *x);

#endif
