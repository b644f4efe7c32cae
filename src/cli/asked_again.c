#include "cli/asked_again.h"

#include <stdlib.h>

#include "base/mem.h"
#include "record/request_id.h"
#include "report/suggest.h"
#include "run/query.h"

/* Run `r` alone through `query` (NULL: all pass). */
static void run_one(const struct kept_record *r, const struct rules *rules, const struct query *query,
                    run_sink *sink, void *context)
{
    struct run *run = run_new(&(struct run_config){
        .rules = rules, .query = query, .sink = sink, .context = context, .now_ms = NO_TIME});
    run_source(run, STR("-"));
    (void)run_map(run, r->raw);
    run_free(run);
}

static bool note_pass(void *context, const struct outcome *o)
{
    struct kept_record *r = context;
    r->passes |= !o->filtered;
    return true;
}

struct judging {
    const struct rules *rules;
    const struct query *query;
};

static void judge(void *context, struct kept_record *r)
{
    const struct judging *j = context;
    if (r->judged)
        return;
    r->judged = true;
    r->passes = false;
    run_one(r, j->rules, j->query, note_pass, r);
}

bool asked_where(struct kept *k, const struct rules *rules, struct str expression, struct err *err)
{
    struct query *q = query_new(rules);
    bool ok = query_where(q, expression, err);
    if (ok)
        kept_each(k, judge, &(struct judging){rules, q});
    query_free(q);
    return ok;
}

static bool learn(void *context, const struct outcome *o)
{
    if (o->unexplained)
        mine_add(context, o->record, 0);
    return true;
}

/* The suggestion with this template, else with this id; suggest_count() when there is none. */
static size_t find(const struct suggest *s, struct str id, struct str template)
{
    for (size_t i = 0; i < suggest_count(s); i++)
        if (str_eq(suggest_template(s, i), template))
            return i;
    return suggest_find(s, id);
}

void asked_draft(const struct kept *k, const struct rules *rules, struct str id, struct str template,
                 bool redacted, struct buf *out)
{
    const struct kept_record *v[KEPT_RECORDS];
    struct kept_question q = {.signature = -1, .template = template};
    struct mine *m = mine_new();
    struct err err = {0};
    unsigned attempt = 0;
    for (size_t i = 0, n = kept_find(k, &q, v, KEPT_RECORDS); i < n; i++)
        run_one(v[i], rules, NULL, learn, m);
    mine_settle(m);
    struct suggest *s = suggest_new(m, rules, redacted);
    size_t found = find(s, id, template);
    found = found < suggest_count(s) ? found : 0;
    if (suggest_count(s) == 0)
        buf_addz(out, "No record of this row is kept any more.\n");
    else if (suggest_draft(s, found, &attempt, out, &err))
        buf_addz(out, "\n# sigtail suggest drafts it from a whole log, and proves it there.\n");
    else
        buf_addf(out, "No draft: %s\n", err.what);
    suggest_free(s);
    mine_free(m);
}

/* --- one request --- */

enum { REQUEST_RECORDS = 500 };

/* The kept records that name a request, by either of its ids. */
struct naming {
    const struct kept *kept;
    struct str ids[2];
    uint64_t numbers[REQUEST_RECORDS];
    size_t n;
};

static bool is_named(const struct naming *m, struct str raw)
{
    return request_id_named(m->ids[0], raw) || (m->ids[1].n && request_id_named(m->ids[1], raw));
}

static void note_named(void *context, struct kept_record *r)
{
    struct naming *m = context;
    if (m->n < REQUEST_RECORDS && is_named(m, r->raw))
        m->numbers[m->n++] = r->number;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void find_named(struct naming *m)
{
    const struct recent *recent = &m->kept->recent;
    m->n = 0;
    kept_each(m->kept, note_named, m);
    for (size_t i = 0; i < recent->count && m->n < REQUEST_RECORDS; i++) {
        const struct recent_record *r = recent_at(recent, i);
        if (!r->trails && is_named(m, recent_raw(recent, r)))
            m->numbers[m->n++] = r->number;
    }
    qsort(m->numbers, m->n, sizeof *m->numbers, by_number);
}

/* The records that were found, read once more. */
struct telling {
    struct story *story;
    struct str id;
    int64_t now_ms;
    uint64_t number;
    void (*each)(void *context, uint64_t number, const struct outcome *o);
    void *context;
};

static bool tell_record(void *context, const struct outcome *o)
{
    struct telling *t = context;
    story_add(t->story, t->id, o);
    if (t->each && !o->record->trailing)
        t->each(t->context, t->number, o);
    return true;
}

/* The record with this number, and what goes on about it. */
static void tell_one(struct run *run, const struct kept *k, uint64_t number)
{
    uint64_t whole;
    const struct recent_record *next;
    run_source(run, STR("-"));
    (void)run_feed(run, kept_raw(k, number, &whole));
    (void)run_feed(run, STR("\n"));
    while ((next = recent_numbered(&k->recent, ++number)) && next->trails) {
        (void)run_feed(run, recent_raw(&k->recent, next));
        (void)run_feed(run, STR("\n"));
    }
    (void)run_end(run);
}

static void tell(const struct naming *m, const struct rules *rules, const struct zone *zone,
                 struct telling *t)
{
    struct run *run = run_new(&(struct run_config){
        .rules = rules, .zone = zone, .sink = tell_record, .context = t, .now_ms = t->now_ms});
    for (size_t i = 0; i < m->n; i++) {
        t->number = m->numbers[i];
        tell_one(run, m->kept, t->number);
    }
    run_free(run);
}

void asked_request(const struct kept *k, const struct rules *rules, const struct asked_how *how,
                   struct story *story)
{
    struct naming *m = mem_zero(sizeof *m);
    struct story *first = story_new();
    *m = (struct naming){.kept = k, .ids = {how->id}};
    find_named(m);
    tell(m, rules, how->zone, &(struct telling){first, how->id, how->now_ms, 0, NULL, NULL});
    m->ids[1] = story_alias(first, how->id); /* other records may know it by that one only */
    if (m->ids[1].n)
        find_named(m);
    tell(m, rules, how->zone, &(struct telling){story, how->id, how->now_ms, 0, how->each, how->context});
    story_free(first);
    free(m);
}
