/*
 * zone: what the clocks of a place show: how far they are ahead of UTC and the name printed for that, span of
 * time after span. A zone is a plain value; who makes one fills it in order of time. NULL means UTC
 * everywhere.
 */
#ifndef SIGTAIL_ZONE_H
#define SIGTAIL_ZONE_H

#include "base/timestamp.h"

enum { ZONE_SPANS = 400, ZONE_NAME = 12 };

struct zone_span {
    int64_t from_ms; /* Unix ms; of the first span whatever comes before the second */
    int32_t east_s;  /* ahead of UTC */
    char name[ZONE_NAME];
};

struct zone {
    unsigned n; /* at least 1 */
    struct zone_span spans[ZONE_SPANS];
};

/* A zone of one span: `east_s` ahead of UTC, called `name` (cut to what fits). */
void zone_fixed(struct zone *z, int32_t east_s, struct str name);

/* The span that `utc_ms` lies in; of NULL one of UTC. */
const struct zone_span *zone_at(const struct zone *z, int64_t utc_ms);

/* Unix ms that clocks show as `utc_ms` would be shown in UTC, so that timestamp_civil() reads them. */
int64_t zone_local(const struct zone *z, int64_t utc_ms);

/*
 * The Unix ms at which clocks showed `local_ms` (a civil time counted as if it were UTC). Of an hour that
 * they showed twice the first, unless that is before `after_ms` (NO_TIME: unknown) and the second is not; an
 * hour that they left out counts on from the one before it.
 */
int64_t zone_utc(const struct zone *z, int64_t local_ms, int64_t after_ms);

/* The same of a time with the zone's name printed beside it; NO_TIME when the zone has no such name. */
int64_t zone_utc_named(const struct zone *z, int64_t local_ms, struct str name);

/*
 * Seconds ahead of UTC of a usual abbreviation (those that the tz database prints, RFC 5322 section 4.3), as
 * *east_s. False when `name` is none of them; *one is false when it means several zones (CST, IST).
 */
bool zone_named(struct str name, int32_t *east_s, bool *one);

#endif
