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
static bool take(struct command_queue *q, struct queued_command *out)
{
    while (q->n == 0 && !q->ends)
        pthread_cond_wait(&q->changed, &q->lock);
    if (q->n == 0)
        return false;
    *out = q->waiting[q->first];
    q->first = (q->first + 1) % COMMAND_QUEUE_WAITING;
    q->n--;
    return true;
}

static bool is_over(struct command_queue *q)
{
    return clock_ms() >= q->end_ms;
}

/* Called with the lock. */
static void note_failure(struct command_queue *q, const struct queued_command *message, const struct err *err)
{
    struct err all = *err;
    err_set(&all, "%s: %s", message->option, err->what);
    if (!q->quiet && (q->tally.failed == 0 || strcmp(q->tally.last.what, all.what) != 0))
        complain(&all);
    else
        q->tally.untold++;
    q->tally.failed++;
    q->tally.last = all;
}

/* Called with the lock, which it leaves while the command runs. */
static void run(struct command_queue *q, struct queued_command *message)
{
    struct err err = {0};
    if (is_over(q)) {
        q->tally.dropped++;
    } else {
        pthread_mutex_unlock(&q->lock);
        bool ok = child_command_run(&message->command, &q->end_ms, &err);
        pthread_mutex_lock(&q->lock);
        q->tally.ended++;
        if (!ok)
            note_failure(q, message, &err);
    }
    child_command_free(&message->command);
}

static void *work(void *context)
{
    struct command_queue *q = context;
    struct queued_command message;
    pthread_mutex_lock(&q->lock);
    while (take(q, &message))
        run(q, &message);
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

struct command_queue *command_queue_new(bool quiet)
{
    struct command_queue *q = mem_zero(sizeof *q);
    q->quiet = quiet;
    q->end_ms = INT64_MAX;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->changed, NULL);
    return q;
}

/* Signals are for the thread that reads. */
static bool begin(struct command_queue *q)
{
    sigset_t all, before;
    if (q->runs)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    q->runs = thread_begin(&q->thread, work, q);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return q->runs;
}

bool command_queue_send(struct command_queue *q, struct child_command *c, const char *option)
{
    bool takes = begin(q);
    pthread_mutex_lock(&q->lock);
    takes = takes && q->n < COMMAND_QUEUE_WAITING;
    if (takes)
        q->waiting[(q->first + q->n++) % COMMAND_QUEUE_WAITING] = (struct queued_command){*c, option};
    pthread_cond_signal(&q->changed);
    pthread_mutex_unlock(&q->lock);
    if (!takes)
        child_command_free(c);
    return takes;
}

void command_queue_ask(struct command_queue *q, struct command_queue_stats *out)
{
    pthread_mutex_lock(&q->lock);
    *out = q->tally;
    pthread_mutex_unlock(&q->lock);
}

void command_queue_hush(struct command_queue *q, bool quiet)
{
    pthread_mutex_lock(&q->lock);
    q->quiet = quiet;
    pthread_mutex_unlock(&q->lock);
}

void command_queue_end(struct command_queue *q, int64_t within_ms, struct command_queue_stats *out)
{
    if (!q)
        return;
    q->end_ms = clock_ms() + within_ms;
    pthread_mutex_lock(&q->lock);
    q->ends = true;
    pthread_cond_signal(&q->changed);
    pthread_mutex_unlock(&q->lock);
    if (q->runs)
        pthread_join(q->thread, NULL);
    *out = q->tally;
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->changed);
    free(q);
}
