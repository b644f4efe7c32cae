/*
 * alert_throttle: how often commands are run: for each id and kind of event once in a cool-down, and so many
 * a minute in all. Times are given.
 */
#ifndef SIGTAIL_ALERT_THROTTLE_H
#define SIGTAIL_ALERT_THROTTLE_H

#include "report/alert.h"

enum { THROTTLE_MOST = 10, THROTTLE_MS = 60000, THROTTLE_IDS = 4096, THROTTLE_ID = 64 };

enum throttle { THROTTLE_GO, THROTTLE_COOLING, THROTTLE_FULL };

struct throttle_event {
    enum alert_kind kind;
    char id[THROTTLE_ID];
    int64_t at_ms;
};

struct alert_throttle {
    int64_t cool_ms;
    struct throttle_event *told; /* a ring of THROTTLE_IDS at the most: of more the oldest are forgotten */
    size_t n, cap, next;
    int64_t run_ms[THROTTLE_MOST]; /* when the last ones were run, a ring */
    size_t run, runs;
};

/* Zeroed but for cool_ms is fine. */
void alert_throttle_free(struct alert_throttle *p);

/* May a command be run for this now? THROTTLE_GO and THROTTLE_FULL count as told. */
enum throttle alert_throttle_take(struct alert_throttle *p, enum alert_kind kind, struct str id,
                                  int64_t now_ms);
/* One is run whatever the pace: it counts as one of the minute. */
void alert_throttle_note(struct alert_throttle *p, int64_t now_ms);
/* When the next one may be run; not after `now_ms`: now. */
int64_t alert_throttle_free_at(const struct alert_throttle *p, int64_t now_ms);

#endif
