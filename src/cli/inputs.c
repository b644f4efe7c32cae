#include "cli/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/command.h"

static bool is_stdin(const struct input *in)
{
    return strcmp(in->path, "-") == 0;
}

static bool is_missing(const char *path, enum command_id command, struct err *err)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    const char *near = str_nearest(str_z(path), names, COMMAND_COUNT);
    err_set(err, "%s: no such file", path);
    if (command == COMMAND_GREP && !strchr(path, '/'))
        return err_mend(err, "to search for it: sigtail grep -e '%s'", path);
    if (near)
        return err_mend(err, "did you mean the command %s? (sigtail --help)", near);
    return false;
}

static bool cannot_read(const char *path, int error, enum command_id command, struct err *err)
{
    if (error == ENOENT)
        return is_missing(path, command, err);
    return err_set(err, "%s: cannot read: %s", path, strerror(error));
}

static bool is_directory(const char *path, struct err *err)
{
    const char *slash = str_ends(str_z(path), STR("/")) ? "" : "/";
    err_set(err, "%s: is a directory; sigtail reads files", path);
    return err_mend(err, "did you mean %s%s*?", path, slash);
}

static int64_t modified_ms(const struct stat *st)
{
#ifdef __APPLE__
    const struct timespec *t = &st->st_mtimespec;
#else
    const struct timespec *t = &st->st_mtim;
#endif
    return (int64_t)t->tv_sec * 1000 + t->tv_nsec / 1000000;
}

/* Pseudo files (/proc) call themselves regular and of size 0: those are read as streams. */
static void describe(struct input *in, const struct stat *st)
{
    in->regular = S_ISREG(st->st_mode) && st->st_size > 0;
    in->size = in->regular ? (uint64_t)st->st_size : 0;
    in->modified_ms = in->regular ? modified_ms(st) : NO_TIME;
}

/* A compressed file is read as a stream: how many bytes it holds is not known. */
static void look_inside(struct input *in)
{
    char head[UNPACK_MAGIC];
    bool more;
    int fd = in->regular ? input_open(in, NULL) : -1;
    if (fd < 0)
        return;
    ssize_t n = pread(fd, head, sizeof head, 0);
    in->packed = n > 0 ? unpack_magic(str_of(head, (size_t)n), &more) : UNPACK_NONE;
    if (in->packed) {
        in->regular = false;
        in->size = 0;
    }
    close(fd);
}

static bool look_at(struct input *in, enum command_id command, struct err *err)
{
    struct stat st;
    bool from_stdin = is_stdin(in);
    if ((from_stdin ? fstat(STDIN_FILENO, &st) : stat(in->path, &st)) != 0)
        return cannot_read(in->path, errno, command, err);
    if (S_ISDIR(st.st_mode))
        return is_directory(in->path, err);
    if (!from_stdin && access(in->path, R_OK) != 0)
        return cannot_read(in->path, errno, command, err);
    describe(in, &st);
    /* Something read a part of it before us: the rest is a stream. */
    if (from_stdin && in->regular && lseek(STDIN_FILENO, 0, SEEK_CUR) != 0)
        in->regular = false;
    look_inside(in);
    return true;
}

bool inputs_find(struct inputs *in, const struct words *operands, enum command_id command)
{
    size_t n = operands->n ? operands->n : 1;
    *in = (struct inputs){.v = mem_zero(n * sizeof *in->v), .n = n, .all_regular = true};
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        struct err err = {0};
        in->v[i].path = operands->n ? operands->v[i] : "-";
        if (!look_at(&in->v[i], command, &err)) {
            complain(&err);
            ok = false;
        }
        in->all_regular = in->all_regular && in->v[i].regular;
        in->size += in->v[i].size;
    }
    return ok;
}

void inputs_free(struct inputs *in)
{
    free(in->v);
    *in = (struct inputs){0};
}

int input_open(const struct input *in, struct err *err)
{
    int fd = is_stdin(in) ? dup(STDIN_FILENO) : open(in->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        err_set(err, "%s: cannot read: %s", in->path, strerror(errno));
    return fd;
}
