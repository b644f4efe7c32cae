/*
 * unjudged: records of which nothing says whether they are good: neither a level, a status, an outcome, nor a
 * word. Of those that are JSON, the values that look like a level or a status and that no field is fed from:
 * what a user may want to map.
 */
#ifndef SIGTAIL_UNJUDGED_H
#define SIGTAIL_UNJUDGED_H

#include "record/record.h"
#include "tally/counter.h"

struct unjudged {
    uint64_t records;
    struct counter hints; /* rows by unjudged_key() */
};

void unjudged_init(struct unjudged *u);
void unjudged_clear(struct unjudged *u);
/* Count a record that says nothing of itself; what only goes on about another is none. */
void unjudged_add(struct unjudged *u, const struct record *rec);
void unjudged_merge(struct unjudged *into, const struct unjudged *from);

/* What a row of the hints is about: the values of `path` (as in raw_walk) may feed `field`. */
struct unjudged_hint {
    enum field field; /* FIELD_LEVEL or FIELD_STATUS */
    struct str path, value;
};

/* Count `records` with that hint. */
void unjudged_hint(struct unjudged *u, const struct unjudged_hint *h, uint64_t records);
/* The hint of a row; borrows its key. */
struct unjudged_hint unjudged_hint_of(const struct counter_row *row);

#endif
