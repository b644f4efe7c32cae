#include "cli/history_replay.h"

#include "record/request_id.h"
#include "report/suggest.h"

/* Run `r` alone through `query` (NULL: all pass). */
static void run_one(const struct history_record *r, const struct rules *rules, const struct query *query,
                    run_sink *sink, void *context)
{
    struct run *run = run_new(&(struct run_config){
        .rules = rules, .query = query, .sink = sink, .context = context, .now_ms = NO_TIME});
    run_source(run, STR("-"));
    (void)run_feed(run, r->raw);
    (void)run_end(run);
    run_free(run);
}

static bool note_pass(void *context, const struct sink_record *o)
{
    struct history_record *r = context;
    r->passes |= !o->filtered;
    return true;
}

struct judging {
    const struct rules *rules;
    const struct query *query;
};

static void judge(void *context, struct history_record *r)
{
    const struct judging *j = context;
    if (r->judged)
        return;
    r->judged = true;
    r->passes = false;
    run_one(r, j->rules, j->query, note_pass, r);
}

bool history_replay_where(struct history *h, const struct rules *rules, const struct string_list *extracts,
                          struct str expression, struct err *err)
{
    struct query *q = query_new(rules);
    bool ok = true;
    for (size_t i = 0; ok && extracts && i < extracts->n; i++)
        ok = query_extract(q, str_z(extracts->v[i]), err);
    ok = ok && query_where(q, expression, err);
    if (ok)
        history_each(h, judge, &(struct judging){rules, q});
    query_free(q);
    return ok;
}

static bool learn(void *context, const struct sink_record *o)
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

void history_replay_draft(const struct history *h, const struct rules *rules, struct str id,
                          struct str template, const struct secrets *secrets, struct buf *out)
{
    const struct history_record *v[HISTORY_RECORDS];
    struct history_query q = {.signature = -1, .template = template};
    struct mine *m = mine_new(rules);
    struct err err = {0};
    unsigned attempt = 0;
    for (size_t i = 0, n = history_find(h, &q, v, HISTORY_RECORDS); i < n; i++)
        run_one(v[i], rules, NULL, learn, m);
    mine_settle(m);
    struct suggest *s = suggest_new(m, rules, secrets);
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

/* --- records --- */

struct replay_telling {
    uint64_t number;
    bool came;
    history_replay_visit *told;
    void *context;
};

static bool tell(void *context, const struct sink_record *o)
{
    struct replay_telling *t = context;
    t->came = true;
    t->told(t->context, t->number, o);
    return true;
}

/* The record with this number, and what goes on about it. */
static void read_one(struct run *run, const struct history *h, uint64_t number)
{
    uint64_t whole;
    const struct recent_record *next;
    run_source(run, STR("-"));
    (void)run_feed(run, history_raw(h, number, &whole));
    (void)run_feed(run, STR("\n"));
    while ((next = recent_numbered(&h->recent, ++number)) && next->continues) {
        (void)run_feed(run, recent_raw(&h->recent, next));
        (void)run_feed(run, STR("\n"));
    }
    (void)run_end(run);
}

void history_replay_each(const struct history *h, const struct replay_context *how, const uint64_t *numbers,
                         size_t n, history_replay_visit *told, void *context)
{
    struct replay_telling t = {.told = told, .context = context};
    struct run *run = run_new(&(struct run_config){
        .rules = how->rules, .zone = how->zone, .sink = tell, .context = &t, .now_ms = how->now_ms});
    for (size_t i = 0; i < n; i++) {
        t.number = numbers[i];
        t.came = false;
        read_one(run, h, t.number);
        if (!t.came)
            told(context, t.number, NULL);
    }
    run_free(run);
}

/* --- one request --- */

static void add_id(void *context, uint64_t number, const struct sink_record *o)
{
    struct buf *id = context;
    (void)number;
    if (o && id->n == 0)
        buf_add(id, o->record->field[FIELD_REQUEST]);
}

void history_replay_request_id(const struct history *h, const struct replay_context *how, uint64_t number,
                               struct buf *out)
{
    history_replay_each(h, how, &number, 1, add_id, out);
}

/* The kept records that name a request, by either of its ids. */
struct request_naming {
    struct str ids[2];
    uint64_t *numbers;
    size_t n, most;
};

static void note_named(struct request_naming *m, uint64_t number, struct str raw)
{
    bool named = request_id_named(m->ids[0], raw) || (m->ids[1].n && request_id_named(m->ids[1], raw));
    if (named && m->n < m->most)
        m->numbers[m->n++] = number;
}

static void note_error(void *context, struct history_record *r)
{
    note_named(context, r->number, r->raw);
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void find_named(struct request_naming *m, const struct history *h)
{
    m->n = 0;
    history_each(h, note_error, m);
    for (size_t i = 0; i < h->recent.count; i++) {
        const struct recent_record *r = recent_at(&h->recent, i);
        if (!r->continues)
            note_named(m, r->number, recent_raw(&h->recent, r));
    }
    qsort(m->numbers, m->n, sizeof *m->numbers, by_number);
}

struct aliasing {
    struct request_trace *trace;
    struct str id;
};

static void add_to_trace(void *context, uint64_t number, const struct sink_record *o)
{
    struct aliasing *a = context;
    (void)number;
    if (o)
        request_trace_add(a->trace, a->id, o);
}

size_t history_replay_request(const struct history *h, const struct replay_context *how, struct str id,
                              uint64_t *numbers, size_t most)
{
    struct aliasing a = {request_trace_new(), id};
    struct request_naming m = {.ids = {id}, .numbers = numbers, .most = most};
    find_named(&m, h);
    history_replay_each(h, how, numbers, m.n, add_to_trace, &a);
    m.ids[1] = request_trace_alias(a.trace, id); /* others may know it by that one only */
    if (m.ids[1].n)
        find_named(&m, h);
    request_trace_free(a.trace);
    return m.n;
}
