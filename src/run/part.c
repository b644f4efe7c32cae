#include <stdlib.h>

#include "run/pipeline.h"

struct tally *tally_for(const struct run_config *config)
{
    struct tally *t = tally_asked(config->rules, query_question(config->query));
    if (config->ungrouped)
        tally_ungrouped(t);
    return t;
}

void part_init(struct part *p, const struct run_config *config)
{
    *p = (struct part){.tally = tally_for(config)};
}

void part_clear(struct part *p)
{
    tally_clear(p->tally);
    buf_clear(&p->yield.text);
    events_clear(&p->events);
    *p = (struct part){.tally = p->tally, .yield = {.text = p->yield.text}, .events = p->events};
}

void part_free(struct part *p)
{
    tally_free(p->tally);
    buf_free(&p->yield.text);
    events_free(&p->events);
    *p = (struct part){0};
}

void part_swap(struct part *a, struct part *b)
{
    struct part t = *a;
    *a = *b;
    *b = t;
}

void part_merge(struct part *into, const struct part *from)
{
    tally_merge(into->tally, from->tally);
}

bool part_deliver(struct part *p, const struct run_config *config)
{
    struct yield *y = &p->yield;
    if (!config->deliver || (!y->records && !y->text.n))
        return true;
    bool on = config->deliver(config->context, y);
    buf_clear(&y->text);
    y->records = y->weight = 0;
    return on;
}
