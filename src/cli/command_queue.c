#include "cli/command_queue.h"

#include <signal.h>

#include "base/mem.h"
#include "base/thread.h"
#include "cli/environment.h"
#include "cli/output.h"

struct queued_command {
    struct child_command command;
    const char *option;
};

struct command_queue {
    pthread_t thread;
    bool runs; /* the thread was started */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock: */
    struct queued_command waiting[COMMAND_QUEUE_WAITING]; /* a ring */
    size_t first, n;
    bool ends, quiet;
    struct command_queue_stats tally;
    /* not: */
    atomic_llong end_ms; /* of the clock: when all has to be over */
};

/* The next one, in *out; false when there is none and will be none. Called with the lock. */
static bool take(struct command_queue *m, struct queued_command *out)
{
    while (m->n == 0 && !m->ends)
        pthread_cond_wait(&m->changed, &m->lock);
    if (m->n == 0)
        return false;
    *out = m->waiting[m->first];
    m->first = (m->first + 1) % COMMAND_QUEUE_WAITING;
    m->n--;
    return true;
}

static bool is_over(struct command_queue *m)
{
    return clock_ms() >= m->end_ms;
}

/* Called with the lock. */
static void note_failure(struct command_queue *m, const struct queued_command *message, const struct err *err)
{
    struct err all = *err;
    err_set(&all, "%s: %s", message->option, err->what);
    if (!m->quiet && (m->tally.failed == 0 || strcmp(m->tally.last.what, all.what) != 0))
        complain(&all);
    else
        m->tally.untold++;
    m->tally.failed++;
    m->tally.last = all;
}

/* Called with the lock, which it leaves while the command runs. */
static void run(struct command_queue *m, struct queued_command *message)
{
    struct err err = {0};
    if (is_over(m)) {
        m->tally.dropped++;
    } else {
        pthread_mutex_unlock(&m->lock);
        bool ok = child_command_run(&message->command, &m->end_ms, &err);
        pthread_mutex_lock(&m->lock);
        m->tally.ended++;
        if (!ok)
            note_failure(m, message, &err);
    }
    child_command_free(&message->command);
}

static void *work(void *context)
{
    struct command_queue *m = context;
    struct queued_command message;
    pthread_mutex_lock(&m->lock);
    while (take(m, &message))
        run(m, &message);
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

struct command_queue *command_queue_new(bool quiet)
{
    struct command_queue *m = mem_zero(sizeof *m);
    m->quiet = quiet;
    m->end_ms = INT64_MAX;
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->changed, NULL);
    return m;
}

/* Signals are for the thread that reads. */
static bool begin(struct command_queue *m)
{
    sigset_t all, before;
    if (m->runs)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m->runs = thread_begin(&m->thread, work, m);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return m->runs;
}

bool command_queue_send(struct command_queue *m, struct child_command *e, const char *option)
{
    bool takes = begin(m);
    pthread_mutex_lock(&m->lock);
    takes = takes && m->n < COMMAND_QUEUE_WAITING;
    if (takes)
        m->waiting[(m->first + m->n++) % COMMAND_QUEUE_WAITING] = (struct queued_command){*e, option};
    pthread_cond_signal(&m->changed);
    pthread_mutex_unlock(&m->lock);
    if (!takes)
        child_command_free(e);
    return takes;
}

void command_queue_ask(struct command_queue *m, struct command_queue_stats *out)
{
    pthread_mutex_lock(&m->lock);
    *out = m->tally;
    pthread_mutex_unlock(&m->lock);
}

void command_queue_hush(struct command_queue *m, bool quiet)
{
    pthread_mutex_lock(&m->lock);
    m->quiet = quiet;
    pthread_mutex_unlock(&m->lock);
}

void command_queue_end(struct command_queue *m, int64_t within_ms, struct command_queue_stats *out)
{
    if (!m)
        return;
    m->end_ms = clock_ms() + within_ms;
    pthread_mutex_lock(&m->lock);
    m->ends = true;
    pthread_cond_signal(&m->changed);
    pthread_mutex_unlock(&m->lock);
    if (m->runs)
        pthread_join(m->thread, NULL);
    *out = m->tally;
    pthread_mutex_destroy(&m->lock);
    pthread_cond_destroy(&m->changed);
    free(m);
}
