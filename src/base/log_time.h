/*
 * log_time: a time as programs write it into their logs, found at the start of a text. It says what is
 * printed there and what is not: a time without a date, a year or a zone gets them from whoever knows them
 * (log_time_ms). Never reads the clock.
 */
#ifndef SIGTAIL_LOG_TIME_H
#define SIGTAIL_LOG_TIME_H

#include "base/zone.h"

enum time_zone {
    TIME_ZONE_NONE,   /* none is printed */
    TIME_ZONE_OFFSET, /* an offset, Z, UTC, or a name that means one zone only */
    TIME_ZONE_NAME    /* a name that says nothing here: IST, CST, Europe/Berlin */
};

struct log_time {
    size_t n;      /* bytes that it takes: with the brackets or quotes around it, without blanks behind */
    bool has_date; /* else it is a clock only: the date in `civil` is 0 */
    bool has_year; /* else the year in `civil` is 0 */
    bool open;     /* it stands behind a `[` that is not closed behind it */
    bool number;   /* it is a Unix time, or a number of its size */
    bool comma;    /* its fraction stands behind a comma */
    enum time_zone zone;
    int32_t east_s;     /* TIME_ZONE_OFFSET: seconds ahead of UTC */
    struct str name;    /* the zone's name where one is printed, into the text */
    struct civil civil; /* as printed, ms cut; of a Unix time in UTC */
};

/*
 * True when a time stands at the start of `s` and no letter, digit or colon directly behind it:
 *
 *   2026-03-15T10:00:01.123456789Z  2026-03-15 10:00:01,123 +0100  2026-03-15 10:00:01.5 CEST  (also ` -03`)
 *   2026/03/15 10:00:01  15/Mar/2026:10:00:01 +0000  15 Mar 2026 10:00:01.123  15-Mar-2026 10:00:01
 *   Sun Mar 15 10:00:01 UTC 2026  Sun, 15 Mar 2026 10:00:01 GMT  Sun 2026-03-15 10:00:01 CET  Mar 15 10:00:01
 *   3/15/2026, 10:00:01 AM  15.03.2026 10:00:01  20260315T100001Z  20260315 100001  0315 10:00:01.123456
 *   10:00:01.764  and Unix times in s (with a fraction or not), ms, us and ns (of 1990 to 2100)
 *
 * each also in [brackets], (these), "quotes" or 'these'. `3/4/2026` without AM or PM, of which nobody can
 * tell the day from the month, has no date.
 */
MUST_CHECK bool log_time_at(struct str s, struct log_time *out);

/* May a time with a clock stand at the start of `s`? Its first colon then has a digit on both sides. Cheap.
 */
static inline bool log_time_near(struct str s)
{
    enum { CLOCK_MOST = 40 };
    size_t colon = str_chr(str_head(s, CLOCK_MOST), ':');
    return colon > 0 && colon + 1 < s.n && colon < CLOCK_MOST && (unsigned char)(s.p[colon - 1] - '0') <= 9 &&
           (unsigned char)(s.p[colon + 1] - '0') <= 9;
}

/*
 * Unix ms of `t`. A time without a zone is one of `zone` (NULL: UTC), and so is one with a name of `zone`'s
 * own; one without a year is of the latest year in which it is not after `now_ms` (a day's grace for clocks
 * that differ) and its day exists. NO_TIME without a date, without both a year and `now_ms`, and with a zone
 * whose name nobody knows. Of an hour that clocks showed twice as zone_utc() does with `after_ms`.
 */
int64_t log_time_ms(const struct log_time *t, const struct zone *zone, int64_t now_ms, int64_t after_ms);

#endif
