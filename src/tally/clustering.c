#include "tally/clustering.h"

#include "base/mem.h"
#include "tally/cluster_matcher.h"
#include "tally/clusterer.h"
#include "tally/token_class.h"

enum {
    WORDS_ALONE = 8,   /* beside a single literal word more are needed */
    WORDS_FIRST = 12,  /* a sentence begins with what it speaks of: most are needed */
    CONSTANTS = 8,     /* words of the program that are values all the same */
    PAIRS = 6,         /* fillings of each of two places that vary together */
    PAIR_COLUMNS = 40, /* of longer lines no pairs are looked at */
    MIXED = 4,         /* as many tokens of letters and wildcards are one in any context */
    ROUNDS = 16,       /* what one round opens, the next one builds on: a bound */
    GAP = 4,           /* a value of several words has at most these */
};

#define WILDCARD_FILLING UINT32_MAX

enum token_kind clusterer_kind(const struct clusterer *g, uint32_t line, size_t column)
{
    const struct token *t = token_at(g, line, column);
    if (t->keyed && t->nothing)
        return TOKEN_MASKED;
    if (t->kind == TOKEN_CONST && token_has_key(t))
        return TOKEN_WORD; /* ws=null, state=READY: what stands behind a key is a value */
    if (column == 0 || t->head)
        return t->kind;
    const struct token *left = token_at(g, line, column - 1);
    if (t->nothing && token_is_key(left))
        return TOKEN_WORD; /* user: null, user = none */
    if (t->kind != TOKEN_WORD || t->name)
        return t->kind;
    const struct token *before = column > 1 ? token_at(g, line, column - 2) : NULL;
    return token_governs_verb(before, left) ? TOKEN_CONST : TOKEN_WORD;
}

/* ---- hashes: the sum over a line's columns, so that one column is exchanged in one step ---- */

static uint64_t mix(uint64_t h, uint64_t column)
{
    h = (h ^ (column + 1) * 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
    h = (h ^ h >> 29) * 0x94d049bb133111ebull;
    return h ^ h >> 32;
}

static uint64_t line_hash(const struct clusterer *g, const struct template_line *l)
{
    uint64_t h = mix(l->n, UINT16_MAX);
    for (size_t i = 0; i < l->n; i++)
        h += mix(g->voc.v[l->tokens[i]].hash, i);
    return h;
}

uint64_t clusterer_opening(const struct token *t, size_t i)
{
    return mix(~t->around, i) - mix(t->hash, i);
}

static bool same_outside(const struct clusterer *g, const struct open_place *x, const struct open_place *y)
{
    const struct template_line *k = &g->lines[x->line], *l = &g->lines[y->line];
    if (k->n != l->n || x->a != y->a || x->b != y->b)
        return false;
    for (size_t i = 0; i < k->n; i++)
        if (k->tokens[i] != l->tokens[i] && i != x->a && i != x->b)
            return false;
    return true;
}

/* ---- merging ---- */

static uint32_t root_of(struct clusterer *g, uint32_t line)
{
    while (g->parent[line] != line)
        line = g->parent[line] = g->parent[g->parent[line]];
    return line;
}

static void join(struct clusterer *g, uint32_t a, uint32_t b)
{
    a = root_of(g, a);
    b = root_of(g, b);
    if (a == b)
        return;
    uint32_t into = a < b ? a : b, from = a < b ? b : a;
    g->parent[from] = into;
    for (size_t i = 0; i < g->lines[from].n; i++)
        g->wildcard[into][i] |= g->wildcard[from][i];
}

static void open_wildcard(struct clusterer *g, const struct open_place *h, enum column_wildcard how)
{
    unsigned char *wildcard = g->wildcard[root_of(g, h->line)];
    wildcard[h->a] |= how;
    if (h->b != NO_COLUMN)
        wildcard[h->b] |= how;
    g->changed = true;
}

/* ---- finding open places that several lines share ---- */

static int by_key(const void *a, const void *b)
{
    const struct open_place *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

struct open_place *clusterer_add_hole(struct clusterer *g, uint64_t key, uint32_t line, size_t a, size_t b)
{
    MEM_GROW(g->holes, g->hole_count, g->hole_cap);
    g->holes[g->hole_count] = (struct open_place){key, line, (uint16_t)a, (uint16_t)b, false};
    return &g->holes[g->hole_count++];
}

static void single_holes_of(struct clusterer *g, uint32_t l)
{
    for (size_t i = 0; i < g->lines[l].n; i++) {
        struct token t = *token_at(g, l, i);
        clusterer_add_hole(g, g->lines[l].hash + clusterer_opening(&t, i), l, i, NO_COLUMN);
        if (!t.address)
            continue;
        uint64_t closed = g->lines[l].hash - mix(t.hash, i);
        clusterer_add_hole(g, closed + mix(~token_around_whole(&t), i), l, i, NO_COLUMN)->whole = true;
    }
}

static void single_holes(struct clusterer *g)
{
    g->hole_count = 0;
    for (uint32_t l = 0; l < g->n; l++)
        single_holes_of(g, l);
}

static bool is_word(const struct clusterer *g, uint32_t line, size_t column)
{
    return clusterer_kind(g, line, column) == TOKEN_WORD;
}

/* A line of n columns has n * (n - 1) / 2 pairs of them: of long ones none is looked at. */
static void double_holes_of(struct clusterer *g, uint32_t l)
{
    size_t n = g->lines[l].n;
    for (size_t i = 0; i < n && n <= PAIR_COLUMNS; i++) {
        uint64_t h = g->lines[l].hash + clusterer_opening(token_at(g, l, i), i);
        for (size_t j = i + 1; j < n && is_word(g, l, i); j++)
            if (is_word(g, l, j))
                clusterer_add_hole(g, h + clusterer_opening(token_at(g, l, j), j), l, i, j);
    }
}

static void double_holes(struct clusterer *g)
{
    g->hole_count = 0;
    for (uint32_t l = 0; l < g->n; l++)
        double_holes_of(g, l);
}

void clusterer_each_shared(struct clusterer *g, clusterer_same *same, clusterer_visit *visit)
{
    if (g->hole_count)
        qsort(g->holes, g->hole_count, sizeof *g->holes, by_key);
    for (size_t i = 0, end; i < g->hole_count; i = end) {
        end = i + 1;
        while (end < g->hole_count && g->holes[end].key == g->holes[i].key &&
               same(g, &g->holes[i], &g->holes[end]))
            end++;
        if (end - i > 1)
            visit(g, &g->holes[i], end - i);
    }
}

/* ---- evidence ---- */

/* What stands left of an open place: its own key, else the token before. 0 when nothing does. */
static uint64_t left_of(const struct clusterer *g, const struct open_place *h)
{
    const struct token *t = token_at(g, h->line, h->a);
    if (t->head && !h->whole)
        return str_hash(str_head(t->text, t->head)) | 1;
    return h->a ? token_at(g, h->line, h->a - 1u)->hash | 1 : 0;
}

static int by_left(const void *a, const void *b)
{
    const struct observed_word *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return x->token < y->token ? -1 : x->token > y->token;
}

static void note_filling(struct clusterer *g, uint64_t left, uint32_t token)
{
    MEM_GROW(g->fillings, g->filling_count, g->filling_cap);
    g->fillings[g->filling_count++] = (struct observed_word){left, token};
}

static void note_fillings(struct clusterer *g, const struct open_place *h, size_t n)
{
    uint64_t left = left_of(g, h);
    for (size_t i = 0; i < n && left; i++)
        if (is_word(g, h[i].line, h[i].a))
            note_filling(g, left, g->lines[h[i].line].tokens[h[i].a]);
}

/* Slots made earlier stand for words enough, wherever they are. */
static void note_wildcards(struct clusterer *g)
{
    for (uint32_t l = 0; l < g->n; l++)
        for (size_t i = 0; i < g->lines[l].n; i++) {
            uint64_t left = left_of(g, &(struct open_place){0, l, (uint16_t)i, NO_COLUMN, false});
            if (left && token_at(g, l, i)->kind == TOKEN_WILDCARD)
                note_filling(g, left, WILDCARD_FILLING);
        }
}

/* Sort the fillings and keep one of each. */
static void settle_fillings(struct clusterer *g)
{
    size_t n = 0;
    if (g->filling_count == 0)
        return;
    qsort(g->fillings, g->filling_count, sizeof *g->fillings, by_left);
    for (size_t i = 0; i < g->filling_count; i++)
        if (n == 0 || by_left(&g->fillings[n - 1], &g->fillings[i]) != 0)
            g->fillings[n++] = g->fillings[i];
    g->filling_count = n;
}

/* How many different words stood behind `left`, in whatever sentence. */
static size_t words_behind(const struct clusterer *g, uint64_t left)
{
    size_t low = COUNT_BEFORE(g->filling_count, i, g->fillings[i].left < left), n = 0;
    while (low + n < g->filling_count && g->fillings[low + n].left == left)
        n++;
    bool wildcard = n && g->fillings[low + n - 1].token == WILDCARD_FILLING;
    return wildcard && n < WORDS ? WORDS : n;
}

/* Literal words around an open place, its own key included. */
static size_t context_of(const struct clusterer *g, const struct open_place *h)
{
    const struct template_line *l = &g->lines[h->line];
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct token *t = token_at(g, h->line, i);
        n += i == h->a || i == h->b ? t->head > 1 && !h->whole : t->literal;
    }
    return n;
}

/*
 * Words behind a key or a noun ("user alice") may be counted over all sentences; behind articles,
 * prepositions and the like stands anything.
 */
static bool introduces_values(const struct clusterer *g, const struct open_place *h)
{
    if (token_at(g, h->line, h->a)->head && !h->whole)
        return true;
    return h->a && token_at(g, h->line, h->a - 1u)->kind == TOKEN_WORD;
}

struct evidence {
    size_t kind[TOKEN_KINDS]; /* fillings of each kind */
    size_t names;             /* words among them that are built like identifiers */
    size_t context;           /* literal words around */
    size_t words;             /* different words known for this place */
    size_t need;              /* as many would do */
    bool server;              /* one of the fillings is an address with its port */
};

static enum token_kind filling_kind(const struct clusterer *g, const struct open_place *h)
{
    return h->whole ? TOKEN_ADDRESS : clusterer_kind(g, h->line, h->a);
}

/* Does a template of the open place's line have a port there? */
static bool has_port(const struct clusterer *g, const struct open_place *h)
{
    for (const struct line_member *m = g->lines[h->line].first; m; m = m->next)
        if (h->a < m->n &&
            str_find(m->columns[h->a], token_class_name(TOKEN_CLASS_PORT)) < m->columns[h->a].n)
            return true;
    return false;
}

static bool any_port(const struct clusterer *g, const struct open_place *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!h[i].whole && has_port(g, &h[i]))
            return true;
    return false;
}

static struct evidence evidence_of(const struct clusterer *g, const struct open_place *h, size_t n)
{
    struct evidence e = {.context = context_of(g, h)};
    uint64_t left = left_of(g, h);
    for (size_t i = 0; i < n; i++) {
        enum token_kind kind = filling_kind(g, &h[i]);
        e.kind[kind]++;
        e.names += kind == TOKEN_WORD && token_at(g, h[i].line, h[i].a)->name;
    }
    e.server = e.kind[TOKEN_ADDRESS] && any_port(g, h, n);
    e.words = e.kind[TOKEN_WORD];
    bool names = e.names && e.names == e.kind[TOKEN_WORD];
    e.need = !left && !names ? WORDS_FIRST : left && e.context >= 2 ? WORDS : WORDS_ALONE;
    if (!left || e.context < 2)
        return e;
    size_t behind = introduces_values(g, h) ? words_behind(g, left) : 0;
    e.words = behind > e.words ? behind : e.words;
    if (names)
        e.need = NAMES;
    return e;
}

static bool values_agree(const struct evidence *e)
{
    size_t mixed = e->kind[TOKEN_MIXED], values = e->kind[TOKEN_MASKED] + e->kind[TOKEN_WILDCARD] + mixed;
    return values >= 2 && ((e->context >= 1 && mixed < 2) || e->context >= 3 || mixed >= MIXED);
}

static bool words_are_values(const struct evidence *e)
{
    size_t words = e->kind[TOKEN_WORD], marks = e->kind[TOKEN_MASKED] + e->kind[TOKEN_WILDCARD];
    if (words == 0 || e->context == 0)
        return false;
    bool many = e->words >= e->need && words + marks + e->kind[TOKEN_MIXED] >= 2;
    return many || (marks && e->context >= 2) || e->kind[TOKEN_WILDCARD];
}

static bool constants_are_values(const struct evidence *e)
{
    size_t n = e->kind[TOKEN_CONST], words = e->kind[TOKEN_WORD];
    return n >= CONSTANTS || (words >= e->need && e->words >= 2 * e->need && n * 4 <= words);
}

/* The kinds of fillings that are values of one variable, as bits. */
static unsigned kinds_to_join(const struct evidence *e)
{
    const unsigned values = 1u << TOKEN_MASKED | 1u << TOKEN_WILDCARD | 1u << TOKEN_MIXED;
    unsigned kinds = 0;
    if (values_agree(e))
        kinds |= values;
    if (words_are_values(e))
        kinds |= values | 1u << TOKEN_WORD;
    if (e->kind[TOKEN_PUNCT] && e->context &&
        e->kind[TOKEN_MASKED] + e->kind[TOKEN_WILDCARD] + e->kind[TOKEN_MIXED])
        kinds |= values | 1u << TOKEN_PUNCT; /* () is an empty (<host>) */
    if (constants_are_values(e))
        kinds |= 1u << TOKEN_CONST;
    if (e->server && e->context >= 2)
        kinds |= values | 1u << TOKEN_ADDRESS; /* wpad:<num> where others have <host>:<port> */
    return kinds;
}

static void join_single(struct clusterer *g, const struct open_place *h, size_t n)
{
    struct evidence e = evidence_of(g, h, n);
    unsigned kinds = kinds_to_join(&e);
    enum column_wildcard how = kinds >> TOKEN_ADDRESS & 1 ? WILDCARD_WHOLE : WILDCARD_CORE;
    const struct open_place *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!(kinds >> filling_kind(g, &h[i]) & 1))
            continue;
        if (!first) {
            first = &h[i];
            continue;
        }
        join(g, first->line, h[i].line);
        open_wildcard(g, first, how);
    }
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

size_t clusterer_different(uint32_t *id, size_t n)
{
    size_t different = n > 0;
    if (n)
        qsort(id, n, sizeof *id, by_id);
    for (size_t i = 1; i < n; i++)
        different += id[i] != id[i - 1];
    return different;
}

/* Different fillings of the first or second place of `h`. */
static size_t variety(const struct clusterer *g, const struct open_place *h, size_t n, bool second)
{
    uint32_t *id = mem_resize(NULL, n * sizeof *id);
    for (size_t i = 0; i < n; i++)
        id[i] = g->lines[h[i].line].tokens[second ? h[i].b : h[i].a];
    size_t different = clusterer_different(id, n);
    free(id);
    return different;
}

static void join_double(struct clusterer *g, const struct open_place *h, size_t n)
{
    if (n < PAIRS || context_of(g, h) < 3 || variety(g, h, n, false) < PAIRS ||
        variety(g, h, n, true) < PAIRS)
        return;
    for (size_t i = 1; i < n; i++)
        join(g, h->line, h[i].line);
    open_wildcard(g, h, WILDCARD_CORE);
}

/* ---- rounds ---- */

static void reset_unions(struct clusterer *g)
{
    g->changed = false;
    for (uint32_t l = 0; l < g->n; l++) {
        g->parent[l] = l;
        memset(g->wildcard[l], 0, g->lines[l].n);
    }
}

static int by_tokens(const void *a, const void *b)
{
    const struct template_line *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return memcmp(x->tokens, y->tokens, x->n * sizeof *x->tokens);
}

void clusterer_unite(struct clusterer *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        g->lines[i].hash = line_hash(g, &g->lines[i]);
    qsort(g->lines, g->n, sizeof *g->lines, by_tokens);
    for (size_t i = 0; i < g->n; i++) {
        if (n && by_tokens(&g->lines[n - 1], &g->lines[i]) == 0) {
            template_line_append(&g->lines[n - 1], &g->lines[i]);
            g->lines[n - 1].open |= g->lines[i].open;
        } else {
            g->lines[n++] = g->lines[i];
        }
    }
    g->n = n;
}

static void apply_wildcards(struct clusterer *g)
{
    for (uint32_t l = 0; l < g->n; l++) {
        const unsigned char *wildcard = g->wildcard[root_of(g, l)];
        uint32_t *token = g->lines[l].tokens;
        for (size_t i = 0; i < g->lines[l].n; i++)
            if (wildcard[i])
                token[i] = wildcard[i] & WILDCARD_WHOLE ? token_bare(&g->voc, token[i])
                                                        : g->voc.v[token[i]].wildcard;
    }
    clusterer_unite(g);
}

static bool round_single(struct clusterer *g)
{
    reset_unions(g);
    single_holes(g);
    g->filling_count = 0;
    clusterer_each_shared(g, same_outside, note_fillings);
    note_wildcards(g);
    settle_fillings(g);
    clusterer_each_shared(g, same_outside, join_single);
    if (g->changed)
        apply_wildcards(g);
    return g->changed;
}

static bool round_double(struct clusterer *g)
{
    reset_unions(g);
    double_holes(g);
    clusterer_each_shared(g, same_outside, join_double);
    if (g->changed)
        apply_wildcards(g);
    return g->changed;
}

/* ---- values of several words ---- */

/* The line of `n` tokens whose hash is `hash`, or NULL. Lines are sorted by hash. */
static struct template_line *line_of(const struct clusterer *g, uint64_t hash)
{
    size_t at = COUNT_BEFORE(g->n, i, g->lines[i].hash < hash);
    return at < g->n && g->lines[at].hash == hash ? &g->lines[at] : NULL;
}

/* The line that has a bare wildcard where `l` has the `k` words from column `at` on, or NULL. */
static struct template_line *wider(const struct clusterer *g, const struct template_line *l, size_t at,
                                   size_t k, uint32_t bare)
{
    struct template_line other = {.tokens = mem_resize(NULL, l->n * sizeof *l->tokens), .n = l->n - k + 1};
    memcpy(other.tokens, l->tokens, at * sizeof *l->tokens);
    other.tokens[at] = bare;
    memcpy(other.tokens + at + 1, l->tokens + at + k, (l->n - at - k) * sizeof *l->tokens);
    struct template_line *found = line_of(g, line_hash(g, &other));
    if (found &&
        (found->n != other.n || memcmp(found->tokens, other.tokens, other.n * sizeof *other.tokens) != 0))
        found = NULL;
    free(other.tokens);
    return found;
}

static size_t literals(const struct clusterer *g, const struct template_line *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += g->voc.v[l->tokens[i]].literal;
    return n;
}

static bool all_words(const struct clusterer *g, const struct template_line *l, size_t at, size_t k)
{
    for (size_t i = at; i < at + k; i++) {
        const struct token *t = &g->voc.v[l->tokens[i]];
        if (t->kind != TOKEN_WORD || t->head || t->tail)
            return false;
    }
    return true;
}

static struct template_line *home_of(const struct clusterer *g, const struct template_line *l, uint32_t bare)
{
    for (size_t k = 2; k <= GAP; k++)
        for (size_t at = 1; at + k <= l->n; at++) {
            struct template_line *home = all_words(g, l, at, k) ? wider(g, l, at, k, bare) : NULL;
            if (home && literals(g, home) >= 2)
                return home;
        }
    return NULL;
}

/* "user john smith logged in" belongs to "user <word> logged in". */
static void close_gaps(struct clusterer *g)
{
    uint32_t bare = token_of(&g->voc, STR("<word>"));
    reset_unions(g);
    for (uint32_t l = 0; l < g->n; l++) {
        struct template_line *home = home_of(g, &g->lines[l], bare);
        if (home) /* a shorter line: no cycles */
            g->parent[l] = (uint32_t)(home - g->lines);
    }
    for (uint32_t l = 0; l < g->n; l++)
        if (root_of(g, l) != l)
            template_line_append(&g->lines[root_of(g, l)], &g->lines[l]);
}

/* ---- beginning and end ---- */

static void clusterer_init(struct clusterer *g, struct arena *arena, const struct str *templates, size_t n)
{
    *g = (struct clusterer){.voc = {.arena = arena}, .n = n};
    g->lines = mem_zero((n + 1) * sizeof *g->lines);
    g->parent = mem_zero((n + 1) * sizeof *g->parent);
    g->wildcard = mem_zero((n + 1) * sizeof *g->wildcard);
    for (size_t i = 0; i < n; i++)
        template_line_init(&g->lines[i], &g->voc, arena, templates[i], (uint32_t)i);
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = g->lines[i].n > most ? g->lines[i].n : most;
    for (size_t i = 0; i < n; i++)
        g->wildcard[i] = arena_zero(arena, most + 1);
    clusterer_unite(g);
}

static void clusterer_free(struct clusterer *g)
{
    vocabulary_free(&g->voc);
    free(g->lines);
    free(g->parent);
    free(g->wildcard);
    free(g->holes);
    free(g->fillings);
}

/* What new templates are compared with: the line's tokens. */
static void keep_pattern(const struct clusterer *g, const struct template_line *l, struct clustering *out)
{
    struct cluster_pattern *m = &out->patterns[out->count - 1];
    *m = (struct cluster_pattern){.tokens = arena_take(&out->arena, (l->n + 1) * sizeof *m->tokens),
                                  .n = l->n};
    for (size_t i = 0; i < l->n; i++)
        m->tokens[i] = g->voc.v[l->tokens[i]];
}

static void number_clusters(struct clusterer *g, struct clustering *out)
{
    uint32_t *line_of_template =
        arena_take(&out->arena, (out->template_count + 1) * sizeof *line_of_template);
    uint32_t *number = arena_zero(&out->arena, (g->n + 1) * sizeof *number);
    for (uint32_t l = 0; l < g->n; l++)
        for (const struct line_member *m = root_of(g, l) == l ? g->lines[l].first : NULL; m; m = m->next)
            line_of_template[m->template] = l;
    for (size_t i = 0; i < out->template_count; i++) {
        uint32_t l = line_of_template[i];
        if (number[l] == 0) {
            number[l] = (uint32_t)++out->count;
            out->templates[out->count - 1] = template_line_text(&g->lines[l], &g->voc, &out->arena);
            keep_pattern(g, &g->lines[l], out);
        }
        out->cluster_of[i] = number[l] - 1;
    }
}

/* One more step; false when there is nothing left to do. */
static bool step(struct clusterer *g)
{
    return round_single(g) || clusterer_open_keys(g) || round_double(g) || clusterer_open_tails(g);
}

struct clustering *cluster_templates(const struct str *templates, size_t n)
{
    struct clustering *out = mem_zero(sizeof *out);
    struct clusterer g;
    out->template_count = n;
    out->cluster_of = arena_zero(&out->arena, (n + 1) * sizeof *out->cluster_of);
    out->templates = arena_zero(&out->arena, (n + 1) * sizeof *out->templates);
    out->patterns = arena_zero(&out->arena, (n + 1) * sizeof *out->patterns);
    clusterer_init(&g, &out->arena, templates, n);
    for (unsigned i = 0; i < ROUNDS && step(&g); i++)
        ;
    close_gaps(&g);
    number_clusters(&g, out);
    clusterer_free(&g);
    return out;
}

void clustering_free(struct clustering *g)
{
    if (!g)
        return;
    arena_free(&g->arena);
    free(g);
}
