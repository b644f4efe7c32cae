#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/session.h"
#include "report/suggest.h"

enum { DRAFTS = 10, CHECKS = 8 };

struct drafted {
    size_t cluster; /* number in the suggestions */
    unsigned attempt;
    struct buf text;
    bool holds, failed; /* failed: on whole records */
};

/*
 * Drafts are made of the samples that the clusters keep. Files are then read again, and each draft must match
 * the records of its cluster and no unexplained record of another one; else the next looser one is tried.
 */
struct suggesting {
    struct session s;
    struct mine *mine;
    struct suggest *suggest;
    struct drafted *v;
    size_t n;
    /* while checking */
    struct table table;
    struct rules *rules;
    struct matcher *matcher;
};

/* An operand that looks like a cluster's id and is no file: taken out of the operands. */
static const char *take_id(struct options *o)
{
    const char *id = o->operands.n ? o->operands.v[0] : "";
    size_t n = strspn(id, "0123456789abcdef");
    if (n < 4 || n > 12 || id[n] || access(id, F_OK) == 0)
        return NULL;
    o->operands.v++;
    o->operands.n--;
    return id;
}

static bool learn(void *context, const struct outcome *o)
{
    struct suggesting *g = context;
    if (o->unexplained)
        mine_add(g->mine, o->record, 0);
    return true;
}

static struct drafted *draft_called(struct suggesting *g, struct str id)
{
    for (size_t i = 0; i < g->n; i++)
        if (str_eq(suggest_id(g->suggest, g->v[i].cluster), id))
            return &g->v[i];
    return NULL;
}

/* The draft behind signature `s` of the table: they stand in the order of the drafts that hold. */
static struct drafted *draft_numbered(struct suggesting *g, size_t s)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds && s-- == 0)
            return &g->v[i];
    return NULL;
}

static bool check(void *context, const struct outcome *o)
{
    struct suggesting *g = context;
    struct hits hits;
    bool found = false;
    if (!o->unexplained)
        return true;
    struct assignment a = mine_assign(g->mine, mine_key(g->mine, o->record));
    struct drafted *own = draft_called(g, str_z(a.message_id));
    matcher_run(g->matcher, o->record, &hits);
    for (size_t i = 0; i < hits.n; i++) {
        struct drafted *d = draft_numbered(g, hits.v[i].signature);
        d->failed |= d != own;
        found |= d == own;
    }
    if (own && own->holds && !found)
        own->failed = true;
    return true;
}

static void print_drafts(const struct suggesting *g, struct buf *out)
{
    buf_addz(out, "signatures:\n");
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds)
            buf_add(out, buf_str(&g->v[i].text));
}

/* Read everything once more, past all drafts that hold. False when nothing could be checked. */
static bool check_once(struct suggesting *g)
{
    struct buf file = {0};
    print_drafts(g, &file);
    table_init(&g->table);
    bool ok = table_load(&g->table, "drafts", buf_str(&file), NULL);
    g->rules = ok ? rules_compile(&g->table, NULL) : NULL;
    if (g->rules) {
        g->matcher = matcher_new(g->rules);
        run_free(g->s.run);
        g->s.run = NULL;
        ok = session_read(&g->s, check, g, true);
        matcher_free(g->matcher);
    }
    rules_free(g->rules);
    table_free(&g->table);
    buf_free(&file);
    return ok;
}

static void draft(struct suggesting *g, struct drafted *d)
{
    buf_clear(&d->text);
    d->failed = false;
    d->holds = suggest_draft(g->suggest, d->cluster, &d->attempt, &d->text, NULL);
}

/* Draft again what failed; false when nothing did. */
static bool mend(struct suggesting *g)
{
    bool any = false;
    for (size_t i = 0; i < g->n; i++) {
        if (!g->v[i].holds || !g->v[i].failed)
            continue;
        g->v[i].attempt++;
        draft(g, &g->v[i]);
        any = true;
    }
    return any;
}

static void tell_failures(const struct suggesting *g)
{
    for (size_t i = 0; i < g->n; i++) {
        struct err err = {0};
        if (g->v[i].holds)
            continue;
        err_set(&err, "no signature tells cluster " STR_FMT " from the others: " STR_FMT,
                STR_ARG(suggest_id(g->suggest, g->v[i].cluster)),
                STR_ARG(suggest_shown(g->suggest, g->v[i].cluster)));
        complain(&err);
    }
}

static bool any_holds(const struct suggesting *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds)
            return true;
    return false;
}

static bool no_such_cluster(const char *id)
{
    struct err err = {0};
    err_set(&err, "no unexplained error has the id %s", id);
    err_mend(&err, "the report shows the ids under UNKNOWN");
    complain(&err);
    return false;
}

/* Which clusters are wanted: that called `id`, or the largest. False when there is none such, complained of.
 */
static bool choose(struct suggesting *g, const char *id)
{
    const struct options *o = g->s.program->options;
    size_t count = suggest_count(g->suggest), most = o->top ? o->top : DRAFTS, first = 0;
    if (id) {
        first = suggest_find(g->suggest, str_z(id));
        most = 1;
        if (first == count)
            return no_such_cluster(id);
    }
    g->n = count - first < most ? count - first : most;
    g->v = mem_zero((g->n + 1) * sizeof *g->v);
    for (size_t i = 0; i < g->n; i++) {
        g->v[i].cluster = first + i;
        draft(g, &g->v[i]);
    }
    return true;
}

static enum status suggest(struct suggesting *g, const char *id)
{
    if (!session_read(&g->s, learn, g, true))
        return STATUS_ERROR;
    mine_settle(g->mine);
    g->suggest = suggest_new(g->mine, g->s.knowledge.rules, g->s.program->secrets);
    if (!choose(g, id))
        return STATUS_ERROR;
    for (int i = 0; i < CHECKS && !g->s.live && any_holds(g); i++)
        if (!check_once(g) || !mend(g))
            break;
    tell_failures(g);
    if (!any_holds(g))
        return STATUS_NOTHING;
    print_drafts(g, &g->s.program->out.pending);
    return STATUS_OK;
}

enum status suggest_command(struct program *p)
{
    struct options own = *p->options;
    struct suggesting g = {0};
    enum status status = STATUS_ERROR;
    const struct options *given = p->options;
    const char *id = take_id(&own);
    p->options = &own;
    if (session_begin(&g.s, p)) {
        g.mine = mine_new();
        status = session_status(&g.s, suggest(&g, id));
        suggest_free(g.suggest);
        mine_free(g.mine);
    }
    for (size_t i = 0; i < g.n; i++)
        buf_free(&g.v[i].text);
    free(g.v);
    session_end(&g.s);
    p->options = given;
    return status;
}
