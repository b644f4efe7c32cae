/* severity_internal: what the files of severity share, and who looks for what stands before a line's level.
 */
#ifndef SIGTAIL_SEVERITY_INTERNAL_H
#define SIGTAIL_SEVERITY_INTERNAL_H

#include "record/severity.h"

/* The byte at `at`; a line end behind the last. */
static inline char byte_at(struct str s, size_t at)
{
    return at < s.n ? s.p[at] : '\n';
}

/* severity_at() with words of the user's. */
enum level severity_marker(const struct level_table *own, struct str s, size_t *used);
/* The level that the word of small letters at the start of `s` is behind a time: `error text`. */
enum level severity_small_word(const struct level_table *own, struct str s);
/* Does `rest`, what stands behind "error:" or the like, say that there was none: "none", "null", "0", ...? */
bool severity_denied(struct str rest);
/* Does `rest` count none of them: `SUMMARY: 0 errors`, `Failed: 0`, `1 problem (0 errors, 1 warning)`? */
bool severity_counts_none(struct str rest);
/* Does `rest`, what stands behind ERROR or the like, make it the name of a thing: "ERROR count"? */
bool severity_of_thing(struct str rest);
/* Does `s` begin with `Error` and what somebody was doing then: `Error fetching user 12`, `Error while ...`?
 */
bool severity_doing(struct str s);

/*
 * A walk over what stands at the start of a line before its level: times, numbers, zones, groups in brackets,
 * separators, values by key, one name. Starts as {.s = line}.
 */
struct severity_lead {
    struct str s;
    size_t at;              /* where a level may stand */
    bool stamped, in_redis; /* a time or a group came by; the line is one of Redis' */
    bool named; /* a name came by, directly before `at` if `bare`: no separator stands behind it */
    bool bare;
    bool paired; /* `key=value` came by: only a level in brackets may follow */
};

/* Is `token` the process that begins a line of Redis': 1234:M? */
bool severity_redis_process(struct str token);

/* Past one thing; false at the end of what may stand before a level. */
bool severity_lead_next(struct severity_lead *l);

#endif
