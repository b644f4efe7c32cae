/*
 * count: numbers of records and bytes. A row of a saved query may claim any number of them, so sums stop at
 * COUNT_MOST, which every reader of JSON can hold, instead of starting again at 0.
 */
#ifndef SIGTAIL_COUNT_H
#define SIGTAIL_COUNT_H

#include <stdint.h>

#define COUNT_MOST ((uint64_t)INT64_MAX)

/* `a` and `b`, neither above COUNT_MOST, together. */
static inline uint64_t count_sum(uint64_t a, uint64_t b)
{
    return a + b < COUNT_MOST ? a + b : COUNT_MOST;
}

static inline void count_add(uint64_t *to, uint64_t n)
{
    *to = count_sum(*to, n);
}

/* What is left of `a` without `b`; 0 when that is more, as parts of what stopped at COUNT_MOST may be. */
static inline uint64_t count_rest(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

#endif
