#include "run/run_internal.h"

#include "base/mem.h"
#include "run/parallel.h"
#include "run/read_window.h"

/* What a sink prints of a segment waits in memory, and can be more than the segment itself. */
enum { RECORD_BYTES = 16 << 20, SEGMENT_BYTES = 8 << 20, DELIVERED_SEGMENT_BYTES = 1 << 20 };

/* A longer record that waits is not shown before it is whole: each look at it costs its length. */
enum { PEEK_BYTES = 1 << 20 };

/* A sink may ask for any, and so may a query that needs more than is counted. */
static uint32_t fields_wanted(const struct run_config *config)
{
    bool any = (config->sink && !config->brief) || (config->query && query_asks_fields(config->query));
    return any ? PATH_TREES_ALL : path_trees_counted() | rules_fields(config->rules);
}

void run_add_source(struct run *r)
{
    struct open_source *source = mem_zero(sizeof *source);
    pipeline_init(&source->pipeline, &r->config, &r->path_trees);
    source->pipeline.sliding = r->sliding;
    segment_result_init(&source->done, &r->config);
    if (rules_correlate(r->config.rules))
        source->correlator = correlator_new(r->config.rules);
    MEM_GROW(r->open, r->open_count, r->open_cap);
    r->open[r->open_count++] = r->current = source;
}

static void free_source(struct open_source *source)
{
    pipeline_free(&source->pipeline);
    segment_result_free(&source->done);
    correlator_free(source->correlator);
    buf_free(&source->window);
    buf_free(&source->head);
    buf_free(&source->decoded);
    buf_free(&source->name);
    free(source);
}

struct run *run_new(const struct run_config *config)
{
    struct run *r = mem_zero(sizeof *r);
    r->config = *config;
    if (r->config.record_bytes == 0)
        r->config.record_bytes = RECORD_BYTES;
    if (r->config.segment_bytes == 0)
        r->config.segment_bytes = config->deliver ? DELIVERED_SEGMENT_BYTES : SEGMENT_BYTES;
    path_trees_load(&r->path_trees, rules_table(config->rules), fields_wanted(config));
    run_add_source(r);
    r->sources = tally_for(&r->config);
    r->shown = tally_for(&r->config);
    segment_result_init(&r->lookahead, &r->config);
    return r;
}

void run_free(struct run *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->open_count; i++)
        free_source(r->open[i]);
    free(r->open);
    segment_result_free(&r->lookahead);
    sliding_window_free(r->sliding);
    tally_free(r->sources);
    tally_free(r->shown);
    path_trees_free(&r->path_trees);
    free(r);
}

void run_source(struct run *r, struct str name)
{
    if (r->current->open)
        (void)run_end(r);
    buf_set(&r->current->name, name);
    segment_result_clear(&r->current->done);
    r->current->open = true;
    r->current->now = (struct source_clock){r->config.now_ms, r->config.now_ms};
    pipeline_begin(&r->current->pipeline, r->next_source, buf_str(&r->current->name), 0, r->current->now);
    tally_source(r->current->done.tally, r->next_source, name);
    r->next_source++;
}

void run_now(struct run *r, int64_t now_ms)
{
    r->current->now = (struct source_clock){now_ms, now_ms};
    pipeline_now(&r->current->pipeline, r->current->now);
}

static void asked_at(struct open_source *source, int64_t now_ms)
{
    source->now.asked_ms = now_ms;
    pipeline_now(&source->pipeline, source->now);
}

void run_asked_at(struct run *r, int64_t now_ms)
{
    asked_at(r->current, now_ms);
}

static void make_slide(struct run *r, size_t filter, int64_t span_ms, int64_t now_ms)
{
    r->sliding =
        sliding_window_new(r->config.rules, query_tally_spec(r->config.query), filter, span_ms, now_ms);
    for (size_t i = 0; i < r->open_count; i++)
        r->open[i]->pipeline.sliding = r->sliding;
}

int64_t run_slide(struct run *r, int64_t now_ms)
{
    int64_t span_ms;
    size_t filter;
    if (!query_sliding(r->config.query, &span_ms, &filter))
        return NO_TIME;
    if (!r->sliding)
        make_slide(r, filter, span_ms, now_ms);
    sliding_window_to(r->sliding, now_ms);
    for (size_t i = 0; i < r->open_count; i++)
        asked_at(r->open[i], now_ms);
    return sliding_window_next_ms(r->sliding);
}

void run_end_segment(struct run *r)
{
    struct pipeline *p = &r->current->pipeline;
    segment_result_merge(&r->current->done, &p->result);
    pipeline_segment(p, p->framer.offset > p->segment_end ? p->framer.offset : p->segment_end);
}

/* Where it is counted what is found in the current source. */
static struct correlated_into found_into(struct run *r)
{
    struct open_source *source = r->current;
    return (struct correlated_into){source->done.tally, r->sliding, source->pipeline.source,
                                    buf_str(&source->name)};
}

void run_pass_on(struct run *r)
{
    struct open_source *source = r->current;
    struct correlated_into into = found_into(r);
    correlator_take(source->correlator, &source->pipeline.result.events, &into);
    source->pipeline.stopped |= !segment_result_deliver(&source->pipeline.result, &r->config);
}

/* Take what `window` holds of the segment under way. False when there is no more to take. */
static bool take_segment(struct run *r, struct str *window, enum frame_feed feed)
{
    struct pipeline *p = &r->current->pipeline;
    bool ends = pipeline_take(p, window, feed) == PIPELINE_SEGMENT;
    run_pass_on(r);
    if (ends)
        run_end_segment(r);
    return ends;
}

/* Take all there is of `window`; what remains of it is returned. */
static struct str take(struct run *r, struct str window, enum frame_feed feed)
{
    while (take_segment(r, &window, feed))
        ;
    return window;
}

/* Take all there is of the current source's window; of its `last` bytes nothing is left. */
static void take_window(struct run *r, bool last)
{
    struct buf *window = &r->current->window;
    struct str rest = take(r, buf_str(window), last ? FEED_LAST : FEED_MORE);
    buf_keep(window, last ? STR("") : rest);
}

/* More text of the current source. */
static void take_text(struct run *r, struct str text)
{
    if (r->current->holds) {
        buf_add(&r->current->window, text);
    } else if (r->current->window.n == 0) {
        buf_add(&r->current->window, take(r, text, FEED_MORE));
    } else {
        buf_add(&r->current->window, text);
        take_window(r, false);
    }
}

static void take_encoded(struct run *r, struct str bytes)
{
    if (r->current->encoding.kind == ENCODING_PLAIN) {
        take_text(r, bytes);
        return;
    }
    buf_clear(&r->current->decoded);
    encoding_add(&r->current->encoding, bytes, &r->current->decoded);
    take_text(r, buf_str(&r->current->decoded));
}

/* The first bytes of a source, until they tell how it is encoded. */
static void take_head(struct run *r, struct str bytes, bool last)
{
    if (r->current->head.n) {
        buf_add(&r->current->head, bytes);
        bytes = buf_str(&r->current->head);
    }
    r->current->encoding.kind = encoding_of(bytes, last);
    if (r->current->encoding.kind != ENCODING_UNKNOWN)
        take_encoded(r, bytes);
    else if (r->current->head.n == 0)
        buf_add(&r->current->head, bytes);
}

/* The source, or what has its name so far, has ended. */
static void end_encoding(struct run *r)
{
    if (r->current->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, STR(""), true);
    buf_clear(&r->current->decoded);
    if (r->current->encoding.kind != ENCODING_PLAIN)
        encoding_end(&r->current->encoding, &r->current->decoded);
    take_text(r, buf_str(&r->current->decoded));
    r->current->encoding = (struct encoding){0};
    buf_clear(&r->current->head);
}

bool run_feed(struct run *r, struct str bytes)
{
    atomic_fetch_add_explicit(&r->bytes, bytes.n, memory_order_relaxed);
    r->current->idle = IDLE_NOT;
    if (LIKELY(r->current->encoding.kind == ENCODING_PLAIN))
        take_text(r, bytes);
    else if (r->current->encoding.kind == ENCODING_UNKNOWN)
        take_head(r, bytes, false);
    else
        take_encoded(r, bytes);
    return !r->current->pipeline.stopped;
}

/* What waits in `source`, into r->lookahead; the sink sees it when it wants to. */
static void look_ahead(struct run *r, struct open_source *source, bool show)
{
    segment_result_clear(&r->lookahead);
    if (source->window.n <= PEEK_BYTES)
        pipeline_peek(&source->pipeline, buf_str(&source->window), &r->lookahead, show);
}

/* As run_wait_us(). */
static int64_t wait_us(const struct open_source *source)
{
    if (!source->open || source->window.n == 0 || source->idle == IDLE_WHOLLY)
        return -1;
    return source->idle == IDLE_NOT ? RUN_IDLE_US : RUN_PATIENT_US;
}

bool run_look_idle(struct run *r, struct open_source *source)
{
    struct pipeline *p = &source->pipeline;
    p->patient = source->idle == IDLE_NOT && r->open_count == 1;
    p->held_back = false;
    source->idle = IDLE_WHOLLY;
    if (r->config.early && r->config.sink) {
        look_ahead(r, source, true);
        p->stopped |= !segment_result_deliver(&p->result, &r->config);
        source->idle = p->held_back ? IDLE_PARTLY : IDLE_WHOLLY;
    }
    return !p->stopped;
}

bool run_idle(struct run *r)
{
    return r->open_count > 1 ? run_flow_idle(r) : run_look_idle(r, r->current);
}

bool run_break(struct run *r)
{
    end_encoding(r);
    take_window(r, true);
    framer_restart(&r->current->pipeline.framer);
    r->current->pipeline.lines = 0;
    return !r->current->pipeline.stopped;
}

void run_lost(struct run *r, uint64_t offset)
{
    tally_gap(r->current->done.tally, r->current->pipeline.source, STR("rest of a file that cannot be read"),
              1, offset);
}

int64_t run_wait_us(const struct run *r)
{
    int64_t least = -1;
    for (size_t i = 0; i < r->open_count; i++) {
        int64_t us = wait_us(r->open[i]);
        if (us >= 0 && (least < 0 || us < least))
            least = us;
    }
    return least;
}

/* The next of `file`, which text that is not decoded need not be copied for. Returns how many bytes there
 * were. */
static size_t read_more(struct run *r, const struct run_file *file, uint64_t offset, struct buf *encoded)
{
    bool plain = r->current->encoding.kind == ENCODING_PLAIN;
    struct buf *to = plain ? &r->current->window : encoded;
    size_t n = file->read(file->context, offset, buf_room(to, READ_BYTES), READ_BYTES);
    if (!plain) {
        (void)run_feed(r, str_of(to->p, n));
        return n;
    }
    to->n += n;
    atomic_fetch_add_explicit(&r->bytes, n, memory_order_relaxed);
    take_window(r, n < READ_BYTES || offset + n >= file->size);
    return n;
}

/* The whole of the current source, by the caller's thread, as a stream is read. */
static bool read_alone(struct run *r, const struct run_file *file)
{
    LOCAL_BUF encoded = {0};
    uint64_t offset = 0;
    size_t n;
    do {
        if (r->config.stop && atomic_load_explicit(r->config.stop, memory_order_relaxed))
            return false;
        n = read_more(r, file, offset, &encoded);
        offset += n;
    } while (n == READ_BYTES && !r->current->pipeline.stopped);
    return !r->current->pipeline.stopped;
}

/* Need its bytes not be decoded? */
static bool is_plain(const struct run_file *file)
{
    char head[ENCODING_HEAD + ENCODING_HELD];
    size_t n = file->read(file->context, 0, head, sizeof head);
    return encoding_of(str_of(head, n), true) == ENCODING_PLAIN;
}

bool run_read(struct run *r, const struct run_file *file)
{
    bool in_order = r->config.sink && !r->config.deliver, plain = is_plain(file);
    if (plain)
        r->current->encoding.kind = ENCODING_PLAIN;
    if (!plain || in_order || r->config.threads < 2 || file->size <= r->config.segment_bytes)
        return read_alone(r, file);
    struct parallel job = {.config = &r->config,
                           .path_trees = &r->path_trees,
                           .file = file,
                           .source = r->current->pipeline.source,
                           .source_name = buf_str(&r->current->name),
                           .now = r->current->now,
                           .bytes = &r->bytes,
                           .correlator = r->current->correlator,
                           .into = &r->current->done};
    return parallel_run(&job);
}

bool run_end(struct run *r)
{
    if (!r->current->open)
        return !r->current->pipeline.stopped;
    end_encoding(r);
    take_window(r, true);
    segment_result_merge(&r->current->done, &r->current->pipeline.result);
    struct correlated_into into = found_into(r);
    correlator_end(r->current->correlator, &into);
    segment_result_clear(
        &r->current->pipeline.result); /* full tallies are large: never more than two at once */
    tally_merge(r->sources, r->current->done.tally);
    segment_result_clear(&r->current->done);
    r->current->open = false;
    return !r->current->pipeline.stopped;
}

static void show_source(struct run *r, struct open_source *source)
{
    look_ahead(r, source, false);
    tally_merge(r->shown, source->done.tally);
    tally_merge(r->shown, source->pipeline.result.tally);
    tally_merge(r->shown, r->lookahead.tally);
}

/* As far as all sources came, errors that nothing made good in their time are shown. */
static void show_waiting(struct run *r)
{
    int64_t last_ms = tally_last_ms(r->shown);
    for (size_t i = 0; i < r->open_count; i++)
        if (r->open[i]->open)
            correlator_look(
                r->open[i]->correlator, last_ms,
                &(struct correlated_into){.tally = r->shown, .source = r->open[i]->pipeline.source});
}

static bool is_open(const struct run *r)
{
    for (size_t i = 0; i < r->open_count; i++)
        if (r->open[i]->open)
            return true;
    return false;
}

const struct tally *run_tally(struct run *r)
{
    tally_clear(r->shown);
    if (!is_open(r) && !r->sliding)
        return r->sources;
    tally_merge(r->shown, r->sources);
    if (r->sliding)
        sliding_window_merge(r->sliding, r->shown);
    for (size_t i = 0; i < r->open_count; i++)
        if (r->open[i]->open)
            show_source(r, r->open[i]);
    show_waiting(r);
    return r->shown;
}

uint64_t run_bytes(const struct run *r)
{
    return atomic_load_explicit(&r->bytes, memory_order_relaxed);
}
