#include <unistd.h>

#include "cli/cluster_lookup.h"
#include "cli/drafting.h"

enum { DRAFTS = 10 };

/* An operand that looks like a cluster's id and is no file: taken out of the operands. */
static const char *take_id(struct options *o)
{
    const char *id = o->operands.n ? o->operands.v[0] : "";
    if (!cluster_id_maybe(id) || access(id, F_OK) == 0)
        return NULL;
    o->operands.v++;
    o->operands.n--;
    return id;
}

static void tell_failures(const struct drafting *g)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct drafted *d = &g->v[i];
        if (d->holds)
            continue;
        refuse("no draft for cluster " STR_FMT ", " STR_FMT ": %s\n"
               "%s",
               STR_ARG(suggest_id(g->suggest, d->cluster)), STR_ARG(suggest_shown(g->suggest, d->cluster)),
               d->why.what, DRAFTING_BY_HAND);
    }
}

static bool no_such_cluster(const char *id)
{
    return refuse("no unexplained error has the id %s\n"
                  "the report shows the ids under UNKNOWN",
                  id);
}

static void nothing_to_draft(void)
{
    struct err err = {0};
    err_set(&err, "nothing to draft: these logs hold no unexplained error");
    complain(&err);
}

/* Draft for the cluster called `id`, or the largest. False when there is none such, complained of. */
static bool draft(struct drafting *g, const char *id)
{
    const struct options *o = g->s->program->options;
    size_t count = suggest_count(g->suggest), most = o->top ? o->top : DRAFTS, first = 0;
    if (id) {
        first = suggest_find(g->suggest, str_z(id));
        most = 1;
        if (first == count)
            return no_such_cluster(id);
    } else if (count == 0) {
        nothing_to_draft();
    }
    drafting_draft(g, first, count - first < most ? count - first : most);
    return true;
}

static enum status suggest(struct drafting *g, struct session *s, const char *id)
{
    if (!drafting_begin(g, s) || !draft(g, id))
        return STATUS_ERROR;
    tell_failures(g);
    if (!drafting_any(g))
        return STATUS_NOTHING;
    drafting_print(g, &s->program->out.pending);
    return STATUS_OK;
}

enum status suggest_command(struct program *p)
{
    struct options own = *p->options;
    struct session s;
    struct drafting g = {0};
    enum status status = STATUS_ERROR;
    const struct options *given = p->options;
    const char *id = take_id(&own);
    p->options = &own;
    if (session_begin(&s, p)) {
        status = suggest(&g, &s, id);
        session_tell_given_up(&s);
        status = session_status(&s, status);
    }
    drafting_end(&g);
    session_end(&s);
    p->options = given;
    return status;
}
