#include "base/moment.h"

#include <stdio.h>

#include "base/log_time.h"

enum { DAY_MS = 86400000 };

static bool parse_absolute(struct str s, struct moment *m)
{
    size_t used;
    struct log_time t;
    char padded[32];
    m->kind = MOMENT_AT;
    if (s.n == 10) {
        snprintf(padded, sizeof padded, STR_FMT "T00:00", STR_ARG(s));
        s = str_z(padded);
    }
    m->civil = log_time_at(s, &t) && t.zone == TIME_ZONE_NONE;
    return when_parse_iso(s, &m->ms, &used) && used == s.n;
}

/* "9:05", "21:05", "21:05:30": what when_parse_iso takes behind any date. */
static bool parse_clock(struct str s, struct moment *m)
{
    size_t used;
    char padded[32];
    if (s.n < 4 || s.n > 8 || str_chr(s, ':') > 2)
        return false;
    int n =
        snprintf(padded, sizeof padded, "1970-01-01T%s" STR_FMT, str_chr(s, ':') == 1 ? "0" : "", STR_ARG(s));
    m->kind = MOMENT_DAY;
    return when_parse_iso(str_of(padded, (size_t)n), &m->ms, &used) && used == (size_t)n;
}

static bool parse_word(struct str s, struct moment *m)
{
    static const struct {
        const char *word;
        struct moment moment;
    } words[] = {{"now", {.kind = MOMENT_AGO}},
                 {"today", {.kind = MOMENT_DAY}},
                 {"yesterday", {.kind = MOMENT_DAY, .ms = -DAY_MS}}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(s, str_z(words[i].word))) {
            *m = words[i].moment;
            return true;
        }
    return false;
}

static bool parse_ago(struct str s, struct moment *m)
{
    if (str_ends(s, STR(" ago")))
        s = str_trim(str_head(s, s.n - 4));
    m->kind = MOMENT_AGO;
    return when_parse_duration(s, &m->ms);
}

bool moment_parse(struct str s, struct moment *m)
{
    struct moment parsed = {.civil = false};
    s = str_trim(s);
    if (!parse_word(s, &parsed) && !parse_absolute(s, &parsed) && !parse_clock(s, &parsed) &&
        !parse_ago(s, &parsed))
        return false;
    *m = parsed;
    return true;
}

int64_t moment_ms(const struct moment *m, int64_t now_ms)
{
    if (m->kind == MOMENT_AT)
        return m->civil ? zone_utc(m->zone, m->ms, NO_TIME) : m->ms;
    if (m->kind == MOMENT_NONE || now_ms == NO_TIME)
        return NO_TIME;
    if (m->kind == MOMENT_AGO)
        return now_ms - m->ms;
    int64_t local_ms = zone_local(m->zone, now_ms), day = (local_ms % DAY_MS + DAY_MS) % DAY_MS;
    return zone_utc(m->zone, local_ms - day + m->ms, NO_TIME);
}
