/*
 * shape: errors that nothing explains, grouped by the template of their message (cluster.h). A shape is known
 * by its template; rows are bounded, with the rarest dropped first.
 */
#ifndef SIGTAIL_SHAPE_H
#define SIGTAIL_SHAPE_H

#include "record/record.h"
#include "tally/counter.h"
#include "tally/distinct.h"
#include "tally/excerpt.h"
#include "tally/timeline.h"

enum { SHAPE_BOUND = 1000, SHAPE_KEY_BYTES = 512 };

/* Row of a counter of shape_kind; its key is the template. */
struct shape {
    struct counter_row row;
    struct distinct requests, users;
    struct timeline timeline;
    struct excerpt example; /* the first message of this shape */
};

extern const struct counter_kind shape_kind;

/* Count `rec` by its message. `scratch` is overwritten. */
void shape_add(struct counter *shapes, const struct record *rec, unsigned source, struct buf *scratch);

#endif
