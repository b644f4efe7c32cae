/* run_inside: what a run is made of, for its own sources. Everyone else knows it by its functions alone. */
#ifndef SIGTAIL_RUN_INSIDE_H
#define SIGTAIL_RUN_INSIDE_H

#include "input/encoding.h"
#include "run/pipeline.h"
#include "run/trees.h"

struct run {
    struct run_config config;
    struct field_trees fields;
    struct pipeline pipeline;
    struct part done;      /* the epochs of the current source that have ended */
    struct tally *sources; /* the sources that have ended */
    struct tally *shown;   /* what run_tally made last */
    struct part ahead;     /* of what waits in the window */
    bool idle;             /* nothing came since run_idle */
    struct buf window;     /* bytes of the current source that no frame has taken yet */
    struct encoding encoding;
    struct buf head,
        decoded; /* the source's first bytes, too few to know its encoding; text of the last feed */
    struct buf name;
    unsigned next_source;
    bool open; /* a source is */
    struct present now;
    atomic_uint_fast64_t bytes;
};

#endif
