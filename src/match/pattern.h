/*
 * pattern: one regex of a signature as PCRE2 sees it: compiled once, when its file is read (or, of shipped
 * files, when it first runs), and what its captures are called. It never runs one; that is the matcher's
 * part.
 */
#ifndef SIGTAIL_PATTERN_H
#define SIGTAIL_PATTERN_H

#include "match/signature.h"

/* The named captures of all alternatives of one signature. */
struct captures {
    struct str *names; /* in the table's arena */
    size_t n;
};

/*
 * Compile `p`, a pattern of `t`, note its groups, and add their names to `*all` (NULL: not wanted). False
 * when it does not compile: then `err` says why, and `*offset` is the byte of the source at which PCRE2 gave
 * up.
 */
MUST_CHECK bool pattern_compile(struct pattern *p, struct table *t, struct captures *all, size_t *offset,
                                struct err *err);

/* Let `p`, a pattern of `t` that is known to compile and whose groups are there, be compiled at its first
 * run. */
void pattern_postpone(struct pattern *p, struct table *t);

/* Is `name` one of `c`? */
bool captures_have(const struct captures *c, struct str name);

#endif
