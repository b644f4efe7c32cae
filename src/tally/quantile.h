/*
 * quantile: medians and the like of durations, in fixed memory: a histogram whose buckets are 1/32 of a power
 * of two wide, so that what it answers is within 1.6 % of a value that was added (1 ms to 1 day; shorter and
 * longer ones are told apart only by the least and the most). Merging is exact: the histogram of the whole is
 * the sum of those of the parts.
 *
 * Zero-initialised is empty; nothing is allocated before the first value.
 */
#ifndef SIGTAIL_QUANTILE_H
#define SIGTAIL_QUANTILE_H

#include "base/buf.h"

struct quantile {
    uint32_t *buckets; /* counts, that stop at UINT32_MAX */
    double least, most;
};

/* Add `ms` `weight` times; negative, absurd (over 1e15) and not-a-number: nothing happens. */
void quantile_add(struct quantile *q, double ms, uint64_t weight);
void quantile_merge(struct quantile *into, const struct quantile *from);

/* The value that the `part` (0..1) of all values do not pass, nearest rank; -1 when there are none. */
double quantile_at(const struct quantile *q, double part);

/*
 * Append the state of `q` as JSON, for another run to merge: `[least, most, [bucket, count, bucket, count,
 * ...]]`. quantile_read adds such a state to `q`; false when `s` is none.
 */
void quantile_write(const struct quantile *q, struct buf *out);
MUST_CHECK bool quantile_read(struct quantile *q, struct str s);

/* Back to empty; the memory is freed. */
void quantile_free(struct quantile *q);

#endif
