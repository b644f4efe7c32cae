#include "tally/timeline.h"

#include "base/count.h"
#include "base/mem.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static const int64_t ladder[] = {
    SECOND,      5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE,    5 * MINUTE, 15 * MINUTE,
    30 * MINUTE, HOUR,       3 * HOUR,    6 * HOUR,    12 * HOUR, DAY,
};

/* Times beyond it (in years: 17,800) are moved to it. */
static const int64_t farthest = (int64_t)1 << 49;

static int64_t within_reach(int64_t time_ms)
{
    return time_ms > farthest ? farthest : time_ms < -farthest ? -farthest : time_ms;
}

/* 60 steps of 2^18 days cover twice the farthest time. */
enum { RUNGS = COUNT_OF(ladder) + 18 };

static int64_t step_of(unsigned rung)
{
    const unsigned last = COUNT_OF(ladder) - 1;
    return rung <= last ? ladder[rung] : ladder[last] << (rung - last);
}

static unsigned fit(int64_t first_ms, int64_t last_ms, unsigned rung)
{
    while (timestamp_step(last_ms, step_of(rung)) - timestamp_step(first_ms, step_of(rung)) >=
           TIMELINE_BUCKETS)
        rung++;
    return rung;
}

static int64_t start_of(const struct timeline *t, unsigned bucket)
{
    return (t->first + bucket) * step_of(t->rung);
}

/* Use the longer step `rung`: buckets fall together, from the left. */
static void coarsen(struct timeline *t, unsigned rung)
{
    int64_t step = step_of(rung), first = timestamp_step(start_of(t, 0), step);
    unsigned used = 0;
    for (unsigned i = 0; i < t->count; i++) {
        unsigned to = (unsigned)(timestamp_step(start_of(t, i), step) - first);
        uint64_t n = t->counts[i];
        for (; used <= to; used++)
            t->counts[used] = 0;
        count_add(&t->counts[to], n);
    }
    t->first = first;
    t->count = (uint8_t)used;
    t->rung = (uint8_t)rung;
}

/* Make the buckets reach from number `first` to number `last`; at most TIMELINE_BUCKETS. */
static void stretch(struct timeline *t, int64_t first, int64_t last)
{
    unsigned count = (unsigned)(last - first + 1), before = t->count ? (unsigned)(t->first - first) : 0;
    if (count > t->cap) {
        t->cap = (uint8_t)(count * 2 < TIMELINE_BUCKETS ? count * 2 : TIMELINE_BUCKETS);
        t->counts = mem_resize(t->counts, t->cap * sizeof *t->counts);
    }
    memmove(t->counts + before, t->counts, t->count * sizeof *t->counts);
    memset(t->counts, 0, before * sizeof *t->counts);
    memset(t->counts + before + t->count, 0, (count - before - t->count) * sizeof *t->counts);
    t->first = first;
    t->count = (uint8_t)count;
}

/* Make room for `time_ms`, with steps no shorter than those of `rung`. */
static void cover(struct timeline *t, int64_t time_ms, unsigned rung)
{
    int64_t low = time_ms, high = time_ms;
    if (t->count && start_of(t, 0) < low)
        low = start_of(t, 0);
    if (t->count && start_of(t, t->count - 1u) > high)
        high = start_of(t, t->count - 1u);
    unsigned need = fit(low, high, rung > t->rung ? rung : t->rung);
    if (need > t->rung)
        coarsen(t, need);
    int64_t step = step_of(t->rung);
    stretch(t, timestamp_step(low, step), timestamp_step(high, step));
}

static void add(struct timeline *t, int64_t time_ms, uint64_t weight, unsigned rung)
{
    int64_t bucket = timestamp_step(time_ms, step_of(t->rung)) - t->first;
    if (t->count == 0 || rung > t->rung || bucket < 0 || bucket >= t->count) {
        cover(t, time_ms, rung);
        bucket = timestamp_step(time_ms, step_of(t->rung)) - t->first;
    }
    count_add(&t->counts[bucket], weight);
}

void timeline_add(struct timeline *t, int64_t time_ms, uint64_t weight)
{
    if (time_ms != NO_TIME && weight)
        add(t, within_reach(time_ms), weight, 0);
}

void timeline_merge(struct timeline *into, const struct timeline *from)
{
    for (unsigned i = 0; i < from->count; i++)
        if (from->counts[i])
            add(into, start_of(from, i), from->counts[i], from->rung);
}

bool timeline_restore(struct timeline *t, int64_t start_ms, int64_t step_ms, const uint64_t *counts, size_t n)
{
    unsigned rung = 0;
    while (rung < RUNGS && step_of(rung) != step_ms)
        rung++;
    if (rung == RUNGS || n > TIMELINE_BUCKETS || start_ms != within_reach(start_ms) || start_ms % step_ms)
        return false;
    for (size_t i = 0; i < n; i++)
        if (counts[i])
            add(t, within_reach(start_ms + (int64_t)i * step_ms), counts[i], rung);
    return true;
}

struct timeline_grid timeline_grid_of(int64_t first_ms, int64_t last_ms)
{
    if (first_ms == NO_TIME || last_ms == NO_TIME)
        return (struct timeline_grid){.start_ms = NO_TIME};
    first_ms = within_reach(first_ms);
    last_ms = within_reach(last_ms);
    int64_t step = step_of(fit(first_ms, last_ms, 0));
    int64_t first = timestamp_step(first_ms, step), last = timestamp_step(last_ms, step);
    return (struct timeline_grid){
        .start_ms = first * step, .step_ms = step, .count = (size_t)(last - first + 1)};
}

void timeline_on_grid(const struct timeline *t, const struct timeline_grid *grid, uint64_t *out)
{
    for (unsigned i = 0; i < t->count; i++) {
        int64_t at =
            timestamp_step(start_of(t, i), grid->step_ms) - timestamp_step(grid->start_ms, grid->step_ms);
        if (at >= 0 && (size_t)at < grid->count)
            count_add(&out[at], t->counts[i]);
    }
}

void timeline_clear(struct timeline *t)
{
    t->count = t->rung = 0;
    t->first = 0;
}

void timeline_free(struct timeline *t)
{
    free(t->counts);
    *t = (struct timeline){0};
}
