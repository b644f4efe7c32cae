/*
 * ghost: what is left of rows that a counter dropped because they had been seen once. A ghost takes 48 bytes
 * where a row takes a thousand, so many can wait for a second coming of their key; then what it counted is
 * given back. The oldest give way. A ghost knows the hash of its key only: it can be recalled, not listed.
 */
#ifndef SIGTAIL_GHOST_H
#define SIGTAIL_GHOST_H

#include "base/when.h"

enum { GHOST_BOUND = 65536 };

struct ghost {
    uint64_t hash;    /* of the key */
    uint64_t weight;  /* records; 0: it was recalled */
    int64_t time_ms;  /* of the first of them */
    uint64_t note[3]; /* whatever else the counter's kind wants to keep */
};

/* Zero-initialised is empty; nothing is allocated before the first ghost. */
struct ghosts {
    struct ghost *ring;
    uint32_t *table; /* hash table of positions in the ring, + 1; four times as long as the ring */
    size_t size; /* of the ring: it grows with need, up to GHOST_BOUND. Most tallies are of one epoch only */
    size_t n;    /* added so far; the next stands at n % size */
};

/* Add a ghost; the weight of one with the same hash grows instead. */
void ghosts_add(struct ghosts *g, const struct ghost *ghost);
/* Take the ghost of `hash` out. False when there is none. */
bool ghosts_recall(struct ghosts *g, uint64_t hash, struct ghost *out);
/* Add those of `from`, oldest first. */
void ghosts_merge(struct ghosts *into, const struct ghosts *from);
/* Back to empty; the memory is freed. */
void ghosts_clear(struct ghosts *g);

#endif
