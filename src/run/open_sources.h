/*
 * open_sources: several sources of a run that are open at once, each with its own framer, whose records come
 * out in the order of their times as far as they are there.
 */
#ifndef SIGTAIL_OPEN_SOURCES_H
#define SIGTAIL_OPEN_SOURCES_H

#include "run/run.h"

/* Begin the input called `name` beside those that are open; it becomes the current one. Returns its open
 * source. */
size_t run_open(struct run *r, struct str name);
/* Make the source of this open source the current one. */
void run_turn_to(struct run *r, size_t index);
/* Does a sink see records, so that their order matters? */
bool run_shows(const struct run *r);
/* More bytes of the current source, which wait for their turn: run_flow. */
void run_hold(struct run *r, struct str bytes);
/* `more`: what follows in that open source is there and will be held next; run_flow waits for it. */
void run_expect(struct run *r, size_t index, bool more);
/* Does a whole record wait in that open source? */
bool run_ready(const struct run *r, size_t index);
/*
 * Take the whole records that were held, of all open sources, those of the earliest time first, until an open
 * source that expects more has none; one without a time comes with the one before it in its source. False
 * when the sink said stop.
 */
bool run_flow(struct run *r);
/* All sources that are open have ended. False when the sink said stop. */
bool run_end_all(struct run *r);

#endif
