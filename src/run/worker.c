#include "run/worker.h"

#include <assert.h>

#include "run/run_internal.h"

struct worker {
    struct pipeline pipeline;
};

struct source_counts {
    struct segment_result result;
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
    pipeline_init(&w->pipeline, &r->config, &r->path_trees);
    return w;
}

void worker_free(struct worker *w)
{
    pipeline_free(&w->pipeline);
    free(w);
}

struct source_counts *source_counts_new(const struct run *r)
{
    struct source_counts *c = mem_zero(sizeof *c);
    segment_result_init(&c->result, &r->config);
    return c;
}

void source_counts_free(struct source_counts *c)
{
    segment_result_free(&c->result);
    free(c);
}

bool worker_count(struct worker *w, unsigned source, struct str name, int64_t now_ms, struct str whole,
                  struct source_counts *out)
{
    struct pipeline *p = &w->pipeline;
    if (whole.n > p->config->segment_bytes || encoding_of(whole, true) != ENCODING_PLAIN)
        return false;
    if (now_ms == NO_TIME)
        now_ms = p->config->now_ms;
    pipeline_begin(p, source, name, 0, (struct source_clock){now_ms, now_ms});
    out->source = source;
    out->bytes = whole.n;
    (void)pipeline_take(p, &whole, FEED_LAST);
    segment_result_swap(&p->result, &out->result);
    return true;
}

bool run_take(struct run *r, struct source_counts *c)
{
    if (r->current->open)
        (void)run_end(r);
    assert(c->source == r->next_source);
    r->next_source++;
    atomic_fetch_add_explicit(&r->bytes, c->bytes, memory_order_relaxed);
    struct correlated_into into = {.tally = c->result.tally, .source = c->source};
    correlator_take(r->current->correlator, &c->result.events, &into);
    correlator_end(r->current->correlator, &into);
    r->current->pipeline.stopped |= !segment_result_deliver(&c->result, &r->config);
    tally_merge(r->sources, c->result.tally);
    return !r->current->pipeline.stopped;
}
