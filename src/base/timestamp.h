/*
 * timestamp: times as Unix milliseconds UTC, and durations in milliseconds. Never reads the clock: "now" is
 * an argument. An unknown time is NO_TIME, never 0.
 */
#ifndef SIGTAIL_TIMESTAMP_H
#define SIGTAIL_TIMESTAMP_H

#include "base/buf.h"

#define NO_TIME INT64_MIN

/* Numbers are taken for Unix times of 1990 to 2100. */
#define UNIX_FIRST_MS INT64_C(631152000000)
#define UNIX_LAST_MS  INT64_C(4102444800000)

/* Times of logs and reports are of the years 1000 to 9999: Go's zero time (0001-01-01) is none. */
#define TIMESTAMP_FIRST_MS INT64_C(-30610224000000)
#define TIMESTAMP_LAST_MS  INT64_C(253402300799999)

struct civil {
    int year, month, day, hour, minute, second, ms; /* month and day from 1 */
};

/* Days since 1970-01-01 of a Gregorian date (proleptic). */
int64_t days_from_civil(int year, int month, int day);
int64_t timestamp_from_civil(const struct civil *c);
struct civil timestamp_civil(int64_t ms);

/*
 * Parse `YYYY-MM-DD[T ]HH:MM[:SS[.frac]]`, then Z, +HH:MM, +HHMM, ` UTC` or nothing (taken as UTC), at the
 * start of `s`. On success `*used` is how many bytes it took.
 */
MUST_CHECK bool timestamp_parse_iso(struct str s, int64_t *ms, size_t *used);

/* A number that is a Unix time in s, ms, us or ns, told apart by its size, cut to ms; else NO_TIME. */
int64_t timestamp_from_number(double v);
/*
 * The whole of `s` as a time in a form that logs write (log_time_at; UTC where no zone stands), a number
 * (timestamp_from_number), `/Date(1773568800000)/`, or JSON of `seconds` and `nanos` or of `$date`; else
 * NO_TIME.
 */
int64_t timestamp_from_text(struct str s);

/* "15m" "1h30m" "2d" "500ms" "1w" (units ms s m h d w): milliseconds. */
MUST_CHECK bool duration_parse(struct str s, int64_t *ms);

/* The step of `step_ms` since 1970 that `ms` is in; before 1970 they are negative. */
static inline int64_t timestamp_step(int64_t ms, int64_t step_ms)
{
    return ms / step_ms - (ms % step_ms < 0);
}

/* The earlier of two times; when one of them is NO_TIME, the other one. */
static inline int64_t timestamp_earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms == NO_TIME || (b_ms != NO_TIME && b_ms < a_ms) ? b_ms : a_ms;
}

/* Append RFC 3339 UTC with milliseconds ("2026-03-15T09:20:00.563Z"); NO_TIME appends nothing. */
void timestamp_format_rfc3339(int64_t ms, struct buf *out);
/* Append the same as a JSON string, or null. */
void timestamp_format_json(int64_t ms, struct buf *out);
/* Append "2h27m", "41s", "1.2s", "350ms", "3d4h": the two largest units. */
void duration_format(int64_t ms, struct buf *out);

#endif
