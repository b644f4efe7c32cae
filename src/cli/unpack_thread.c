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
    struct unpack_thread *u = context;
    ssize_t n;
    do
        n = read(u->fd, u->packed, PACKED);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        err_set(&u->err, "cannot read: %s", strerror(errno));
        u->failed = true;
    }
    return str_of(u->packed, n > 0 ? (size_t)n : 0);
}

/* False when nothing follows it. */
static bool fill(struct unpack_thread *u, struct buf *piece)
{
    struct err err = {.line = 0};
    struct str bytes;
    enum unpack_stop stop = UNPACK_BYTES;
    buf_clear(piece);
    while (piece->n < PIECE && (stop = unpack_next(u->unpack, &bytes, &err)) == UNPACK_BYTES)
        buf_add(piece, bytes);
    if (stop == UNPACK_BROKEN && !u->failed) {
        u->err = err;
        u->failed = true;
    }
    return stop == UNPACK_BYTES;
}

/* The piece to fill next; NULL: no more are wanted. */
static struct buf *free_piece(struct unpack_thread *u)
{
    pthread_mutex_lock(&u->lock);
    while (!u->stop && u->made - u->done == PIECES)
        pthread_cond_wait(&u->changed, &u->lock);
    bool stop = u->stop;
    pthread_mutex_unlock(&u->lock);
    return stop ? NULL : &u->pieces[u->made % PIECES];
}

/* A byte behind the piece that it speaks of: who has read it sees the piece. */
static bool tell(struct unpack_thread *u)
{
    ssize_t n;
    pthread_mutex_lock(&u->lock);
    u->made++;
    pthread_mutex_unlock(&u->lock);
    do
        n = write(u->ready[1], "", 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

static void *work(void *context)
{
    struct unpack_thread *u = context;
    struct buf *piece;
    bool more = true;
    while (more && (piece = free_piece(u))) {
        more = fill(u, piece);
        more = tell(u) && more;
    }
    close(u->ready[1]);
    return NULL;
}

/* --- who reads --- */

static void release(struct unpack_thread *u)
{
    close(u->ready[0]);
    unpack_free(u->unpack);
    for (size_t i = 0; i < PIECES; i++)
        buf_free(&u->pieces[i]);
    pthread_mutex_destroy(&u->lock);
    pthread_cond_destroy(&u->changed);
    free(u);
}

struct unpack_thread *unpack_thread_begin(enum unpack_kind kind, const char *path, int fd)
{
    struct unpack_thread *u = mem_zero(sizeof *u);
    u->fd = fd;
    u->unpack = unpack_new(kind, path, packed_bytes, u, &u->err);
    if (!u->unpack || pipe(u->ready) != 0) {
        unpack_free(u->unpack);
        free(u);
        return NULL;
    }
    fcntl(u->ready[0], F_SETFD, FD_CLOEXEC);
    fcntl(u->ready[1], F_SETFD, FD_CLOEXEC);
    pthread_mutex_init(&u->lock, NULL);
    pthread_cond_init(&u->changed, NULL);
    if (thread_begin(&u->thread, work, u))
        return u;
    close(u->ready[1]);
    release(u);
    return NULL;
}

int unpack_thread_ready(const struct unpack_thread *u)
{
    return u->ready[0];
}

struct str unpack_thread_piece(struct unpack_thread *u)
{
    pthread_mutex_lock(&u->lock);
    u->done = u->given;
    pthread_cond_signal(&u->changed);
    struct str piece = buf_str(&u->pieces[u->given++ % PIECES]);
    pthread_mutex_unlock(&u->lock);
    return piece;
}

bool unpack_thread_end(struct unpack_thread *u, struct err *err)
{
    pthread_mutex_lock(&u->lock);
    u->stop = true;
    pthread_cond_signal(&u->changed);
    pthread_mutex_unlock(&u->lock);
    pthread_join(u->thread, NULL);
    bool ok = !u->failed;
    if (!ok)
        *err = u->err;
    release(u);
    return ok;
}
