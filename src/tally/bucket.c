#include "tally/bucket.h"

#include "base/ascii.h"

static const struct {
    const char *name;
    enum bucket_kind kind;
} LOGS[] = {{"log", BUCKET_LOG}, {"log2", BUCKET_LOG2}, {"log10", BUCKET_LOG10}};

/* Where the last colon outside of quotes stands; yaml_key.n when there is none. */
static size_t colon_of(struct str key)
{
    size_t at = key.n;
    bool quoted = false;
    for (size_t i = 0; i < key.n; i++) {
        quoted ^= key.p[i] == '\'';
        if (!quoted && key.p[i] == ':')
            at = i;
    }
    return at;
}

static bool is_step(struct str s)
{
    return s.n && (is_digit(s.p[0]) || str_starts(s, STR("log")));
}

static bool read_step(struct str s, bool time, struct bucket *b)
{
    int64_t ms;
    for (size_t i = 0; i < COUNT_OF(LOGS); i++)
        if (!time && str_eq(s, str_z(LOGS[i].name))) {
            b->kind = LOGS[i].kind;
            return true;
        }
    b->kind = BUCKET_STEP;
    if (duration_parse(s, &ms))
        b->step = (double)ms;
    else if (time || !str_double(s, &b->step))
        return false;
    return b->step > 0;
}

bool bucket_parse(struct str key, struct str *name, struct bucket *b, struct err *err)
{
    size_t colon = colon_of(key);
    struct str step = str_skip(key, colon + 1);
    bool time = str_eq(str_head(key, colon), STR("time"));
    struct bucket read = {BUCKET_NONE, 0};
    *b = read;
    *name = key;
    if (colon == key.n || (!time && !is_step(step)))
        return true;
    *name = str_head(key, colon);
    if (read_step(step, time, &read)) {
        *b = read;
        return true;
    }
    err_at(err, NULL, 0, (unsigned)colon + 2);
    err_set(err, "`" STR_FMT "` is no step", STR_ARG(str_head(step, 60)));
    return err_mend(err,
                    time ? "write a length of time: time:5m, time:1h, time:1d"
                         : "write a number, a duration, log, log2 or log10: duration:100ms, duration:log");
}

/* The largest power of `base` that is not above `size`, which is. */
static double power_below(double size, double base)
{
    double power = 1;
    if (size >= 1) {
        while (power * base <= size)
            power *= base;
        return power;
    }
    while (1 / power > size)
        power *= base;
    return 1 / power;
}

/* Of a size above 0. */
static double log_below(const struct bucket *b, double size)
{
    double power = power_below(size, b->kind == BUCKET_LOG2 ? 2 : 10);
    if (b->kind != BUCKET_LOG)
        return power;
    return size >= 5 * power ? 5 * power : size >= 2 * power ? 2 * power : power;
}

static double log_above(const struct bucket *b, double below)
{
    double power = power_below(below, 10);
    if (b->kind == BUCKET_LOG)
        return below >= 5 * power ? 10 * power : below >= 2 * power ? 5 * power : 2 * power;
    return below * (b->kind == BUCKET_LOG2 ? 2 : 10);
}

/* `v` in whole steps, from below; what has more than a double counts is as it is. */
static double step_below(double step, double v)
{
    double n = v / step;
    if (!(n > -9e15 && n < 9e15))
        return v;
    int64_t whole = (int64_t)n;
    return (double)(whole - ((double)whole > n)) * step;
}

static double floor_of(const struct bucket *b, double v)
{
    if (b->kind == BUCKET_STEP)
        return step_below(b->step, v);
    if (v >= 0)
        return v == 0 ? 0 : log_below(b, v);
    double below = log_below(b, -v);
    return below == -v ? v : -log_above(b, below);
}

void bucket_number(const struct bucket *b, double v, struct buf *out)
{
    double least = floor_of(b, v);
    buf_add_number(out, least == 0 ? 0 : least); /* no -0 */
}

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS, WEEK_MS = 7 * DAY_MS };

/* How far into its step the time is that clocks show as `local`. */
static int64_t time_inside(int64_t step, int64_t local)
{
    enum { MONDAY = 4 }; /* 1970 began on a Thursday */
    local -= step % WEEK_MS == 0 ? (int64_t)MONDAY * DAY_MS : 0;
    return local - timestamp_step(local, step) * step;
}

/* An hour that clocks show twice is two steps of an hour; a longer step begins once, when they first show it.
 */
int64_t bucket_time(const struct bucket *b, int64_t ms, const struct zone *zone)
{
    int64_t step = (int64_t)b->step, local = zone_local(zone, ms), inside = time_inside(step, local);
    if (step <= HOUR_MS && zone_local(zone, ms - inside) == local - inside)
        return ms - inside;
    return zone_utc(zone, local - inside, NO_TIME);
}

int64_t bucket_time_next(const struct bucket *b, int64_t ms, const struct zone *zone)
{
    int64_t step = (int64_t)b->step,
            next = step <= HOUR_MS ? ms + step : zone_utc(zone, zone_local(zone, ms) + step, NO_TIME);
    if (bucket_time(b, ms, zone) == ms)
        next = bucket_time(b, next, zone);
    return next > ms ? next : ms + step;
}

double bucket_next(const struct bucket *b, double v)
{
    if (b->kind == BUCKET_STEP)
        return v + b->step;
    if (v == 0)
        return 0;
    return v > 0 ? log_above(b, v) : -log_below(b, -v * (1 - 1e-9));
}
