#include "cli/asked_again.h"

#include <stdlib.h>

#include "base/mem.h"
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
