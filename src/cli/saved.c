#include "cli/saved.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "report/merge.h"

/* No report comes near it; a log given by mistake does. */
#define LARGEST_REPORT ((size_t)256 << 20)

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
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
        if (out->n > LARGEST_REPORT) {
            err_set(err, "%s: too large for a report", path);
            return err_mend(err, "make one with sigtail -o json LOG");
        }
    }
}

static bool add(struct merger *m, const struct input *in, struct err *err)
{
    struct buf text = {0};
    int fd = input_open(in, err);
    if (fd < 0)
        return false;
    bool ok = read_all(fd, in->path, &text, err) && merger_add(m, in->path, buf_str(&text), err);
    close(fd);
    buf_free(&text);
    return ok;
}

struct report *saved_report(const struct inputs *in, size_t first, size_t n, struct err *err)
{
    struct merger *m = merger_new();
    bool ok = true;
    for (size_t i = first; ok && i < first + n; i++)
        ok = add(m, &in->v[i], err);
    struct report *r = ok ? merger_report(m, err) : NULL;
    merger_free(m);
    return r;
}
