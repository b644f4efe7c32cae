/*
 * hit_context: whose words a hit stands in. The text of a known error that a user wrote (a prompt), that a
 * record tells among good news, or that a program printed at level info of a request that went well, is no
 * error.
 */
#ifndef SIGTAIL_HIT_CONTEXT_H
#define SIGTAIL_HIT_CONTEXT_H

#include "base/regex.h"
#include "match/matcher.h"

struct hit_context;

/* Of the lists of `t`, which must outlive it. */
struct hit_context *hit_context_new(const struct table *t);
void hit_context_free(struct hit_context *w);

/* True when `hit` in `rec` begins in a quoted value of a user's key, or in a line of source that a traceback
 * of Python's quotes. */
bool hit_is_quoted(const struct hit_context *w, const struct record *rec, const struct hit *hit);

enum hit_meaning {
    HIT_ERROR,    /* the hit tells of an error */
    HIT_HARMLESS, /* of none */
    HIT_RECOVERED /* of one that is over: a retry succeeded, a server came back */
};

/*
 * What `hit` in `rec` tells. None when `rec` is no error by itself and either has good news in that text, or
 * went well (a status below 400, or a level of its own) and said it no louder than info.
 */
enum hit_meaning hit_meaning_of(const struct hit_context *w, struct engine *e, const struct record *rec,
                                const struct hit *hit);

#endif
