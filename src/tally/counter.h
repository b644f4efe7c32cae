/*
 * counter: how often each of many keys came, for a bounded number of keys. While no more keys come than
 * `bound`, every count is exact. When one more comes, the quarter with the lowest rank is dropped and its
 * records go to `other`: the sum of all rows and `other` always is the sum of what was added.
 *
 * Rank is a row's records plus the most that it may have lost before it was (again) taken in, so a key that
 * comes late but often is not dropped for being late: any key with more than N / (3/4 bound) of N records has
 * a row in the end (the batched form of Space-Saving, Metwally et al. 2005: whenever the floor rises by d,
 * more than 3/4 bound rows stand d nearer to it).
 *
 * A kind of counter may extend its rows: struct counter_row is then the first member of its own row.
 *
 * A kind that is `patient` drops rows of one record first, oldest first, whatever their rank: a flood of keys
 * that never come again then leaves the counts of the others exact, at the price of that guarantee (a key
 * that comes less often than once in a quarter of the bound of new keys may be dropped again and again).
 */
#ifndef SIGTAIL_COUNTER_H
#define SIGTAIL_COUNTER_H

#include "base/hash_table.h"
#include "tally/evicted.h"
#include "tally/span.h"

enum { COUNTER_KEY_BYTES = 200, COUNTER_RECENT = 32 };

struct counter_row {
    UT_hash_handle hh;
    struct str key; /* own copy, capped; UTF-8 */
    uint64_t records, rank;
    uint64_t born; /* when it was taken in, as number of rows taken in before */
    struct span span;
};

struct counter;

struct counter_kind {
    unsigned bound;                           /* rows at the most, 4 or more */
    size_t key_bytes;                         /* longer keys are cut, at a character's end */
    size_t row_bytes;                         /* size of the extended row */
    void (*prepare)(struct counter_row *row); /* the extension of a new row (zeroed); NULL: nothing to do */
    void (*merge)(struct counter_row *into,
                  const struct counter_row *from); /* the extension; NULL: nothing */
    void (*release)(struct counter_row *row);      /* what the extension owns; NULL: nothing */
    bool patient;                                  /* drop rows of one record first */
    /* What an evicted row of the row should keep of its extension, and how that is given back. NULL: nothing.
     */
    void (*remember)(const struct counter_row *row, struct evicted_row *evicted);
    void (*recall)(struct counter_row *row, const struct evicted_row *evicted);
    /* The key under which the records of `key`, which has no row, are counted. NULL: under itself. */
    struct str (*alias)(struct counter *c, struct str key);
    /* Make room before rows must be dropped: put rows together. NULL: there is no way. */
    void (*relieve)(struct counter *c);
};

struct counter {
    const struct counter_kind *kind;            /* set before use; the rest zero */
    struct counter_row *rows;                   /* hash table, in order of arrival (hh.next) */
    uint64_t other;                             /* records of the rows that were dropped */
    uint64_t floor;                             /* most that a key without a row may have had */
    uint64_t births;                            /* rows taken in so far */
    struct evicted_rows evicted;                /* of a patient kind: rows of one record that were dropped */
    struct counter_row *recent[COUNTER_RECENT]; /* rows found lately, by a cheap hash */
};

/*
 * Write `n` as a part of a key: its lowest 7 * `bytes` bits, seven in each byte, highest first. A key is
 * counted as text, so bytes from 0x80 on would not stay what they are.
 */
void counter_key_number(uint32_t n, size_t bytes, char *to);

/* Count `weight` records for `key`. Its row is good until the next change of `c`. */
struct counter_row *counter_add(struct counter *c, struct str key, uint64_t weight, int64_t time_ms);
void counter_merge(struct counter *into, const struct counter *from);
/* Any key may have had `records` more than are counted. */
void counter_doubt(struct counter *c, uint64_t records);
/* Add all that the row `from`, of a counter of the same kind, counts to the row of `key`, whatever its own
 * key.
 */
void counter_take(struct counter *into, struct str key, const struct counter_row *from);

/* The row of `key`, or NULL. */
struct counter_row *counter_find(const struct counter *c, struct str key);
/* The same, before that row is added to. */
struct counter_row *counter_known(struct counter *c, struct str key);

unsigned counter_size(const struct counter *c);
/* The counter_size rows, most records first, ties by key; free() the array. NULL when there are none. */
const struct counter_row **counter_sorted(const struct counter *c);

/* Back to empty; the kind stays. */
void counter_clear(struct counter *c);

#endif
