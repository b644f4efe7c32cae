#include "input/stamp.h"

#include "base/ascii.h"
#include "base/log_time.h"

enum { DELTA_MOST = 24 };

/* HH:MM:SS at `at`. */
static bool clock_at(struct str s, size_t at)
{
    return at + 8 <= s.n && stamp_digit(s, at) && stamp_digit(s, at + 1) && s.p[at + 2] == ':' &&
           stamp_digit(s, at + 3) && stamp_digit(s, at + 4) && s.p[at + 5] == ':' && stamp_digit(s, at + 6) &&
           stamp_digit(s, at + 7);
}

/* YYYY-MM-DD at `at`. */
static bool date_at(struct str s, size_t at)
{
    return at + 10 <= s.n && stamp_digits(s, at) == at + 4 && s.p[at + 4] == '-' && stamp_digit(s, at + 5) &&
           stamp_digit(s, at + 6) && s.p[at + 7] == '-' && stamp_digit(s, at + 8) && stamp_digit(s, at + 9);
}

static bool letters_at(struct str s, size_t at)
{
    return at + 3 <= s.n && is_upper(s.p[at]) && is_lower(s.p[at + 1]) && is_lower(s.p[at + 2]);
}

/* Each returns the length of its stamp at the start of `s`, 0 when it is none. */
static size_t stamp_short(struct str s)
{
    if (!letters_at(s, 0) || !clock_at(s, 7) || s.p[3] != ' ' || s.p[6] != ' ' || !stamp_digit(s, 5) ||
        s.p[4] < ' ')
        return 0;
    return stamp_fraction(s, 15);
}

static size_t stamp_full(struct str s)
{
    if (!letters_at(s, 0) || s.p[3] != ' ' || !date_at(s, 4) || !clock_at(s, 15) || s.p[14] != ' ')
        return 0;
    size_t at = stamp_fraction(s, 23);
    if (at >= s.n || s.p[at] != ' ')
        return 0;
    for (at++; at < s.n && s.p[at] > ' '; at++) /* the zone: UTC, CET, +0100 */
        ;
    return at;
}

static size_t stamp_iso(struct str s)
{
    if (!date_at(s, 0) || !clock_at(s, 11) || s.p[10] != 'T')
        return 0;
    size_t at = stamp_fraction(s, 19);
    if (at >= s.n || (s.p[at] != '+' && s.p[at] != '-') || stamp_digits(s, at + 1) < at + 3)
        return 0;
    at += 3;
    at += at < s.n && s.p[at] == ':';
    return stamp_digit(s, at) ? stamp_digits(s, at) : 0;
}

/* ` <    0.000012 >`, `<   19.580722*>` or as many blanks: the time since the line before (short-delta, dmesg
 * -d). */
static size_t skip_delta(struct str s, size_t at)
{
    size_t most = at + DELTA_MOST;
    while (at < s.n && at < most &&
           (s.p[at] == ' ' || s.p[at] == '<' || s.p[at] == '*' || s.p[at] == '>' || s.p[at] == '.' ||
            stamp_digit(s, at)))
        at++;
    return at;
}

static size_t stamp_monotonic(struct str s)
{
    size_t at = 1;
    while (at < s.n && s.p[at] == ' ')
        at++;
    size_t point = stamp_digits(s, at), end = stamp_fraction(s, point);
    if (end == point || point == at)
        return 0;
    if (UNLIKELY(end < s.n && s.p[end] == ' '))
        end = skip_delta(s, end);
    return end < s.n && s.p[end] == ']' ? end + 1 : 0;
}

static size_t stamp_unix(struct str s)
{
    size_t point = stamp_digits(s, 0), end = stamp_fraction(s, point);
    return point >= 9 && point <= 11 && end == point + 7 ? end : 0;
}

size_t stamp_measure(struct str s, enum stamp_kind *kind)
{
    char c = s.n ? s.p[0] : 0;
    if (is_upper(c)) {
        *kind = s.n > 8 && s.p[8] == '-' ? STAMP_FULL : STAMP_SHORT;
        return *kind == STAMP_FULL ? stamp_full(s) : stamp_short(s);
    }
    if (c == '[') {
        *kind = STAMP_MONOTONIC;
        return stamp_monotonic(s);
    }
    if (c < '0' || c > '9')
        return 0;
    *kind = s.n > 4 && s.p[4] == '-' ? STAMP_ISO : STAMP_UNIX;
    return *kind == STAMP_ISO ? stamp_iso(s) : stamp_unix(s);
}

/* --- of few lines --- */

enum { MONTH_MOST = 32 };

static bool name_byte(unsigned char c)
{
    return (unsigned)((c | 32) - 'a') < 26 || c >= 0x80;
}

/*
 * A month's name, whatever it is (letters of any language; Japanese and others have its number before it), a
 * day and a clock.
 */
static size_t stamp_month(struct str s)
{
    size_t blank = s.n > 0 && s.p[0] == ' ' && stamp_digit(s, 1), from = stamp_digits(s, blank), at = from;
    while (at < s.n && at < MONTH_MOST && (name_byte((unsigned char)s.p[at]) || s.p[at] == '.'))
        at++;
    if (at == from || at >= s.n || s.p[at] != ' ')
        return 0;
    at += 1 + (at + 1 < s.n && s.p[at + 1] == ' ');
    size_t day = stamp_digits(s, at);
    if (day == at || day > at + 2 || day >= s.n || s.p[day] != ' ' || !clock_at(s, day + 1))
        return 0;
    return stamp_fraction(s, day + 9);
}

size_t stamp_measure_other(struct str s, enum stamp_kind *kind)
{
    struct log_time t;
    char c = s.n ? s.p[0] : '[';
    if (c == '[' || c == '(' || c == '"' || c == '\'' || !log_time_near(s))
        return 0;
    bool read = log_time_at(s, &t) && t.has_date && !t.number;
    *kind = read && (t.has_year || t.zone != TIME_ZONE_NONE) ? STAMP_OTHER : STAMP_MONTH;
    if (!read)
        return stamp_month(s);
    return t.n;
}
