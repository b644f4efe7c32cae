/*
 * top_values: the commonest values of one wildcard, in bounded memory. Exact while there are no more than
 * VALUE_BOUND different ones; beyond that a summary by Misra and Gries, whose counts are a floor: no value
 * has more than `error` records on top of what is counted for it, listed or not. Summaries add up, and so do
 * their errors (Agarwal et al., Mergeable Summaries, 2012).
 */
#ifndef SIGTAIL_TOP_VALUES_H
#define SIGTAIL_TOP_VALUES_H

#include "base/str.h"

enum { VALUE_BOUND = 16, VALUE_BYTES = 64 };

struct counted_value {
    char *p; /* own copy, cut at VALUE_BYTES */
    uint32_t n;
    uint64_t records;
};

/* Zero-initialised is empty; nothing is allocated before the first value. */
struct top_values {
    struct counted_value *v; /* by text */
    uint32_t n, cap;
    uint64_t records; /* all that were added, listed or not */
    uint64_t error;   /* a value may have so many records more than are counted for it */
};

void top_values_add(struct top_values *all, struct str value, uint64_t records);
/* Count records whose value is not known. */
void top_values_miss(struct top_values *all, uint64_t records);
void top_values_merge(struct top_values *into, const struct top_values *from);
/* Back to empty; the memory is freed. */
void top_values_clear(struct top_values *all);

static inline struct str counted_value_text(const struct counted_value *v)
{
    return str_of(v->p, v->n);
}

#endif
