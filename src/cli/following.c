#include "cli/following.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool following_begin(struct following *f, const char *path, int fd)
{
    struct stat st;
    *f = (struct following){.path = path, .fd = fd};
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Does the name belong to another file than `st` now? */
static bool is_replaced(const struct following *f, const struct stat *st)
{
    struct stat named;
    return stat(f->path, &named) == 0 && S_ISREG(named.st_mode) &&
           (named.st_dev != st->st_dev || named.st_ino != st->st_ino);
}

/* A writer may go on for a moment in the file that was renamed: it must have been quiet since the last look.
 */
static enum follow_event look_at_name(struct following *f, const struct stat *st)
{
    bool before = f->replaced;
    f->replaced = is_replaced(f, st);
    if (!before || !f->replaced)
        return FOLLOW_NOTHING;
    int fd = open(f->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FOLLOW_NOTHING; /* gone again, or not readable yet */
    close(f->fd);
    f->fd = fd;
    f->replaced = false;
    return FOLLOW_REPLACED;
}

enum follow_event following_look(struct following *f)
{
    struct stat st;
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(f->fd, &st) != 0)
        return FOLLOW_NOTHING;
    if (st.st_size == at)
        return look_at_name(f, &st);
    f->replaced = false;
    if (st.st_size > at)
        return FOLLOW_MORE;
    return lseek(f->fd, 0, SEEK_SET) == 0 ? FOLLOW_TRUNCATED : FOLLOW_NOTHING;
}
