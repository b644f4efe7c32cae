/*
 * session: what every command that reads logs does alike: check the inputs, load the signatures, make a run
 * of the options, read, and say how it ended. A command sets its sink and listener in between.
 */
#ifndef SIGTAIL_SESSION_H
#define SIGTAIL_SESSION_H

#include "cli/command.h"
#include "cli/input_reader.h"
#include "cli/inputs.h"
#include "cli/query_options.h"
#include "cli/signature_set.h"
#include "cli/state_tracker.h"
#include "report/render.h"

struct session {
    struct program *program;
    struct inputs inputs;
    struct signature_set signatures;
    struct state_tracker state;
    struct query *query;        /* of the options */
    struct input_reader reader; /* listener and context: set by the command */
    struct run *run;
    run_deliver *deliver;  /* of the sink; set by the command, or NULL */
    unsigned sink_classes; /* bits 1 << enum verdict of the records that the sink is shown; 0: all. Set by the
                              command */
    bool unclustered; /* no clusters are wanted of the run (run_config.unclustered); set by the command */
    bool brief; /* the sink is shown records as they are counted (run_config.brief); set by the command */
    bool sink_left_out; /* the sink is also shown what the query leaves out; set by the command */
    bool lines;         /* the sink is told the line of each record; set by the command */
    bool in_order;      /* the sink ends the run at a certain record; set by the command */
    bool early;         /* the sink is shown what waits for more of itself (run_config.early) */
    bool live;          /* some input is a stream */
    bool broken;        /* an input could not be read to its end; complained of */
};

/* Everything is looked at before anything is read. False when something is wrong, complained of. */
MUST_CHECK bool session_begin(struct session *s, struct program *p);
/* Read all inputs; each record goes to `sink` (may be NULL). False when reading failed, complained of. */
bool session_read(struct session *s, run_sink *sink, void *context, bool show_progress);
/* Say, if so, that patterns took too much work; for commands that show no INPUT. */
void session_tell_given_up(struct session *s);
/*
 * The exit status, when the command itself would end with `status`: input that could not be read, and with
 * --strict input that is not whole (complained of), are errors.
 */
enum status session_status(struct session *s, enum status status);
void session_end(struct session *s);

/* The report so far, with its secrets, and what is known of its rows. */
struct report *session_report(struct session *s);
/* The same with the rarest errors, too, which a report only counts. */
struct report *session_report_whole(struct session *s);
/* Let the state learn from it. */
void session_remember(struct session *s);
/* Before and after records leave the report because they have become too old: the state knows them still. */
void session_slides(struct session *s);
void session_slid(struct session *s);

/* What counts as now of a live log: what was asked for, else a quarter of an hour, or as much as --last
 * leaves. */
int64_t session_window_ms(const struct session *s);

/* Complain that no file is given where standard input is a terminal; false. */
bool session_usage(const struct program *p);

/* How this program prints to standard output. */
struct style session_style(const struct program *p);

#endif
