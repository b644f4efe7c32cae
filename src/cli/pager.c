#include "cli/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_PROGRAM = 127 }; /* what a shell exits with then */

static void run(const char *command, const int pipe_ends[2])
{
    dup2(pipe_ends[0], STDIN_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    signal(SIGPIPE, SIG_DFL);
    setenv("LESS", "FRX", 0);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(NO_PROGRAM);
}

static void write_all(int fd, struct str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno != EINTR)
            return; /* its reader has seen enough */
        text = str_skip(text, n > 0 ? (size_t)n : 0);
    }
}

/*
 * Run `command` with a shell, with `text` as its input, and wait for its end; LESS is FRX for it unless it is
 * set. False when there is no such program: nothing was shown.
 */
static bool show(const char *command, struct str text)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        run(command, ends);
    close(ends[0]);
    if (child > 0)
        write_all(ends[1], text);
    close(ends[1]);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == NO_PROGRAM);
}

/* Is `text` one for people at a terminal that is too low for it, and shall it be paged? */
static bool wanted(const struct program *p, struct str text)
{
    const struct options *o = p->options;
    bool none = o->no_pager || (p->env.pager && !p->env.pager[0]);
    return !none && p->env.out_terminal && !p->env.dumb && o->output == OUTPUT_TEXT && p->env.height &&
           str_count(text, '\n') >= p->env.height;
}

void pager_print(struct program *p, struct str text)
{
    if (!wanted(p, text) || !show(p->env.pager ? p->env.pager : "less", text))
        buf_add(&p->out.pending, text);
}
