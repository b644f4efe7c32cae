#include "cli/state_tracker.h"

#include "cli/environment.h"
#include "cli/followup.h"
#include "cli/output.h"

enum { MINUTE_MS = 60000 };

bool state_tracker_load(const char *path, struct baseline *k)
{
    struct err note = {0}, err = {0};
    bool ok = state_load(path, k, &note, &err);
    if (!ok)
        complain(&err);
    else if (note.what[0])
        complain(&note);
    return ok;
}

bool state_tracker_begin(struct state_tracker *m, const struct options *o)
{
    *m =
        (struct state_tracker){.path = o->state, .now_ms = clock_unix_or(o->now_ms), .learnt_ms = clock_ms()};
    return !m->path || state_tracker_load(m->path, &m->before);
}

void state_tracker_end(struct state_tracker *m)
{
    baseline_free(&m->before);
    baseline_free(&m->shown);
    baseline_free(&m->unsaved);
}

void state_tracker_judge(const struct state_tracker *m, struct table *t)
{
    for (size_t i = 0; i < m->before.n; i++) {
        const struct baseline_row *row = &m->before.rows[i];
        uint64_t code;
        if (!baseline_acked(row, m->now_ms))
            continue;
        if (row->kind == BASELINE_SIGNATURE)
            table_judge_signature(t, row->id, CLASS_EXPECTED);
        else if (row->kind == BASELINE_STATUS && str_u64(row->id, &code) && code < 1000)
            table_judge_status(t, (int)code, CLASS_EXPECTED);
    }
}

void state_tracker_mark(const struct state_tracker *m, struct report *r)
{
    LOCAL_BUF path = {0};
    if (!m->path)
        return;
    baseline_mark(&m->before, r, m->secrets, m->now_ms);
    followup_operand(m->path, &path);
    r->state = arena_str(&r->arena, buf_str(&path));
}

/* --- saving --- */

struct learning {
    const struct baseline *learnt;
    enum baseline_how how;
};

static bool add_learnt(void *context, struct baseline *k, struct err *err)
{
    const struct learning *l = context;
    (void)err;
    baseline_add(k, l->learnt, l->how);
    return true;
}

/* Minutes without a row are learnt, too: who forgets them takes what is rare for usual. */
static bool is_empty(const struct baseline *k)
{
    uint64_t minutes = 0;
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        minutes += k->watched[h];
    return k->n == 0 && minutes == 0;
}

static void save(struct state_tracker *m, const struct baseline *learnt, enum baseline_how how)
{
    struct err note = {0}, err = {0};
    struct learning l = {learnt, how};
    if (is_empty(learnt))
        return;
    bool ok = state_change(m->path, add_learnt, &l, &note, &err);
    if (note.what[0])
        complain(&note);
    if (!ok && !m->broken)
        complain(&err);
    m->broken = !ok;
}

void state_tracker_slid(struct state_tracker *m, const struct report *r)
{
    baseline_free(&m->shown);
    baseline_of_report(&m->shown, r, m->secrets, clock_unix_ms());
}

void state_tracker_learn(struct state_tracker *m, const struct report *r)
{
    struct baseline learnt = {0};
    int64_t unix_ms = clock_unix_ms(), minutes = (clock_ms() - m->learnt_ms) / MINUTE_MS;
    baseline_of_report(&learnt, r, m->secrets, unix_ms);
    baseline_since(&learnt, &m->shown, unix_ms, (uint64_t)minutes);
    baseline_add(&m->unsaved, &learnt, BASELINE_MORE);
    baseline_free(&learnt);
    m->learnt_ms += minutes * MINUTE_MS;
    state_tracker_slid(m, r);
}

void state_tracker_save_live(struct state_tracker *m, const struct report *r)
{
    state_tracker_learn(m, r);
    save(m, &m->unsaved, BASELINE_MORE);
    if (!m->broken) /* else the next save has it */
        baseline_free(&m->unsaved);
}

void state_tracker_save(struct state_tracker *m, const struct report *r)
{
    struct baseline learnt = {0};
    baseline_of_report(&learnt, r, m->secrets, m->now_ms);
    save(m, &learnt, BASELINE_LARGEST);
    baseline_free(&learnt);
}
