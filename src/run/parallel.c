#include "run/parallel.h"

#include "base/thread.h"
#include "input/record_start.h"
#include "record/plain.h"

/* How far from a segment's nominal start a record's start is looked for, and no further than it is long. */
enum { GUESS_WITHIN = 1 << 18 };

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
    uint64_t read;                         /* bytes from the guessed start on */
    struct framer after;                   /* the framer's state at `end` */
    struct columns columns, columns_after; /* the decoder's where it began, and at `end` */
    struct segment_result result;
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
    struct pipeline again; /* does segments over whose guess was wrong */
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

/* First line at or after `at` that begins a record; false when there is none within `within` bytes. */
static bool guess_start(struct str whole, uint64_t at, uint64_t within, uint64_t *start)
{
    uint64_t most = at + within < whole.n ? at + within : whole.n;
    if (at > 0)
        at--; /* a record may begin exactly there */
    while ((at += str_chr(str_of(whole.p + at, most - at), '\n')) < most) {
        struct str line = str_skip(whole, ++at);
        if (begins_record(line)) {
            *start = at;
            return true;
        }
    }
    return false;
}

/*
 * Run `p` over the segment that begins at p->framer.offset, into p->result, reading no further than `most`.
 * False when that is not far enough to see where it ends.
 */
static bool run_segment(struct pipeline *p, struct str whole, uint64_t most, struct segment_slot *slot)
{
    bool last = most >= whole.n;
    struct str window = str_skip(str_head(whole, most), p->framer.offset);
    if (pipeline_take(p, &window, last ? FEED_LAST : FEED_MORE) == PIPELINE_MORE) {
        if (!last)
            return false;
        window = str_skip(window, window.n);
    }
    slot->end = (uint64_t)(window.p - whole.p);
    slot->after = p->framer;
    slot->columns_after = *decoder_columns(p->decoder);
    return true;
}

static void begin_at(struct pipeline *p, const struct parallel *job, uint64_t offset)
{
    pipeline_begin(p, job->source, job->source_name, offset, job->now);
}

/*
 * A record whose start is guessed may go on for long, and so may each that begins in it (a brace on every
 * line): no guess is worth reading far beyond its segment.
 */
static void do_segment(struct worker_pool *c, struct pipeline *p, struct segment_slot *slot)
{
    const struct parallel *job = c->job;
    uint64_t segment_bytes = job->config->segment_bytes, segment_end = (slot->segment + 1) * segment_bytes;
    bool first = slot->segment == 0; /* no guess */
    slot->start = slot->read = 0;
    slot->guessed = slot->guess;
    if (slot->guess && !first) {
        slot->read = segment_bytes < GUESS_WITHIN ? segment_bytes : GUESS_WITHIN;
        slot->guessed = guess_start(job->whole, slot->segment * segment_bytes, slot->read, &slot->start);
    }
    if (!slot->guessed)
        return;
    begin_at(p, job, slot->start);
    decoder_set_columns(p->decoder, &slot->columns);
    p->segment_end = segment_end;
    if (slot->start < segment_end) {
        uint64_t most = first ? job->whole.n : segment_end + segment_bytes / VAIN_PART;
        slot->guessed = run_segment(p, job->whole, most, slot);
        slot->read = (slot->guessed ? slot->end : most) - slot->start;
    } else {
        slot->end = slot->start;
        slot->after = p->framer;
        slot->columns_after = slot->columns;
    }
    segment_result_swap(&p->result, &slot->result);
}

static struct segment_slot *slot_of(struct worker_pool *c, uint64_t segment)
{
    return &c->slots[segment % c->slot_count];
}

/* The segment of `slot`, whose guess was wrong, from where the one before it really ended. */
static void redo(struct worker_pool *c, struct segment_slot *slot)
{
    struct pipeline *p = &c->again;
    uint64_t segment_end = (slot->segment + 1) * c->job->config->segment_bytes;
    begin_at(p, c->job, c->end);
    decoder_set_columns(p->decoder, &c->columns);
    framer_resume(&p->framer, &c->after);
    p->segment_end = segment_end;
    if (c->end < segment_end) {
        (void)run_segment(p, c->job->whole, UINT64_MAX, slot);
    } else {
        slot->end = c->end;
        slot->after = c->after;
        slot->columns_after = c->columns;
    }
    segment_result_swap(&p->result, &slot->result);
}

/* What stands before `end`, where c->end is next, is counted. */
static void pass_to(struct worker_pool *c, uint64_t end)
{
    const struct parallel *job = c->job;
    atomic_fetch_add_explicit(job->bytes, end - c->end, memory_order_relaxed);
    if (job->config->passed)
        job->config->passed(str_of(job->whole.p + c->end, end - c->end));
}

/* Does `slot`, the next to be merged, begin where those before it end? */
static bool guess_holds(const struct worker_pool *c, const struct segment_slot *slot)
{
    return slot->guessed && slot->start == c->end && (slot->segment == 0 || framer_at_boundary(&c->after)) &&
           columns_same(&slot->columns, &c->columns);
}

/* False when nothing after `slot` is wanted. */
static bool merge_one(struct worker_pool *c, struct segment_slot *slot)
{
    if (!slot->guessed)
        redo(c, slot);
    segment_result_merge(c->job->into, &slot->result);
    correlator_take(c->job->correlator, &slot->result.events,
                    &(struct correlated_into){.tally = c->job->into->tally, .source = c->job->source});
    pass_to(c, slot->end);
    c->after = slot->after;
    return segment_result_deliver(&slot->result, c->job->config);
}

/* Merge what is ready, in order. Called with the lock held; one thread at a time merges. */
static void merge_ready(struct worker_pool *c)
{
    if (c->merging)
        return;
    c->merging = true;
    while (!c->refused && c->merged < c->segments && slot_of(c, c->merged)->state == SLOT_READY &&
           slot_of(c, c->merged)->segment == c->merged) {
        struct segment_slot *slot = slot_of(c, c->merged);
        if (slot->guessed && !guess_holds(c, slot)) {
            slot->guessed = false;
            c->vain += slot->read;
        }
        pthread_mutex_unlock(&c->lock);
        bool on = merge_one(c, slot);
        pthread_mutex_lock(&c->lock);
        c->columns = slot->columns_after; /* with the lock: who takes a segment reads them */
        c->end = slot->end;
        c->refused |= !on;
        c->stop |= !on;
        slot->state = SLOT_FREE;
        c->merged++;
        pthread_cond_broadcast(&c->changed);
    }
    c->merging = false;
}

/* Not where what is merged goes beyond its end, nor where too much was read in vain. */
static bool is_worth_guessing(const struct worker_pool *c, uint64_t segment)
{
    uint64_t segment_bytes = c->job->config->segment_bytes;
    return c->end < (segment + 1) * segment_bytes && c->vain <= c->merged * segment_bytes / VAIN_PART;
}

/* The next segment to do, in *slot; false when there is none left. Waits for a free slot. */
static bool take_segment(struct worker_pool *c, struct segment_slot **slot)
{
    for (;;) {
        c->stop |= stopped(c->job);
        if (c->stop || c->next >= c->segments)
            return false;
        *slot = slot_of(c, c->next);
        if ((*slot)->state == SLOT_FREE)
            break;
        pthread_cond_wait(&c->changed, &c->lock);
    }
    (*slot)->state = SLOT_TAKEN;
    (*slot)->segment = c->next++;
    (*slot)->guess = is_worth_guessing(c, (*slot)->segment);
    (*slot)->columns = c->columns; /* most logs name them once */
    return true;
}

static void *work(void *context)
{
    struct worker_pool *c = context;
    struct pipeline p;
    struct segment_slot *slot;
    pipeline_init(&p, c->job->config, c->job->path_trees);
    pthread_mutex_lock(&c->lock);
    while (take_segment(c, &slot)) {
        pthread_mutex_unlock(&c->lock);
        do_segment(c, &p, slot);
        pthread_mutex_lock(&c->lock);
        c->vain += slot->guessed ? 0 : slot->read;
        slot->state = SLOT_READY;
        merge_ready(c);
    }
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pipeline_free(&p);
    return NULL;
}

static void worker_pool_init(struct worker_pool *c, const struct parallel *job)
{
    *c = (struct worker_pool){.job = job, .slot_count = job->config->threads + 2};
    c->segments = job->whole.n / job->config->segment_bytes + 1;
    c->slots = mem_zero(c->slot_count * sizeof *c->slots);
    for (unsigned i = 0; i < c->slot_count; i++)
        segment_result_init(&c->slots[i].result, job->config);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    pipeline_init(&c->again, job->config, job->path_trees);
}

static void worker_pool_free(struct worker_pool *c)
{
    for (unsigned i = 0; i < c->slot_count; i++)
        segment_result_free(&c->slots[i].result);
    free(c->slots);
    pipeline_free(&c->again);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->changed);
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
