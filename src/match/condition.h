/*
 * condition: what is asked of a record, the language of --where and of a signature's `where`:
 *
 *     TEST                          filter.h: status>=500, model in (veo, flux), has user
 *     not C,  C and C,  C or C      `not` binds closest, then `and`; ( ) group
 *
 * A condition is immutable and shared by threads.
 */
#ifndef SIGTAIL_CONDITION_H
#define SIGTAIL_CONDITION_H

#include "match/filter.h"

struct condition;

enum { CONDITION_TESTS = 64, CONDITION_DEPTH = 32 }; /* tests, and parentheses in each other, at most */

/*
 * NULL and `err` on a bad expression: what is wrong, what to write instead, and in err->column the byte of
 * `text` (from 1) it is about, for a caret. `text` is copied.
 */
MUST_CHECK struct condition *condition_parse(struct str text, struct err *err);
void condition_free(struct condition *c);

bool condition_test(const struct condition *c, const struct record *rec, const struct filter_context *w);

/* Its tests, in the order in which they are written; *n of them, at least one. */
const struct filter *const *condition_tests(const struct condition *c, size_t *n);

/*
 * Its parts: number `i` of those that all have to hold ("a and b" has two); NULL beyond the last. They live
 * as long as `c` and are not freed by themselves.
 */
const struct condition *condition_part(const struct condition *c, size_t i);
/* As it was written, or the part of the text that it is. */
struct str condition_text(const struct condition *c);

/* What its tests are about, each once; *n of them, at least one. */
const struct subject *const *condition_subjects(const struct condition *c, size_t *n);
/* Append what `rec` has of all that it asks for: "status=200 model=flux". */
void condition_value(const struct condition *c, const struct record *rec, const struct filter_context *w,
                     struct buf *out);

#endif
