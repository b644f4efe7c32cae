/*
 * filter: one test of a record, the language of --where and of a signature's `where`:
 *
 *     FIELD OP VALUE      OP: = != < <= > >= ~ !~
 *
 * FIELD is a canonical field (status, user, ...), cap.NAME (a capture of any signature that the record
 * matches), or a path that starts with a dot (.event.request.cf.colo: the raw JSON itself). VALUE may stand
 * in
 * '...' or "..."; `a,b` is any of them; 5xx is a class of three-digit numbers. What looks like a number on
 * both sides compares as a number, levels by severity, times and durations as such. A missing field equals
 * only '', so user!='' asks whether there is one; != and !~ are true exactly when = and ~ are false.
 *
 * A filter is immutable and shared by threads.
 */
#ifndef SIGTAIL_FILTER_H
#define SIGTAIL_FILTER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/regex.h"
#include "match/subject.h"

struct filter;

/*
 * NULL and `err` on a bad expression: what is wrong, what to write instead ("did you mean"), and in
 * err->column the byte of `text` (from 1) it is about, for a caret. `text` is copied.
 */
MUST_CHECK struct filter *filter_parse(struct str text, struct err *err);
void filter_free(struct filter *f);

bool filter_test(const struct filter *f, const struct record *rec, const struct filter_world *w);

/* What the test is about. */
const struct subject *filter_subject(const struct filter *f);

#endif
