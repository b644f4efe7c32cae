/* chance: reproducible pseudo-random numbers for property tests (xorshift64*, Vigna 2016). */
#ifndef SIGTAIL_CHANCE_H
#define SIGTAIL_CHANCE_H

#include <stdint.h>

struct chance {
    uint64_t state; /* the seed; not 0 */
};

static inline uint64_t chance_next(struct chance *c)
{
    c->state ^= c->state >> 12;
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return c->state * 0x2545f4914f6cdd1dull;
}

/* A number from 0 to n - 1. */
static inline uint64_t chance_below(struct chance *c, uint64_t n)
{
    return (chance_next(c) >> 16) % n;
}

#endif
