#include "run/run.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "run/parallel.h"
#include "run/pipeline.h"

enum { RECORD_BYTES = 16 << 20, EPOCH_BYTES = 8 << 20 };

struct run {
    struct run_config config;
    struct field_trees fields;
    struct pipeline pipeline;
    struct part done;      /* the epochs of the current source that have ended */
    struct tally *sources; /* the sources that have ended */
    struct tally *shown;   /* what run_tally made last */
    struct buf window;     /* bytes of the current source that no frame has taken yet */
    struct buf name;
    unsigned next_source;
    bool open; /* a source is */
    struct present now;
    atomic_uint_fast64_t bytes;
};

/* Fields that the counts of every record need. */
static bool counted(enum field f)
{
    return f == FIELD_TIME || f == FIELD_LEVEL || f == FIELD_OUTCOME || f == FIELD_STATUS ||
           f == FIELD_MODEL || f == FIELD_DURATION;
}

/* Paths that only a tail's records have: their log entries are dear, and of the rest most are never asked
 * for. */
static bool dear(struct str path)
{
    return str_starts(path, STR("logs[]")) || str_starts(path, STR("event.")) ||
           str_starts(path, STR("script"));
}

static void add_path(struct fields *f, enum field field, size_t rank, struct str path)
{
    bool added = field < FIELD_COUNT && fields_add(f, field, (unsigned)rank, path, NULL);
    assert(added); /* the table refused what does not parse when it was loaded */
    (void)added;
}

/* The paths of the table that feed canonical fields: all of them, and those that every record is read for. */
static void load_fields(struct field_trees *f, const struct table *t)
{
    fields_init(&f->all);
    fields_init(&f->quick);
    for (size_t i = 0; i < t->field_count; i++) {
        const struct field_row *row = &t->fields[i];
        enum field field = field_named(row->field);
        for (size_t k = 0; k < row->path_count; k++) {
            add_path(&f->all, field, k, row->paths[k].source);
            if (counted(field) || !dear(row->paths[k].source))
                add_path(&f->quick, field, k, row->paths[k].source);
        }
    }
    fields_seal(&f->all);
    fields_seal(&f->quick);
}

struct run *run_new(const struct run_config *config)
{
    struct run *r = mem_zero(sizeof *r);
    r->config = *config;
    if (r->config.record_bytes == 0)
        r->config.record_bytes = RECORD_BYTES;
    if (r->config.epoch_bytes == 0)
        r->config.epoch_bytes = EPOCH_BYTES;
    load_fields(&r->fields, rules_table(config->rules));
    pipeline_init(&r->pipeline, &r->config, &r->fields);
    part_init(&r->done, &r->config);
    r->sources = tally_for(&r->config);
    r->shown = tally_for(&r->config);
    return r;
}

void run_free(struct run *r)
{
    if (!r)
        return;
    pipeline_free(&r->pipeline);
    part_free(&r->done);
    tally_free(r->sources);
    tally_free(r->shown);
    fields_free(&r->fields.all);
    fields_free(&r->fields.quick);
    buf_free(&r->window);
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

/* Take all there is of `window`; what remains of it is returned. */
static struct str take(struct run *r, struct str window, enum frame_feed feed)
{
    struct pipeline *p = &r->pipeline;
    while (pipeline_take(p, &window, feed) == PIPELINE_EPOCH) {
        part_merge(&r->done, &p->part, &r->config);
        pipeline_epoch(p, p->framer.offset > p->epoch_end ? p->framer.offset : p->epoch_end);
    }
    return window;
}

/* Keep the last `rest.n` bytes of the window only. */
static void keep(struct buf *window, struct str rest)
{
    if (rest.n && rest.p != window->p)
        memmove(window->p, rest.p, rest.n);
    window->n = rest.n;
}

bool run_feed(struct run *r, struct str bytes)
{
    atomic_fetch_add_explicit(&r->bytes, bytes.n, memory_order_relaxed);
    if (r->window.n == 0) {
        buf_add(&r->window, take(r, bytes, FEED_MORE));
    } else {
        buf_add(&r->window, bytes);
        keep(&r->window, take(r, buf_str(&r->window), FEED_MORE));
    }
    return !r->pipeline.stopped;
}

bool run_idle(struct run *r)
{
    keep(&r->window, take(r, buf_str(&r->window), FEED_IDLE));
    return !r->pipeline.stopped;
}

bool run_waiting(const struct run *r)
{
    return r->window.n > 0;
}

bool run_map(struct run *r, struct str whole)
{
    if (r->config.sink || r->config.threads < 2 || whole.n <= r->config.epoch_bytes) {
        atomic_fetch_add_explicit(&r->bytes, whole.n, memory_order_relaxed);
        (void)take(r, whole, FEED_LAST);
        return !r->pipeline.stopped;
    }
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
    (void)take(r, buf_str(&r->window), FEED_LAST);
    buf_clear(&r->window);
    part_merge(&r->done, &r->pipeline.part, &r->config);
    part_settle(&r->done, r->pipeline.source, r->done.enveloped, r->sources);
    part_clear(&r->done);
    part_clear(&r->pipeline.part);
    r->open = false;
    return !r->pipeline.stopped;
}

const struct tally *run_tally(struct run *r)
{
    tally_clear(r->shown);
    tally_merge(r->shown, r->sources);
    if (r->open) {
        bool enveloped = r->done.enveloped || r->pipeline.part.enveloped;
        part_settle(&r->done, r->pipeline.source, enveloped, r->shown);
        part_settle(&r->pipeline.part, r->pipeline.source, enveloped, r->shown);
    }
    return r->shown;
}

uint64_t run_bytes(const struct run *r)
{
    return atomic_load_explicit(&r->bytes, memory_order_relaxed);
}
