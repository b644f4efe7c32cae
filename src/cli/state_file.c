#include "cli/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/atomic_write.h"
#include "cli/environment.h"

enum { LOCK_TRIES = 500, LOCK_PAUSE_MS = 10, PIECE = 1 << 12 };

static bool cannot(const char *what, const char *path, struct err *err)
{
    return err_set(err, "%s: cannot %s: %s", path, what, strerror(errno));
}

/* A state is replaced: that must not happen to what is something else. */
static bool not_ours(const char *path, const char *what, struct err *err)
{
    err_set(err, "%s: is %s", path, what);
    err_mend(err, "give --state a file of its own, which need not be there yet");
    return false;
}

static bool read_all(int fd, size_t size, struct buf *text)
{
    size_t piece = size + PIECE;
    ssize_t n = 1;
    while (n > 0 || (n < 0 && errno == EINTR)) {
        n = read(fd, buf_room(text, piece), piece);
        text->n += n > 0 ? (size_t)n : 0;
        piece = PIECE;
    }
    return n == 0;
}

/* The bytes of the file; empty when there is none. */
static bool read_file(const char *path, struct buf *text, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* of a pipe that nobody writes to */
    if (fd < 0)
        return errno == ENOENT || cannot("read", path, err);
    bool ok = fstat(fd, &st) == 0 || cannot("read", path, err);
    ok = ok && (S_ISREG(st.st_mode) || not_ours(path, "no regular file", err));
    ok = ok && (read_all(fd, (size_t)st.st_size, text) || cannot("read", path, err));
    close(fd);
    return ok && (text->n == 0 || baseline_begins(buf_str(text)) ||
                  not_ours(path, "no state that this version of sigtail wrote", err));
}

/* Fill `b`; *whole is false when the file is a state, but damaged. */
static bool read_state(const char *path, struct baseline *b, bool *whole, struct err *err)
{
    LOCAL_BUF text = {0};
    bool ok = read_file(path, &text, err);
    *whole = !ok || text.n == 0 || baseline_read(b, &text);
    if (!*whole) {
        baseline_free(b);
        *b = (struct baseline){0};
    }
    return ok;
}

/* --- the lock --- */

/* A file of its own: the one that it is for is replaced. Returns its descriptor, or -1 and `err`. */
static int lock(const char *path, struct err *err)
{
    LOCAL_BUF name = {0};
    buf_addf(&name, "%s.lock", path);
    buf_addc(&name, '\0');
    int fd = open(name.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600), tries = 0;
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && tries++ < LOCK_TRIES)
        (void)poll(NULL, 0, LOCK_PAUSE_MS);
    if (fd < 0) {
        cannot("lock", name.p, err);
        err_mend(err, "it stands beside the state, whose folder has to be there and writable");
    } else if (tries > LOCK_TRIES) {
        err_set(err, "%s: another sigtail has held it for %d s", name.p, LOCK_TRIES * LOCK_PAUSE_MS / 1000);
        close(fd);
        fd = -1;
    }
    return fd;
}

/* --- damage --- */

/* Called with the lock: the file takes another name. */
static bool put_aside(const char *path, struct err *note, struct err *err)
{
    LOCAL_BUF name = {0};
    struct civil c = timestamp_civil(clock_unix_ms());
    buf_addf(&name, "%s.damaged-%04d%02d%02dT%02d%02d%02d.%03d", path, c.year, c.month, c.day, c.hour,
             c.minute, c.second, c.ms);
    buf_addc(&name, '\0');
    bool ok = rename(path, name.p) == 0 || cannot("rename", path, err);
    if (ok) {
        err_set(note, "%s: is damaged", path);
        err_mend(note, "it is kept as %s, and a new one begins", name.p);
    }
    return ok;
}

/* With the lock. */
static bool load_locked(const char *path, struct baseline *b, struct err *note, struct err *err)
{
    bool whole;
    return read_state(path, b, &whole, err) && (whole || put_aside(path, note, err));
}

static bool load(const char *path, struct baseline *b, struct err *note, struct err *err)
{
    bool whole;
    if (!read_state(path, b, &whole, err))
        return false;
    if (whole)
        return true;
    int fd = lock(path, err);
    bool ok = fd >= 0 && load_locked(path, b, note, err);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The lock, and what is put aside, stand beside the file itself: all who come by links share them. */
bool state_load(const char *path, struct baseline *b, struct err *note, struct err *err)
{
    LOCAL_BUF target = {0};
    return atomic_write_target(path, &target, err) && load(target.p, b, note, err);
}

static bool change_locked(const char *path,
                          bool (*change)(void *context, struct baseline *b, struct err *err), void *context,
                          struct err *note, struct err *err)
{
    struct baseline b = {0};
    LOCAL_BUF text = {0};
    bool ok = load_locked(path, &b, note, err) && change(context, &b, err);
    if (ok) {
        baseline_write(&b, &text);
        ok = atomic_write_owned(path, buf_str(&text), err);
    }
    baseline_free(&b);
    return ok;
}

bool state_change(const char *path, bool (*change)(void *context, struct baseline *b, struct err *err),
                  void *context, struct err *note, struct err *err)
{
    LOCAL_BUF target = {0};
    int fd = atomic_write_target(path, &target, err) ? lock(target.p, err) : -1;
    bool ok = fd >= 0 && change_locked(target.p, change, context, note, err);
    if (fd >= 0)
        close(fd);
    return ok;
}
