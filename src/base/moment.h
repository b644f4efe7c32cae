/*
 * moment: a time as people ask for it: absolute, or counted from a "now" that is known only later (each input
 * has its own).
 */
#ifndef SIGTAIL_MOMENT_H
#define SIGTAIL_MOMENT_H

#include "base/zone.h"

enum moment_kind {
    MOMENT_NONE,   /* not asked for */
    MOMENT_AT,     /* Unix ms */
    MOMENT_AGO,    /* ms before now */
    MOMENT_DAY,    /* ms after the midnight that began the day of now; negative: of a day before */
    MOMENT_WEEKDAY /* ms after the midnight that began the last such day, unless that is after now */
};

struct moment {
    enum moment_kind kind;
    int64_t ms;
    int64_t shift_ms;        /* added in the end: for a time around another one */
    unsigned weekday;        /* of MOMENT_WEEKDAY: 0 is Monday */
    bool civil;              /* MOMENT_AT: it says no zone */
    const struct zone *zone; /* of what says none, and of midnight; NULL: UTC. Whoever parsed it may set it */
};

/*
 * `YYYY-MM-DD[T ]HH:MM[:SS[.frac]]` with Z, +HH:MM or no zone, `YYYY-MM-DD`, `HH:MM[:SS]` of today, a
 * duration ago ("15m", "15m ago", "2 days ago"), `now`, and a day, alone or with HH:MM[:SS] behind it:
 * `today`, `yesterday`, a name (`monday`, `mon`: the last one), `2 days ago`. False when it is none of them.
 */
MUST_CHECK bool moment_parse(struct str s, struct moment *m);
/*
 * `A..B`: from A on and before B. Where B is a clock alone it is of the day that A names. An empty A or B is
 * MOMENT_NONE.
 */
MUST_CHECK bool moment_parse_range(struct str s, struct moment *from, struct moment *to);

/* Unix ms; NO_TIME for MOMENT_NONE, and for what counts from a now that is NO_TIME. */
int64_t moment_ms(const struct moment *m, int64_t now_ms);

#endif
