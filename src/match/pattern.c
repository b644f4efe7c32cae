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

struct group_naming {
    struct pattern *pattern;
    struct group_name groups[REGEX_GROUPS];
};

static void add_name(void *context, struct str name, unsigned group)
{
    struct group_naming *n = context;
    n->groups[n->pattern->group_count++] = (struct group_name){name, group};
}

static void note_groups(struct pattern *p, struct arena *a)
{
    struct group_naming n = {.pattern = p};
    p->group_count = 0;
    regex_names(p->regex, add_name, &n);
    p->groups = arena_take(a, (p->group_count + 1) * sizeof *p->groups);
    memcpy(p->groups, n.groups, p->group_count * sizeof *p->groups);
    for (size_t i = 0; i < p->group_count; i++)
        p->groups[i].name = arena_str(a, p->groups[i].name);
}

static void own(struct table *t, struct regex *regex)
{
    MEM_GROW(t->regexes, t->regex_count, t->regex_cap);
    t->regexes[t->regex_count++] = regex;
}

bool pattern_compile(struct pattern *p, struct table *t, struct captures *all, size_t *offset,
                     struct err *err)
{
    p->regex = regex_new(p->source, offset, err);
    if (!p->regex)
        return false;
    own(t, p->regex);
    note_groups(p, &t->arena);
    for (size_t i = 0; all && i < p->group_count; i++)
        captures_add(all, &t->arena, p->groups[i].name);
    return true;
}

void pattern_postpone(struct pattern *p, struct table *t)
{
    p->regex = regex_postponed(p->source, &t->arena);
    own(t, p->regex);
}
