#include "cli/progress.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "base/thread.h"
#include "cli/environment.h"

enum { FIRST_MS = 1000, STEP_MS = 200 };

struct progress {
    const struct run *run;
    uint64_t total;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool end, shown;
};

static void print(struct progress *p, int64_t elapsed_ms)
{
    LOCAL_BUF line = {0};
    uint64_t bytes = run_bytes(p->run);
    double mega = (double)bytes / 1e6;
    buf_addf(&line, "\rsigtail: %.0f of %.0f MB, %.0f %%, %.0f MB/s\x1b[K", mega, (double)p->total / 1e6,
             p->total ? 100.0 * (double)bytes / (double)p->total : 100.0, mega * 1000 / (double)elapsed_ms);
    ssize_t ignored = write(STDERR_FILENO, line.p, line.n);
    (void)ignored;
    p->shown = true;
}

/* True when the end came before the time was over. Called with the lock held. */
static bool ended_within(struct progress *p, int64_t ms)
{
    int64_t until_ms = clock_unix_ms() + ms;
    struct timespec until = {until_ms / 1000, until_ms % 1000 * 1000000};
    while (!p->end)
        if (pthread_cond_timedwait(&p->ended, &p->lock, &until) == ETIMEDOUT)
            return p->end;
    return true;
}

static void *show(void *context)
{
    struct progress *p = context;
    int64_t begin_ms = clock_ms();
    pthread_mutex_lock(&p->lock);
    for (int64_t wait_ms = FIRST_MS; !ended_within(p, wait_ms); wait_ms = STEP_MS)
        print(p, clock_ms() - begin_ms);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are the main thread's. */
static bool start_thread(struct progress *p)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = thread_begin(&p->thread, show, p);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

struct progress *progress_begin(const struct run *run, uint64_t total)
{
    struct progress *p = mem_zero(sizeof *p);
    p->run = run;
    p->total = total;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->ended, NULL);
    if (start_thread(p))
        return p;
    free(p); /* no thread, no progress: the run itself goes on */
    return NULL;
}

void progress_end(struct progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->end = true;
    pthread_cond_signal(&p->ended);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    if (p->shown) {
        ssize_t ignored = write(STDERR_FILENO, "\r\x1b[K", 4);
        (void)ignored;
    }
    pthread_cond_destroy(&p->ended);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
