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
/* How common lower-case `s` is: a small sum for rare bytes. */
unsigned rarity_commonness(const struct rarity *r, struct str s);

#endif
