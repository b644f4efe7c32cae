#include "report/burst.h"

#include "tally/excerpt.h"

enum { LEAST_RECORDS = 10, LEAST_STEPS = 3, TIMES = 4, DEVIATIONS = 4 };

/* Without sqrt(): both sides squared. */
static bool stands_out(double records, double before)
{
    double above = records - before;
    return records >= LEAST_RECORDS && records >= TIMES * before &&
           above * above >= DEVIATIONS * DEVIATIONS * (before + 1);
}

/* The step in which the time `since_ms` lies. */
static size_t step_at(const struct report_timeline *t, int64_t since_ms)
{
    if (since_ms == NO_TIME || t->step_ms <= 0 || since_ms <= t->start_ms)
        return 0;
    return (size_t)((since_ms - t->start_ms) / t->step_ms);
}

bool burst_find(const struct report_timeline *t, int64_t since_ms, struct burst *out)
{
    double sum = 0;
    size_t from = t->start_ms == NO_TIME ? 0 : step_at(t, since_ms);
    for (size_t i = from; i < t->count; i++) {
        size_t steps = i - from;
        double before = steps ? sum / (double)steps : 0;
        if (steps >= LEAST_STEPS && t->start_ms != NO_TIME && stands_out((double)t->counts[i], before)) {
            *out = (struct burst){t->start_ms + (int64_t)i * t->step_ms, t->counts[i], before};
            return true;
        }
        sum += (double)t->counts[i];
    }
    return false;
}

bool burst_of(const struct report *r, const struct report_stats *row, struct burst *out)
{
    int64_t since_ms = NO_TIME;
    for (size_t i = 0; i < r->source_count; i++) {
        int64_t first_ms = r->sources[i].first_ms;
        if ((row->sums.sources & source_bit((unsigned)i)) && first_ms != NO_TIME &&
            (since_ms == NO_TIME || first_ms < since_ms))
            since_ms = first_ms;
    }
    return burst_find(&row->timeline, since_ms, out);
}
