/*
 * command_queue: runs users' commands one after the other on a thread of its own, so that neither a command
 * that hangs nor one that floods holds up the reading. A bounded queue; what failed is counted, and told as
 * it fails, unless somebody else shows it.
 */
#ifndef SIGTAIL_COMMAND_QUEUE_H
#define SIGTAIL_COMMAND_QUEUE_H

#include "cli/child_command.h"

enum { COMMAND_QUEUE_WAITING = 32 }; /* commands that may wait */

struct command_queue_stats {
    uint64_t ended, failed; /* of `ended`, those that did not do what they should */
    uint64_t untold;        /* of `failed`, those that were not complained of */
    uint64_t dropped;       /* that were not begun when the end had come */
    struct err last;        /* why the last one failed */
};

struct command_queue;

/* `quiet`: failures are not complained of. */
struct command_queue *command_queue_new(bool quiet);

/*
 * Run `c` (whose it is from now on, whatever comes back; its words must stay) after those that wait; `option`
 * says in messages what asked for it. False when too many wait.
 */
MUST_CHECK bool command_queue_send(struct command_queue *q, struct child_command *c, const char *option);

/* What has become of all so far. */
void command_queue_ask(struct command_queue *q, struct command_queue_stats *out);
/* From now on failures are complained of, or not. */
void command_queue_hush(struct command_queue *q, bool quiet);

/*
 * Run what still waits, but no longer than `within_ms`: then the one that runs is ended, and the others are
 * dropped. Fills `out` for the last time, and frees `q` (NULL: nothing).
 */
void command_queue_end(struct command_queue *q, int64_t within_ms, struct command_queue_stats *out);

#endif
