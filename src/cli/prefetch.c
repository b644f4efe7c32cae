#include "cli/prefetch.h"

#include <errno.h>
#include <unistd.h>

#include "base/thread.h"
#include "input/unpack_whole.h"
#include "run/worker.h"

enum {
    PACKED_MOST = 4 << 20, /* bytes of a compressed file that is read ahead, ... */
    PLAIN_MOST = 8 << 20,  /* ... and what it may come to: memory is this for each slot at most */
    SPARE = 2              /* slots beyond those that threads fill: one is taken in, one waits */
};

enum prefetch_state { SLOT_FREE, SLOT_TAKEN, SLOT_READY };

/* A file that is being read or waits to be taken in. */
struct prefetch_slot {
    enum prefetch_state state;
    enum prefetch_result gave;
    size_t input;
    struct buf plain;
    struct source_counts *counts; /* NULL: the run counts for itself */
};

struct prefetch {
    const struct input_reader *reader;
    const struct inputs *in;
    bool shares, plain_too; /* workers count; also what is not compressed */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next; /* the first input that nobody took */
    bool stop;
    struct prefetch_slot *slots;
    unsigned slot_count, thread_count;
    pthread_t *threads;
};

/* What each thread has for itself. */
struct prefetch_thread {
    struct prefetch *prefetch;
    struct worker *worker; /* NULL: it only unpacks */
    struct unpack_whole *unpack;
    struct buf packed;
};

/* --- one file --- */

/* All of `fd`, if it is not more than `most` bytes. */
static bool read_all(int fd, size_t most, struct buf *out)
{
    ssize_t n;
    buf_clear(out);
    do {
        n = read(fd, buf_room(out, most + 1 - out->n), most + 1 - out->n);
        out->n += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && out->n <= most) || (n < 0 && errno == EINTR));
    return n == 0;
}

static bool load_from(struct prefetch_thread *t, const struct input *in, int fd, struct buf *plain)
{
    if (in->packed == UNPACK_NONE)
        return read_all(fd, PLAIN_MOST, plain);
    return read_all(fd, PACKED_MOST, &t->packed) &&
           unpack_whole(t->unpack, in->packed, buf_str(&t->packed), PLAIN_MOST, plain);
}

static bool load(struct prefetch_thread *t, const struct input *in, struct buf *plain)
{
    struct err err = {.line = 0};
    int fd = input_open(in, &err);
    bool whole = fd >= 0 && load_from(t, in, fd, plain);
    if (fd >= 0)
        close(fd);
    return whole;
}

static enum prefetch_result read_one(struct prefetch_thread *t, struct prefetch_slot *slot)
{
    const struct prefetch *p = t->prefetch;
    const struct input *in = &p->in->v[slot->input];
    if (!load(t, in, &slot->plain))
        return PREFETCH_NOTHING;
    int64_t now_ms = p->reader->options->now_ms == NO_TIME ? in->modified_ms : NO_TIME;
    bool counted = t->worker && worker_count(t->worker, (unsigned)slot->input, str_z(in->path), now_ms,
                                             buf_str(&slot->plain), slot->counts);
    return counted ? PREFETCH_COUNTED : PREFETCH_BYTES;
}

/* --- threads --- */

static bool is_ours(const struct prefetch *p, const struct input *in)
{
    if (input_is_stdin(in->path))
        return false;
    return in->packed != UNPACK_NONE || (p->plain_too && in->regular && in->size <= PLAIN_MOST);
}

static struct prefetch_slot *free_slot(struct prefetch *p)
{
    for (unsigned i = 0; i < p->slot_count; i++)
        if (p->slots[i].state == SLOT_FREE)
            return &p->slots[i];
    return NULL;
}

/* A slot with the next file to read in it; NULL when there is none left. Called with the lock held. */
static struct prefetch_slot *take_work(struct prefetch *p)
{
    for (;;) {
        while (p->next < p->in->n && !is_ours(p, &p->in->v[p->next]))
            p->next++;
        if (p->stop || p->next >= p->in->n)
            return NULL;
        struct prefetch_slot *slot = free_slot(p);
        if (slot) {
            slot->state = SLOT_TAKEN;
            slot->input = p->next++;
            return slot;
        }
        pthread_cond_wait(&p->changed, &p->lock);
    }
}

static void *work(void *context)
{
    struct prefetch *p = context;
    struct prefetch_thread thread = {
        p, p->shares ? worker_new(p->reader->run) : NULL, unpack_whole_new(), {0}};
    struct prefetch_slot *slot;
    pthread_mutex_lock(&p->lock);
    while ((slot = take_work(p))) {
        pthread_mutex_unlock(&p->lock);
        slot->gave = read_one(&thread, slot);
        pthread_mutex_lock(&p->lock);
        slot->state = SLOT_READY;
        pthread_cond_broadcast(&p->changed);
    }
    pthread_mutex_unlock(&p->lock);
    if (thread.worker)
        worker_free(thread.worker);
    unpack_whole_free(thread.unpack);
    buf_free(&thread.packed);
    return NULL;
}

static size_t count_ours(const struct prefetch *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->in->n; i++)
        n += is_ours(p, &p->in->v[i]);
    return n;
}

static void start(struct prefetch *p, unsigned threads)
{
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    p->slot_count = threads + SPARE;
    p->slots = mem_zero(p->slot_count * sizeof *p->slots);
    for (unsigned i = 0; p->shares && i < p->slot_count; i++)
        p->slots[i].counts = source_counts_new(p->reader->run);
    p->threads = mem_zero(threads * sizeof *p->threads);
    while (p->thread_count < threads && thread_begin(&p->threads[p->thread_count], work, p))
        p->thread_count++;
}

struct prefetch *prefetch_begin(const struct input_reader *r, const struct inputs *in)
{
    struct prefetch *p = mem_zero(sizeof *p);
    *p = (struct prefetch){.reader = r, .in = in, .shares = run_shares(r->run)};
    /* Relative times of a plain file count from its newest record. */
    p->plain_too = p->shares && !query_relative(r->query);
    if (r->threads < 2 || count_ours(p) < 2) {
        free(p);
        return NULL;
    }
    start(p, r->threads);
    return p;
}

/* --- the reader --- */

static void give_back(struct prefetch *p, struct prefetch_slot *slot)
{
    slot->state = SLOT_FREE;
    pthread_cond_broadcast(&p->changed);
}

/* The slot of input `i`, if a thread has taken it. Those of inputs before it are free again. */
static struct prefetch_slot *slot_of(struct prefetch *p, size_t i)
{
    struct prefetch_slot *found = NULL;
    for (unsigned k = 0; k < p->slot_count; k++) {
        struct prefetch_slot *slot = &p->slots[k];
        if (slot->state != SLOT_FREE && slot->input == i)
            found = slot;
        else if (slot->state == SLOT_READY && slot->input < i)
            give_back(p, slot);
    }
    return found;
}

enum prefetch_result prefetch_take(struct prefetch *p, size_t i, struct str *plain, bool *on)
{
    if (!is_ours(p, &p->in->v[i]))
        return PREFETCH_NOTHING;
    pthread_mutex_lock(&p->lock);
    struct prefetch_slot *slot;
    /* Nobody took it yet: a thread will, unless there is none. */
    while ((slot = slot_of(p, i)) ? slot->state == SLOT_TAKEN : p->thread_count > 0 && p->next <= i)
        pthread_cond_wait(&p->changed, &p->lock);
    pthread_mutex_unlock(&p->lock);
    if (!slot)
        return PREFETCH_NOTHING;
    *plain = buf_str(&slot->plain);
    *on = slot->gave != PREFETCH_COUNTED || run_take(p->reader->run, slot->counts);
    return slot->gave;
}

void prefetch_end(struct prefetch *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->thread_count; i++)
        pthread_join(p->threads[i], NULL);
    for (unsigned i = 0; i < p->slot_count; i++) {
        buf_free(&p->slots[i].plain);
        if (p->slots[i].counts)
            source_counts_free(p->slots[i].counts);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->changed);
    free(p->slots);
    free(p->threads);
    free(p);
}
