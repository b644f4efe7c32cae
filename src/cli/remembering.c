#include "cli/remembering.h"

#include "base/when.h"
#include "cli/environment.h"
#include "cli/output.h"
#include "cli/typed.h"

enum { MINUTE_MS = 60000 };

bool remembering_load(const char *path, struct known *k)
{
    struct err note = {0}, err = {0};
    bool ok = state_load(path, k, &note, &err);
    if (!ok)
        complain(&err);
    else if (note.what[0])
        complain(&note);
    return ok;
}

bool remembering_begin(struct remembering *m, const struct options *o)
{
    *m = (struct remembering){.path = o->state, .now_ms = clock_unix_or(o->now_ms), .learnt_ms = clock_ms()};
    return !m->path || remembering_load(m->path, &m->before);
}

void remembering_end(struct remembering *m)
{
    known_free(&m->before);
    known_free(&m->shown);
    known_free(&m->unsaved);
}

void remembering_judge(const struct remembering *m, struct table *t)
{
    for (size_t i = 0; i < m->before.n; i++) {
        const struct known_row *row = &m->before.rows[i];
        uint64_t code;
        if (!known_acked(row, m->now_ms))
            continue;
        if (row->kind == KNOWN_SIGNATURE)
            table_judge_signature(t, row->id, CLASS_EXPECTED);
        else if (row->kind == KNOWN_STATUS && str_u64(row->id, &code) && code < 1000)
            table_judge_status(t, (int)code, CLASS_EXPECTED);
    }
}

void remembering_mark(const struct remembering *m, struct report *r)
{
    struct buf path = {0};
    if (!m->path)
        return;
    known_mark(&m->before, r, m->secrets, m->now_ms);
    typed_file(m->path, &path);
    r->state = arena_str(&r->arena, buf_str(&path));
    buf_free(&path);
}

/* --- saving --- */

struct learning {
    const struct known *learnt;
    enum known_how how;
};

static bool add_learnt(void *context, struct known *k, struct err *err)
{
    const struct learning *l = context;
    (void)err;
    known_add(k, l->learnt, l->how);
    return true;
}

/* Minutes without a row are learnt, too: who forgets them takes what is rare for usual. */
static bool is_empty(const struct known *k)
{
    uint64_t minutes = 0;
    for (size_t h = 0; h < KNOWN_HOURS; h++)
        minutes += k->watched[h];
    return k->n == 0 && minutes == 0;
}

static void save(struct remembering *m, const struct known *learnt, enum known_how how)
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

void remembering_slid(struct remembering *m, const struct report *r)
{
    known_free(&m->shown);
    known_of_report(&m->shown, r, m->secrets, clock_unix_ms());
}

void remembering_learn(struct remembering *m, const struct report *r)
{
    struct known learnt = {0};
    int64_t unix_ms = clock_unix_ms(), minutes = (clock_ms() - m->learnt_ms) / MINUTE_MS;
    known_of_report(&learnt, r, m->secrets, unix_ms);
    known_since(&learnt, &m->shown, unix_ms, (uint64_t)minutes);
    known_add(&m->unsaved, &learnt, KNOWN_MORE);
    known_free(&learnt);
    m->learnt_ms += minutes * MINUTE_MS;
    remembering_slid(m, r);
}

void remembering_save_live(struct remembering *m, const struct report *r)
{
    remembering_learn(m, r);
    save(m, &m->unsaved, KNOWN_MORE);
    if (!m->broken) /* else the next save has it */
        known_free(&m->unsaved);
}

void remembering_save(struct remembering *m, const struct report *r)
{
    struct known learnt = {0};
    known_of_report(&learnt, r, m->secrets, m->now_ms);
    save(m, &learnt, KNOWN_LARGEST);
    known_free(&learnt);
}
