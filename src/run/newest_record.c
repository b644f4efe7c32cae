#include "run/newest_record.h"

enum { AHEAD_MS = 24 * 60 * 60 * 1000 }; /* clocks of several zones, and those that are wrong by little */

struct newest {
    int64_t last_ms;      /* what is after it was stamped by a wrong clock; NO_TIME: that is not known */
    int64_t ms, wrong_ms; /* the newest before it, and behind it */
};

static bool note(void *context, const struct sink_record *o)
{
    struct newest *n = context;
    int64_t ms = o->record->time_ms;
    int64_t *newest_ms = n->last_ms == NO_TIME || ms <= n->last_ms ? &n->ms : &n->wrong_ms;
    if (ms > *newest_ms) /* NO_TIME is the least of all */
        *newest_ms = ms;
    return true;
}

int64_t newest_record(const struct rules *rules, struct str head, struct str tail, int64_t now_ms,
                      const struct zone *zone)
{
    struct newest newest = {
        .last_ms = now_ms == NO_TIME ? NO_TIME : now_ms + AHEAD_MS, .ms = NO_TIME, .wrong_ms = NO_TIME};
    struct run_config config = {
        .rules = rules, .now_ms = now_ms, .zone = zone, .sink = note, .context = &newest};
    struct run *r = run_new(&config);
    run_source(r, STR(""));
    (void)run_feed(r, head);
    run_source(r, STR(""));
    (void)run_feed(r, tail);
    (void)run_end(r);
    run_free(r);
    return newest.ms != NO_TIME ? newest.ms : newest.wrong_ms;
}
