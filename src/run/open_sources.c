#include "run/open_sources.h"

#include <assert.h>

#include "run/run_internal.h"

size_t run_open(struct run *r, struct str name)
{
    if (r->current->open)
        run_add_source(r);
    run_source(r, name);
    size_t index = 0;
    while (r->open[index] != r->current)
        index++;
    return index;
}

void run_turn_to(struct run *r, size_t index)
{
    assert(index < r->open_count);
    r->current = r->open[index];
}

void run_hold(struct run *r, struct str bytes)
{
    r->current->holds = true;
    (void)run_feed(r, bytes);
    r->current->holds = false;
}

static void look(struct open_source *source)
{
    struct next_record next;
    source->ready = pipeline_next(&source->pipeline, source->left, FEED_MORE, &next);
    source->waits =
        !source->ready && !source->idle && pipeline_next(&source->pipeline, source->left, FEED_IDLE, &next);
    if (!source->ready && !source->waits)
        return;
    if (next.time_ms == NO_TIME)
        next.time_ms = source->next.time_ms;
    source->next = next;
}

bool run_shows(const struct run *r)
{
    return r->config.sink;
}

void run_expect(struct run *r, size_t index, bool more)
{
    r->open[index]->expects = more;
}

bool run_ready(const struct run *r, size_t index)
{
    return r->open[index]->ready;
}

/* The open source whose next record is the earliest; of several the one that was opened first. NULL: none has
 * any, or one that may come before is not there yet. */
static struct open_source *earliest(struct run *r)
{
    struct open_source *first = NULL;
    for (size_t i = 0; i < r->open_count; i++) {
        struct open_source *source = r->open[i];
        if (source->expects && !source->ready)
            return NULL;
        if ((source->ready || source->waits) && (!first || source->next.time_ms < first->next.time_ms))
            first = source;
    }
    return first;
}

/* Take the next record of `source`, with what trails behind it: as if a segment ended there. It may have to
 * wait for those behind it, which may belong to it. */
static void take_one(struct run *r, struct open_source *source)
{
    struct pipeline *p = &source->pipeline;
    size_t before = source->left.n;
    uint64_t segment_end = p->segment_end;
    r->current = source;
    p->segment_end = source->next.offset + 1;
    (void)pipeline_take(p, &source->left, FEED_MORE);
    p->segment_end = segment_end;
    run_pass_on(r);
    if (p->framer.offset >= segment_end)
        run_end_segment(r);
    if (source->left.n < before) {
        look(source);
    } else {
        source->ready = false;
        source->waits = !source->idle;
    }
}

/* Show the record that waits in `source`, with which its window begins. */
static void show_waiting(struct run *r, struct open_source *source)
{
    buf_keep(&source->window, source->left);
    source->left = buf_str(&source->window);
    source->waits = false;
    (void)run_look_idle(r, source);
}

/* `idle`: nothing came, so what waits is shown in its turn; else what comes behind it waits, too. */
static bool flow(struct run *r, bool idle)
{
    struct open_source *source, *current = r->current;
    bool on = true;
    for (size_t i = 0; i < r->open_count; i++) {
        r->open[i]->left = buf_str(&r->open[i]->window);
        look(r->open[i]);
    }
    while (on && (source = earliest(r)) && (source->ready || idle)) {
        if (source->ready)
            take_one(r, source);
        else
            show_waiting(r, source);
        on = !source->pipeline.stopped;
    }
    for (size_t i = 0; i < r->open_count; i++)
        buf_keep(&r->open[i]->window, r->open[i]->left);
    r->current = current;
    return on;
}

bool run_flow(struct run *r)
{
    return flow(r, false);
}

bool run_flow_idle(struct run *r)
{
    return flow(r, true);
}

bool run_end_all(struct run *r)
{
    bool on = true;
    for (size_t i = 0; i < r->open_count; i++) {
        run_turn_to(r, i);
        on = run_end(r) && on;
    }
    return on;
}
