/*
 * alert_pace: how often commands are run: for each id and kind of event once in a cool-down, and so many a
 * minute in all. Times are given.
 */
#ifndef SIGTAIL_ALERT_PACE_H
#define SIGTAIL_ALERT_PACE_H

#include "report/alert.h"

enum { PACE_MOST = 10, PACE_MS = 60000, PACE_IDS = 4096, PACE_ID = 64 };

enum pace { PACE_GO, PACE_COOLING, PACE_FULL };

struct pace_told {
    enum alert_kind kind;
    char id[PACE_ID];
    int64_t at_ms;
};

struct alert_pace {
    int64_t cool_ms;
    struct pace_told *told; /* a ring of PACE_IDS at the most: of more the oldest are forgotten */
    size_t n, cap, next;
    int64_t run_ms[PACE_MOST]; /* when the last ones were run, a ring */
    size_t run, runs;
};

/* Zeroed but for cool_ms is fine. */
void alert_pace_free(struct alert_pace *p);

/* May a command be run for this now? PACE_GO and PACE_FULL count as told. */
enum pace alert_pace_take(struct alert_pace *p, enum alert_kind kind, struct str id, int64_t now_ms);
/* One is run whatever the pace: it counts as one of the minute. */
void alert_pace_note(struct alert_pace *p, int64_t now_ms);
/* When the next one may be run; not after `now_ms`: now. */
int64_t alert_pace_free_at(const struct alert_pace *p, int64_t now_ms);

#endif
