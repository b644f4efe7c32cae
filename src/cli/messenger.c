#include "cli/messenger.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/environment.h"
#include "cli/output.h"

struct message {
    struct errand errand;
    const char *option;
};

struct messenger {
    pthread_t thread;
    bool runs; /* the thread was started */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock: */
    struct message waiting[MESSENGER_WAITING]; /* a ring */
    size_t first, n;
    bool ends, quiet;
    struct messenger_tally tally;
    /* not: */
    atomic_llong end_ms; /* of the clock: when all has to be over */
};

/* The next one, in *out; false when there is none and will be none. Called with the lock. */
static bool take(struct messenger *m, struct message *out)
{
    while (m->n == 0 && !m->ends)
        pthread_cond_wait(&m->changed, &m->lock);
    if (m->n == 0)
        return false;
    *out = m->waiting[m->first];
    m->first = (m->first + 1) % MESSENGER_WAITING;
    m->n--;
    return true;
}

static bool is_over(struct messenger *m)
{
    return clock_ms() >= m->end_ms;
}

/* Called with the lock. */
static void note_failure(struct messenger *m, const struct message *message, const struct err *err)
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
static void run(struct messenger *m, struct message *message)
{
    struct err err = {0};
    if (is_over(m)) {
        m->tally.dropped++;
    } else {
        pthread_mutex_unlock(&m->lock);
        bool ok = errand_run(&message->errand, &m->end_ms, &err);
        pthread_mutex_lock(&m->lock);
        m->tally.ended++;
        if (!ok)
            note_failure(m, message, &err);
    }
    errand_free(&message->errand);
}

static void *work(void *context)
{
    struct messenger *m = context;
    struct message message;
    pthread_mutex_lock(&m->lock);
    while (take(m, &message))
        run(m, &message);
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

struct messenger *messenger_new(bool quiet)
{
    struct messenger *m = mem_zero(sizeof *m);
    m->quiet = quiet;
    m->end_ms = INT64_MAX;
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->changed, NULL);
    return m;
}

/* Signals are for the thread that reads. */
static bool begin(struct messenger *m)
{
    sigset_t all, before;
    if (m->runs)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m->runs = pthread_create(&m->thread, NULL, work, m) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return m->runs;
}

bool messenger_send(struct messenger *m, struct errand *e, const char *option)
{
    bool takes = begin(m);
    pthread_mutex_lock(&m->lock);
    takes = takes && m->n < MESSENGER_WAITING;
    if (takes)
        m->waiting[(m->first + m->n++) % MESSENGER_WAITING] = (struct message){*e, option};
    pthread_cond_signal(&m->changed);
    pthread_mutex_unlock(&m->lock);
    if (!takes)
        errand_free(e);
    return takes;
}

void messenger_ask(struct messenger *m, struct messenger_tally *out)
{
    pthread_mutex_lock(&m->lock);
    *out = m->tally;
    pthread_mutex_unlock(&m->lock);
}

void messenger_hush(struct messenger *m, bool quiet)
{
    pthread_mutex_lock(&m->lock);
    m->quiet = quiet;
    pthread_mutex_unlock(&m->lock);
}

void messenger_end(struct messenger *m, int64_t within_ms, struct messenger_tally *out)
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
