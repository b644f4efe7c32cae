/*
 * timeline: counts over time in at most TIMELINE_BUCKETS buckets. The step is the shortest of a fixed ladder
 * (1 s, 5 s, 15 s, 30 s, 1 m, ... 12 h, then 1, 2, 4, ... days) with which all times fit, and buckets start
 * at multiples of it since 1970. So the buckets depend only on the times, not on their order nor on how they
 * were split before a merge. Each step of the ladder divides the next one: coarser is always exact.
 *
 * Zero-initialised is empty; nothing is allocated before the first time.
 */
#ifndef SIGTAIL_TIMELINE_H
#define SIGTAIL_TIMELINE_H

#include "base/timestamp.h"

enum { TIMELINE_BUCKETS = 60 };

struct timeline {
    uint64_t *counts; /* of buckets first, first + 1, ... */
    int64_t first;    /* number of the first bucket: its start is first * step */
    uint8_t count, cap;
    uint8_t rung; /* of the ladder of steps */
};

/* Count `weight` at `time_ms`; NO_TIME: nothing happens. */
void timeline_add(struct timeline *t, int64_t time_ms, uint64_t weight);
void timeline_merge(struct timeline *into, const struct timeline *from);

/* Add `n` counts of buckets of `step_ms` from `start_ms` on. False when no timeline has such steps. */
MUST_CHECK bool timeline_restore(struct timeline *t, int64_t start_ms, int64_t step_ms,
                                 const uint64_t *counts, size_t n);

/* A grid of buckets, for showing several timelines one above the other. */
struct timeline_grid {
    int64_t start_ms, step_ms;
    size_t count; /* at most TIMELINE_BUCKETS; 0 when there is no time */
};

/* The grid in which the times from `first_ms` to `last_ms` fit (either NO_TIME: an empty grid). */
struct timeline_grid timeline_grid_of(int64_t first_ms, int64_t last_ms);
/*
 * Add the counts of `t` to the `grid->count` counts in `out`. All times of `t` must lie within the times that
 * the grid was made for.
 */
void timeline_on_grid(const struct timeline *t, const struct timeline_grid *grid, uint64_t *out);

void timeline_clear(struct timeline *t);
void timeline_free(struct timeline *t);

#endif
