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

static void look(struct open_source *l)
{
    struct next_record next;
    l->ready = pipeline_next(&l->pipeline, l->left, FEED_MORE, &next);
    l->waits = !l->ready && !l->idle && pipeline_next(&l->pipeline, l->left, FEED_IDLE, &next);
    if (!l->ready && !l->waits)
        return;
    if (next.time_ms == NO_TIME)
        next.time_ms = l->next.time_ms;
    l->next = next;
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
        struct open_source *l = r->open[i];
        if (l->expects && !l->ready)
            return NULL;
        if ((l->ready || l->waits) && (!first || l->next.time_ms < first->next.time_ms))
            first = l;
    }
    return first;
}

/* Take the next record of `l`, with what trails behind it: as if a segment ended there. It may have to wait
 * for those behind it, which may belong to it. */
static void take_one(struct run *r, struct open_source *l)
{
    struct pipeline *p = &l->pipeline;
    size_t before = l->left.n;
    uint64_t segment_end = p->segment_end;
    r->current = l;
    p->segment_end = l->next.offset + 1;
    (void)pipeline_take(p, &l->left, FEED_MORE);
    p->segment_end = segment_end;
    run_pass_on(r);
    if (p->framer.offset >= segment_end)
        run_end_segment(r);
    if (l->left.n < before) {
        look(l);
    } else {
        l->ready = false;
        l->waits = !l->idle;
    }
}

/* Show the record that waits in `l`, with which its window begins. */
static void show_waiting(struct run *r, struct open_source *l)
{
    buf_keep(&l->window, l->left);
    l->left = buf_str(&l->window);
    l->waits = false;
    (void)run_look_idle(r, l);
}

/* `idle`: nothing came, so what waits is shown in its turn; else what comes behind it waits, too. */
static bool flow(struct run *r, bool idle)
{
    struct open_source *l, *current = r->current;
    bool on = true;
    for (size_t i = 0; i < r->open_count; i++) {
        r->open[i]->left = buf_str(&r->open[i]->window);
        look(r->open[i]);
    }
    while (on && (l = earliest(r)) && (l->ready || idle)) {
        if (l->ready)
            take_one(r, l);
        else
            show_waiting(r, l);
        on = !l->pipeline.stopped;
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
