/*
 * alert: what a command is told of: a row of a report that is new, one that rose, a log that fell silent.
 * Plain facts, already without secrets, and how they are written: as JSON, and as environment variables.
 */
#ifndef SIGTAIL_ALERT_H
#define SIGTAIL_ALERT_H

#include "base/secrets.h"
#include "report/burst.h"
#include "report/summary.h"

enum alert_kind { ALERT_NEW, ALERT_BURST, ALERT_SILENCE, ALERT_KINDS };

struct alert {
    enum alert_kind kind;
    const char *row;     /* "incident", "signature", "status", "cluster"; NULL: it is of no row */
    int status;          /* that it is, or that its errors have; 0: it is of none */
    const char *novelty; /* "new", "back", "regressed" */
    enum verdict class;
    const char *severity;                              /* NULL: it has none */
    struct str id, title, example, cause, impact, fix; /* may be empty */
    uint64_t count, requests, users;
    struct summary_named named;        /* where none is, requests, or users, are not known */
    int64_t first_ms, last_ms, now_ms; /* NO_TIME: not known */
    struct burst burst;                /* of ALERT_BURST */
    int64_t silent_ms;                 /* of ALERT_SILENCE */
    struct str held; /* ids that no command was run for, parted by blanks; `count` of them */
};

/*
 * Fill in the facts of row number `i` of its kind of `r`, whose secrets are taken out of it. They are as good
 * as `r`.
 */
void alert_of_incident(struct alert *a, struct report *r, size_t i, const struct secrets *secrets);
void alert_of_signature(struct alert *a, struct report *r, size_t i, const struct secrets *secrets);
void alert_of_status(struct alert *a, struct report *r, size_t i, const struct secrets *secrets);
void alert_of_cluster(struct alert *a, struct report *r, size_t i, const struct secrets *secrets);
/* The same of message number `message` of status number `i`. */
void alert_of_message(struct alert *a, struct report *r, size_t i, size_t message,
                      const struct secrets *secrets);

/* Append one JSON object and a line end. */
void alert_json(const struct alert *a, struct buf *out);
/*
 * Append SIGTAIL_EVENT, _ID, _CLASS, _TITLE, _COUNT and _EXAMPLE as NAME=VALUE, each with a NUL. Values are
 * one line of text without control characters, so that they can stand in the head of a mail, and of bounded
 * length.
 */
void alert_variables(const struct alert *a, struct buf *out);

#endif
