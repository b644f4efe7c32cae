#include "cli/child_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/environment.h"
#include "cli/signals.h"

extern char **environ;

enum {
    TICK_MOST_MS = 50,
    PIECE = 64 << 10,
    FLOOD_PAUSE_MS = 10, /* between pieces, once it said as much as one: who floods is read slowly */
    SAID = 400           /* bytes of its output that are kept: the last ones */
};

struct running {
    pid_t pid;
    int in, out;     /* our ends of its standard input and output; -1: closed */
    struct str rest; /* of the input */
    char said[SAID];
    size_t said_n;
    uint64_t out_bytes; /* of its output so far */
    int64_t end_ms;     /* when it is ended; after that, when it is killed */
    int ended_by;       /* the signal that it was sent last; 0: none */
};

void child_command_free(struct child_command *c)
{
    buf_free(&c->input);
    buf_free(&c->variables);
    *c = (struct child_command){0};
}

/* --- the start --- */

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe that no child has but those whose it becomes, and of which our end never blocks. */
static bool open_pipe(int ends[2], int ours)
{
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[ours], F_SETFL, O_NONBLOCK);
    return true;
}

static size_t variables_in(struct str variables)
{
    size_t n = 0;
    for (size_t i = 0; i < variables.n; i++)
        n += variables.p[i] == '\0';
    return n;
}

/* NAME=VALUE of the same name? */
static bool same_name(const char *a, const char *b)
{
    size_t n = strcspn(a, "=");
    return strncmp(a, b, n) == 0 && b[n] == '=';
}

static bool is_among(const char *variable, char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (same_name(variable, v[i]))
            return true;
    return false;
}

/* The environment with those of the command, to be freed; they point to where they stand. */
static char **environment_with(const struct child_command *c)
{
    size_t n = variables_in(buf_str(&c->variables)), ours = n, had = 0;
    while (environ[had])
        had++;
    char **v = mem_zero((n + had + 1) * sizeof *v), *next = c->variables.p;
    for (size_t i = 0; i < n; i++, next += strlen(next) + 1)
        v[i] = next;
    for (size_t i = 0; i < had; i++)
        if (!is_among(environ[i], v, ours))
            v[n++] = environ[i];
    return v;
}

/* Ours ignores SIGPIPE and its thread blocks all signals; the child does neither. */
static void set_attributes(posix_spawnattr_t *attr)
{
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_init(attr);
    posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(attr, 0);
    posix_spawnattr_setsigdefault(attr, &defaults);
    posix_spawnattr_setsigmask(attr, &none);
}

/* Returns 0, or why it does not start (errno). */
static int spawn(const struct child_command *c, int in, int out, pid_t *pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    LOCAL_MEM char **variables = environment_with(c);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
    set_attributes(&attr);
    int error = posix_spawnp(pid, c->words[0], &files, &attr, (char *const *)(uintptr_t)c->words, variables);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return error;
}

static bool start(const struct child_command *c, struct running *r, struct err *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    int error = open_pipe(in, 1) && open_pipe(out, 0) ? spawn(c, in[0], out[1], &r->pid) : errno;
    close_end(&in[0]);
    close_end(&out[1]);
    r->in = in[1];
    r->out = out[0];
    if (error == 0)
        return true;
    close_end(&r->in);
    close_end(&r->out);
    return err_set(err, "cannot start %s: %s", c->words[0], strerror(error));
}

/* --- while it runs --- */

/* Give it more of its input; one that takes no more has enough. */
static void feed(struct running *r)
{
    ssize_t n = r->rest.n ? write(r->in, r->rest.p, r->rest.n) : 0;
    if (n > 0)
        r->rest = str_skip(r->rest, (size_t)n);
    if (r->rest.n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_end(&r->in);
}

/* Keep the end of what it says. */
static void keep(struct running *r, struct str said)
{
    said = str_skip(said, said.n > SAID ? said.n - SAID : 0);
    size_t over = r->said_n + said.n > SAID ? r->said_n + said.n - SAID : 0;
    memmove(r->said, r->said + over, r->said_n - over);
    memcpy(r->said + r->said_n - over, said.p, said.n);
    r->said_n += said.n - over;
}

/* Read a piece of its output. */
static void drain(struct running *r)
{
    static const struct timespec pause = {0, FLOOD_PAUSE_MS * 1000000};
    char piece[PIECE];
    ssize_t n = read(r->out, piece, sizeof piece);
    if (n > 0)
        keep(r, str_of(piece, (size_t)n));
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(&r->out);
    r->out_bytes += n > 0 ? (uint64_t)n : 0;
    if (r->out_bytes > PIECE)
        nanosleep(&pause, NULL);
}

static void exchange(struct running *r, int tick_ms)
{
    struct pollfd fds[] = {{.fd = r->in, .events = POLLOUT}, {.fd = r->out, .events = POLLIN}};
    if (poll(fds, COUNT_OF(fds), tick_ms) <= 0)
        return;
    if (fds[0].revents)
        feed(r);
    if (fds[1].revents)
        drain(r);
}

/* When its time is over: ask it to end, and then do not ask. */
static void watch_time(struct running *r, int64_t now_ms, int64_t end_ms)
{
    int64_t due_ms = r->end_ms < end_ms || r->ended_by ? r->end_ms : end_ms;
    if (now_ms < due_ms)
        return;
    r->ended_by = r->ended_by ? SIGKILL : SIGTERM;
    r->end_ms = now_ms + CHILD_COMMAND_GRACE_MS;
    kill(-r->pid, r->ended_by);
}

/* --- the end --- */

/* The last line of what it said that is not empty. */
static struct str last_line(const struct running *r)
{
    struct str rest = str_trim(str_of(r->said, r->said_n)), line = rest;
    for (size_t i = rest.n; i > 0; i--)
        if (rest.p[i - 1] == '\n') {
            line = str_skip(rest, i);
            break;
        }
    return line;
}

static bool tell_end(const struct child_command *c, const struct running *r, int status, int64_t took_ms,
                     struct err *err)
{
    struct str said = last_line(r);
    if (r->ended_by)
        return err_set(err, "%s still ran after %.1f s and was ended", c->words[0], (double)took_ms / 1000);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        return err_set(err, "%s ended by signal %d (%s)", c->words[0], WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
    return err_set(err, "%s: exit status %d%s" STR_FMT, c->words[0], WEXITSTATUS(status), said.n ? ": " : "",
                   STR_ARG(said));
}

/* It is not reaped yet, so that its process group stays its own. */
static bool has_ended(pid_t pid)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ? errno != EINTR
                                                                             : info.si_pid != 0;
}

/* Returns its status. What it started and left behind ends with one that was ended. */
static int reap(const struct running *r)
{
    int status = 0;
    if (r->ended_by)
        kill(-r->pid, SIGKILL);
    while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

bool child_command_run(const struct child_command *c, const atomic_llong *end_ms, struct err *err)
{
    int64_t begun_ms = clock_ms();
    struct running r = {.rest = buf_str(&c->input), .end_ms = begun_ms + c->limit_ms};
    int tick_ms = 1;
    if (!start(c, &r, err))
        return false;
    signals_take_along(r.pid);
    while (!has_ended(r.pid)) {
        exchange(&r, tick_ms);
        tick_ms = 2 * tick_ms < TICK_MOST_MS ? 2 * tick_ms : TICK_MOST_MS;
        watch_time(&r, clock_ms(), *end_ms);
    }
    signals_take_along(0);
    int status = reap(&r);
    if (r.out >= 0) /* what it said last: a pipe holds no more than a piece */
        drain(&r);
    close_end(&r.in);
    close_end(&r.out);
    return tell_end(c, &r, status, clock_ms() - begun_ms, err);
}
