/*
 * sliding_window: what a live log counts, by the time of its records in slices, so that what has become older
 * than a span can be left out again. As many tallies as there are slices with records, SLIDING_WINDOW_SLICES
 * at the most.
 */
#ifndef SIGTAIL_SLIDING_WINDOW_H
#define SIGTAIL_SLIDING_WINDOW_H

#include "tally/tally.h"

enum { SLIDING_WINDOW_SLICES = 17 }; /* of a sixteenth of the span: the oldest one sticks out of it */

struct sliding_window {
    const struct rules *rules;
    const struct tally_spec *spec;
    int64_t slice_ms, oldest; /* number of the oldest slice kept: a time divided by slice_ms */
    struct tally *slices[SLIDING_WINDOW_SLICES]; /* by number, a ring; NULL: no record is of that time */
    unsigned
        sources[SLIDING_WINDOW_SLICES]; /* of the last record in each, and 1 more; 0: none is named yet */
    struct tally *left;                 /* what slid out, as records that a filter left out */
    size_t filter;                      /* its number in the spec */
};

/* Nothing is counted; `now_ms` is the end of the span. `filter` of `spec` is the one that asks for the
 * span. */
struct sliding_window *sliding_window_new(const struct rules *rules, const struct tally_spec *spec,
                                          size_t filter, int64_t span_ms, int64_t now_ms);
void sliding_window_free(struct sliding_window *s);

/* Where a record of `time_ms` of this source is to be counted; good until sliding_window_to. */
struct tally *sliding_window_tally(struct sliding_window *s, int64_t time_ms, unsigned source,
                                   struct str name);
/* The span ends at `now_ms` from now on: what is wholly before it is left out. */
void sliding_window_to(struct sliding_window *s, int64_t now_ms);
/* When the next slice slides out. */
int64_t sliding_window_next_ms(const struct sliding_window *s);
/* Add all that it counts to `into`. */
void sliding_window_merge(const struct sliding_window *s, struct tally *into);

#endif
