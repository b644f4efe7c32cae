/* progress: how far a long run over files has come, on standard error, when that is a terminal. */
#ifndef SIGTAIL_PROGRESS_H
#define SIGTAIL_PROGRESS_H

#include "run/run.h"

struct progress;

/* Shown from one second on, by a thread of its own, until progress_end. `total` bytes are to be read. */
struct progress *progress_begin(const struct run *run, uint64_t total);
/* Takes the line away; `p` may be NULL. */
void progress_end(struct progress *p);

#endif
