#include "cli/drafting.h"

enum { CHECKS = 8 };

static bool learn(void *context, const struct sink_record *o)
{
    struct drafting *g = context;
    if (o->unexplained)
        mine_add(g->mine, o->record, 0);
    return true;
}

static struct drafted *draft_called(struct drafting *g, struct str id)
{
    for (size_t i = 0; i < g->n; i++)
        if (str_eq(suggest_id(g->suggest, g->v[i].cluster), id))
            return &g->v[i];
    return NULL;
}

/* The draft behind signature `s` of the table: they stand in the order of the drafts that hold. */
static struct drafted *draft_numbered(struct drafting *g, size_t s)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds && s-- == 0)
            return &g->v[i];
    return NULL;
}

static bool check(void *context, const struct sink_record *o)
{
    struct drafting *g = context;
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

void drafting_print(const struct drafting *g, struct buf *out)
{
    buf_addz(out, "signatures:\n");
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds)
            buf_add(out, buf_str(&g->v[i].text));
}

/* Read everything once more, past all drafts that hold. False when nothing could be checked. */
static bool check_once(struct drafting *g)
{
    LOCAL_BUF file = {0};
    drafting_print(g, &file);
    table_init(&g->table);
    bool ok = table_load(&g->table, "drafts", buf_str(&file), NULL);
    g->rules = ok ? rules_compile(&g->table, NULL) : NULL;
    if (g->rules) {
        g->matcher = matcher_new(g->rules);
        run_free(g->s->run);
        g->s->run = NULL;
        ok = session_read(g->s, check, g, true);
        matcher_free(g->matcher);
    }
    rules_free(g->rules);
    table_free(&g->table);
    return ok;
}

static void draft(struct drafting *g, struct drafted *d)
{
    buf_clear(&d->text);
    d->failed = false;
    d->holds = suggest_draft(g->suggest, d->cluster, &d->attempt, &d->text, &d->why);
}

/* Draft again what failed; false when nothing did. */
static bool mend(struct drafting *g)
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

bool drafting_any(const struct drafting *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].holds)
            return true;
    return false;
}

bool drafting_begin(struct drafting *g, struct session *s)
{
    *g = (struct drafting){.s = s, .mine = mine_new(s->signatures.rules)};
    if (!session_read(s, learn, g, true))
        return false;
    mine_settle(g->mine);
    g->suggest = suggest_new(g->mine, s->signatures.rules, s->program->secrets);
    return true;
}

static void forget(struct drafting *g)
{
    for (size_t i = 0; i < g->n; i++)
        buf_free(&g->v[i].text);
    free(g->v);
    g->v = NULL;
    g->n = 0;
}

void drafting_draft(struct drafting *g, size_t first, size_t n)
{
    forget(g);
    g->n = n;
    g->v = mem_zero((n + 1) * sizeof *g->v);
    for (size_t i = 0; i < n; i++) {
        g->v[i].cluster = first + i;
        draft(g, &g->v[i]);
    }
    for (int i = 0; i < CHECKS && !g->s->live && drafting_any(g); i++)
        if (!check_once(g) || !mend(g))
            break;
}

void drafting_end(struct drafting *g)
{
    forget(g);
    suggest_free(g->suggest);
    if (g->mine)
        mine_free(g->mine);
    *g = (struct drafting){.s = NULL};
}
