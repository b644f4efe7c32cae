#include "tally/mold.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tally/form.h"

struct cast { /* one mold with its template */
    struct mold mold;
    struct str template;
    size_t slots;
    size_t tail; /* from here on anything may stand; mold.n: nowhere */
};

struct molds {
    struct arena arena;
    struct cast *v; /* by number of tokens, then slots, then template */
    size_t n;
    struct cast **open; /* those with a tail, the longest first */
    size_t open_count;
    struct buf text; /* canonical tokens of the template looked for */
    struct str *tokens;
    size_t token_cap;
};

static int by_length(const void *a, const void *b)
{
    const struct cast *x = a, *y = b;
    if (x->mold.n != y->mold.n)
        return x->mold.n < y->mold.n ? -1 : 1;
    if (x->slots != y->slots)
        return x->slots < y->slots ? -1 : 1;
    return str_cmp(x->template, y->template);
}

/* Where the slots begin that a template ends in, when they are text of somebody else. */
static size_t tail_from(const struct mold *m)
{
    size_t from = m->n, words = 0;
    while (from && m->tokens[from - 1].kind == TOKEN_SLOT)
        from--;
    for (size_t i = 0; i < from; i++)
        words += m->tokens[i].literal;
    return from >= TAIL_PREFIX && words >= TAIL_LITERALS && m->n - from >= TAIL_COLUMNS ? from : m->n;
}

static void copy_cast(struct molds *m, const struct mold *from, struct str template)
{
    struct cast *c = &m->v[m->n++];
    *c = (struct cast){.template = arena_str(&m->arena, template)};
    c->mold.n = from->n;
    c->mold.tokens = arena_take(&m->arena, (from->n + 1) * sizeof *from->tokens);
    for (size_t i = 0; i < from->n; i++) {
        c->mold.tokens[i] = from->tokens[i];
        c->mold.tokens[i].text = arena_str(&m->arena, from->tokens[i].text);
        c->slots += from->tokens[i].kind == TOKEN_SLOT;
    }
    c->tail = tail_from(&c->mold);
}

struct molds *molds_new(const struct grouping *g, bool open)
{
    struct molds *m = mem_zero(sizeof *m);
    uint32_t *members = mem_zero((g->count + 1) * sizeof *members);
    m->v = arena_take(&m->arena, (g->count + 1) * sizeof *m->v);
    for (size_t i = 0; i < g->shape_count; i++)
        members[g->cluster_of[i]]++;
    for (size_t i = 0; i < g->count; i++)
        if (!open || members[i] > 1)
            copy_cast(m, &g->molds[i], g->templates[i]);
    qsort(m->v, m->n, sizeof *m->v, by_length);
    m->open = arena_take(&m->arena, (m->n + 1) * sizeof *m->open);
    for (size_t i = m->n; i-- > 0;)
        if (m->v[i].tail < m->v[i].mold.n)
            m->open[m->open_count++] = &m->v[i];
    free(members);
    return m;
}

struct molds *molds_of_clusters(const struct str *templates, size_t n)
{
    struct str *several = mem_zero((n + 1) * sizeof *several);
    struct molds *m = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (str_find(templates[i], form_mark(FORM_SLOT)) < templates[i].n ||
            str_find(templates[i], form_mark(FORM_ANY)) < templates[i].n)
            several[count++] = templates[i];
    if (count) {
        struct grouping *g = group_templates(several, count);
        m = molds_new(g, false);
        grouping_free(g);
    }
    free(several);
    return m;
}

void molds_free(struct molds *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    buf_free(&m->text);
    free(m->tokens);
    free(m);
}

/* Split `template` into m->tokens, canonical; returns how many there are. */
static size_t split(struct molds *m, struct str template)
{
    size_t n = 0;
    buf_clear(&m->text);
    buf_room(&m->text, template.n + 1); /* canonical text is no longer: no token moves */
    for (struct str token; token_next(&template, &token);) {
        size_t at = m->text.n;
        token_canon(token, &m->text);
        struct str text = str_of(m->text.p + at, m->text.n - at);
        struct str one = n ? token_fold(m->tokens[n - 1], text) : STR("");
        if (one.n) {
            m->tokens[n - 1] = one;
            continue;
        }
        MEM_GROW(m->tokens, n, m->token_cap);
        m->tokens[n++] = text;
    }
    return n;
}

/* May the i-th token looked for stand in the slot `slot`? */
static bool fills(const struct molds *m, const struct mold *mold, size_t i)
{
    const struct token *slot = &mold->tokens[i];
    struct str text = m->tokens[i];
    if (text.n <= (size_t)slot->head + slot->tail || !str_starts(text, str_head(slot->text, slot->head)) ||
        !str_ends(text, str_skip(slot->text, slot->text.n - slot->tail)))
        return false;
    struct token t = token_glance(text);
    if (t.head != slot->head || t.tail != slot->tail || (t.kind == TOKEN_CONST && !token_has_key(&t)))
        return false;
    bool plain = t.kind == TOKEN_WORD && !t.name && !t.head;
    return !(plain && token_governs_verb(i > 1 ? slot - 2 : NULL, i ? slot - 1 : NULL));
}

static bool fits(const struct molds *m, const struct cast *c)
{
    const struct mold *mold = &c->mold;
    for (size_t i = 0; i < c->tail; i++)
        if (!str_eq(mold->tokens[i].text, m->tokens[i]) && mold->tokens[i].kind != TOKEN_SLOT)
            return false;
    for (size_t i = 0; i < c->tail; i++)
        if (!str_eq(mold->tokens[i].text, m->tokens[i]) && !fills(m, mold, i))
            return false;
    return true;
}

struct str molds_find(struct molds *m, struct str template)
{
    size_t n = split(m, template), low = 0, high = m->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (m->v[middle].mold.n < n)
            low = middle + 1;
        else
            high = middle;
    }
    for (; n && low < m->n && m->v[low].mold.n == n; low++)
        if (fits(m, &m->v[low]))
            return m->v[low].template;
    for (size_t i = 0; i < m->open_count; i++)
        if (n >= m->open[i]->tail + TAIL_COLUMNS && fits(m, m->open[i]))
            return m->open[i]->template;
    return STR("");
}
