#include "cli/time_zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/log_time.h"

/* Of these years the turns of the clock are known; before and after, the first and last offset hold. */
enum { FIRST_YEAR = 1990, LAST_YEAR = 2060, STEP_S = 7 * 86400 };

/* What the clocks show at `s`, seconds since 1970. */
static struct zone_span span_at(int64_t s)
{
    struct zone_span span = {.from_ms = s * 1000};
    struct tm tm;
    time_t t = (time_t)s;
    if (!localtime_r(&t, &tm))
        return span;
    struct civil c = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, 0};
    span.east_s = (int32_t)(timestamp_from_civil(&c) / 1000 - s);
    if (strftime(span.name, sizeof span.name, "%Z", &tm) == 0)
        span.name[0] = '\0';
    return span;
}

static bool same(const struct zone_span *a, const struct zone_span *b)
{
    return a->east_s == b->east_s && strcmp(a->name, b->name) == 0;
}

/* The first second after `from` and up to `to` at which clocks show `next` as they do at `to`. */
static int64_t turn_between(int64_t from, int64_t to, const struct zone_span *next)
{
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        struct zone_span at = span_at(middle);
        if (same(&at, next))
            to = middle;
        else
            from = middle;
    }
    return to;
}

/* What the C library says of the zone that it was told last. */
static const struct zone *read_zone(struct zone *z)
{
    int64_t s = days_from_civil(FIRST_YEAR, 1, 1) * 86400, end = days_from_civil(LAST_YEAR, 1, 1) * 86400;
    z->n = 1;
    z->spans[0] = span_at(s);
    for (; s < end && z->n < ZONE_SPANS; s += STEP_S) {
        struct zone_span next = span_at(s + STEP_S);
        if (same(&z->spans[z->n - 1], &next))
            continue;
        next.from_ms = turn_between(s, s + STEP_S, &next) * 1000;
        z->spans[z->n++] = next;
    }
    return z;
}

static bool is_utc(void)
{
    return timezone == 0 && daylight == 0 && (strcmp(tzname[0], "UTC") == 0 || strcmp(tzname[0], "GMT") == 0);
}

const struct zone *time_zone_local(struct zone *room)
{
    tzset();
    return is_utc() ? NULL : read_zone(room);
}

static const char *database(void)
{
    const char *folder = getenv("TZDIR");
    return folder ? folder : "/usr/share/zoneinfo";
}

/* Is there such a file in the tz database? Without one the C library takes any name for UTC. */
static bool is_known(const char *name)
{
    char path[512];
    int n = snprintf(path, sizeof path, "%s/%s", database(), name);
    return name[0] != '/' && !strstr(name, "..") && n > 0 && n < (int)sizeof path && access(path, R_OK) == 0;
}

/* `+01:00`, `-0330`, `+2`, `UTC+2`. */
static bool is_offset(const char *name, struct zone *room)
{
    struct str s = str_z(name);
    char text[48];
    struct log_time t;
    if (str_starts(s, STR("UTC")) || str_starts(s, STR("GMT")))
        s = str_skip(s, 3);
    if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    int n = snprintf(text, sizeof text, "2000-01-01 00:00:00 UTC" STR_FMT, STR_ARG(str_head(s, 8)));
    if (s.n > 8 || !log_time_at(str_of(text, (size_t)n), &t) || t.n != (size_t)n)
        return false;
    zone_fixed(room, t.east_s, s);
    return true;
}

static bool unknown(const char *name, struct err *err)
{
    if (!is_known("Etc/UTC")) { /* which is in each database */
        err_set(err, "--tz: there is no zone database in %s that could know '%s'", database(), name);
        return err_mend(err, "write how far it is from UTC: +01:00");
    }
    err_set(err, "--tz: no zone is called '%s'", name);
    return err_mend(err, "write Europe/Berlin (as in %s), +01:00, UTC or local", database());
}

bool time_zone_named(const char *name, struct zone *room, const struct zone **zone, struct err *err)
{
    struct str s = str_z(name);
    *zone = NULL;
    if (str_eq_nocase(s, STR("utc")) || str_eq_nocase(s, STR("gmt")) || str_eq(s, STR("Z")))
        return true;
    if (is_offset(name, room)) {
        *zone = room;
        return true;
    }
    if (!str_eq_nocase(s, STR("local"))) {
        if (s.n == 0 || !is_known(name))
            return unknown(name, err);
        setenv("TZ", name, 1);
    }
    *zone = time_zone_local(room);
    return true;
}
