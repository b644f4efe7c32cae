/*
 * Values behind keys: lines that differ in several values at once (tag="A" ws=null, tag="B" ws=Work{<num>})
 * have no single open place in common. Here all of their values are open, and which of them are values of one
 * variable is told column by column.
 */

#include "base/mem.h"
#include "tally/clusterer.h"

enum { KEYS = 2 }; /* lines with fewer need no help */

static void add_line(struct clusterer *g, uint32_t l)
{
    uint64_t key = g->lines[l].hash;
    size_t keys = 0;
    for (size_t i = 0; i < g->lines[l].n; i++)
        if (token_at(g, l, i)->keyed) {
            key += clusterer_opening(token_at(g, l, i), i);
            keys++;
        }
    if (keys >= KEYS)
        clusterer_add_hole(g, key, l, NO_COLUMN, NO_COLUMN);
}

static bool same_outside(const struct clusterer *g, const struct open_place *x, const struct open_place *y)
{
    if (g->lines[x->line].n != g->lines[y->line].n)
        return false;
    for (size_t i = 0; i < g->lines[x->line].n; i++) {
        const struct token *a = token_at(g, x->line, i), *b = token_at(g, y->line, i);
        if (a != b && !(a->keyed && b->keyed && a->around == b->around))
            return false;
    }
    return true;
}

/* What stands in a column of several lines. */
struct key_values {
    size_t kind[TOKEN_KINDS];
    size_t names, different;
};

static struct key_values values_in(const struct clusterer *g, const struct open_place *h, size_t n,
                                   size_t column)
{
    struct key_values v = {.names = 0};
    uint32_t *id = mem_resize(NULL, n * sizeof *id);
    for (size_t i = 0; i < n; i++) {
        id[i] = g->lines[h[i].line].tokens[column];
        v.kind[clusterer_kind(g, h[i].line, column)]++;
        v.names += g->voc.v[id[i]].name;
    }
    v.different = clusterer_different(id, n);
    free(id);
    return v;
}

/* Are they values of one variable: of several kinds, or words in so many ways? */
static bool vary(const struct key_values *v, size_t n)
{
    bool marks = v->kind[TOKEN_MASKED] + v->kind[TOKEN_WILDCARD] > 0;
    bool mixed = v->kind[TOKEN_MIXED] > 0, words = v->kind[TOKEN_WORD] > 0;
    if (v->different < 2)
        return false;
    return marks + mixed + words > 1 || v->different >= (v->names == n ? NAMES : WORDS);
}

static void open_column(struct clusterer *g, const struct open_place *h, size_t n, size_t column)
{
    for (size_t i = 0; i < n; i++)
        g->lines[h[i].line].tokens[column] = token_at(g, h[i].line, column)->wildcard;
    g->changed = true;
}

static void open_lines(struct clusterer *g, const struct open_place *h, size_t n)
{
    for (size_t i = 0; i < g->lines[h->line].n; i++) {
        if (!token_at(g, h->line, i)->keyed)
            continue;
        struct key_values v = values_in(g, h, n, i);
        if (vary(&v, n))
            open_column(g, h, n, i);
    }
}

bool clusterer_open_keys(struct clusterer *g)
{
    g->changed = false;
    g->hole_count = 0;
    for (uint32_t l = 0; l < g->n; l++)
        add_line(g, l);
    clusterer_each_shared(g, same_outside, open_lines);
    if (g->changed)
        clusterer_unite(g);
    return g->changed;
}
