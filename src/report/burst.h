/* burst: where a timeline rises well above its own past. */
#ifndef SIGTAIL_BURST_H
#define SIGTAIL_BURST_H

#include "report/report.h"

struct burst {
    int64_t since_ms; /* where the first step of it begins */
    uint64_t records; /* in that step */
    double before;    /* records a step, on the average, from the timeline's start up to there */
};

/*
 * The first step of the row's timeline `t` that holds 10 records or more, four times as many as the steps
 * before it did on the average, and more than chance explains (four standard deviations of a Poisson count).
 * False when there is none, or fewer than 3 steps stand before it. Steps that end before `since_ms` (NO_TIME:
 * none) do not count: nobody was looking.
 */
bool burst_find(const struct report_timeline *t, int64_t since_ms, struct burst *out);
/* The same of a row of `r`, from when those of its sources that hold the row begin. */
bool burst_of(const struct report *r, const struct report_stats *row, struct burst *out);

#endif
