#include "base/time_spec.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/log_time.h"

enum { DAY_MS = 86400000 };

static bool parse_absolute(struct str s, struct time_spec *m)
{
    size_t used;
    struct log_time t;
    char padded[32];
    m->kind = TIME_SPEC_AT;
    if (s.n == 10) {
        snprintf(padded, sizeof padded, STR_FMT "T00:00", STR_ARG(s));
        s = str_z(padded);
    }
    m->civil = log_time_at(s, &t) && t.zone == TIME_ZONE_NONE;
    return timestamp_parse_iso(s, &m->ms, &used) && used == s.n;
}

/* "9:05", "21:05", "21:05:30": what timestamp_parse_iso takes behind any date. */
static bool parse_clock(struct str s, struct time_spec *m)
{
    size_t used;
    char padded[32];
    if (s.n < 4 || s.n > 8 || str_chr(s, ':') > 2)
        return false;
    int n =
        snprintf(padded, sizeof padded, "1970-01-01T%s" STR_FMT, str_chr(s, ':') == 1 ? "0" : "", STR_ARG(s));
    m->kind = TIME_SPEC_DAY;
    m->clock = true;
    return timestamp_parse_iso(str_of(padded, (size_t)n), &m->ms, &used) && used == (size_t)n;
}

/* The unsigned number at the start of `*s`, which is taken off it, with the blanks behind it. */
static bool take_number(struct str *s, int64_t *n)
{
    size_t digits = 0;
    uint64_t value;
    while (digits < s->n && is_digit(s->p[digits]))
        digits++;
    if (!str_u64(str_head(*s, digits), &value) || value > 100000)
        return false;
    *n = (int64_t)value;
    *s = str_trim(str_skip(*s, digits));
    return true;
}

/* Take the word `z`, in any case, off the front of `*s`. */
static bool take_word(struct str *s, const char *z)
{
    size_t n = strlen(z);
    bool ends = s->n == n || (s->n > n && s->p[n] == ' ');
    if (!ends || !str_eq_nocase(str_head(*s, n), str_z(z)))
        return false;
    *s = str_trim(str_skip(*s, n));
    return true;
}

/* "2 days ago", "1 day ago". */
static bool take_days_ago(struct str *s, struct time_spec *m)
{
    struct str rest = *s;
    if (!take_number(&rest, &m->ms) || !(take_word(&rest, "days") || take_word(&rest, "day")) ||
        !take_word(&rest, "ago"))
        return false;
    m->ms *= -(int64_t)DAY_MS;
    *s = rest;
    return true;
}

static bool take_weekday(struct str *s, struct time_spec *m)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    char brief[4] = "";
    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        memcpy(brief, names[i], 3);
        if (!take_word(s, names[i]) && !take_word(s, brief))
            continue;
        m->kind = TIME_SPEC_WEEKDAY;
        m->weekday = i;
        return true;
    }
    return false;
}

static bool take_day(struct str *s, struct time_spec *m)
{
    m->kind = TIME_SPEC_DAY;
    if (take_word(s, "today") || take_days_ago(s, m) || take_weekday(s, m))
        return true;
    m->ms = -(int64_t)DAY_MS;
    return take_word(s, "yesterday");
}

/* A day, and a clock behind it or none. */
static bool parse_day(struct str s, struct time_spec *m)
{
    struct time_spec clock = {.ms = 0};
    *m = (struct time_spec){.kind = TIME_SPEC_DAY};
    if (!take_day(&s, m) || (s.n && !parse_clock(s, &clock)))
        return false;
    m->ms += clock.ms;
    return true;
}

/* "15m", "15 m", "3 hours": what duration_parse takes, or a number and a word. */
static bool parse_length(struct str s, int64_t *ms)
{
    static const struct {
        const char *one, *many;
        int64_t ms;
    } words[] = {{"second", "seconds", 1000},
                 {"minute", "minutes", 60000},
                 {"hour", "hours", 3600000},
                 {"day", "days", DAY_MS},
                 {"week", "weeks", 7 * (int64_t)DAY_MS}};
    if (duration_parse(s, ms))
        return true;
    int64_t n;
    if (!take_number(&s, &n))
        return false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(s, str_z(words[i].one)) || str_eq_nocase(s, str_z(words[i].many))) {
            *ms = n * words[i].ms;
            return true;
        }
    return false;
}

static bool parse_ago(struct str s, struct time_spec *m)
{
    *m = (struct time_spec){.kind = TIME_SPEC_AGO};
    if (str_eq_nocase(s, STR("now")))
        return true;
    if (str_ends(s, STR(" ago")))
        s = str_trim(str_head(s, s.n - 4));
    return parse_length(s, &m->ms);
}

/* All of `s`, as it stands in a log. */
static bool parse_stamp(struct str s, struct time_spec *m)
{
    *m = (struct time_spec){.kind = TIME_SPEC_STAMP};
    struct log_time *t = &m->stamp;
    if (!log_time_at(s, t) || t->n != s.n || !t->has_date || t->zone == TIME_ZONE_NAME)
        return false;
    if (!t->has_year)
        return true;
    m->kind = TIME_SPEC_AT;
    m->civil = t->zone == TIME_ZONE_NONE && !t->number;
    m->ms = log_time_ms(t, NULL, NO_TIME, NO_TIME);
    return m->ms != NO_TIME;
}

/* A stamp of a log, of which the seconds or the clock may be left out. */
static bool parse_pasted(struct str s, struct time_spec *m)
{
    static const char *const left_out[] = {"", ":00", " 00:00:00"};
    char whole[64];
    for (size_t i = 0; i < COUNT_OF(left_out) && s.n && s.n < sizeof whole - 10; i++) {
        int n = snprintf(whole, sizeof whole, STR_FMT "%s", STR_ARG(s), left_out[i]);
        if (parse_stamp(str_of(whole, (size_t)n), m)) {
            m->stamp.name = STR("");
            return true;
        }
    }
    return false;
}

bool time_spec_parse(struct str s, struct time_spec *m)
{
    struct time_spec parsed = {.civil = false};
    s = str_trim(s);
    if (!parse_absolute(s, &parsed) && !parse_clock(s, &parsed) && !parse_ago(s, &parsed) &&
        !parse_day(s, &parsed) && !parse_pasted(s, &parsed))
        return false;
    *m = parsed;
    return true;
}

/* The length of what stands before the clock that `s` ends in; s.n when it ends in none. */
static size_t before_clock(struct str s)
{
    struct time_spec m;
    size_t n = s.n;
    while (n > 0 && s.p[n - 1] != ' ' && s.p[n - 1] != 'T')
        n--;
    return parse_clock(str_skip(s, n), &m) ? n : s.n;
}

static bool parse_end(struct str from, struct str s, struct time_spec *to)
{
    char whole[64];
    size_t day = before_clock(from);
    if (day == 0 || day == from.n || before_clock(s) != 0 || day + s.n > sizeof whole)
        return time_spec_parse(s, to);
    memcpy(whole, from.p, day);
    memcpy(whole + day, s.p, s.n);
    return time_spec_parse(str_of(whole, day + s.n), to);
}

/* A day alone is a range: to where the next one begins. */
static bool whole_day(struct str s, struct time_spec *from, struct time_spec *to)
{
    if (!time_spec_parse(s, from) || from->ms % DAY_MS != 0 || from->clock)
        return false;
    *to = *from;
    if (from->kind == TIME_SPEC_WEEKDAY)
        to->shift_ms += DAY_MS;
    else
        to->ms += DAY_MS;
    return from->kind == TIME_SPEC_DAY || from->kind == TIME_SPEC_WEEKDAY ||
           (from->kind == TIME_SPEC_AT && from->civil);
}

bool time_spec_parse_range(struct str s, struct time_spec *from, struct time_spec *to)
{
    size_t dots = str_find(s, STR(".."));
    if (dots == s.n)
        return whole_day(str_trim(s), from, to);
    struct str first = str_trim(str_head(s, dots)), second = str_trim(str_skip(s, dots + 2));
    *from = *to = (struct time_spec){.kind = TIME_SPEC_NONE};
    return (first.n || second.n) && (!first.n || time_spec_parse(first, from)) &&
           (!second.n || parse_end(first, second, to));
}

/* What clocks showed at the midnight that began the day of `local_ms`. */
static int64_t midnight(int64_t local_ms)
{
    return timestamp_step(local_ms, DAY_MS) * DAY_MS;
}

/* The days since the last day of that name, whose clock is not after now. */
static int64_t days_since(const struct time_spec *m, int64_t local_ms)
{
    int64_t today = (timestamp_step(local_ms, DAY_MS) % 7 + 7 + 3) % 7; /* 1970 began on a Thursday */
    int64_t days = (today - (int64_t)m->weekday + 7) % 7;
    return days == 0 && local_ms - midnight(local_ms) < m->ms ? 7 : days;
}

static int64_t of_day(const struct time_spec *m, int64_t now_ms)
{
    int64_t local_ms = zone_local(m->zone, now_ms);
    int64_t back = m->kind == TIME_SPEC_WEEKDAY ? days_since(m, local_ms) * DAY_MS : 0;
    return zone_utc(m->zone, midnight(local_ms) - back + m->ms, NO_TIME);
}

int64_t time_spec_ms(const struct time_spec *m, int64_t now_ms)
{
    if (m->kind == TIME_SPEC_AT)
        return (m->civil ? zone_utc(m->zone, m->ms, NO_TIME) : m->ms) + m->shift_ms;
    if (m->kind == TIME_SPEC_NONE || now_ms == NO_TIME)
        return NO_TIME;
    if (m->kind == TIME_SPEC_STAMP)
        return log_time_ms(&m->stamp, m->zone, now_ms, NO_TIME) + m->shift_ms;
    return (m->kind == TIME_SPEC_AGO ? now_ms - m->ms : of_day(m, now_ms)) + m->shift_ms;
}

/* `m`, a clock alone, of the day before. */
static int64_t day_before_ms(const struct time_spec *m, int64_t now_ms)
{
    struct time_spec before = *m;
    before.ms -= DAY_MS;
    return time_spec_ms(&before, now_ms);
}

void time_spec_window(const struct time_spec *since, const struct time_spec *until, int64_t now_ms,
                      int64_t *from_ms, int64_t *until_ms)
{
    *from_ms = time_spec_ms(since, now_ms);
    *until_ms = time_spec_ms(until, now_ms);
    if (!since->clock || now_ms == NO_TIME)
        return;
    bool clocks = until->clock;
    int64_t far_ms = now_ms + DAY_MS / 2;
    if (*from_ms - since->shift_ms > far_ms) {
        *from_ms = day_before_ms(since, now_ms);
        if (clocks && *until_ms - until->shift_ms > far_ms)
            *until_ms = day_before_ms(until, now_ms);
    } else if (clocks && *from_ms >= *until_ms) {
        *from_ms = day_before_ms(since, now_ms);
    }
}
