#include "report/axis.h"

static struct civil civil_of(const struct axis *a, int64_t ms)
{
    return timestamp_civil(zone_local(a->zone, ms));
}

static bool same_day(const struct civil *x, const struct civil *y)
{
    return x->day == y->day && x->month == y->month && x->year == y->year;
}

/* Does a month and a day come in it more than once? */
static bool in_years(const struct civil *first, const struct civil *last)
{
    int years = last->year - first->year, months = last->month - first->month;
    return years > 1 || (years == 1 && (months > 0 || (months == 0 && last->day >= first->day)));
}

struct axis axis_make(int64_t first_ms, int64_t last_ms, const struct zone *zone)
{
    struct axis a = {first_ms, last_ms, AXIS_DAY, zone};
    if (first_ms != NO_TIME && last_ms != NO_TIME) {
        struct civil f = civil_of(&a, first_ms), l = civil_of(&a, last_ms);
        a.span = same_day(&f, &l) ? AXIS_DAY : in_years(&f, &l) ? AXIS_YEARS : AXIS_DAYS;
    }
    return a;
}

/* Is it on the one day of the axis? A step of a week may have begun before. */
static bool on_the_day(const struct axis *a, const struct civil *c)
{
    if (a->span != AXIS_DAY || a->first_ms == NO_TIME)
        return a->span == AXIS_DAY;
    struct civil first = civil_of(a, a->first_ms);
    return same_day(c, &first);
}

void axis_clock(const struct axis *a, int64_t ms, struct buf *out)
{
    if (ms == NO_TIME)
        return;
    struct civil c = civil_of(a, ms);
    if (on_the_day(a, &c)) {
        buf_addf(out, "%02d:%02d:%02d", c.hour, c.minute, c.second);
        return;
    }
    if (a->span == AXIS_YEARS)
        buf_addf(out, "%04d-", c.year);
    buf_addf(out, "%02d-%02d %02d:%02d", c.month, c.day, c.hour, c.minute);
}

void axis_window(const struct axis *a, struct buf *out)
{
    if (a->first_ms == NO_TIME) {
        buf_addz(out, "no times");
        return;
    }
    struct civil f = civil_of(a, a->first_ms), l = civil_of(a, a->last_ms);
    buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", f.year, f.month, f.day, f.hour, f.minute, f.second);
    if (a->first_ms != a->last_ms)
        buf_addz(out, " - ");
    if (a->span != AXIS_DAY)
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

/* "09:20", or "03-15" when the axis spans days, "2026" when it spans years. */
static void short_clock(const struct axis *a, int64_t ms, struct buf *out)
{
    struct civil c = civil_of(a, ms);
    if (a->span == AXIS_YEARS)
        buf_addf(out, "%04d", c.year);
    else if (a->span == AXIS_DAYS)
        buf_addf(out, "%02d-%02d", c.month, c.day);
    else
        buf_addf(out, "%02d:%02d", c.hour, c.minute);
}

void axis_caption(const struct axis *a, size_t columns, struct buf *out)
{
    LOCAL_BUF last = {0};
    if (a->first_ms == NO_TIME || columns < AXIS_LEAST) {
        buf_fill(out, ' ', columns);
        return;
    }
    short_clock(a, a->last_ms, &last);
    short_clock(a, a->first_ms, out);
    buf_fill(out, ' ', columns - 2 * last.n);
    buf_add(out, buf_str(&last));
}
