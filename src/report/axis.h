/*
 * axis: the window of time that a report spans, and how its times are written: within one day by the
 * clock alone, else with month and day, and with the year where those come more than once.
 */
#ifndef SIGTAIL_AXIS_H
#define SIGTAIL_AXIS_H

#include "base/zone.h"

enum { AXIS_LEAST = 11 }; /* columns that a caption takes */

enum axis_span { AXIS_DAY, AXIS_DAYS, AXIS_YEARS };

struct axis {
    int64_t first_ms, last_ms; /* both NO_TIME when no time is known */
    enum axis_span span;
    const struct zone *zone; /* in which its times are written; NULL: UTC */
};

struct axis axis_make(int64_t first_ms, int64_t last_ms, const struct zone *zone);

/* Append "09:20:00", "03-15 09:20" or "2026-03-15 09:20"; nothing for NO_TIME. */
void axis_clock(const struct axis *a, int64_t ms, struct buf *out);
/* Append "2026-03-15 09:20:00 - 11:47:20 UTC (2h27m)" (the zone at its end), or "no times". */
void axis_window(const struct axis *a, struct buf *out);
/* Append a caption of exactly `columns`: where the axis begins and ends ("09:20      11:47"), as far as it
 * fits. */
void axis_caption(const struct axis *a, size_t columns, struct buf *out);

#endif
