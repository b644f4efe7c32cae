/*
 * state_tracker: a run with a state (--state): what was known when it began, which it tells its reports, and
 * what it learns, which goes into the file now and then and at its end. A file that cannot be written is
 * complained of once; the run goes on.
 */
#ifndef SIGTAIL_STATE_TRACKER_H
#define SIGTAIL_STATE_TRACKER_H

#include "cli/signature_set.h"
#include "cli/state_file.h"

enum { STATE_TRACKER_MS = 10000 }; /* how often a live log is saved */

struct state_tracker {
    const char *path; /* NULL: there is no state */
    const struct secrets *secrets;
    int64_t now_ms;         /* when it began */
    struct baseline before; /* what was known then */
    struct baseline shown;  /* of a live log: what the run's own report showed when it was learnt from last */
    struct baseline unsaved; /* of a live log: what was learnt from it and is not in the file yet */
    int64_t learnt_ms;       /* when it was learnt from last, or the run began; of the clock */
    bool broken;             /* it could not be saved, which was complained of */
};

/* Fill `b` (zeroed) from the state at `path`. False when that fails; complained of, as is damage. */
MUST_CHECK bool state_tracker_load(const char *path, struct baseline *b);
/* Read the state that the options name, if they name one. False when that fails, complained of. */
MUST_CHECK bool state_tracker_begin(struct state_tracker *s, const struct options *o);
void state_tracker_end(struct state_tracker *s);

/* What is acknowledged counts as expected: before the table is compiled. */
void state_tracker_judge(const struct state_tracker *s, struct table *t);
/* Say of `r`, which still has its secrets, what was known. */
void state_tracker_mark(const struct state_tracker *s, struct report *r);
/* Of a live log: learn what `r`, marked or not, shows beyond what it showed the last time. */
void state_tracker_learn(struct state_tracker *s, const struct report *r);
/* Of a live log: it shows less than the last time, for it goes on with the clock; nothing came meanwhile. */
void state_tracker_slid(struct state_tracker *s, const struct report *r);
/* Of a live log: learn, and save what was learnt since the last save. */
void state_tracker_save_live(struct state_tracker *s, const struct report *r);
/* Of a saved log: save what `r` shows. */
void state_tracker_save(struct state_tracker *s, const struct report *r);

#endif
