#include "cli/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum {
    PACKED_MOST = 4 << 20, /* bytes of a file that is unpacked ahead, ... */
    PLAIN_MOST = 16 << 20, /* ... and what it may come to: memory is this for each slot at most */
    PIECE = 256 << 10,
    SPARE = 2 /* slots beyond those that threads fill: one is read, one waits */
};

enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_READY, SLOT_REFUSED };

/* A file that is being unpacked or waits to be read. */
struct slot {
    enum slot_state state;
    size_t input;
    struct buf plain;
};

struct ahead {
    const struct inputs *in;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next; /* the first input that nobody took */
    bool stop;
    struct slot *slots;
    unsigned slot_count, thread_count;
    pthread_t *threads;
};

/* --- one file --- */

struct packed {
    int fd;
    bool failed;
    char *piece;
};

static struct str packed_bytes(void *context)
{
    struct packed *p = context;
    ssize_t n = read(p->fd, p->piece, PIECE);
    p->failed |= n < 0;
    return str_of(p->piece, n > 0 ? (size_t)n : 0);
}

static bool is_small(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_size <= PACKED_MOST;
}

static bool unpack_all(struct unpack *u, struct buf *plain)
{
    struct err err = {.line = 0};
    struct str bytes;
    enum unpack_stop stop;
    while ((stop = unpack_next(u, &bytes, &err)) == UNPACK_BYTES) {
        if (plain->n + bytes.n > PLAIN_MOST)
            return false;
        buf_add(plain, bytes);
    }
    return stop == UNPACK_END;
}

/* The whole of `in`; false when it has to be read as a stream. */
static bool unpack_file(const struct input *in, char *piece, struct buf *plain)
{
    struct err err = {.line = 0};
    struct packed p = {.fd = input_open(in, &err), .piece = piece};
    struct unpack *u = p.fd >= 0 && is_small(p.fd) ? unpack_new(in->packed, packed_bytes, &p, &err) : NULL;
    bool whole = u && unpack_all(u, plain) && !p.failed;
    unpack_free(u);
    if (p.fd >= 0)
        close(p.fd);
    return whole;
}

/* --- threads --- */

static bool is_ours(const struct input *in)
{
    return in->packed != UNPACK_NONE && strcmp(in->path, "-") != 0;
}

static struct slot *free_slot(struct ahead *a)
{
    for (unsigned i = 0; i < a->slot_count; i++)
        if (a->slots[i].state == SLOT_FREE)
            return &a->slots[i];
    return NULL;
}

/* A slot with the next file to unpack in it; NULL when there is none left. Called with the lock held. */
static struct slot *take_work(struct ahead *a)
{
    for (;;) {
        while (a->next < a->in->n && !is_ours(&a->in->v[a->next]))
            a->next++;
        if (a->stop || a->next >= a->in->n)
            return NULL;
        struct slot *slot = free_slot(a);
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
    struct ahead *a = context;
    char *piece = mem_zero(PIECE);
    struct slot *slot;
    pthread_mutex_lock(&a->lock);
    while ((slot = take_work(a))) {
        pthread_mutex_unlock(&a->lock);
        bool whole = unpack_file(&a->in->v[slot->input], piece, &slot->plain);
        pthread_mutex_lock(&a->lock);
        slot->state = whole ? SLOT_READY : SLOT_REFUSED;
        pthread_cond_broadcast(&a->changed);
    }
    pthread_mutex_unlock(&a->lock);
    free(piece);
    return NULL;
}

static size_t count_ours(const struct inputs *in)
{
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++)
        n += is_ours(&in->v[i]);
    return n;
}

struct ahead *ahead_begin(const struct inputs *in, unsigned threads)
{
    if (threads < 2 || count_ours(in) < 2)
        return NULL;
    struct ahead *a = mem_zero(sizeof *a);
    *a = (struct ahead){.in = in, .slot_count = threads + SPARE};
    a->slots = mem_zero(a->slot_count * sizeof *a->slots);
    a->threads = mem_zero(threads * sizeof *a->threads);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    while (a->thread_count < threads && pthread_create(&a->threads[a->thread_count], NULL, work, a) == 0)
        a->thread_count++;
    return a;
}

/* --- the reader --- */

static void give_up(struct ahead *a, struct slot *slot)
{
    buf_clear(&slot->plain);
    slot->state = SLOT_FREE;
    pthread_cond_broadcast(&a->changed);
}

/* The slot of input `i`, if a thread has taken it. Those of inputs before it are free again. */
static struct slot *slot_of(struct ahead *a, size_t i)
{
    struct slot *found = NULL;
    for (unsigned k = 0; k < a->slot_count; k++) {
        struct slot *slot = &a->slots[k];
        if (slot->state != SLOT_FREE && slot->input == i)
            found = slot;
        else if (slot->state > SLOT_TAKEN && slot->input < i)
            give_up(a, slot);
    }
    return found;
}

bool ahead_take(struct ahead *a, size_t i, struct str *plain)
{
    if (!is_ours(&a->in->v[i]))
        return false;
    pthread_mutex_lock(&a->lock);
    struct slot *slot;
    /* Nobody took it yet: a thread will, unless there is none. */
    while ((slot = slot_of(a, i)) ? slot->state == SLOT_TAKEN : a->thread_count > 0 && a->next <= i)
        pthread_cond_wait(&a->changed, &a->lock);
    bool ready = slot && slot->state == SLOT_READY;
    if (ready)
        *plain = buf_str(&slot->plain);
    pthread_mutex_unlock(&a->lock);
    return ready;
}

void ahead_end(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
    for (unsigned i = 0; i < a->thread_count; i++)
        pthread_join(a->threads[i], NULL);
    for (unsigned i = 0; i < a->slot_count; i++)
        buf_free(&a->slots[i].plain);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->changed);
    free(a->slots);
    free(a->threads);
    free(a);
}
