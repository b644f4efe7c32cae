/* Text of somebody else at the end of lines: a prompt, an answer, a reason. */

#include "base/mem.h"
#include "tally/cluster_matcher.h"
#include "tally/clusterer.h"

enum {
    TAIL_LINES = 8, /* so many lines that begin alike and go on differently end in text of somebody else */
};

/* By tokens: lines that begin alike stand together, those that end where the others go on before them. */
static int by_words(const void *a, const void *b)
{
    const struct template_line *x = *(struct template_line *const *)a, *y = *(struct template_line *const *)b;
    for (size_t i = 0; i < x->n && i < y->n; i++)
        if (x->tokens[i] != y->tokens[i])
            return x->tokens[i] < y->tokens[i] ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

/* Lines that are the same up to a column. */
struct line_tails {
    struct template_line **v;
    size_t n, column;
};

/* Does `l` go on long enough behind the column? */
static bool tail_long(const struct line_tails *t, const struct template_line *l)
{
    return l->n >= t->column + TAIL_COLUMNS;
}

static size_t count_long(const struct line_tails *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += tail_long(t, t->v[i]);
    return n;
}

/* Different tokens in `column` of those that are long. */
static size_t variety_at(const struct line_tails *t, size_t column)
{
    uint32_t *id = mem_resize(NULL, (t->n + 1) * sizeof *id);
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (tail_long(t, t->v[i]))
            id[n++] = t->v[i]->tokens[column];
    size_t different = clusterer_different(id, n);
    free(id);
    return different;
}

static bool tail_varies(const struct line_tails *t, size_t n)
{
    for (size_t i = 0; i < TAIL_COLUMNS; i++)
        if (2 * variety_at(t, t->column + i) < n)
            return false;
    return n >= TAIL_LINES;
}

/* Is one of the lines nothing but wildcards from the column on? Then what begins as it does goes on with
 * anything. */
static bool tail_known(const struct clusterer *g, const struct line_tails *t)
{
    for (size_t i = 0, k; i < t->n; i++) {
        const struct template_line *l = t->v[i];
        for (k = t->column; k < l->n && g->voc.v[l->tokens[k]].kind == TOKEN_WILDCARD;)
            k++;
        if (k == l->n && tail_long(t, l))
            return true;
    }
    return false;
}

/* May the lines differ from the column on? */
static bool tail_begins(const struct clusterer *g, const struct line_tails *t)
{
    size_t words = 0, n = count_long(t);
    for (size_t i = 0; i < t->column; i++)
        words += g->voc.v[t->v[0]->tokens[i]].literal;
    return t->column >= TAIL_PREFIX && words >= TAIL_LITERALS && n > 1 &&
           (tail_known(g, t) || tail_varies(t, n));
}

/* What is long goes on with TAIL_COLUMNS wildcards, which stand for any number of words. */
static void open_tails(struct clusterer *g, const struct line_tails *t)
{
    uint32_t bare = token_of(&g->voc, STR("<word>"));
    for (size_t i = 0; i < t->n; i++) {
        struct template_line *l = t->v[i];
        if (!tail_long(t, l))
            continue;
        for (size_t k = 0; k < TAIL_COLUMNS; k++)
            l->tokens[t->column + k] = bare;
        l->n = t->column + TAIL_COLUMNS;
        l->open = t->column;
    }
    g->changed = true;
}

/* Those of the lines that go on alike behind the column are looked at further. */
static void find_tails(struct clusterer *g, struct line_tails t)
{
    while (t.n && t.v[0]->n == t.column) {
        t.v++;
        t.n--;
    }
    if (t.n < 2)
        return;
    if (tail_begins(g, &t)) {
        open_tails(g, &t);
        return;
    }
    for (size_t i = 0, end; i < t.n; i = end) {
        for (end = i + 1; end < t.n && t.v[end]->tokens[t.column] == t.v[i]->tokens[t.column];)
            end++;
        find_tails(g, (struct line_tails){t.v + i, end - i, t.column + 1});
    }
}

bool clusterer_open_tails(struct clusterer *g)
{
    LOCAL_MEM struct template_line **lines = mem_resize(NULL, (g->n + 1) * sizeof *lines);
    g->changed = false;
    for (size_t i = 0; i < g->n; i++)
        lines[i] = &g->lines[i];
    if (g->n)
        qsort(lines, g->n, sizeof *lines, by_words);
    find_tails(g, (struct line_tails){lines, g->n, 0});
    if (g->changed)
        clusterer_unite(g);
    return g->changed;
}
