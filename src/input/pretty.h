/*
 * pretty: the lines that `wrangler tail --format pretty` begins an event with (workers-sdk,
 * packages/wrangler/src/tail/ printing.ts). Everything up to the next such line belongs to the event: its log
 * entries, indented and marked `(level)`, their further lines, which are not indented, and uncaught
 * exceptions, coloured. What else stands in column 0 behind its first line or an exception is not its own.
 */
#ifndef SIGTAIL_PRETTY_H
#define SIGTAIL_PRETTY_H

#include "base/str.h"

enum pretty_kind {
    PRETTY_NONE,
    PRETTY_EVENT,        /* WHAT - OUTCOME @ TIME, or WHAT @ TIME - OUTCOME */
    PRETTY_OVERLOAD,     /* the tail samples from here on */
    PRETTY_OVERLOAD_STOP /* and no longer */
};

struct pretty {
    enum pretty_kind kind;
    struct str what, time;
    const char *outcome; /* as the JSON format has it; static */
};

/* What `line` (without its line end) says. */
struct pretty pretty_parse(struct str line);

/* Length of `  (level) `, with which an entry of an event's log begins, at the start of `line`, with the
 * level in *level; 0: there is none. */
size_t pretty_log_mark(struct str line, struct str *level);

/* A line of wrangler's own, not an event's: a warning, where its log file is. */
bool pretty_ends(struct str line);

#endif
