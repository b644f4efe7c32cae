/*
 * worker: counts whole sources on a thread of its own, beside a run that takes them in, in their order: so
 * many small files keep all processors busy. What is counted of a source is what the run itself would count.
 */
#ifndef SIGTAIL_WORKER_H
#define SIGTAIL_WORKER_H

#include "run/run.h"

struct worker;

/* What a worker counted of one source. */
struct source_counts;

/* May sources of `r` be counted so? Not where the sink sees all records on one thread, nor where the query
 * slides. */
bool run_shares(const struct run *r);

/* Both borrow what `r` was made of. A worker is one thread's; what it counted may go to another. */
struct worker *worker_new(const struct run *r);
void worker_free(struct worker *w);
struct source_counts *source_counts_new(const struct run *r);
void source_counts_free(struct source_counts *c);

/*
 * Count `whole`, all of source number `source` (0, 1, ... in the order of run_source), called `name`, which
 * has to last until it is taken in; stamps without a year are not after `now_ms` (NO_TIME: as run_config
 * says). False when only the run itself can: it is longer than a segment, or in another encoding.
 */
bool worker_count(struct worker *w, unsigned source, struct str name, int64_t now_ms, struct str whole,
                  struct source_counts *out);

/* As run_source, run_feed and run_end of what was counted: its number is the next one. False when the sink
 * wants no more. */
bool run_take(struct run *r, struct source_counts *c);

#endif
