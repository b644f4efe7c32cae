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

struct run *run_new(const struct run_config *config)
{
    struct run *r = mem_zero(sizeof *r);
    r->config = *config;
    if (r->config.record_bytes == 0)
        r->config.record_bytes = RECORD_BYTES;
    if (r->config.epoch_bytes == 0)
        r->config.epoch_bytes = config->deliver ? DELIVERED_EPOCH_BYTES : EPOCH_BYTES;
    trees_load(&r->fields, rules_table(config->rules), fields_wanted(config));
    pipeline_init(&r->pipeline, &r->config, &r->fields);
    part_init(&r->done, &r->config);
    r->sources = tally_for(&r->config);
    r->shown = tally_for(&r->config);
    part_init(&r->ahead, &r->config);
    return r;
}

void run_free(struct run *r)
{
    if (!r)
        return;
    pipeline_free(&r->pipeline);
    part_free(&r->done);
    part_free(&r->ahead);
    tally_free(r->sources);
    tally_free(r->shown);
    trees_free(&r->fields);
    buf_free(&r->window);
    buf_free(&r->head);
    buf_free(&r->decoded);
    buf_free(&r->name);
    free(r);
}

void run_source(struct run *r, struct str name)
{
    if (r->open)
        (void)run_end(r);
    buf_clear(&r->name);
    buf_add(&r->name, name);
    part_clear(&r->done);
    r->open = true;
    r->now = (struct present){r->config.now_ms, r->config.now_ms};
    pipeline_begin(&r->pipeline, r->next_source, buf_str(&r->name), 0, r->now);
    tally_source(r->done.tally, r->next_source, name);
    r->next_source++;
}

void run_now(struct run *r, int64_t now_ms)
{
    r->now = (struct present){now_ms, now_ms};
    pipeline_now(&r->pipeline, r->now);
}

void run_asked_at(struct run *r, int64_t now_ms)
{
    r->now.asked_ms = now_ms;
    pipeline_now(&r->pipeline, r->now);
}

int64_t run_slide(struct run *r, int64_t now_ms)
{
    int64_t span_ms;
    size_t filter;
    struct pipeline *p = &r->pipeline;
    if (!query_sliding(r->config.query, &span_ms, &filter))
        return NO_TIME;
    if (!p->slide)
        p->slide = slide_new(r->config.rules, query_question(r->config.query), filter, span_ms, now_ms);
    slide_to(p->slide, now_ms);
    run_asked_at(r, now_ms);
    return slide_next_ms(p->slide);
}

/* Take what `window` holds of the epoch under way. False when there is no more to take. */
static bool take_epoch(struct run *r, struct str *window, enum frame_feed feed)
{
    struct pipeline *p = &r->pipeline;
    bool ends = pipeline_take(p, window, feed) == PIPELINE_EPOCH;
    p->stopped |= !part_deliver(&p->part, &r->config);
    if (!ends)
        return false;
    part_merge(&r->done, &p->part);
    pipeline_epoch(p, p->framer.offset > p->epoch_end ? p->framer.offset : p->epoch_end);
    return true;
}

/* Take all there is of `window`; what remains of it is returned. */
static struct str take(struct run *r, struct str window, enum frame_feed feed)
{
    while (take_epoch(r, &window, feed))
        ;
    return window;
}

/* Keep the last `rest.n` bytes of the window only. */
static void keep(struct buf *window, struct str rest)
{
    if (rest.n && rest.p != window->p)
        memmove(window->p, rest.p, rest.n);
    window->n = rest.n;
}

/* More text of the current source. */
static void take_text(struct run *r, struct str text)
{
    if (r->window.n == 0) {
        buf_add(&r->window, take(r, text, FEED_MORE));
    } else {
        buf_add(&r->window, text);
        keep(&r->window, take(r, buf_str(&r->window), FEED_MORE));
    }
}

static void take_encoded(struct run *r, struct str bytes)
{
    if (r->encoding.kind == ENCODING_PLAIN) {
        take_text(r, bytes);
        return;
    }
    buf_clear(&r->decoded);
    encoding_add(&r->encoding, bytes, &r->decoded);
    take_text(r, buf_str(&r->decoded));
}

/* The first bytes of a source, until they tell how it is encoded. */
static void take_head(struct run *r, struct str bytes, bool last)
{
    if (r->head.n) {
        buf_add(&r->head, bytes);
        bytes = buf_str(&r->head);
    }
    r->encoding.kind = encoding_of(bytes, last);
    if (r->encoding.kind != ENCODING_UNKNOWN)
        take_encoded(r, bytes);
    else if (r->head.n == 0)
        buf_add(&r->head, bytes);
}

/* The source, or what has its name so far, has ended. */
static void end_encoding(struct run *r)
{
    if (r->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, STR(""), true);
    buf_clear(&r->decoded);
    if (r->encoding.kind != ENCODING_PLAIN)
        encoding_end(&r->encoding, &r->decoded);
    take_text(r, buf_str(&r->decoded));
    r->encoding = (struct encoding){0};
    buf_clear(&r->head);
}

bool run_feed(struct run *r, struct str bytes)
{
    atomic_fetch_add_explicit(&r->bytes, bytes.n, memory_order_relaxed);
    r->idle = false;
    if (LIKELY(r->encoding.kind == ENCODING_PLAIN))
        take_text(r, bytes);
    else if (r->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, bytes, false);
    else
        take_encoded(r, bytes);
    return !r->pipeline.stopped;
}

/* What waits, into r->ahead; the sink sees it when it wants to. */
static void look_ahead(struct run *r, bool show)
{
    part_clear(&r->ahead);
    if (r->window.n <= PEEK_BYTES)
        pipeline_peek(&r->pipeline, buf_str(&r->window), &r->ahead, show);
}

bool run_idle(struct run *r)
{
    struct pipeline *p = &r->pipeline;
    r->idle = true;
    if (r->config.early && r->config.sink) {
        look_ahead(r, true);
        p->stopped |= !part_deliver(&p->part, &r->config);
    }
    return !p->stopped;
}

bool run_break(struct run *r)
{
    end_encoding(r);
    keep(&r->window, take(r, buf_str(&r->window), FEED_LAST));
    framer_restart(&r->pipeline.framer);
    r->pipeline.lines = 0;
    return !r->pipeline.stopped;
}

bool run_waiting(const struct run *r)
{
    return r->window.n > 0 && !r->idle;
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
    return !r->pipeline.stopped;
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
    return !r->pipeline.stopped;
}

bool run_map(struct run *r, struct str whole)
{
    if (UNLIKELY(encoding_of(whole, true) != ENCODING_PLAIN))
        return map_encoded(r, whole);
    r->encoding.kind = ENCODING_PLAIN;
    bool in_order = r->config.sink && !r->config.deliver;
    if (in_order || r->config.threads < 2 || whole.n <= r->config.epoch_bytes)
        return map_alone(r, whole);
    struct parallel job = {.config = &r->config,
                           .fields = &r->fields,
                           .whole = whole,
                           .source = r->pipeline.source,
                           .source_name = buf_str(&r->name),
                           .now = r->now,
                           .bytes = &r->bytes,
                           .into = &r->done};
    return parallel_run(&job);
}

bool run_end(struct run *r)
{
    if (!r->open)
        return !r->pipeline.stopped;
    end_encoding(r);
    (void)take(r, buf_str(&r->window), FEED_LAST);
    buf_clear(&r->window);
    part_merge(&r->done, &r->pipeline.part);
    part_clear(&r->pipeline.part); /* full tallies are large: never more than two at once */
    tally_merge(r->sources, r->done.tally);
    part_clear(&r->done);
    r->open = false;
    return !r->pipeline.stopped;
}

const struct tally *run_tally(struct run *r)
{
    const struct slide *slide = r->pipeline.slide;
    tally_clear(r->shown);
    if (!r->open && !slide)
        return r->sources;
    tally_merge(r->shown, r->sources);
    if (slide)
        slide_merge(slide, r->shown);
    if (!r->open)
        return r->shown;
    look_ahead(r, false);
    tally_merge(r->shown, r->done.tally);
    tally_merge(r->shown, r->pipeline.part.tally);
    tally_merge(r->shown, r->ahead.tally);
    return r->shown;
}

uint64_t run_bytes(const struct run *r)
{
    return atomic_load_explicit(&r->bytes, memory_order_relaxed);
}
