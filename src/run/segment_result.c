#include "run/pipeline.h"

struct tally *tally_for(const struct run_config *config)
{
    struct tally *t = tally_new_for(config->rules, query_tally_spec(config->query));
    if (config->unclustered)
        tally_unclustered(t);
    return t;
}

void segment_result_init(struct segment_result *p, const struct run_config *config)
{
    *p = (struct segment_result){.tally = tally_for(config)};
}

void segment_result_clear(struct segment_result *p)
{
    tally_clear(p->tally);
    buf_clear(&p->output.text);
    events_clear(&p->events);
    *p = (struct segment_result){.tally = p->tally, .output = {.text = p->output.text}, .events = p->events};
}

void segment_result_free(struct segment_result *p)
{
    tally_free(p->tally);
    buf_free(&p->output.text);
    events_free(&p->events);
    *p = (struct segment_result){0};
}

void segment_result_swap(struct segment_result *a, struct segment_result *b)
{
    struct segment_result t = *a;
    *a = *b;
    *b = t;
}

void segment_result_merge(struct segment_result *into, const struct segment_result *from)
{
    tally_merge(into->tally, from->tally);
}

bool segment_result_deliver(struct segment_result *p, const struct run_config *config)
{
    struct sink_output *y = &p->output;
    if (!config->deliver || (!y->records && !y->text.n))
        return true;
    bool on = config->deliver(config->context, y);
    buf_clear(&y->text);
    y->records = y->weight = 0;
    return on;
}
