#include "cli/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* No file of prose and patterns comes near it; a log given by mistake does. */
#define LARGEST_FILE ((size_t)64 << 20)

static bool read_descriptor(int fd, const char *path, struct buf *out, struct err *err)
{
    for (;;) {
        ssize_t n = read(fd, buf_room(out, 64 * 1024), 64 * 1024);
        if (n == 0)
            return true;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, "%s: cannot read: %s", path, strerror(errno));
        out->n += (size_t)n;
        if (out->n <= LARGEST_FILE)
            continue;
        err_set(err, "%s: too large for a file of settings or signatures", path);
        return err_mend(err, "a log stands without an option before it");
    }
}

bool text_file_read(const char *path, struct buf *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, "%s: cannot open: %s", path, strerror(errno));
    bool ok = read_descriptor(fd, path, out, err);
    close(fd);
    return ok;
}
