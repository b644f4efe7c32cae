/*
 * alerting: runs the commands of --on-new, --on-burst and --on-silence. Of a live log it looks at the report
 * at most once a second, when something came; of saved ones once, at their end. What is new is what the live
 * screen marks as new, what rose what the report calls a burst. More than ten commands a minute are held
 * back: one more tells then which.
 */
#ifndef SIGTAIL_ALERTING_H
#define SIGTAIL_ALERTING_H

#include "cli/alert_throttle.h"
#include "cli/command_line.h"
#include "cli/command_queue.h"
#include "cli/session.h"
#include "cli/watch.h"

/* A command, and what it was not run for. */
struct alert_hook {
    const char *option; /* "--on-new"; NULL: there is none */
    struct command_line command;
    uint64_t held;  /* that no command was run for, since the last one that said so */
    struct buf ids; /* of the first of them, each with a blank behind */
};

struct alerting {
    struct session *s;
    bool on; /* something is to be told */
    struct alert_hook hooks[ALERT_KINDS];
    struct command_queue *queue;
    struct alert_throttle throttle;
    struct watch watch; /* the rows of a live log */
    int64_t looked_ms;  /* clock: when the report was looked at last */
    bool stale;         /* something came since */
    bool behind;        /* the past of a followed file is being read: nothing of it is new */
    bool silent;        /* this silence was told */
};

/* Read the options. False when something is wrong with them, complained of. */
MUST_CHECK bool alerting_begin(struct alerting *t, struct session *s);

/* As the input_reader's listener, before others; asks for its own EVENT_LOOK. */
void alerting_event(struct alerting *t, enum reader_event e, int64_t now_ms);

/* A screen is open: who fails is not complained of, but named by alerting_trouble. */
void alerting_hush(struct alerting *t, bool quiet);
/* "2 of 5 commands failed, ..." in `out`; when none did, nothing. */
void alerting_trouble(struct alerting *t, struct err *out);

/* The log has ended: what is still to be told. */
void alerting_last(struct alerting *t);
/* Wait for the commands, but not for long, and say how many failed if that was not said before. */
void alerting_end(struct alerting *t);

#endif
