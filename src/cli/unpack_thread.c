#include "cli/unpack_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"

enum { PIECES = 4, PIECE = 256 << 10, PACKED = 128 << 10 };

struct unpack_thread {
    int fd, ready[2];
    struct unpack *unpack;
    struct err err;
    bool failed;
    char packed[PACKED];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct buf pieces[PIECES];
    size_t made, given, done; /* pieces; those that were given and are done with are filled again */
    bool stop;
};

/* --- the thread --- */

static struct str packed_bytes(void *context)
{
    struct unpack_thread *b = context;
    ssize_t n;
    do
        n = read(b->fd, b->packed, PACKED);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        err_set(&b->err, "cannot read: %s", strerror(errno));
        b->failed = true;
    }
    return str_of(b->packed, n > 0 ? (size_t)n : 0);
}

/* False when nothing follows it. */
static bool fill(struct unpack_thread *b, struct buf *piece)
{
    struct err err = {.line = 0};
    struct str bytes;
    enum unpack_stop stop = UNPACK_BYTES;
    buf_clear(piece);
    while (piece->n < PIECE && (stop = unpack_next(b->unpack, &bytes, &err)) == UNPACK_BYTES)
        buf_add(piece, bytes);
    if (stop == UNPACK_BROKEN && !b->failed) {
        b->err = err;
        b->failed = true;
    }
    return stop == UNPACK_BYTES;
}

/* The piece to fill next; NULL: no more are wanted. */
static struct buf *free_piece(struct unpack_thread *b)
{
    pthread_mutex_lock(&b->lock);
    while (!b->stop && b->made - b->done == PIECES)
        pthread_cond_wait(&b->changed, &b->lock);
    bool stop = b->stop;
    pthread_mutex_unlock(&b->lock);
    return stop ? NULL : &b->pieces[b->made % PIECES];
}

/* A byte behind the piece that it speaks of: who has read it sees the piece. */
static bool tell(struct unpack_thread *b)
{
    ssize_t n;
    pthread_mutex_lock(&b->lock);
    b->made++;
    pthread_mutex_unlock(&b->lock);
    do
        n = write(b->ready[1], "", 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

static void *work(void *context)
{
    struct unpack_thread *b = context;
    struct buf *piece;
    bool more = true;
    while (more && (piece = free_piece(b))) {
        more = fill(b, piece);
        more = tell(b) && more;
    }
    close(b->ready[1]);
    return NULL;
}

/* --- who reads --- */

static void release(struct unpack_thread *b)
{
    close(b->ready[0]);
    unpack_free(b->unpack);
    for (size_t i = 0; i < PIECES; i++)
        buf_free(&b->pieces[i]);
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->changed);
    free(b);
}

struct unpack_thread *unpack_thread_begin(enum unpack_kind kind, const char *path, int fd)
{
    struct unpack_thread *b = mem_zero(sizeof *b);
    b->fd = fd;
    b->unpack = unpack_new(kind, path, packed_bytes, b, &b->err);
    if (!b->unpack || pipe(b->ready) != 0) {
        unpack_free(b->unpack);
        free(b);
        return NULL;
    }
    fcntl(b->ready[0], F_SETFD, FD_CLOEXEC);
    fcntl(b->ready[1], F_SETFD, FD_CLOEXEC);
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    if (thread_begin(&b->thread, work, b))
        return b;
    close(b->ready[1]);
    release(b);
    return NULL;
}

int unpack_thread_ready(const struct unpack_thread *b)
{
    return b->ready[0];
}

struct str unpack_thread_piece(struct unpack_thread *b)
{
    pthread_mutex_lock(&b->lock);
    b->done = b->given;
    pthread_cond_signal(&b->changed);
    struct str piece = buf_str(&b->pieces[b->given++ % PIECES]);
    pthread_mutex_unlock(&b->lock);
    return piece;
}

bool unpack_thread_end(struct unpack_thread *b, struct err *err)
{
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_cond_signal(&b->changed);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    bool ok = !b->failed;
    if (!ok)
        *err = b->err;
    release(b);
    return ok;
}
