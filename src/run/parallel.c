#include "run/parallel.h"

#include "base/thread.h"
#include "input/record_start.h"
#include "record/plain.h"
#include "run/read_window.h"

/*
 * Some logs let no guess be right: records of an array, values that are torn everywhere. What is read in vain
 * is one byte in so many of those that are merged, or there is no guess, and the segment is done when those
 * before it are.
 */
enum { VAIN_PART = 4 };

enum segment_state { SLOT_FREE, SLOT_TAKEN, SLOT_READY };

/* One segment under way or done and not yet merged. */
struct segment_slot {
    enum segment_state state;
    uint64_t segment;
    uint64_t start, end;                   /* where it began (guessed) and where the next one must begin */
    bool guess;                            /* it is to be guessed where it begins */
    bool guessed;                          /* a start was found, and from there an end */
    uint64_t read;                         /* bytes, to find its start and from there on */
    struct framer after;                   /* the framer's state at `end` */
    struct columns columns, columns_after; /* the decoder's where it began, and at `end` */
    struct segment_result result;
};

/* What reads segments: one thread at a time. */
struct segment_reader {
    const struct parallel *job;
    struct pipeline pipeline;
    struct read_window window;
};

struct worker_pool {
    const struct parallel *job;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t segments, next, merged; /* next: first segment nobody took; merged: first one not merged */
    uint64_t end;                    /* where the merged ones end; written with the lock, as `columns` */
    uint64_t vain;                   /* bytes that were read from wrong starts, or to no end */
    struct framer after;
    struct columns columns;      /* likewise */
    bool stop, merging, refused; /* refused: nothing more is to be delivered */
    struct segment_slot *slots;
    unsigned slot_count;
    struct segment_reader again; /* does segments over whose guess was wrong */
};

static bool stopped(const struct parallel *job)
{
    return job->config->stop && atomic_load_explicit(job->config->stop, memory_order_relaxed);
}

/* Does `line` begin a record by its own bytes, one that does not go on about the record before it? */
static bool begins_record(struct str line)
{
    struct header h;
    bool begins = starts_record(line, &h);
    if (h.message_at == 0)
        return begins;
    return h.message_at < line.n && !plain_continuation(str_head(str_skip(line, h.message_at), 1)) &&
           line.p[h.message_at] != '\n';
}

/* The first line of `window`, what is read at once, that begins a record, with what stands behind it; empty:
 * none. Of the line at the window's start the beginning is not seen. */
static struct str guess_start(struct str window)
{
    size_t at;
    while ((at = str_chr(window, '\n')) < window.n) {
        window = str_skip(window, at + 1);
        if (begins_record(window))
            return window;
    }
    return str_skip(window, window.n);
}

static void segment_reader_init(struct segment_reader *r, const struct parallel *job)
{
    uint64_t bytes = job->config->segment_bytes;
    r->job = job;
    pipeline_init(&r->pipeline, job->config, job->path_trees);
    r->window =
        (struct read_window){.file = job->file, .read_bytes = bytes < READ_BYTES ? bytes : READ_BYTES};
}

static void segment_reader_free(struct segment_reader *r)
{
    pipeline_free(&r->pipeline);
    read_window_free(&r->window);
}

/*
 * Read the segment that begins at `window`, which is the pipeline's place, no further than `most`. False when
 * that is not far enough to see where it ends.
 */
static bool read_segment(struct segment_reader *r, struct str window, uint64_t most,
                         struct segment_slot *slot)
{
    struct pipeline *p = &r->pipeline;
    while (pipeline_take(p, &window, r->window.ended ? FEED_LAST : FEED_MORE) == PIPELINE_MORE) {
        if (r->window.ended) {
            window = str_skip(window, window.n);
            break;
        }
        if (read_window_end(&r->window) >= most)
            return false;
        window = read_window_more(&r->window, window, most);
    }
    slot->end = read_window_end(&r->window) - window.n;
    slot->after = p->framer;
    slot->columns_after = *decoder_columns(p->decoder);
    return true;
}

static void begin_segment(struct segment_reader *r, const struct segment_slot *slot, uint64_t offset,
                          const struct columns *columns)
{
    const struct parallel *job = r->job;
    pipeline_begin(&r->pipeline, job->source, job->source_name, offset, job->now);
    decoder_set_columns(r->pipeline.decoder, columns);
    r->pipeline.segment_end = (slot->segment + 1) * job->config->segment_bytes;
}

/*
 * A record whose start is guessed may go on for long, and so may each that begins in it (a brace on every
 * line): no guess is worth reading far beyond its segment.
 */
static void do_segment(struct segment_reader *r, struct segment_slot *slot)
{
    uint64_t segment_bytes = r->job->config->segment_bytes, begin = slot->segment * segment_bytes;
    bool first = begin == 0; /* no guess */
    uint64_t most = first ? UINT64_MAX : begin + segment_bytes + segment_bytes / VAIN_PART;
    slot->read = 0;
    slot->guessed = slot->guess;
    if (!slot->guess)
        return;
    read_window_begin(&r->window, first ? 0 : begin - 1); /* a record may begin exactly there */
    struct str window = read_window_more(&r->window, STR(""), most);
    if (!first)
        window = guess_start(window);
    slot->guessed = first || window.n;
    slot->start = read_window_end(&r->window) - window.n;
    if (slot->guessed) {
        begin_segment(r, slot, slot->start, &slot->columns);
        slot->guessed = read_segment(r, window, most, slot);
    }
    slot->read = read_window_end(&r->window) - begin;
    segment_result_swap(&r->pipeline.result, &slot->result);
}

static struct segment_slot *slot_of(struct worker_pool *pool, uint64_t segment)
{
    return &pool->slots[segment % pool->slot_count];
}

/* The segment of `slot`, whose guess was wrong, from where the one before it really ended. */
static void redo(struct worker_pool *pool, struct segment_slot *slot)
{
    struct segment_reader *r = &pool->again;
    begin_segment(r, slot, pool->end, &pool->columns);
    framer_resume(&r->pipeline.framer, &pool->after);
    if (pool->end < r->pipeline.segment_end) {
        read_window_begin(&r->window, pool->end);
        (void)read_segment(r, read_window_more(&r->window, STR(""), UINT64_MAX), UINT64_MAX, slot);
    } else {
        slot->end = pool->end;
        slot->after = pool->after;
        slot->columns_after = pool->columns;
    }
    segment_result_swap(&r->pipeline.result, &slot->result);
}

/* Does `slot`, the next to be merged, begin where those before it end? */
static bool guess_holds(const struct worker_pool *pool, const struct segment_slot *slot)
{
    return slot->guessed && slot->start == pool->end &&
           (slot->segment == 0 || framer_at_boundary(&pool->after)) &&
           columns_same(&slot->columns, &pool->columns);
}

/* False when nothing after `slot` is wanted. */
static bool merge_one(struct worker_pool *pool, struct segment_slot *slot)
{
    if (!slot->guessed)
        redo(pool, slot);
    segment_result_merge(pool->job->into, &slot->result);
    correlator_take(pool->job->correlator, &slot->result.events,
                    &(struct correlated_into){.tally = pool->job->into->tally, .source = pool->job->source});
    atomic_fetch_add_explicit(pool->job->bytes, slot->end - pool->end, memory_order_relaxed);
    pool->after = slot->after;
    return segment_result_deliver(&slot->result, pool->job->config);
}

/* Merge what is ready, in order. Called with the lock held; one thread at a time merges. */
static void merge_ready(struct worker_pool *pool)
{
    if (pool->merging)
        return;
    pool->merging = true;
    while (!pool->refused && pool->merged < pool->segments &&
           slot_of(pool, pool->merged)->state == SLOT_READY &&
           slot_of(pool, pool->merged)->segment == pool->merged) {
        struct segment_slot *slot = slot_of(pool, pool->merged);
        if (slot->guessed && !guess_holds(pool, slot)) {
            slot->guessed = false;
            pool->vain += slot->read;
        }
        pthread_mutex_unlock(&pool->lock);
        bool on = merge_one(pool, slot);
        pthread_mutex_lock(&pool->lock);
        pool->columns = slot->columns_after; /* with the lock: who takes a segment reads them */
        pool->end = slot->end;
        pool->refused |= !on;
        pool->stop |= !on;
        slot->state = SLOT_FREE;
        pool->merged++;
        pthread_cond_broadcast(&pool->changed);
    }
    pool->merging = false;
}

/* Not where what is merged goes beyond its end, nor where too much was read in vain. */
static bool is_worth_guessing(const struct worker_pool *pool, uint64_t segment)
{
    uint64_t segment_bytes = pool->job->config->segment_bytes;
    return pool->end < (segment + 1) * segment_bytes &&
           pool->vain <= pool->merged * segment_bytes / VAIN_PART;
}

/* The next segment to do, in *slot; false when there is none left. Waits for a free slot. */
static bool take_segment(struct worker_pool *pool, struct segment_slot **slot)
{
    for (;;) {
        pool->stop |= stopped(pool->job);
        if (pool->stop || pool->next >= pool->segments)
            return false;
        *slot = slot_of(pool, pool->next);
        if ((*slot)->state == SLOT_FREE)
            break;
        pthread_cond_wait(&pool->changed, &pool->lock);
    }
    (*slot)->state = SLOT_TAKEN;
    (*slot)->segment = pool->next++;
    (*slot)->guess = is_worth_guessing(pool, (*slot)->segment);
    (*slot)->columns = pool->columns; /* most logs name them once */
    return true;
}

static void *work(void *context)
{
    struct worker_pool *pool = context;
    struct segment_reader r;
    struct segment_slot *slot;
    segment_reader_init(&r, pool->job);
    pthread_mutex_lock(&pool->lock);
    while (take_segment(pool, &slot)) {
        pthread_mutex_unlock(&pool->lock);
        do_segment(&r, slot);
        pthread_mutex_lock(&pool->lock);
        pool->vain += slot->guessed ? 0 : slot->read;
        slot->state = SLOT_READY;
        merge_ready(pool);
    }
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    segment_reader_free(&r);
    return NULL;
}

static void worker_pool_init(struct worker_pool *pool, const struct parallel *job)
{
    *pool = (struct worker_pool){.job = job, .slot_count = job->config->threads + 2};
    pool->segments = job->file->size / job->config->segment_bytes + 1;
    pool->slots = mem_zero(pool->slot_count * sizeof *pool->slots);
    for (unsigned i = 0; i < pool->slot_count; i++)
        segment_result_init(&pool->slots[i].result, job->config);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    segment_reader_init(&pool->again, job);
}

static void worker_pool_free(struct worker_pool *pool)
{
    for (unsigned i = 0; i < pool->slot_count; i++)
        segment_result_free(&pool->slots[i].result);
    free(pool->slots);
    segment_reader_free(&pool->again);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->changed);
}

bool parallel_run(const struct parallel *job)
{
    struct worker_pool pool;
    unsigned started = 0;
    worker_pool_init(&pool, job);
    pthread_t *threads = mem_zero(job->config->threads * sizeof *threads);
    while (started + 1 < job->config->threads && thread_begin(&threads[started], work, &pool))
        started++;
    work(&pool);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    bool whole = !pool.stop;
    free(threads);
    worker_pool_free(&pool);
    return whole;
}
