#include "tally/cluster_matcher.h"

#include "base/mem.h"
#include "tally/token_class.h"

struct matcher_entry { /* one pattern with its template */
    struct cluster_pattern pattern;
    struct str template;
    size_t wildcards;
    size_t tail; /* from here on anything may stand; cluster_pattern.n: nowhere */
};

struct cluster_matcher {
    struct arena arena;
    struct matcher_entry *v; /* by number of tokens, then wildcards, then template */
    size_t n;
    struct matcher_entry **open; /* those with a tail, the longest first */
    size_t open_count;
    struct buf text; /* canonical tokens of the template looked for */
    struct str *tokens;
    size_t token_cap;
};

static int by_length(const void *a, const void *b)
{
    const struct matcher_entry *x = a, *y = b;
    if (x->pattern.n != y->pattern.n)
        return x->pattern.n < y->pattern.n ? -1 : 1;
    if (x->wildcards != y->wildcards)
        return x->wildcards < y->wildcards ? -1 : 1;
    return str_cmp(x->template, y->template);
}

/* Where the wildcards begin that a template ends in, when they are text of somebody else. */
static size_t tail_from(const struct cluster_pattern *m)
{
    size_t from = m->n, words = 0;
    while (from && m->tokens[from - 1].kind == TOKEN_WILDCARD)
        from--;
    for (size_t i = 0; i < from; i++)
        words += m->tokens[i].literal;
    return from >= TAIL_PREFIX && words >= TAIL_LITERALS && m->n - from >= TAIL_COLUMNS ? from : m->n;
}

static void copy_cast(struct cluster_matcher *m, const struct cluster_pattern *from, struct str template)
{
    struct matcher_entry *c = &m->v[m->n++];
    *c = (struct matcher_entry){.template = arena_str(&m->arena, template)};
    c->pattern.n = from->n;
    c->pattern.tokens = arena_take(&m->arena, (from->n + 1) * sizeof *from->tokens);
    for (size_t i = 0; i < from->n; i++) {
        c->pattern.tokens[i] = from->tokens[i];
        c->pattern.tokens[i].text = arena_str(&m->arena, from->tokens[i].text);
        c->wildcards += from->tokens[i].kind == TOKEN_WILDCARD;
    }
    c->tail = tail_from(&c->pattern);
}

struct cluster_matcher *cluster_matcher_new(const struct clustering *g, bool open)
{
    struct cluster_matcher *m = mem_zero(sizeof *m);
    uint32_t *members = mem_zero((g->count + 1) * sizeof *members);
    m->v = arena_take(&m->arena, (g->count + 1) * sizeof *m->v);
    for (size_t i = 0; i < g->template_count; i++)
        members[g->cluster_of[i]]++;
    for (size_t i = 0; i < g->count; i++)
        if (!open || members[i] > 1)
            copy_cast(m, &g->patterns[i], g->templates[i]);
    qsort(m->v, m->n, sizeof *m->v, by_length);
    m->open = arena_take(&m->arena, (m->n + 1) * sizeof *m->open);
    for (size_t i = m->n; i-- > 0;)
        if (m->v[i].tail < m->v[i].pattern.n)
            m->open[m->open_count++] = &m->v[i];
    free(members);
    return m;
}

struct cluster_matcher *cluster_matcher_of(const struct str *templates, size_t n)
{
    LOCAL_MEM struct str *several = mem_zero((n + 1) * sizeof *several);
    struct cluster_matcher *m = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (str_find(templates[i], token_class_name(TOKEN_CLASS_WILDCARD)) < templates[i].n ||
            str_find(templates[i], token_class_name(TOKEN_CLASS_ANY)) < templates[i].n)
            several[count++] = templates[i];
    if (count) {
        struct clustering *g = cluster_templates(several, count);
        m = cluster_matcher_new(g, false);
        clustering_free(g);
    }
    return m;
}

void cluster_matcher_free(struct cluster_matcher *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    buf_free(&m->text);
    free(m->tokens);
    free(m);
}

/* Split `template` into m->tokens, canonical; returns how many there are. */
static size_t split(struct cluster_matcher *m, struct str template)
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

/* May the i-th token looked for stand in the wildcard `wildcard`? */
static bool fills(const struct cluster_matcher *m, const struct cluster_pattern *pattern, size_t i)
{
    const struct token *wildcard = &pattern->tokens[i];
    struct str text = m->tokens[i];
    if (text.n <= (size_t)wildcard->head + wildcard->tail ||
        !str_starts(text, str_head(wildcard->text, wildcard->head)) ||
        !str_ends(text, str_skip(wildcard->text, wildcard->text.n - wildcard->tail)))
        return false;
    struct token t = token_glance(text);
    if (t.head != wildcard->head || t.tail != wildcard->tail || (t.kind == TOKEN_CONST && !token_has_key(&t)))
        return false;
    bool plain = t.kind == TOKEN_WORD && !t.name && !t.head;
    return !(plain && token_governs_verb(i > 1 ? wildcard - 2 : NULL, i ? wildcard - 1 : NULL));
}

static bool fits(const struct cluster_matcher *m, const struct matcher_entry *c)
{
    const struct cluster_pattern *pattern = &c->pattern;
    for (size_t i = 0; i < c->tail; i++)
        if (!str_eq(pattern->tokens[i].text, m->tokens[i]) && pattern->tokens[i].kind != TOKEN_WILDCARD)
            return false;
    for (size_t i = 0; i < c->tail; i++)
        if (!str_eq(pattern->tokens[i].text, m->tokens[i]) && !fills(m, pattern, i))
            return false;
    return true;
}

struct str cluster_matcher_find(struct cluster_matcher *m, struct str template)
{
    size_t n = split(m, template), at = COUNT_BEFORE(m->n, i, m->v[i].pattern.n < n);
    for (; n && at < m->n && m->v[at].pattern.n == n; at++)
        if (fits(m, &m->v[at]))
            return m->v[at].template;
    for (size_t i = 0; i < m->open_count; i++)
        if (n >= m->open[i]->tail + TAIL_COLUMNS && fits(m, m->open[i]))
            return m->open[i]->template;
    return STR("");
}
