#include "run/run_inside.h"

#include <stdlib.h>

#include "base/mem.h"
#include "run/parallel.h"

/* What a sink prints of an epoch waits in memory, and can be more than the epoch itself. */
enum { RECORD_BYTES = 16 << 20, EPOCH_BYTES = 8 << 20, DELIVERED_EPOCH_BYTES = 1 << 20 };

/* A longer record that waits is not shown before it is whole: each look at it costs its length. */
enum { PEEK_BYTES = 1 << 20 };

/* A sink may ask for any, and so may a query that needs more than is counted. */
static uint32_t fields_wanted(const struct run_config *config)
{
    bool any = (config->sink && !config->brief) || (config->query && query_asks_fields(config->query));
    return any ? TREES_ALL : trees_counted() | rules_fields(config->rules);
}

void run_add_lane(struct run *r)
{
    struct lane *l = mem_zero(sizeof *l);
    pipeline_init(&l->pipeline, &r->config, &r->fields);
    l->pipeline.slide = r->slide;
    part_init(&l->done, &r->config);
    if (rules_correlate(r->config.rules))
        l->correlator = correlator_new(r->config.rules);
    MEM_GROW(r->lanes, r->lane_count, r->lane_cap);
    r->lanes[r->lane_count++] = r->lane = l;
}

static void free_lane(struct lane *l)
{
    pipeline_free(&l->pipeline);
    part_free(&l->done);
    correlator_free(l->correlator);
    buf_free(&l->window);
    buf_free(&l->head);
    buf_free(&l->decoded);
    buf_free(&l->name);
    free(l);
}

struct run *run_new(const struct run_config *config)
{
    struct run *r = mem_zero(sizeof *r);
    r->config = *config;
    if (r->config.record_bytes == 0)
        r->config.record_bytes = RECORD_BYTES;
    if (r->config.epoch_bytes == 0)
        r->config.epoch_bytes = config->deliver ? DELIVERED_EPOCH_BYTES : EPOCH_BYTES;
    trees_load(&r->fields, rules_table(config->rules), fields_wanted(config));
    run_add_lane(r);
    r->sources = tally_for(&r->config);
    r->shown = tally_for(&r->config);
    part_init(&r->ahead, &r->config);
    return r;
}

void run_free(struct run *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->lane_count; i++)
        free_lane(r->lanes[i]);
    free(r->lanes);
    part_free(&r->ahead);
    slide_free(r->slide);
    tally_free(r->sources);
    tally_free(r->shown);
    trees_free(&r->fields);
    free(r);
}

void run_source(struct run *r, struct str name)
{
    if (r->lane->open)
        (void)run_end(r);
    buf_clear(&r->lane->name);
    buf_add(&r->lane->name, name);
    part_clear(&r->lane->done);
    r->lane->open = true;
    r->lane->now = (struct present){r->config.now_ms, r->config.now_ms};
    pipeline_begin(&r->lane->pipeline, r->next_source, buf_str(&r->lane->name), 0, r->lane->now);
    tally_source(r->lane->done.tally, r->next_source, name);
    r->next_source++;
}

void run_now(struct run *r, int64_t now_ms)
{
    r->lane->now = (struct present){now_ms, now_ms};
    pipeline_now(&r->lane->pipeline, r->lane->now);
}

static void asked_at(struct lane *l, int64_t now_ms)
{
    l->now.asked_ms = now_ms;
    pipeline_now(&l->pipeline, l->now);
}

void run_asked_at(struct run *r, int64_t now_ms)
{
    asked_at(r->lane, now_ms);
}

static void make_slide(struct run *r, size_t filter, int64_t span_ms, int64_t now_ms)
{
    r->slide = slide_new(r->config.rules, query_question(r->config.query), filter, span_ms, now_ms);
    for (size_t i = 0; i < r->lane_count; i++)
        r->lanes[i]->pipeline.slide = r->slide;
}

int64_t run_slide(struct run *r, int64_t now_ms)
{
    int64_t span_ms;
    size_t filter;
    if (!query_sliding(r->config.query, &span_ms, &filter))
        return NO_TIME;
    if (!r->slide)
        make_slide(r, filter, span_ms, now_ms);
    slide_to(r->slide, now_ms);
    for (size_t i = 0; i < r->lane_count; i++)
        asked_at(r->lanes[i], now_ms);
    return slide_next_ms(r->slide);
}

void run_end_epoch(struct run *r)
{
    struct pipeline *p = &r->lane->pipeline;
    part_merge(&r->lane->done, &p->part);
    pipeline_epoch(p, p->framer.offset > p->epoch_end ? p->framer.offset : p->epoch_end);
}

void run_pass_on(struct run *r)
{
    struct lane *l = r->lane;
    correlator_take(l->correlator, &l->pipeline.part.events, l->pipeline.source, l->done.tally);
    l->pipeline.stopped |= !part_deliver(&l->pipeline.part, &r->config);
}

/* Take what `window` holds of the epoch under way. False when there is no more to take. */
static bool take_epoch(struct run *r, struct str *window, enum frame_feed feed)
{
    struct pipeline *p = &r->lane->pipeline;
    bool ends = pipeline_take(p, window, feed) == PIPELINE_EPOCH;
    run_pass_on(r);
    if (ends)
        run_end_epoch(r);
    return ends;
}

/* Take all there is of `window`; what remains of it is returned. */
static struct str take(struct run *r, struct str window, enum frame_feed feed)
{
    while (take_epoch(r, &window, feed))
        ;
    return window;
}

void run_keep(struct buf *window, struct str rest)
{
    if (rest.n && rest.p != window->p)
        memmove(window->p, rest.p, rest.n);
    window->n = rest.n;
}

/* More text of the current source. */
static void take_text(struct run *r, struct str text)
{
    if (r->lane->holds) {
        buf_add(&r->lane->window, text);
    } else if (r->lane->window.n == 0) {
        buf_add(&r->lane->window, take(r, text, FEED_MORE));
    } else {
        buf_add(&r->lane->window, text);
        run_keep(&r->lane->window, take(r, buf_str(&r->lane->window), FEED_MORE));
    }
}

static void take_encoded(struct run *r, struct str bytes)
{
    if (r->lane->encoding.kind == ENCODING_PLAIN) {
        take_text(r, bytes);
        return;
    }
    buf_clear(&r->lane->decoded);
    encoding_add(&r->lane->encoding, bytes, &r->lane->decoded);
    take_text(r, buf_str(&r->lane->decoded));
}

/* The first bytes of a source, until they tell how it is encoded. */
static void take_head(struct run *r, struct str bytes, bool last)
{
    if (r->lane->head.n) {
        buf_add(&r->lane->head, bytes);
        bytes = buf_str(&r->lane->head);
    }
    r->lane->encoding.kind = encoding_of(bytes, last);
    if (r->lane->encoding.kind != ENCODING_UNKNOWN)
        take_encoded(r, bytes);
    else if (r->lane->head.n == 0)
        buf_add(&r->lane->head, bytes);
}

/* The source, or what has its name so far, has ended. */
static void end_encoding(struct run *r)
{
    if (r->lane->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, STR(""), true);
    buf_clear(&r->lane->decoded);
    if (r->lane->encoding.kind != ENCODING_PLAIN)
        encoding_end(&r->lane->encoding, &r->lane->decoded);
    take_text(r, buf_str(&r->lane->decoded));
    r->lane->encoding = (struct encoding){0};
    buf_clear(&r->lane->head);
}

bool run_feed(struct run *r, struct str bytes)
{
    atomic_fetch_add_explicit(&r->bytes, bytes.n, memory_order_relaxed);
    r->lane->idle = false;
    if (LIKELY(r->lane->encoding.kind == ENCODING_PLAIN))
        take_text(r, bytes);
    else if (r->lane->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, bytes, false);
    else
        take_encoded(r, bytes);
    return !r->lane->pipeline.stopped;
}

/* What waits in `l`, into r->ahead; the sink sees it when it wants to. */
static void look_ahead(struct run *r, struct lane *l, bool show)
{
    part_clear(&r->ahead);
    if (l->window.n <= PEEK_BYTES)
        pipeline_peek(&l->pipeline, buf_str(&l->window), &r->ahead, show);
}

static bool is_waiting(const struct lane *l)
{
    return l->open && l->window.n > 0 && !l->idle;
}

bool run_look_idle(struct run *r, struct lane *l)
{
    struct pipeline *p = &l->pipeline;
    l->idle = true;
    if (r->config.early && r->config.sink) {
        look_ahead(r, l, true);
        p->stopped |= !part_deliver(&p->part, &r->config);
    }
    return !p->stopped;
}

bool run_idle(struct run *r)
{
    return r->lane_count > 1 ? run_flow_idle(r) : run_look_idle(r, r->lane);
}

bool run_break(struct run *r)
{
    end_encoding(r);
    run_keep(&r->lane->window, take(r, buf_str(&r->lane->window), FEED_LAST));
    framer_restart(&r->lane->pipeline.framer);
    r->lane->pipeline.lines = 0;
    return !r->lane->pipeline.stopped;
}

bool run_waiting(const struct run *r)
{
    for (size_t i = 0; i < r->lane_count; i++)
        if (is_waiting(r->lanes[i]))
            return true;
    return false;
}

/* The whole of the current source, by the caller's thread. */
static bool map_alone(struct run *r, struct str whole)
{
    struct str left = whole;
    bool more;
    do {
        size_t before = left.n;
        more = take_epoch(r, &left, FEED_LAST);
        atomic_fetch_add_explicit(&r->bytes, before - (more ? left.n : 0), memory_order_relaxed);
        if (r->config.passed)
            r->config.passed(str_of(left.p - (before - left.n), before - left.n));
        if (more && r->config.stop && atomic_load_explicit(r->config.stop, memory_order_relaxed))
            return false;
    } while (more);
    return !r->lane->pipeline.stopped;
}

/* What has to be decoded first is read as a stream is. */
static bool map_encoded(struct run *r, struct str whole)
{
    enum { PIECE = 1 << 20 };
    for (bool on = true; on && whole.n; whole = str_skip(whole, PIECE)) {
        on = run_feed(r, str_head(whole, PIECE));
        if (r->config.passed)
            r->config.passed(str_head(whole, PIECE));
        if (r->config.stop && atomic_load_explicit(r->config.stop, memory_order_relaxed))
            return false;
    }
    return !r->lane->pipeline.stopped;
}

bool run_map(struct run *r, struct str whole)
{
    if (UNLIKELY(encoding_of(whole, true) != ENCODING_PLAIN))
        return map_encoded(r, whole);
    r->lane->encoding.kind = ENCODING_PLAIN;
    bool in_order = r->config.sink && !r->config.deliver;
    if (in_order || r->config.threads < 2 || whole.n <= r->config.epoch_bytes)
        return map_alone(r, whole);
    struct parallel job = {.config = &r->config,
                           .fields = &r->fields,
                           .whole = whole,
                           .source = r->lane->pipeline.source,
                           .source_name = buf_str(&r->lane->name),
                           .now = r->lane->now,
                           .bytes = &r->bytes,
                           .correlator = r->lane->correlator,
                           .into = &r->lane->done};
    return parallel_run(&job);
}

bool run_end(struct run *r)
{
    if (!r->lane->open)
        return !r->lane->pipeline.stopped;
    end_encoding(r);
    (void)take(r, buf_str(&r->lane->window), FEED_LAST);
    buf_clear(&r->lane->window);
    part_merge(&r->lane->done, &r->lane->pipeline.part);
    correlator_end(r->lane->correlator, r->lane->pipeline.source, r->lane->done.tally);
    part_clear(&r->lane->pipeline.part); /* full tallies are large: never more than two at once */
    tally_merge(r->sources, r->lane->done.tally);
    part_clear(&r->lane->done);
    r->lane->open = false;
    return !r->lane->pipeline.stopped;
}

static void show_lane(struct run *r, struct lane *l)
{
    look_ahead(r, l, false);
    tally_merge(r->shown, l->done.tally);
    tally_merge(r->shown, l->pipeline.part.tally);
    tally_merge(r->shown, r->ahead.tally);
    correlator_look(l->correlator, l->pipeline.source, tally_last_ms(r->shown), r->shown);
}

static bool is_open(const struct run *r)
{
    for (size_t i = 0; i < r->lane_count; i++)
        if (r->lanes[i]->open)
            return true;
    return false;
}

const struct tally *run_tally(struct run *r)
{
    tally_clear(r->shown);
    if (!is_open(r) && !r->slide)
        return r->sources;
    tally_merge(r->shown, r->sources);
    if (r->slide)
        slide_merge(r->slide, r->shown);
    for (size_t i = 0; i < r->lane_count; i++)
        if (r->lanes[i]->open)
            show_lane(r, r->lanes[i]);
    return r->shown;
}

uint64_t run_bytes(const struct run *r)
{
    return atomic_load_explicit(&r->bytes, memory_order_relaxed);
}
