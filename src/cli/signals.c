#include "cli/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cli/environment.h"

/* So long after the first SIGINT or SIGTERM a process may send it once more without meaning a second one. */
enum { SAME_MS = 1000 };

static atomic_bool end_asked, report_asked, resized, stop_asked; /* lock-free: handlers may write them */
static atomic_int along;                                         /* a process group; 0: none */
static atomic_int asked_by;                                      /* the first signal that asked for the end */
static atomic_llong asked_ms;                                    /* when that was, by clock_ms() */
static int wake[2] = {-1, -1}; /* a pipe: poll() sees signals that came just before it */

static void wake_up(void)
{
    int error = errno;
    ssize_t ignored = write(wake[1], "", 1); /* full: it is readable already */
    (void)ignored;
    errno = error;
}

/*
 * Is it the first one again? Who ends a group of processes signals each of them, and some of these pass it
 * on: npm's launcher under systemd, and timeout of coreutils, which signals its command and then the group
 * with the command in it. A key is pressed twice to end at once, and what the terminal sends is of no
 * process.
 */
static bool is_the_same(int signal_number, const siginfo_t *info)
{
    return info->si_code == SI_USER && signal_number == asked_by && clock_ms() - asked_ms < SAME_MS;
}

static void on_end(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    if (end_asked) {
        if (is_the_same(signal_number, info))
            return;
        if (along)
            kill(-along, SIGKILL);
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
    asked_by = signal_number;
    asked_ms = clock_ms();
    end_asked = true;
    wake_up();
}

static void on_report(int signal_number)
{
    (void)signal_number;
    report_asked = true;
    wake_up();
}

static void on_resize(int signal_number)
{
    (void)signal_number;
    resized = true;
    wake_up();
}

static void on_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = true;
    wake_up();
}

/* A signal that is ignored from outside (nohup, a shell's background job) stays ignored. */
static void catch_as(int signal_number, struct sigaction to)
{
    struct sigaction now;
    to.sa_flags |= SA_RESTART;
    sigemptyset(&to.sa_mask);
    if (sigaction(signal_number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaction(signal_number, &to, NULL);
}

static void catch_signal(int signal_number, void (*handler)(int))
{
    catch_as(signal_number, (struct sigaction){.sa_handler = handler});
}

static void catch_end(int signal_number)
{
    catch_as(signal_number, (struct sigaction){.sa_sigaction = on_end, .sa_flags = SA_SIGINFO});
}

void signals_begin(void)
{
    if (pipe(wake) == 0)
        for (int i = 0; i < 2; i++) {
            fcntl(wake[i], F_SETFD, FD_CLOEXEC);
            fcntl(wake[i], F_SETFL, O_NONBLOCK);
        }
    catch_end(SIGINT);
    catch_end(SIGTERM);
    catch_signal(SIGUSR1, on_report);
    catch_signal(SIGWINCH, on_resize);
}

int signals_descriptor(void)
{
    return wake[0];
}

void signals_empty(void)
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0)
        ;
}

bool signals_end_asked(void)
{
    return end_asked;
}

const atomic_bool *signals_end_flag(void)
{
    return &end_asked;
}

bool signals_report_asked(void)
{
    return atomic_exchange(&report_asked, false);
}

bool signals_resized(void)
{
    return atomic_exchange(&resized, false);
}

void signals_take_along(int group)
{
    along = group;
}

void signals_catch_stop(void)
{
    catch_signal(SIGTSTP, on_stop);
}

bool signals_stop_asked(void)
{
    return atomic_exchange(&stop_asked, false);
}
