/*
 * drafting: drafts of signatures for the unexplained errors of logs. They are made of the samples that the
 * clusters keep (report/suggest.h). Files are then read again, and each draft must match the records of its
 * cluster and no unexplained record of another one; else the next looser one is tried.
 */
#ifndef SIGTAIL_DRAFTING_H
#define SIGTAIL_DRAFTING_H

#include "cli/session.h"
#include "report/suggest.h"

/* What to do where no draft holds. */
#define DRAFTING_BY_HAND                                                                                     \
    "write a signature by hand, with a where: of fields that its records have in common (man "               \
    "sigtail-patterns)"

struct drafted {
    size_t cluster; /* number in the suggestions */
    unsigned attempt;
    struct buf text;
    bool holds, failed; /* failed: on whole records */
    struct err why;     /* it does not hold */
};

struct drafting {
    struct session *s;
    struct mine *mine;
    struct suggest *suggest;
    struct drafted *v;
    size_t n;
    /* while checking */
    struct table table;
    struct rules *rules;
    struct matcher *matcher;
};

/* Read the logs of `s`, which has begun, and find their clusters. False when that failed, complained of.
 * drafting_end() in either case. */
MUST_CHECK bool drafting_begin(struct drafting *g, struct session *s);
void drafting_end(struct drafting *g);

/* Draft `n` of the suggestions, from number `first` on, into g->v, in place of those before. */
void drafting_draft(struct drafting *g, size_t first, size_t n);
/* Does any draft hold? */
bool drafting_any(const struct drafting *g);
/* Append those that do, as a signature file. */
void drafting_print(const struct drafting *g, struct buf *out);

#endif
