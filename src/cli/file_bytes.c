#include "cli/file_bytes.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

void file_bytes_begin(struct file_bytes *f, const struct input *in, int fd)
{
    f->in = in;
    f->fd = fd;
    f->missing = in->size;
    f->error = 0;
}

/* Nothing from `offset` on is read any more, not even when it comes back: what was read must be of one file.
 */
static void note_missing(struct file_bytes *f, uint64_t offset, int error)
{
    uint_fast64_t first = f->missing;
    while (offset < first)
        if (atomic_compare_exchange_weak(&f->missing, &first, offset)) {
            f->error = error;
            break;
        }
}

size_t file_bytes_read(void *context, uint64_t offset, char *into, size_t n)
{
    struct file_bytes *f = context;
    size_t done = 0;
    while (done < n && offset + done < f->missing) {
        uint64_t left = f->missing - (offset + done);
        ssize_t got =
            pread(f->fd, into + done, left < n - done ? (size_t)left : n - done, (off_t)(offset + done));
        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || errno != EINTR)
            note_missing(f, offset + done, got < 0 ? errno : 0);
    }
    return done;
}

bool file_bytes_whole(const struct file_bytes *f, struct err *err)
{
    struct stat now;
    bool known = !f->error && fstat(f->fd, &now) == 0;
    if (f->missing == f->in->size || (known && input_is_same(f->in, &now)))
        return true;
    if (f->error)
        err_set(err, "cannot read from byte %" PRIuFAST64 " on: %s", f->missing, strerror(f->error));
    else if (known && (uint64_t)now.st_size <= f->missing)
        err_set(err, "was truncated to %" PRIu64 " bytes while it was read", (uint64_t)now.st_size);
    else
        err_set(err, "was changed while it was read; nothing from byte %" PRIuFAST64 " on is counted",
                f->missing);
    return false;
}
