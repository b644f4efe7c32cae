#include "base/zone.h"

static const struct zone UTC = {.n = 1, .spans = {{INT64_MIN, 0, "UTC"}}};

void zone_fixed(struct zone *z, int32_t east_s, struct str name)
{
    name = str_head(name, ZONE_NAME - 1);
    z->n = 1;
    z->spans[0] = (struct zone_span){.from_ms = INT64_MIN, .east_s = east_s};
    memcpy(z->spans[0].name, name.p, name.n);
}

/* The number of the last span that began at or before `utc_ms`. */
static unsigned span_at(const struct zone *z, int64_t utc_ms)
{
    unsigned low = 0, high = z->n;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (z->spans[middle].from_ms <= utc_ms)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const struct zone_span *zone_at(const struct zone *z, int64_t utc_ms)
{
    z = z ? z : &UTC;
    return &z->spans[span_at(z, utc_ms)];
}

int64_t zone_local(const struct zone *z, int64_t utc_ms)
{
    return utc_ms == NO_TIME ? NO_TIME : utc_ms + zone_at(z, utc_ms)->east_s * (int64_t)1000;
}

/* Where, by the clocks of a span, `local_ms` lies. */
enum side { SIDE_BEFORE, SIDE_INSIDE, SIDE_BEHIND };

static enum side side_of(const struct zone *z, unsigned i, int64_t local_ms, int64_t *utc_ms)
{
    *utc_ms = local_ms - z->spans[i].east_s * (int64_t)1000;
    if (i > 0 && *utc_ms < z->spans[i].from_ms)
        return SIDE_BEFORE;
    return i + 1 < z->n && *utc_ms >= z->spans[i + 1].from_ms ? SIDE_BEHIND : SIDE_INSIDE;
}

enum { DAY_MS = 86400000 };

int64_t zone_utc(const struct zone *z, int64_t local_ms, int64_t after_ms)
{
    int64_t found = NO_TIME, left_out = NO_TIME, ms;
    z = z ? z : &UTC;
    unsigned first = span_at(z, local_ms - DAY_MS),
             last = span_at(z, local_ms + DAY_MS); /* no clock is so far off */
    for (unsigned i = first; i <= last; i++) {
        enum side side = side_of(z, i, local_ms, &ms);
        if (side == SIDE_BEHIND)
            left_out = ms;
        else if (side == SIDE_INSIDE && (found == NO_TIME || (found < after_ms && ms >= after_ms)))
            found = ms;
    }
    return found == NO_TIME ? left_out : found;
}

int64_t zone_utc_named(const struct zone *z, int64_t local_ms, struct str name)
{
    int64_t found = NO_TIME, ms;
    z = z ? z : &UTC;
    for (unsigned i = 0; i < z->n; i++) {
        if (!str_eq(name, str_z(z->spans[i].name)))
            continue;
        if (side_of(z, i, local_ms, &ms) == SIDE_INSIDE)
            return ms;
        if (found == NO_TIME)
            found = ms; /* a name out of season still says how far ahead */
    }
    return found;
}

/* --- names --- */

#define HOURS(h) (int32_t)((h)*3600)

/* Abbreviations in data/tzdata of today and the zones of RFC 5322; east of UTC in seconds. */
static const struct zone_name {
    char name[6];
    bool one; /* false: several zones print it */
    int32_t east_s;
} NAMES[] = {
    {"UTC", true, 0},          {"GMT", true, 0},           {"UT", true, 0},
    {"WET", true, 0},          {"WEST", true, HOURS(1)},   {"CET", true, HOURS(1)},
    {"CEST", true, HOURS(2)},  {"EET", true, HOURS(2)},    {"EEST", true, HOURS(3)},
    {"MSK", true, HOURS(3)},   {"BST", true, HOURS(1)},    {"IST", false, 0}, /* India, Ireland, Israel */
    {"IDT", true, HOURS(3)},   {"SAST", true, HOURS(2)},   {"CAT", true, HOURS(2)},
    {"EAT", true, HOURS(3)},   {"WAT", true, HOURS(1)},    {"PKT", true, HOURS(5)},
    {"WIB", true, HOURS(7)},   {"WITA", true, HOURS(8)},   {"WIT", true, HOURS(9)},
    {"HKT", true, HOURS(8)},   {"CST", false, 0}, /* China, Cuba, the middle of North America */
    {"CDT", true, HOURS(-5)},  {"JST", true, HOURS(9)},    {"KST", true, HOURS(9)},
    {"AWST", true, HOURS(8)},  {"ACST", true, HOURS(9.5)}, {"ACDT", true, HOURS(10.5)},
    {"AEST", true, HOURS(10)}, {"AEDT", true, HOURS(11)},  {"NZST", true, HOURS(12)},
    {"NZDT", true, HOURS(13)}, {"NST", true, HOURS(-3.5)}, {"NDT", true, HOURS(-2.5)},
    {"AST", true, HOURS(-4)},  {"ADT", true, HOURS(-3)},   {"EST", true, HOURS(-5)},
    {"EDT", true, HOURS(-4)},  {"MST", true, HOURS(-7)},   {"MDT", true, HOURS(-6)},
    {"PST", true, HOURS(-8)},  {"PDT", true, HOURS(-7)},   {"AKST", true, HOURS(-9)},
    {"AKDT", true, HOURS(-8)}, {"HST", true, HOURS(-10)},  {"HDT", true, HOURS(-9)},
    {"SST", true, HOURS(-11)},
};

bool zone_named(struct str name, int32_t *east_s, bool *one)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (!str_eq(name, str_z(NAMES[i].name)))
            continue;
        *east_s = NAMES[i].east_s;
        *one = NAMES[i].one;
        return true;
    }
    return false;
}
