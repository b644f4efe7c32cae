#include "record/unit.h"

#include "base/ascii.h"
#include "record/record.h"

/* Longest names first, where one begins another. */
static const struct unit_name {
    struct str name;
    enum unit unit;
    double ms;
} NAMES[] = {
    {STR_INIT("nanoseconds"), UNIT_NS, 1e-6},
    {STR_INIT("nanos"), UNIT_NS, 1e-6},
    {STR_INIT("nano"), UNIT_NS, 1e-6},
    {STR_INIT("nsec"), UNIT_NS, 1e-6},
    {STR_INIT("ns"), UNIT_NS, 1e-6},
    {STR_INIT("microseconds"), UNIT_US, 1e-3},
    {STR_INIT("micros"), UNIT_US, 1e-3},
    {STR_INIT("usec"), UNIT_US, 1e-3},
    {STR_INIT("us"), UNIT_US, 1e-3},
    {STR_INIT("\xc2\xb5s"), UNIT_US, 1e-3}, /* micro sign */
    {STR_INIT("\xce\xbcs"), UNIT_US, 1e-3}, /* Greek mu: what Go prints */
    {STR_INIT("milliseconds"), UNIT_MS, 1},
    {STR_INIT("millis"), UNIT_MS, 1},
    {STR_INIT("msec"), UNIT_MS, 1},
    {STR_INIT("ms"), UNIT_MS, 1},
    {STR_INIT("seconds"), UNIT_S, 1e3},
    {STR_INIT("second"), UNIT_S, 1e3},
    {STR_INIT("secs"), UNIT_S, 1e3},
    {STR_INIT("sec"), UNIT_S, 1e3},
    {STR_INIT("s"), UNIT_S, 1e3},
    {STR_INIT("minutes"), UNIT_MIN, 6e4},
    {STR_INIT("mins"), UNIT_MIN, 6e4},
    {STR_INIT("min"), UNIT_MIN, 6e4},
    {STR_INIT("m"), UNIT_MIN, 6e4},
    {STR_INIT("h"), UNIT_NONE, 36e5},
    {STR_INIT("d"), UNIT_NONE, 864e5},
};

static char lower(char c)
{
    return is_upper(c) ? (char)(c | 32) : c;
}

/* --- names --- */

enum unit unit_named(struct str name)
{
    static const struct {
        struct str name;
        enum unit unit;
    } units[] = {{STR_INIT("ns"), UNIT_NS},
                 {STR_INIT("us"), UNIT_US},
                 {STR_INIT("ms"), UNIT_MS},
                 {STR_INIT("s"), UNIT_S},
                 {STR_INIT("min"), UNIT_MIN},
                 {STR_INIT("otlp"), UNIT_OTLP},
                 {STR_INIT("insights"), UNIT_INSIGHTS},
                 {STR_INIT("word"), UNIT_WORD},
                 {STR_INIT("kind"), UNIT_KIND},
                 {STR_INIT("stream"), UNIT_STREAM}};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_eq(units[i].name, name))
            return units[i].unit;
    return UNIT_NONE;
}

/* Does a word of `key` begin at `at`: behind a separator, or with a capital behind none? */
static bool word_begins(struct str key, size_t at)
{
    char before = key.p[at - 1], first = key.p[at];
    bool capital = is_upper(first), behind = is_upper(before);
    return before == '_' || before == '-' || before == '.' || before == ' ' || (capital && !behind);
}

enum unit unit_of_key(struct str key, size_t *base)
{
    if (key.n == 0 || !str_among("socdnmSOCDNM", key.p[key.n - 1])) /* the last letters of the units below */
        return UNIT_NONE;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        size_t n = NAMES[i].name.n, at = key.n - n;
        if (n >= key.n || NAMES[i].unit == UNIT_NONE || NAMES[i].name.n == 0)
            continue;
        if (str_eq_nocase(str_skip(key, at), NAMES[i].name) && word_begins(key, at)) {
            *base = at;
            return n == 1 && NAMES[i].unit == UNIT_MIN ? UNIT_NONE : NAMES[i].unit;
        }
    }
    return UNIT_NONE;
}

/* --- durations --- */

static double ms_of(enum unit unit)
{
    static const double ms[] = {
        [UNIT_NS] = 1e-6, [UNIT_US] = 1e-3, [UNIT_MS] = 1, [UNIT_S] = 1e3, [UNIT_MIN] = 6e4};
    return unit >= UNIT_NS && unit <= UNIT_MIN ? ms[unit] : 1;
}

/* The name of a unit at the start of `s`, in any case, as a word of its own. */
static const struct unit_name *name_at(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        struct str name = NAMES[i].name, after = str_skip(s, name.n);
        bool ends = after.n == 0 || lower(after.p[0]) < 'a' || lower(after.p[0]) > 'z';
        if (ends && str_eq_nocase(str_head(s, name.n), name))
            return &NAMES[i];
    }
    return NULL;
}

/* Number, unit, number, unit ...; < 0 when it is not that. */
static double with_units(struct str s)
{
    double total = 0, v;
    if (s.n == 0)
        return -1;
    while (s.n) {
        size_t n = 0;
        while (n < s.n && (is_digit(s.p[n]) || s.p[n] == '.'))
            n++;
        struct str rest = str_trim(str_skip(s, n));
        const struct unit_name *unit = name_at(rest);
        if (!unit || !str_double(str_head(s, n), &v))
            return -1;
        total += v * unit->ms;
        s = str_trim(str_skip(rest, unit->name.n));
    }
    return total;
}

/* [days.]hours:minutes:seconds[.fraction], as .NET and databases print it. */
static double by_clock(struct str s)
{
    double total = 0, v;
    struct str part;
    unsigned parts = 0;
    size_t days = str_chr(s, '.'), colon = str_chr(s, ':');
    if (days < colon && colon < s.n) {
        if (!str_double(str_head(s, days), &v))
            return -1;
        total = v * 24;
        s = str_skip(s, days + 1);
    }
    for (; str_split(&s, ':', &part); parts++) {
        if (!str_double(part, &v) || v < 0)
            return -1;
        total = (parts ? total * 60 : total) + v;
    }
    return parts == 3 ? total * 1e3 : -1;
}

static double duration_of(struct str text, enum unit unit)
{
    double v;
    if (str_double(text, &v))
        return v >= 0 ? v * ms_of(unit) : -1;
    if (str_starts(text, STR("PT")))
        return with_units(str_skip(text, 2));
    v = with_units(text);
    return v >= 0 ? v : by_clock(text);
}

/* Thirty thousand years in ms: no duration. */
#define ABSURD_MS 1e15

double unit_duration(struct str text, enum unit unit)
{
    double ms = duration_of(text, unit);
    return ms <= ABSURD_MS ? ms : -1;
}

int unit_status(struct str s)
{
    double v;
    if (s.n > 4 && s.p[3] == ' ' && is_upper(s.p[4]))
        s.n = 3;
    return s.n >= 3 && s.n <= 8 && str_double(s, &v) && v >= 100 && v < 1000 ? (int)v : NO_STATUS;
}
