#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/escape.h"

enum { MUCH = 64 * 1024 };

/*
 * A file that is opened where standard input, output or error is closed would take its place, and what is
 * printed go there. What stands in it instead can only be used the wrong way round, which is an error.
 */
static void take_closed(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void output_begin(void)
{
    take_closed();
    signal(SIGPIPE, SIG_IGN);
}

static void failed(struct output *out, int error)
{
    if (error == EPIPE)
        out->closed = true;
    else if (!out->error)
        out->error = error;
}

/* Someone made the terminal or pipe non-blocking: wait until it takes more. */
static void wait_for_room(void)
{
    struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
    poll(&p, 1, -1);
}

bool output_flush(struct output *out)
{
    struct str rest = buf_str(&out->pending);
    while (rest.n && !out->closed && !out->error) {
        ssize_t n = write(STDOUT_FILENO, rest.p, rest.n);
        if (n >= 0)
            rest = str_skip(rest, (size_t)n);
        else if (errno == EAGAIN)
            wait_for_room();
        else if (errno != EINTR)
            failed(out, errno);
    }
    buf_clear(&out->pending);
    return !out->closed && !out->error;
}

bool output_flush_some(struct output *out)
{
    return out->pending.n < MUCH ? !out->closed && !out->error : output_flush(out);
}

bool output_end(struct output *out, struct err *err)
{
    output_flush(out);
    buf_free(&out->pending);
    if (close(STDOUT_FILENO) != 0 && errno != EBADF)
        failed(out, errno);
    if (out->error)
        return err_set(err, "write error: %s", strerror(out->error));
    return true;
}

static void print_error(const char *before, const struct err *err, struct str more)
{
    LOCAL_BUF text = {0}, line = {0};
    err_format(err, &text);
    buf_addz(&line, before);
    escape_terminal(buf_str(&text), &line);
    buf_join(&line, "\n", more, more.n ? "\n" : "");
    ssize_t ignored = write(STDERR_FILENO, line.p, line.n); /* nowhere to complain about that */
    (void)ignored;
}

void complain(const struct err *err)
{
    complain_of(err, STR(""));
}

bool refuse(const char *format, ...)
{
    struct err err = {0};
    va_list args;
    va_start(args, format);
    err_setv(&err, format, args);
    va_end(args);
    complain(&err);
    return false;
}

void complain_of(const struct err *err, struct str more)
{
    print_error("sigtail: ", err, more);
}

void complain_at(const struct err *err)
{
    print_error("", err, STR(""));
}
