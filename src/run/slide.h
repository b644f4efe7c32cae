/*
 * slide: what a live log counts, by the time of its records in slices, so that what has become older than a
 * span can be left out again. As many tallies as there are slices with records, SLIDE_SLICES at the most.
 */
#ifndef SIGTAIL_SLIDE_H
#define SIGTAIL_SLIDE_H

#include "tally/tally.h"

enum { SLIDE_SLICES = 17 }; /* of a sixteenth of the span: the oldest one sticks out of it */

struct slide {
    const struct rules *rules;
    const struct question *question;
    int64_t slice_ms, oldest;           /* number of the oldest slice kept: a time divided by slice_ms */
    struct tally *slices[SLIDE_SLICES]; /* by number, a ring; NULL: no record is of that time */
    unsigned sources[SLIDE_SLICES];     /* of the last record in each, and 1 more; 0: none is named yet */
    struct tally *left;                 /* what slid out, as records that a filter left out */
    size_t filter;                      /* its number in the question */
};

/* Nothing is counted; `now_ms` is the end of the span. `filter` of `question` is the one that asks for the
 * span. */
struct slide *slide_new(const struct rules *rules, const struct question *question, size_t filter,
                        int64_t span_ms, int64_t now_ms);
void slide_free(struct slide *s);

/* Where a record of `time_ms` of this source is to be counted; good until slide_to. */
struct tally *slide_tally(struct slide *s, int64_t time_ms, unsigned source, struct str name);
/* The span ends at `now_ms` from now on: what is wholly before it is left out. */
void slide_to(struct slide *s, int64_t now_ms);
/* When the next slice slides out. */
int64_t slide_next_ms(const struct slide *s);
/* Add all that it counts to `into`. */
void slide_merge(const struct slide *s, struct tally *into);

#endif
