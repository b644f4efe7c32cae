/*
 * time_spec: a time as people ask for it: absolute, or counted from a "now" that is known only later (each
 * input has its own).
 */
#ifndef SIGTAIL_TIME_SPEC_H
#define SIGTAIL_TIME_SPEC_H

#include "base/log_time.h"

enum time_spec_kind {
    TIME_SPEC_NONE,    /* not asked for */
    TIME_SPEC_AT,      /* Unix ms */
    TIME_SPEC_AGO,     /* ms before now */
    TIME_SPEC_DAY,     /* ms after the midnight that began the day of now; negative: of a day before */
    TIME_SPEC_WEEKDAY, /* ms after the midnight that began the last such day, unless that is after now */
    TIME_SPEC_STAMP    /* a date without its year: the latest that is not after now */
};

struct time_spec {
    enum time_spec_kind kind;
    int64_t ms;
    int64_t shift_ms;        /* added in the end: for a time around another one */
    unsigned weekday;        /* of TIME_SPEC_WEEKDAY: 0 is Monday */
    bool civil;              /* TIME_SPEC_AT: it says no zone */
    bool clock;              /* TIME_SPEC_DAY: a clock alone, no day is named */
    struct log_time stamp;   /* TIME_SPEC_STAMP */
    const struct zone *zone; /* of what says none, and of midnight; NULL: UTC. Whoever parsed it may set it */
};

/*
 * `YYYY-MM-DD[T ]HH:MM[:SS[.frac]]` with Z, +HH:MM or no zone, `YYYY-MM-DD`, `HH:MM[:SS]` of today, a
 * duration ago ("15m", "15m ago", "2 days ago"), `now`, and a day, alone or with HH:MM[:SS] behind it:
 * `today`, `yesterday`, a name (`monday`, `mon`: the last one), `2 days ago`; and what a log shows before a
 * line (log_time_at), also without seconds or a clock: `Mar 15 10:00:01`, `15/Mar/2026:10:00:01 +0000`, Unix
 * times. False when it is none of them, or names a zone that nobody knows.
 */
MUST_CHECK bool time_spec_parse(struct str s, struct time_spec *m);
/*
 * `A..B`: from A on and before B. Where B is a clock alone it is of the day that A names. An empty A or B is
 * TIME_SPEC_NONE. `A` that is a day: the whole of it.
 */
MUST_CHECK bool time_spec_parse_range(struct str s, struct time_spec *from, struct time_spec *to);

/*
 * The window from *since on and before *until, in Unix ms, each as time_spec_ms() says it, but that a clock
 * alone at which it begins is of the day before where that is nearer to now, and that what two clocks say
 * ends after it begins: at 02:55 a window since 22:30 begins yesterday, and 22:30..01:30 is that of this
 * night.
 */
void time_spec_window(const struct time_spec *since, const struct time_spec *until, int64_t now_ms,
                      int64_t *from_ms, int64_t *until_ms);

/* Unix ms; NO_TIME for TIME_SPEC_NONE, and for what counts from a now that is NO_TIME. */
int64_t time_spec_ms(const struct time_spec *m, int64_t now_ms);

#endif
