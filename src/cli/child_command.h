/*
 * child_command: one run of a user's command, from its start to its end. It gets bytes on its standard input,
 * of which it need not take any; what it prints is read and dropped but for the last line, which tells why it
 * failed. It is a process group of its own, so that Ctrl-C at the terminal does not reach it, and what it
 * started ends with it when its time is over. Waits for it: for a thread of its own.
 */
#ifndef SIGTAIL_CHILD_COMMAND_H
#define SIGTAIL_CHILD_COMMAND_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"

enum { CHILD_COMMAND_GRACE_MS = 2000 }; /* from SIGTERM to SIGKILL */

struct child_command {
    const char *const *words; /* NULL behind the last */
    struct buf input;         /* what it may read */
    struct buf variables;     /* NAME=VALUE, each with a NUL: before those of the environment */
    int64_t limit_ms;         /* how long it may take */
};

void child_command_free(struct child_command *c);

/*
 * Run it. It is ended when e->limit_ms are over, or at the clock's `*end_ms`, whichever is sooner. False and
 * `err` when it could not be started, was ended, or ended by itself with a signal or another status than 0.
 */
MUST_CHECK bool child_command_run(const struct child_command *c, const atomic_llong *end_ms, struct err *err);

#endif
