/*
 * words: whose words a hit stands in. The text of a known error that a user wrote (a prompt), that a record
 * tells among good news, or that a program printed at level info of a request that went well, is no error.
 */
#ifndef SIGTAIL_WORDS_H
#define SIGTAIL_WORDS_H

#include "base/regex.h"
#include "match/matcher.h"

struct words;

/* Of the lists of `t`, which must outlive it. */
struct words *words_new(const struct table *t);
void words_free(struct words *w);

/* True when `hit` in `rec` begins in a quoted value of a user's key. */
bool words_are_users(const struct words *w, const struct record *rec, const struct hit *hit);

enum news {
    NEWS_ERROR,    /* the hit tells of an error */
    NEWS_IDLE,     /* of none */
    NEWS_RECOVERED /* of one that is over: a retry succeeded, a server came back */
};

/*
 * What `hit` in `rec` tells. None when `rec` is no error by itself and either has good news in that text, or
 * went well (a status below 400, or a level of its own) and said it no louder than info.
 */
enum news words_news(const struct words *w, struct engine *e, const struct record *rec,
                     const struct hit *hit);

#endif
