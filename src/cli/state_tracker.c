#include "cli/state_tracker.h"

#include "cli/environment.h"
#include "cli/followup.h"
#include "cli/output.h"

enum { MINUTE_MS = 60000 };

bool state_tracker_load(const char *path, struct baseline *b)
{
    struct err note = {0}, err = {0};
    bool ok = state_load(path, b, &note, &err);
    if (!ok)
        complain(&err);
    else if (note.what[0])
        complain(&note);
    return ok;
}

bool state_tracker_begin(struct state_tracker *s, const struct options *o)
{
    *s =
        (struct state_tracker){.path = o->state, .now_ms = clock_unix_or(o->now_ms), .learnt_ms = clock_ms()};
    return !s->path || state_tracker_load(s->path, &s->before);
}

void state_tracker_end(struct state_tracker *s)
{
    baseline_free(&s->before);
    baseline_free(&s->shown);
    baseline_free(&s->unsaved);
}

void state_tracker_judge(const struct state_tracker *s, struct table *t)
{
    for (size_t i = 0; i < s->before.n; i++) {
        const struct baseline_row *row = &s->before.rows[i];
        uint64_t code;
        if (!baseline_acked(row, s->now_ms))
            continue;
        if (row->kind == BASELINE_SIGNATURE)
            table_judge_signature(t, row->id, CLASS_EXPECTED);
        else if (row->kind == BASELINE_STATUS && row->decision.below == 0 && str_u64(row->id, &code) &&
                 code < 1000) /* one that counts above some rate needs its messages then: baseline_mark judges
                                 it */
            table_judge_status(t, (int)code, CLASS_EXPECTED);
    }
}

void state_tracker_mark(const struct state_tracker *s, struct report *r)
{
    LOCAL_BUF path = {0};
    if (!s->path)
        return;
    baseline_mark(&s->before, r, s->secrets, s->now_ms);
    followup_operand(s->path, &path);
    r->state = arena_str(&r->arena, buf_str(&path));
}

/* --- saving --- */

struct learning {
    const struct baseline *learnt;
    enum baseline_how how;
};

static bool add_learnt(void *context, struct baseline *b, struct err *err)
{
    const struct learning *l = context;
    (void)err;
    baseline_add(b, l->learnt, l->how);
    return true;
}

/* Minutes without a row are learnt, too: who forgets them takes what is rare for usual. */
static bool is_empty(const struct baseline *b)
{
    uint64_t minutes = 0;
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        minutes += b->watched[h];
    return b->n == 0 && minutes == 0;
}

static void save(struct state_tracker *s, const struct baseline *learnt, enum baseline_how how)
{
    struct err note = {0}, err = {0};
    struct learning l = {learnt, how};
    if (is_empty(learnt))
        return;
    bool ok = state_change(s->path, add_learnt, &l, &note, &err);
    if (note.what[0])
        complain(&note);
    if (!ok && !s->broken)
        complain(&err);
    s->broken = !ok;
}

void state_tracker_slid(struct state_tracker *s, const struct report *r)
{
    baseline_free(&s->shown);
    baseline_of_report(&s->shown, r, s->secrets, clock_unix_ms());
}

void state_tracker_learn(struct state_tracker *s, const struct report *r)
{
    struct baseline learnt = {0};
    int64_t unix_ms = clock_unix_ms(), minutes = (clock_ms() - s->learnt_ms) / MINUTE_MS;
    baseline_of_report(&learnt, r, s->secrets, unix_ms);
    baseline_since(&learnt, &s->shown, unix_ms, (uint64_t)minutes);
    baseline_add(&s->unsaved, &learnt, BASELINE_MORE);
    baseline_free(&learnt);
    s->learnt_ms += minutes * MINUTE_MS;
    state_tracker_slid(s, r);
}

void state_tracker_save_live(struct state_tracker *s, const struct report *r)
{
    state_tracker_learn(s, r);
    save(s, &s->unsaved, BASELINE_MORE);
    if (!s->broken) /* else the next save has it */
        baseline_free(&s->unsaved);
}

void state_tracker_save(struct state_tracker *s, const struct report *r)
{
    struct baseline learnt = {0};
    baseline_of_report(&learnt, r, s->secrets, s->now_ms);
    save(s, &learnt, BASELINE_LARGEST);
    baseline_free(&learnt);
}
