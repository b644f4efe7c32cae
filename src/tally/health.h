/*
 * health: what is known about the input itself: its sources, what in it could not be read, what it says is
 * missing. Every source has a row (there are as many as the user named); findings and gaps are bounded.
 */
#ifndef SIGTAIL_HEALTH_H
#define SIGTAIL_HEALTH_H

#include "tally/counter.h"
#include "tally/excerpt.h"
#include "tally/tally.h"

enum { FINDING_BYTES = 160, GAP_BYTES = 120 };

struct source {
    unsigned number;
    char *name; /* own copy */
    size_t name_n;
    uint64_t records, bytes, skipped;
    uint64_t formats[FORMATS]; /* records of each */
    struct span span;
    uint64_t notices; /* of sampling: the tail's own control records */
    struct span notice_span;
};

/* All findings of one kind. */
struct problems {
    uint64_t count, bytes;
    struct excerpt first;
};

/* Row of health.gaps; its key is gap_key(). */
struct gap {
    struct counter_row row;
    struct input_position first;
};

struct health {
    struct source *sources; /* in order of number */
    size_t source_count, source_cap, recent;
    struct problems problems[PROBLEM_COUNT];
    struct counter gaps;
    struct counter given_up; /* of PROBLEM_LIMIT: by who */
};

void health_init(struct health *h);
void health_clear(struct health *h);
void health_free(struct health *h);

/* The row of source `number`; made when there is none. Good until the next source is made. */
struct source *health_find_or_make(struct health *h, unsigned number);
/* The same; most often it is the one that was asked for last. */
static inline struct source *health_source(struct health *h, unsigned number)
{
    if (LIKELY(h->recent < h->source_count && h->sources[h->recent].number == number))
        return &h->sources[h->recent];
    return health_find_or_make(h, number);
}
/* As above; NULL when there is none. */
const struct source *health_find(const struct health *h, unsigned number);
struct str source_name(const struct source *s);
/* The format of most of its records (the first of equals), or FORMATS when it had none. */
enum format source_format(const struct source *s);

void health_name(struct health *h, unsigned number, struct str name);
void health_finding(struct health *h, unsigned number, const struct finding *f);
void health_gap(struct health *h, struct str what, uint64_t count, struct input_position at);
/* The `what` of a gap's row. */
struct str gap_what(const struct gap *g);

/* Add what `from` counts to the row of its number. */
void health_merge_source(struct health *into, const struct source *from);
void health_merge(struct health *into, const struct health *from);

#endif
