/*
 * messenger: runs users' commands one after the other on a thread of its own, so that neither a command that
 * hangs nor one that floods holds up the reading. A bounded queue; what failed is counted, and told as it
 * fails, unless somebody else shows it.
 */
#ifndef SIGTAIL_MESSENGER_H
#define SIGTAIL_MESSENGER_H

#include "cli/errand.h"

enum { MESSENGER_WAITING = 32 }; /* errands that may wait */

struct messenger_tally {
    uint64_t ended, failed; /* of `ended`, those that did not do what they should */
    uint64_t untold;        /* of `failed`, those that were not complained of */
    uint64_t dropped;       /* that were not begun when the end had come */
    struct err last;        /* why the last one failed */
};

struct messenger;

/* `quiet`: failures are not complained of. */
struct messenger *messenger_new(bool quiet);

/*
 * Run `e` (whose it is from now on, whatever comes back; its words must stay) after those that wait; `option`
 * says in messages what asked for it. False when too many wait.
 */
MUST_CHECK bool messenger_send(struct messenger *m, struct errand *e, const char *option);

/* What has become of all so far. */
void messenger_ask(struct messenger *m, struct messenger_tally *out);
/* From now on failures are complained of, or not. */
void messenger_hush(struct messenger *m, bool quiet);

/*
 * Run what still waits, but no longer than `within_ms`: then the one that runs is ended, and the others are
 * dropped. Fills `out` for the last time, and frees `m` (NULL: nothing).
 */
void messenger_end(struct messenger *m, int64_t within_ms, struct messenger_tally *out);

#endif
