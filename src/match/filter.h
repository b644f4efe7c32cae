/*
 * filter: one test of a record, the smallest part of the language of --where (condition.h):
 *
 *     FIELD OP VALUE      OP: = != < <= > >= ~ !~ ~* !~*
 *     FIELD in (VALUE, VALUE)       has FIELD
 *     FIELD not in (VALUE, VALUE)
 *     FIELD OP {FIELD}              OP: = != < <= > >=
 *
 * FIELD is a canonical field (status, user, ...), cap.NAME (a capture of any signature that the record
 * matches), or a path that starts with a dot (.event.request.cf.colo: the raw JSON itself). VALUE may stand
 * in '...' or "..."; `a,b` is any of them, as `in (a, b)` is; 5xx is a class of three-digit numbers; ~ looks
 * for a regex, ~* without regard to case. What looks like a number on both sides compares as a number, levels
 * by severity, times and durations as such. A missing field equals only '', so user!='' asks whether there is
 * one, as `has user` does; != and !~ are true exactly when = and ~ are false. Of two fields neither may be
 * missing, whatever the operator.
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
 * Take a test off the front of `*rest`, a part of `text`, to where it ends: at the end, at a parenthesis that
 * it did not open, or before `and` or `or`. NULL and `err` when it is wrong: what is wrong, what to write
 * instead ("did you mean"), and in err->column the byte of `text` (from 1) it is about, for a caret. What it
 * keeps is copied.
 */
MUST_CHECK struct filter *filter_take(struct str text, struct str *rest, struct err *err);
void filter_free(struct filter *f);

bool filter_test(const struct filter *f, const struct record *rec, const struct filter_context *w);

/* Subject `i` of what the test is about (0, and 1 where it compares two), and at which byte of the expression
 * (from 1) that stands; NULL: there are no more. */
const struct subject *filter_subject(const struct filter *f, size_t i);
unsigned filter_column(const struct filter *f, size_t i);
/* The part of the expression that it is; good as long as the `text` that it was taken from. */
struct str filter_text(const struct filter *f);

#endif
