/*
 * errand: one run of a user's command, from its start to its end. It gets bytes on its standard input, of
 * which it need not take any; what it prints is read and dropped but for the last line, which tells why it
 * failed. It is a process group of its own, so that Ctrl-C at the terminal does not reach it, and what it
 * started ends with it when its time is over. Waits for it: for a thread of its own.
 */
#ifndef SIGTAIL_ERRAND_H
#define SIGTAIL_ERRAND_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"

enum { ERRAND_GRACE_MS = 2000 }; /* from SIGTERM to SIGKILL */

struct errand {
    const char *const *words; /* NULL behind the last */
    struct buf input;         /* what it may read */
    struct buf variables;     /* NAME=VALUE, each with a NUL: before those of the environment */
    int64_t limit_ms;         /* how long it may take */
};

void errand_free(struct errand *e);

/*
 * Run it. It is ended when e->limit_ms are over, or at the clock's `*end_ms`, whichever is sooner. False and
 * `err` when it could not be started, was ended, or ended by itself with a signal or another status than 0.
 */
MUST_CHECK bool errand_run(const struct errand *e, const atomic_llong *end_ms, struct err *err);

#endif
