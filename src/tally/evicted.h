/*
 * evicted: what is left of rows that a counter dropped because they had been seen once. An evicted row takes
 * 48 bytes where a row takes a thousand, so many can wait for a second coming of their key; then what it
 * counted is given back. The oldest give way. An evicted row knows the hash of its key only: it can be
 * recalled, not listed.
 */
#ifndef SIGTAIL_EVICTED_H
#define SIGTAIL_EVICTED_H

#include "base/timestamp.h"

enum { EVICTED_BOUND = 65536 };

struct evicted_row {
    uint64_t hash;    /* of the key */
    uint64_t weight;  /* records; 0: it was recalled */
    int64_t time_ms;  /* of the first of them */
    uint64_t note[3]; /* whatever else the counter's kind wants to keep */
};

/* Zero-initialised is empty; nothing is allocated before the first evicted row. */
struct evicted_rows {
    struct evicted_row *ring;
    uint32_t *table; /* hash table of positions in the ring, + 1; four times as long as the ring */
    size_t
        size; /* of the ring: it grows with need, up to EVICTED_BOUND. Most tallies are of one segment only */
    size_t n; /* added so far; the next stands at n % size */
};

/* Add an evicted row; the weight of one with the same hash grows instead. */
void evicted_rows_add(struct evicted_rows *e, const struct evicted_row *evicted);
/* Take the evicted row of `hash` out. False when there is none. */
bool evicted_rows_recall(struct evicted_rows *e, uint64_t hash, struct evicted_row *out);
/* Add those of `from`, oldest first. */
void evicted_rows_merge(struct evicted_rows *into, const struct evicted_rows *from);
/* Back to empty; the memory is freed. */
void evicted_rows_clear(struct evicted_rows *e);

#endif
