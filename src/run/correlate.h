/*
 * correlate: what several records of one source tell together (struct correlation): a count within a time, an
 * error that nothing makes good, records in an order. Pipelines note the few records that have a part in it
 * as events; a correlator takes the events of a source in its order, wherever the parts that they were noted
 * in come together, so what it finds does not depend on threads. It changes no record's class.
 *
 * A signature has room for CORRELATE_KEYS values of its field, and for CORRELATE_RECORDS records of a count.
 * Of too many, the value that was seen longest ago makes room; where it might still have become an incident,
 * that is said (PROBLEM_RULE).
 */
#ifndef SIGTAIL_CORRELATE_H
#define SIGTAIL_CORRELATE_H

#include "run/sliding_window.h"

enum { CORRELATE_KEYS = 1024, CORRELATE_RECORDS = 1 << 16, CORRELATE_VALUE = 100, CORRELATE_EXAMPLE = 200 };

/* A record that is a part of a signature's correlation. */
struct correlated {
    uint32_t signature;
    uint32_t steps; /* bit 0: the signature matches; bit 1 << n: its step n */
    bool after;     /* of an error and its success in one record: that is behind it */
    bool alone;     /* nothing can follow it: it has no time, or no value of the field */
    struct sighted what;
    uint64_t offset;
    size_t value_at, value_n, example_at, example_n; /* in the texts */
};

struct correlated_list {
    struct correlated *v;
    size_t n, cap;
    struct buf texts;
};

void events_clear(struct correlated_list *e);
void events_free(struct correlated_list *e);
/* Note what `rec`, with these hits and steps, is a part of. */
void events_note(struct correlated_list *e, const struct rules *rules, const struct record *rec,
                 const struct hits *hits, const struct step_hit *steps, size_t step_count);

/* Where it is counted what is found in a source. */
struct correlated_into {
    struct tally *tally;
    struct sliding_window *sliding; /* takes what has a time instead; NULL: nothing slides */
    unsigned source;
    struct str name; /* of the source */
};

struct correlator;

/* The functions below do nothing for none (NULL). */
struct correlator *correlator_new(const struct rules *rules);
void correlator_free(struct correlator *c);

/* Take the next events of a source, and empty `e`. */
void correlator_take(struct correlator *c, struct correlated_list *e, const struct correlated_into *into);
/* Count the errors that nothing made good in their time, as far as the log came: to `last_ms`. */
void correlator_look(const struct correlator *c, int64_t last_ms, const struct correlated_into *into);
/* The source has ended: the same of all errors, and nothing is waited for any more. */
void correlator_end(struct correlator *c, const struct correlated_into *into);

#endif
