#include "report/axis.h"

struct axis axis_make(int64_t first_ms, int64_t last_ms, const struct zone *zone)
{
    struct axis a = {first_ms, last_ms, true, zone};
    if (first_ms != NO_TIME && last_ms != NO_TIME) {
        struct civil f = timestamp_civil(zone_local(zone, first_ms)),
                     l = timestamp_civil(zone_local(zone, last_ms));
        a.one_day = f.day == l.day && f.month == l.month && f.year == l.year;
    }
    return a;
}

void axis_clock(const struct axis *a, int64_t ms, struct buf *out)
{
    if (ms == NO_TIME)
        return;
    struct civil c = timestamp_civil(zone_local(a->zone, ms));
    if (a->one_day)
        buf_addf(out, "%02d:%02d:%02d", c.hour, c.minute, c.second);
    else
        buf_addf(out, "%02d-%02d %02d:%02d", c.month, c.day, c.hour, c.minute);
}

void axis_window(const struct axis *a, struct buf *out)
{
    if (a->first_ms == NO_TIME) {
        buf_addz(out, "no times");
        return;
    }
    struct civil f = timestamp_civil(zone_local(a->zone, a->first_ms)),
                 l = timestamp_civil(zone_local(a->zone, a->last_ms));
    buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", f.year, f.month, f.day, f.hour, f.minute, f.second);
    if (a->first_ms != a->last_ms)
        buf_addz(out, " - ");
    if (!a->one_day)
        buf_addf(out, "%04d-%02d-%02d ", l.year, l.month, l.day);
    if (a->first_ms != a->last_ms)
        buf_addf(out, "%02d:%02d:%02d", l.hour, l.minute, l.second);
    buf_addf(out, " %s", zone_at(a->zone, a->last_ms)->name);
    if (a->first_ms == a->last_ms)
        return;
    buf_addz(out, " (");
    duration_format(a->last_ms - a->first_ms, out);
    buf_addc(out, ')');
}

/* "09:20", or "03-15" when the axis spans days. */
static void short_clock(const struct axis *a, int64_t ms, struct buf *out)
{
    struct civil c = timestamp_civil(zone_local(a->zone, ms));
    if (a->one_day)
        buf_addf(out, "%02d:%02d", c.hour, c.minute);
    else
        buf_addf(out, "%02d-%02d", c.month, c.day);
}

void axis_caption(const struct axis *a, size_t columns, struct buf *out)
{
    if (a->first_ms == NO_TIME || columns < AXIS_LEAST) {
        buf_fill(out, ' ', columns);
        return;
    }
    short_clock(a, a->first_ms, out);
    buf_fill(out, ' ', columns - 10);
    short_clock(a, a->last_ms, out);
}
