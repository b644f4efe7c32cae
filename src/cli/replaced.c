#include "cli/replaced.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool replaced_write(const char *path, struct str bytes, struct err *err)
{
    struct buf beside = {0};
    buf_addf(&beside, "%s.%ld.tmp", path, (long)getpid());
    buf_addc(&beside, '\0');
    bool ok = replace(path, beside.p, O_EXCL, bytes, err);
    buf_free(&beside);
    return ok;
}

/* The name is on the disk when its folder is. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0};
    buf_add(&folder, slash ? str_of(path, (size_t)(slash - path) + 1) : STR("."));
    buf_addc(&folder, '\0');
    int fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    buf_free(&folder);
}

bool replaced_alone(const char *path, struct str bytes, struct err *err)
{
    struct buf beside = {0};
    buf_addf(&beside, "%s.tmp", path);
    buf_addc(&beside, '\0');
    bool ok = replace(path, beside.p, O_TRUNC, bytes, err);
    if (ok)
        sync_folder(path);
    buf_free(&beside);
    return ok;
}
