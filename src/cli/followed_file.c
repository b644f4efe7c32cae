#include "cli/followed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/timestamp.h"

/* A writer may go on for a moment in the file that was renamed: it must have been quiet for so long. */
enum { QUIET_MS = 200 };

bool followed_file_begin(struct followed_file *f, const char *path, int fd)
{
    struct stat st;
    *f = (struct followed_file){.path = path, .fd = fd, .due_ms = NO_TIME};
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

void followed_file_end(struct followed_file *f)
{
    for (unsigned i = 0; i < f->next_n; i++)
        close(f->next[i]);
    f->next_n = 0;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* When the name belongs to another file than the last one that had it: keep that one. */
static void keep_named(struct followed_file *f)
{
    struct stat last, named;
    int last_fd = f->next_n ? f->next[f->next_n - 1] : f->fd;
    if (f->next_n == FOLLOWED_FILE_WAITS || fstat(last_fd, &last) != 0 || stat(f->path, &named) != 0 ||
        !S_ISREG(named.st_mode) || same_file(&last, &named))
        return;
    int fd = open(f->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return; /* gone again, or not readable yet */
    if (fstat(fd, &named) == 0 && S_ISREG(named.st_mode) && !same_file(&last, &named))
        f->next[f->next_n++] = fd;
    else
        close(fd);
}

/* Go on with the file that took the name, if one did and nobody writes into this one any more. */
static enum follow_event look_at_names(struct followed_file *f, int64_t now_ms)
{
    if (f->next_n == 0)
        return FOLLOW_NOTHING;
    if (f->due_ms == NO_TIME)
        f->due_ms = now_ms + QUIET_MS;
    if (now_ms < f->due_ms && f->next_n == 1)
        return FOLLOW_NOTHING;
    close(f->fd);
    f->fd = f->next[0];
    f->next_n--;
    memmove(f->next, f->next + 1, f->next_n * sizeof *f->next);
    f->due_ms = NO_TIME;
    return FOLLOW_REPLACED;
}

enum follow_event followed_file_look(struct followed_file *f, int64_t now_ms)
{
    struct stat st;
    keep_named(f);
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(f->fd, &st) != 0)
        return FOLLOW_NOTHING;
    if (st.st_size == at)
        return look_at_names(f, now_ms);
    f->due_ms = NO_TIME;
    if (st.st_size > at)
        return FOLLOW_MORE;
    return lseek(f->fd, 0, SEEK_SET) == 0 ? FOLLOW_TRUNCATED : FOLLOW_NOTHING;
}
