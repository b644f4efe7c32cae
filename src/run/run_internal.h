/* run_internal: what a run is made of, for its own sources. Everyone else knows it by its functions alone. */
#ifndef SIGTAIL_RUN_INTERNAL_H
#define SIGTAIL_RUN_INTERNAL_H

#include "input/encoding.h"
#include "run/path_trees.h"
#include "run/pipeline.h"

enum idle {
    IDLE_NOT,
    IDLE_PARTLY, /* what may be whole was shown; what tells by its form that it goes on was not */
    IDLE_WHOLLY
};

/* A source that is open, and what of it is under way. */
struct open_source {
    struct pipeline pipeline;
    struct segment_result done;    /* the segments that have ended */
    struct correlator *correlator; /* of the source; NULL: nothing is correlated */
    enum idle idle;                /* what run_idle did since the last bytes came */
    bool holds;                    /* bytes wait in the window for their turn: run_flow */
    struct buf window;             /* bytes that no frame has taken yet */
    struct encoding encoding;
    struct buf head,
        decoded; /* the source's first bytes, too few to know its encoding; text of the last feed */
    struct buf name;
    struct source_clock now;
    bool open;
    /* While records flow in the order of their times: */
    struct str left;         /* of the window */
    bool expects;            /* more of it is there, */
    bool ready;              /* a whole record stands next, */
    bool waits;              /* or one that may go on, and was not shown; */
    struct next_record next; /* this one; when it has no time, with that of the one before it */
};

struct run {
    struct run_config config;
    struct path_trees path_trees;
    struct open_source **open; /* one, unless several sources are open at once */
    size_t open_count, open_cap;
    struct open_source *current;     /* the one whose source is the current one */
    struct sliding_window *sliding;  /* of all open sources; NULL: nothing slides */
    struct tally *sources;           /* the sources that have ended */
    struct tally *shown;             /* what run_tally made last */
    struct segment_result lookahead; /* of what waits in a window */
    unsigned next_source;
    atomic_uint_fast64_t bytes;
};

/* One more open source, which becomes the current one. */
void run_add_source(struct run *r);
/* Of the current open source: its segment has ended. */
void run_end_segment(struct run *r);
/* What the current open source's part holds for those outside goes there: events to the correlator, texts to
 * whom they are delivered. */
void run_pass_on(struct run *r);
/* What waits in `source` is shown. False when the sink said stop. */
bool run_look_idle(struct run *r, struct open_source *source);
/* run_idle of several open sources: all that is there, in the order of times. */
bool run_flow_idle(struct run *r);

#endif
