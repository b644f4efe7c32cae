/*
 * stamp: the time at the start of a line of a system log, in the forms that journalctl and dmesg print and
 * syslog daemons write. It finds how long it is; record/ gives it meaning.
 */
#ifndef SIGTAIL_STAMP_H
#define SIGTAIL_STAMP_H

#include "base/str.h"

enum stamp_kind {
    STAMP_SHORT,     /* Mar 15 10:00:44[.123456] */
    STAMP_ISO,       /* 2026-03-15T10:00:44[.123456]+0000 (or +00:00) */
    STAMP_FULL,      /* Sun 2026-03-15 10:00:44 UTC: short-full, with-unit */
    STAMP_MONOTONIC, /* [   12.345678] or [   12.345678 <    0.000012 >]: since boot, and since the line
                        before */
    STAMP_UNIX,      /* 1773568844.712018 */
    STAMP_MONTH,     /* Mär 15 10:00:44: STAMP_SHORT in whatever language */
    STAMP_OTHER,     /* any other that log_time_at() reads: with Z, without zone, with a year, ... */
    STAMP_NONE       /* `-` of RFC 5424: the sender knew none */
};

/* Length of the stamp at the start of `s`, and its kind; 0 when there is none. Only of the kinds before
 * STAMP_MONTH. */
size_t stamp_measure(struct str s, enum stamp_kind *kind);

/* The same for the kinds that few lines have, STAMP_MONTH and STAMP_OTHER. */
size_t stamp_measure_other(struct str s, enum stamp_kind *kind);

static inline bool stamp_digit(struct str s, size_t at)
{
    return at < s.n && (unsigned char)(s.p[at] - '0') <= 9;
}

/* Digits from `at` on; returns where they end. */
static inline size_t stamp_digits(struct str s, size_t at)
{
    while (stamp_digit(s, at))
        at++;
    return at;
}

/* Where the fraction ends that begins at `at`; `at` when there is none. */
static inline size_t stamp_fraction(struct str s, size_t at)
{
    return at < s.n && s.p[at] == '.' && stamp_digit(s, at + 1) ? stamp_digits(s, at + 1) : at;
}

#endif
