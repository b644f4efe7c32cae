#include "cli/atomic_write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MOST = 40 }; /* as Linux has it: path_resolution(7) */

static bool cannot(const char *path, struct err *err)
{
    err_set(err, "%s: cannot write: %s", path, strerror(errno));
    return false;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        bytes = str_skip(bytes, n > 0 ? (size_t)n : 0);
    }
    return fsync(fd) == 0 || errno == EINVAL ||
           errno == EROFS; /* what cannot be synchronized needs no more */
}

/* The permissions of the file that is there, or those that a new one gets. */
static mode_t mode_at(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return st.st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* A device or a pipe would be one no longer. */
static bool may_be_replaced(const char *path, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
        return true;
    err_set(err, "%s: cannot replace what is no regular file", path);
    err_mend(err, "give the name of a file, or write there with >");
    return false;
}

/* A NUL-terminated name and where one of its links leads to: that is its name from now on. */
static void take_link(struct buf *name, struct str link)
{
    struct buf next = {0};
    const char *slash = strrchr(name->p, '/');
    if (link.p[0] != '/' && slash)
        buf_add(&next, str_of(name->p, (size_t)(slash - name->p) + 1));
    buf_add(&next, link);
    buf_addc(&next, '\0');
    buf_free(name);
    *name = next;
}

bool atomic_write_target(const char *path, struct buf *out, struct err *err)
{
    LOCAL_BUF name = {0};
    char link[PATH_MAX];
    ssize_t n = 0;
    int links = 0;
    buf_add(&name, str_of(path, strlen(path) + 1));
    for (; links < LINKS_MOST && (n = readlink(name.p, link, sizeof link)) > 0; links++)
        take_link(&name, str_of(link, (size_t)n));
    if (links < LINKS_MOST)
        buf_add(out, buf_str(&name));
    else
        err_set(err, "%s: cannot write: %s", path, strerror(ELOOP));
    return links < LINKS_MOST;
}

/* Write the file `beside`, which is opened with `flags`, and give it the name `path`. */
static bool replace(const char *path, const char *beside, int flags, struct str bytes, struct err *err)
{
    if (!may_be_replaced(path, err))
        return false;
    int fd = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    bool made = fd >= 0, ok = made && write_all(fd, bytes) && fchmod(fd, mode_at(path)) == 0;
    int error = errno;
    if (made && close(fd) != 0 && ok) {
        ok = false;
        error = errno;
    }
    errno = error;
    ok = ok && rename(beside, path) == 0;
    if (!ok)
        cannot(path, err);
    if (made && !ok)
        unlink(beside);
    return ok;
}

/* The same beside the file that `path` leads to, with `ending` as the end of its name. */
static bool replace_target(const char *path, const char *ending, int flags, struct str bytes,
                           struct buf *target, struct err *err)
{
    LOCAL_BUF beside = {0};
    bool ok = atomic_write_target(path, target, err);
    if (ok) {
        buf_addf(&beside, "%s%s", target->p, ending);
        buf_addc(&beside, '\0');
        ok = replace(target->p, beside.p, flags, bytes, err);
    }
    return ok;
}

bool atomic_write(const char *path, struct str bytes, struct err *err)
{
    LOCAL_BUF target = {0};
    char ending[40];
    snprintf(ending, sizeof ending, ".%ld.tmp", (long)getpid());
    return replace_target(path, ending, O_EXCL, bytes, &target, err);
}

/* The name is on the disk when its folder is. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    LOCAL_BUF folder = {0};
    buf_add(&folder, slash ? str_of(path, (size_t)(slash - path) + 1) : STR("."));
    buf_addc(&folder, '\0');
    int fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

bool atomic_write_owned(const char *path, struct str bytes, struct err *err)
{
    LOCAL_BUF target = {0};
    bool ok = replace_target(path, ".tmp", O_TRUNC, bytes, &target, err);
    if (ok)
        sync_folder(target.p);
    return ok;
}
