/*
 * moment: a time as people ask for it: absolute, or counted from a "now" that is known only later (each input
 * has its own).
 */
#ifndef SIGTAIL_MOMENT_H
#define SIGTAIL_MOMENT_H

#include "base/zone.h"

enum moment_kind {
    MOMENT_NONE, /* not asked for */
    MOMENT_AT,   /* Unix ms */
    MOMENT_AGO,  /* ms before now */
    MOMENT_DAY   /* ms after the midnight that began the day of now; negative: of a day before */
};

struct moment {
    enum moment_kind kind;
    int64_t ms;
    bool civil;              /* MOMENT_AT: it says no zone */
    const struct zone *zone; /* of what says none, and of midnight; NULL: UTC. Whoever parsed it may set it */
};

/*
 * `YYYY-MM-DD[T ]HH:MM[:SS[.frac]]` with Z, +HH:MM or no zone, `YYYY-MM-DD`, `HH:MM[:SS]` of today, a
 * duration ago
 * ("15m", "15m ago"), `now`, `today`, `yesterday`. False when it is none of them.
 */
MUST_CHECK bool moment_parse(struct str s, struct moment *m);

/* Unix ms; NO_TIME for MOMENT_NONE, and for what counts from a now that is NO_TIME. */
int64_t moment_ms(const struct moment *m, int64_t now_ms);

#endif
