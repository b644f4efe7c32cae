#include "report/burst.h"

enum { LEAST_RECORDS = 10, LEAST_STEPS = 3, TIMES = 4, DEVIATIONS = 4 };

/* Without sqrt(): both sides squared. */
static bool stands_out(double records, double before)
{
    double above = records - before;
    return records >= LEAST_RECORDS && records >= TIMES * before &&
           above * above >= DEVIATIONS * DEVIATIONS * (before + 1);
}

bool burst_find(const struct report_timeline *t, struct burst *out)
{
    double sum = 0;
    for (size_t i = 0; i < t->count; i++) {
        double before = i ? sum / (double)i : 0;
        if (i >= LEAST_STEPS && t->start_ms != NO_TIME && stands_out((double)t->counts[i], before)) {
            *out = (struct burst){t->start_ms + (int64_t)i * t->step_ms, t->counts[i], before};
            return true;
        }
        sum += (double)t->counts[i];
    }
    return false;
}
