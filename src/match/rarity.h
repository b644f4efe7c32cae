/*
 * rarity: how common bytes are in logs, so that of a literal the part is looked for that seldom stands there
 * by chance. A judgement, not a measurement of the log at hand.
 */
#ifndef SIGTAIL_RARITY_H
#define SIGTAIL_RARITY_H

#include "base/str.h"

enum { RARITY_WORDS = 256 };

struct rarity {
    uint8_t byte[256];
    uint64_t common[RARITY_WORDS]; /* bits: hashes of four bytes that every log is full of */
};

/* The one there is; made at the first call, whichever thread comes first. */
const struct rarity *rarity_get(void);

enum { RARITY_MOST = 64 };

/* What is common of a text, summed up to each of its places. */
struct rarity_sums {
    uint16_t bytes[RARITY_MOST + 1], words[RARITY_MOST + 1];
};

/* Of lower-case `s`, of RARITY_MOST bytes at most. */
void rarity_sum(const struct rarity *r, struct str s, struct rarity_sums *sums);

/* How common the `n` bytes at `at` are: a small sum for rare bytes. */
static inline unsigned rarity_commonness(const struct rarity_sums *sums, size_t at, size_t n)
{
    unsigned bytes = (unsigned)(sums->bytes[at + n] - sums->bytes[at]);
    return n < 4 ? bytes : bytes + (unsigned)(sums->words[at + n - 3] - sums->words[at]);
}

#endif
