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

static bool load_from(struct prefetch_thread *h, const struct input *in, int fd, struct buf *plain)
{
    if (in->packed == UNPACK_NONE)
        return read_all(fd, PLAIN_MOST, plain);
    return read_all(fd, PACKED_MOST, &h->packed) &&
           unpack_whole(h->unpack, in->packed, buf_str(&h->packed), PLAIN_MOST, plain);
}

static bool load(struct prefetch_thread *h, const struct input *in, struct buf *plain)
{
    struct err err = {.line = 0};
    int fd = input_open(in, &err);
    bool whole = fd >= 0 && load_from(h, in, fd, plain);
    if (fd >= 0)
        close(fd);
    return whole;
}

static enum prefetch_result read_one(struct prefetch_thread *h, struct prefetch_slot *slot)
{
    const struct prefetch *a = h->prefetch;
    const struct input *in = &a->in->v[slot->input];
    if (!load(h, in, &slot->plain))
        return PREFETCH_NOTHING;
    int64_t now_ms = a->reader->options->now_ms == NO_TIME ? in->modified_ms : NO_TIME;
    bool counted = h->worker && worker_count(h->worker, (unsigned)slot->input, str_z(in->path), now_ms,
                                             buf_str(&slot->plain), slot->counts);
    return counted ? PREFETCH_COUNTED : PREFETCH_BYTES;
}

/* --- threads --- */

static bool is_ours(const struct prefetch *a, const struct input *in)
{
    if (input_is_stdin(in->path))
        return false;
    return in->packed != UNPACK_NONE || (a->plain_too && in->regular && in->size <= PLAIN_MOST);
}

static struct prefetch_slot *free_slot(struct prefetch *a)
{
    for (unsigned i = 0; i < a->slot_count; i++)
        if (a->slots[i].state == SLOT_FREE)
            return &a->slots[i];
    return NULL;
}

/* A slot with the next file to read in it; NULL when there is none left. Called with the lock held. */
static struct prefetch_slot *take_work(struct prefetch *a)
{
    for (;;) {
        while (a->next < a->in->n && !is_ours(a, &a->in->v[a->next]))
            a->next++;
        if (a->stop || a->next >= a->in->n)
            return NULL;
        struct prefetch_slot *slot = free_slot(a);
        if (slot) {
            slot->state = SLOT_TAKEN;
            slot->input = a->next++;
            return slot;
        }
        pthread_cond_wait(&a->changed, &a->lock);
    }
}

static void *work(void *context)
{
    struct prefetch *a = context;
    struct prefetch_thread hand = {a, a->shares ? worker_new(a->reader->run) : NULL, unpack_whole_new(), {0}};
    struct prefetch_slot *slot;
    pthread_mutex_lock(&a->lock);
    while ((slot = take_work(a))) {
        pthread_mutex_unlock(&a->lock);
        slot->gave = read_one(&hand, slot);
        pthread_mutex_lock(&a->lock);
        slot->state = SLOT_READY;
        pthread_cond_broadcast(&a->changed);
    }
    pthread_mutex_unlock(&a->lock);
    if (hand.worker)
        worker_free(hand.worker);
    unpack_whole_free(hand.unpack);
    buf_free(&hand.packed);
    return NULL;
}

static size_t count_ours(const struct prefetch *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->in->n; i++)
        n += is_ours(a, &a->in->v[i]);
    return n;
}

static void start(struct prefetch *a, unsigned threads)
{
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    a->slot_count = threads + SPARE;
    a->slots = mem_zero(a->slot_count * sizeof *a->slots);
    for (unsigned i = 0; a->shares && i < a->slot_count; i++)
        a->slots[i].counts = source_counts_new(a->reader->run);
    a->threads = mem_zero(threads * sizeof *a->threads);
    while (a->thread_count < threads && thread_begin(&a->threads[a->thread_count], work, a))
        a->thread_count++;
}

struct prefetch *prefetch_begin(const struct input_reader *r, const struct inputs *in)
{
    struct prefetch *a = mem_zero(sizeof *a);
    *a = (struct prefetch){.reader = r, .in = in, .shares = run_shares(r->run)};
    /* Relative times of a plain file count from its newest record. */
    a->plain_too = a->shares && !query_relative(r->query);
    if (r->threads < 2 || count_ours(a) < 2) {
        free(a);
        return NULL;
    }
    start(a, r->threads);
    return a;
}

/* --- the reader --- */

static void give_back(struct prefetch *a, struct prefetch_slot *slot)
{
    slot->state = SLOT_FREE;
    pthread_cond_broadcast(&a->changed);
}

/* The slot of input `i`, if a thread has taken it. Those of inputs before it are free again. */
static struct prefetch_slot *slot_of(struct prefetch *a, size_t i)
{
    struct prefetch_slot *found = NULL;
    for (unsigned k = 0; k < a->slot_count; k++) {
        struct prefetch_slot *slot = &a->slots[k];
        if (slot->state != SLOT_FREE && slot->input == i)
            found = slot;
        else if (slot->state == SLOT_READY && slot->input < i)
            give_back(a, slot);
    }
    return found;
}

enum prefetch_result prefetch_take(struct prefetch *a, size_t i, struct str *plain, bool *on)
{
    if (!is_ours(a, &a->in->v[i]))
        return PREFETCH_NOTHING;
    pthread_mutex_lock(&a->lock);
    struct prefetch_slot *slot;
    /* Nobody took it yet: a thread will, unless there is none. */
    while ((slot = slot_of(a, i)) ? slot->state == SLOT_TAKEN : a->thread_count > 0 && a->next <= i)
        pthread_cond_wait(&a->changed, &a->lock);
    pthread_mutex_unlock(&a->lock);
    if (!slot)
        return PREFETCH_NOTHING;
    *plain = buf_str(&slot->plain);
    *on = slot->gave != PREFETCH_COUNTED || run_take(a->reader->run, slot->counts);
    return slot->gave;
}

void prefetch_end(struct prefetch *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
    for (unsigned i = 0; i < a->thread_count; i++)
        pthread_join(a->threads[i], NULL);
    for (unsigned i = 0; i < a->slot_count; i++) {
        buf_free(&a->slots[i].plain);
        if (a->slots[i].counts)
            source_counts_free(a->slots[i].counts);
    }
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->changed);
    free(a->slots);
    free(a->threads);
    free(a);
}
