/*
 * meter: run a command and say what it took: one JSON line to FILE with wall and processor seconds, peak
 * memory in KiB, the peak of its anonymous memory (file pages aside; sampled, 0 when it ended too soon) and
 * its exit status. A tiny parent of its own, because a child's peak memory begins with that of whoever
 * started it.
 *
 *     meter FILE COMMAND ARG...
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* RssAnon of `pid` in KiB; 0 when it cannot be read. */
static long anonymous_kib(pid_t pid)
{
    char path[64], line[256];
    long kib = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "RssAnon: %ld", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib;
}

/* Wait for `pid`, looking at its memory a hundred times a second. Returns the peak. SIGCHLD is blocked. */
static long watch(pid_t pid, int *status, struct rusage *usage, const sigset_t *ends)
{
    long peak = 0;
    const struct timespec pause = {0, 10000000};
    while (wait4(pid, status, WNOHANG, usage) == 0) {
        long kib = anonymous_kib(pid);
        peak = kib > peak ? kib : peak;
        sigtimedwait(ends, NULL, &pause);
    }
    return peak;
}

int main(int argc, char **argv)
{
    int status = 0;
    struct rusage usage;
    if (argc < 3)
        return 2;
    sigset_t ends, before;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, &before);
    double begin = now_s();
    pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    long anonymous = watch(pid, &status, &usage, &ends);
    double end = now_s();
    FILE *out = fopen(argv[1], "w");
    if (!out)
        return 2;
    fprintf(out, "{\"wall\": %.6f, \"cpu\": %.6f, \"peak_kib\": %ld, \"anonymous_kib\": %ld, \"exit\": %d}\n",
            end - begin, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss, anonymous,
            WIFEXITED(status) ? WEXITSTATUS(status) : 255);
    return fclose(out) != 0;
}
