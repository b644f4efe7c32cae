#include "cli/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static atomic_bool end_asked, report_asked, resized, stop_asked; /* lock-free: handlers may write them */
static atomic_int along;                                         /* a process group; 0: none */
static int wake[2] = {-1, -1}; /* a pipe: poll() sees signals that came just before it */

static void wake_up(void)
{
    int error = errno;
    ssize_t ignored = write(wake[1], "", 1); /* full: it is readable already */
    (void)ignored;
    errno = error;
}

static void on_end(int signal_number)
{
    if (end_asked) {
        if (along)
            kill(-along, SIGKILL);
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
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
static void catch_signal(int signal_number, void (*handler)(int))
{
    struct sigaction now, to = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&to.sa_mask);
    if (sigaction(signal_number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaction(signal_number, &to, NULL);
}

void signals_begin(void)
{
    if (pipe(wake) == 0)
        for (int i = 0; i < 2; i++) {
            fcntl(wake[i], F_SETFD, FD_CLOEXEC);
            fcntl(wake[i], F_SETFL, O_NONBLOCK);
        }
    catch_signal(SIGINT, on_end);
    catch_signal(SIGTERM, on_end);
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
