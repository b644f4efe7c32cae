#include "run/newest_record.h"

static bool note(void *context, const struct sink_record *o)
{
    int64_t *newest_ms = context;
    if (o->record->time_ms > *newest_ms) /* NO_TIME is the least of all */
        *newest_ms = o->record->time_ms;
    return true;
}

int64_t newest_record(const struct rules *rules, struct str head, struct str tail, int64_t now_ms,
                      const struct zone *zone)
{
    int64_t newest_ms = NO_TIME;
    struct run_config config = {
        .rules = rules, .now_ms = now_ms, .zone = zone, .sink = note, .context = &newest_ms};
    struct run *r = run_new(&config);
    run_source(r, STR(""));
    (void)run_feed(r, head);
    run_source(r, STR(""));
    (void)run_feed(r, tail);
    (void)run_end(r);
    run_free(r);
    return newest_ms;
}
