#include "match/pattern.h"

#include "base/mem.h"
#include "base/regex.h"

bool captures_have(const struct captures *c, struct str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->names[i], name))
            return true;
    return false;
}

static void captures_add(struct captures *c, struct arena *a, struct str name)
{
    if (captures_have(c, name))
        return;
    struct str *grown = arena_take(a, (c->n + 1) * sizeof *grown);
    if (c->n)
        memcpy(grown, c->names, c->n * sizeof *grown);
    grown[c->n++] = arena_str(a, name);
    c->names = grown;
}

struct naming {
    struct captures *all;
    struct arena *arena;
};

static void add_name(void *context, struct str name, unsigned group)
{
    struct naming *n = context;
    (void)group;
    captures_add(n->all, n->arena, name);
}

bool pattern_compile(struct pattern *p, struct table *t, bool postpone, struct captures *all, size_t *offset,
                     struct err *err)
{
    struct naming naming = {all, &t->arena};
    p->regex = postpone ? regex_postponed(p->source) : regex_new(p->source, offset, err);
    if (!p->regex)
        return false;
    MEM_GROW(t->regexes, t->regex_count, t->regex_cap);
    t->regexes[t->regex_count++] = p->regex;
    if (all)
        regex_names(p->regex, add_name, &naming);
    return true;
}
