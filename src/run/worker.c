#include "run/worker.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "run/run_inside.h"

struct worker {
    struct pipeline pipeline;
};

struct counted {
    struct part part;
    unsigned source;
    uint64_t bytes;
};

bool run_shares(const struct run *r)
{
    bool in_order = r->config.sink && !r->config.deliver;
    int64_t span_ms;
    size_t filter;
    return r->config.threads > 1 && !in_order && !query_sliding(r->config.query, &span_ms, &filter);
}

struct worker *worker_new(const struct run *r)
{
    struct worker *w = mem_zero(sizeof *w);
    pipeline_init(&w->pipeline, &r->config, &r->fields);
    return w;
}

void worker_free(struct worker *w)
{
    pipeline_free(&w->pipeline);
    free(w);
}

struct counted *counted_new(const struct run *r)
{
    struct counted *c = mem_zero(sizeof *c);
    part_init(&c->part, &r->config);
    return c;
}

void counted_free(struct counted *c)
{
    part_free(&c->part);
    free(c);
}

bool worker_count(struct worker *w, unsigned source, struct str name, int64_t now_ms, struct str whole,
                  struct counted *out)
{
    struct pipeline *p = &w->pipeline;
    if (whole.n > p->config->epoch_bytes || encoding_of(whole, true) != ENCODING_PLAIN)
        return false;
    if (now_ms == NO_TIME)
        now_ms = p->config->now_ms;
    pipeline_begin(p, source, name, 0, (struct present){now_ms, now_ms});
    out->source = source;
    out->bytes = whole.n;
    (void)pipeline_take(p, &whole, FEED_LAST);
    part_swap(&p->part, &out->part);
    return true;
}

bool run_take(struct run *r, struct counted *c)
{
    if (r->lane->open)
        (void)run_end(r);
    assert(c->source == r->next_source);
    r->next_source++;
    atomic_fetch_add_explicit(&r->bytes, c->bytes, memory_order_relaxed);
    correlator_take(r->lane->correlator, &c->part.events, c->source, c->part.tally);
    correlator_end(r->lane->correlator, c->source, c->part.tally);
    r->lane->pipeline.stopped |= !part_deliver(&c->part, &r->config);
    tally_merge(r->sources, c->part.tally);
    return !r->lane->pipeline.stopped;
}
