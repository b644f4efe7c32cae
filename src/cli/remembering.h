/*
 * remembering: a run with a state (--state): what was known when it began, which it tells its reports, and
 * what it learns, which goes into the file now and then and at its end. A file that cannot be written is
 * complained of once; the run goes on.
 */
#ifndef SIGTAIL_REMEMBERING_H
#define SIGTAIL_REMEMBERING_H

#include "cli/knowledge.h"
#include "cli/state_file.h"

enum { REMEMBER_MS = 10000 }; /* how often a live log is saved */

struct remembering {
    const char *path; /* NULL: there is no state */
    const struct secrets *secrets;
    int64_t now_ms;      /* when it began */
    struct known before; /* what was known then */
    struct known saved;  /* what the run's own report showed when it was saved last */
    int64_t saved_ms;    /* when that was, or the run began; of the clock */
    bool broken;         /* it could not be saved, which was complained of */
};

/* Fill `k` (zeroed) from the state at `path`. False when that fails; complained of, as is damage. */
MUST_CHECK bool remembering_load(const char *path, struct known *k);
/* Read the state that the options name, if they name one. False when that fails, complained of. */
MUST_CHECK bool remembering_begin(struct remembering *m, const struct options *o);
void remembering_end(struct remembering *m);

/* What is acknowledged counts as expected: before the table is compiled. */
void remembering_judge(const struct remembering *m, struct table *t);
/* Say of `r`, which still has its secrets, what was known. */
void remembering_mark(const struct remembering *m, struct report *r);
/* Save what `r`, marked or not, shows beyond the last save; `live`: as what came since then. */
void remembering_save(struct remembering *m, const struct report *r, bool live);

#endif
