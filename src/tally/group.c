#include "tally/group.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tally/form.h"
#include "tally/grouper.h"
#include "tally/mold.h"

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

#define SLOT_FILLING UINT32_MAX

enum token_kind grouper_kind(const struct grouper *g, uint32_t line, size_t column)
{
    const struct token *t = token_at(g, line, column);
    if (t->keyed && t->nothing)
        return TOKEN_MARK;
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

static uint64_t line_hash(const struct grouper *g, const struct line *l)
{
    uint64_t h = mix(l->n, UINT16_MAX);
    for (size_t i = 0; i < l->n; i++)
        h += mix(g->voc.v[l->tokens[i]].hash, i);
    return h;
}

uint64_t grouper_opening(const struct token *t, size_t i)
{
    return mix(~t->around, i) - mix(t->hash, i);
}

static bool same_outside(const struct grouper *g, const struct hole *x, const struct hole *y)
{
    const struct line *k = &g->lines[x->line], *l = &g->lines[y->line];
    if (k->n != l->n || x->a != y->a || x->b != y->b)
        return false;
    for (size_t i = 0; i < k->n; i++)
        if (k->tokens[i] != l->tokens[i] && i != x->a && i != x->b)
            return false;
    return true;
}

/* ---- merging ---- */

static uint32_t root_of(struct grouper *g, uint32_t line)
{
    while (g->parent[line] != line)
        line = g->parent[line] = g->parent[g->parent[line]];
    return line;
}

static void join(struct grouper *g, uint32_t a, uint32_t b)
{
    a = root_of(g, a);
    b = root_of(g, b);
    if (a == b)
        return;
    uint32_t into = a < b ? a : b, from = a < b ? b : a;
    g->parent[from] = into;
    for (size_t i = 0; i < g->lines[from].n; i++)
        g->slot[into][i] |= g->slot[from][i];
}

static void open_slot(struct grouper *g, const struct hole *h, enum slot how)
{
    unsigned char *slot = g->slot[root_of(g, h->line)];
    slot[h->a] |= how;
    if (h->b != NO_COLUMN)
        slot[h->b] |= how;
    g->changed = true;
}

/* ---- finding holes that several lines share ---- */

int grouper_by_key(const void *a, const void *b)
{
    const struct hole *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

struct hole *grouper_add_hole(struct grouper *g, uint64_t key, uint32_t line, size_t a, size_t b)
{
    MEM_GROW(g->holes, g->hole_count, g->hole_cap);
    g->holes[g->hole_count] = (struct hole){key, line, (uint16_t)a, (uint16_t)b, false};
    return &g->holes[g->hole_count++];
}

static void single_holes_of(struct grouper *g, uint32_t l)
{
    for (size_t i = 0; i < g->lines[l].n; i++) {
        struct token t = *token_at(g, l, i);
        grouper_add_hole(g, g->lines[l].hash + grouper_opening(&t, i), l, i, NO_COLUMN);
        if (!t.address)
            continue;
        uint64_t closed = g->lines[l].hash - mix(t.hash, i);
        grouper_add_hole(g, closed + mix(~token_around_whole(&t), i), l, i, NO_COLUMN)->whole = true;
    }
}

static void single_holes(struct grouper *g)
{
    g->hole_count = 0;
    for (uint32_t l = 0; l < g->n; l++)
        single_holes_of(g, l);
}

static bool is_word(const struct grouper *g, uint32_t line, size_t column)
{
    return grouper_kind(g, line, column) == TOKEN_WORD;
}

/* A line of n columns has n * (n - 1) / 2 pairs of them: of long ones none is looked at. */
static void double_holes_of(struct grouper *g, uint32_t l)
{
    size_t n = g->lines[l].n;
    for (size_t i = 0; i < n && n <= PAIR_COLUMNS; i++) {
        uint64_t h = g->lines[l].hash + grouper_opening(token_at(g, l, i), i);
        for (size_t j = i + 1; j < n && is_word(g, l, i); j++)
            if (is_word(g, l, j))
                grouper_add_hole(g, h + grouper_opening(token_at(g, l, j), j), l, i, j);
    }
}

static void double_holes(struct grouper *g)
{
    g->hole_count = 0;
    for (uint32_t l = 0; l < g->n; l++)
        double_holes_of(g, l);
}

/* Sorting the holes is what a round costs: m log m for the m tokens of all lines, or pairs of them. */
/* Call `visit` with each run of two or more holes that are the same but for their fillings. */
static void each_shared(struct grouper *g, void (*visit)(struct grouper *, const struct hole *, size_t))
{
    if (g->hole_count)
        qsort(g->holes, g->hole_count, sizeof *g->holes, grouper_by_key);
    for (size_t i = 0, end; i < g->hole_count; i = end) {
        end = i + 1;
        while (end < g->hole_count && g->holes[end].key == g->holes[i].key &&
               same_outside(g, &g->holes[i], &g->holes[end]))
            end++;
        if (end - i > 1)
            visit(g, &g->holes[i], end - i);
    }
}

/* ---- evidence ---- */

/* What stands left of a hole: its own key, else the token before. 0 when nothing does. */
static uint64_t left_of(const struct grouper *g, const struct hole *h)
{
    const struct token *t = token_at(g, h->line, h->a);
    if (t->head && !h->whole)
        return str_hash(str_head(t->text, t->head)) | 1;
    return h->a ? token_at(g, h->line, h->a - 1u)->hash | 1 : 0;
}

static int by_left(const void *a, const void *b)
{
    const struct filling *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return x->token < y->token ? -1 : x->token > y->token;
}

static void note_filling(struct grouper *g, uint64_t left, uint32_t token)
{
    MEM_GROW(g->fillings, g->filling_count, g->filling_cap);
    g->fillings[g->filling_count++] = (struct filling){left, token};
}

static void note_fillings(struct grouper *g, const struct hole *h, size_t n)
{
    uint64_t left = left_of(g, h);
    for (size_t i = 0; i < n && left; i++)
        if (is_word(g, h[i].line, h[i].a))
            note_filling(g, left, g->lines[h[i].line].tokens[h[i].a]);
}

/* Slots made earlier stand for words enough, wherever they are. */
static void note_slots(struct grouper *g)
{
    for (uint32_t l = 0; l < g->n; l++)
        for (size_t i = 0; i < g->lines[l].n; i++) {
            uint64_t left = left_of(g, &(struct hole){0, l, (uint16_t)i, NO_COLUMN, false});
            if (left && token_at(g, l, i)->kind == TOKEN_SLOT)
                note_filling(g, left, SLOT_FILLING);
        }
}

/* Sort the fillings and keep one of each. */
static void settle_fillings(struct grouper *g)
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
static size_t words_behind(const struct grouper *g, uint64_t left)
{
    size_t low = 0, high = g->filling_count, n = 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->fillings[middle].left < left)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < g->filling_count && g->fillings[low + n].left == left)
        n++;
    bool slot = n && g->fillings[low + n - 1].token == SLOT_FILLING;
    return slot && n < WORDS ? WORDS : n;
}

/* Literal words around a hole, its own key included. */
static size_t context_of(const struct grouper *g, const struct hole *h)
{
    const struct line *l = &g->lines[h->line];
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
static bool introduces_values(const struct grouper *g, const struct hole *h)
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

static enum token_kind filling_kind(const struct grouper *g, const struct hole *h)
{
    return h->whole ? TOKEN_ADDRESS : grouper_kind(g, h->line, h->a);
}

/* Does a template of the hole's line have a port there? */
static bool has_port(const struct grouper *g, const struct hole *h)
{
    for (const struct member *m = g->lines[h->line].first; m; m = m->next)
        if (h->a < m->n && str_find(m->columns[h->a], form_mark(FORM_PORT)) < m->columns[h->a].n)
            return true;
    return false;
}

static bool any_port(const struct grouper *g, const struct hole *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!h[i].whole && has_port(g, &h[i]))
            return true;
    return false;
}

static struct evidence evidence_of(const struct grouper *g, const struct hole *h, size_t n)
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
    size_t mixed = e->kind[TOKEN_MIXED], values = e->kind[TOKEN_MARK] + e->kind[TOKEN_SLOT] + mixed;
    return values >= 2 && ((e->context >= 1 && mixed < 2) || e->context >= 3 || mixed >= MIXED);
}

static bool words_are_values(const struct evidence *e)
{
    size_t words = e->kind[TOKEN_WORD], marks = e->kind[TOKEN_MARK] + e->kind[TOKEN_SLOT];
    if (words == 0 || e->context == 0)
        return false;
    bool many = e->words >= e->need && words + marks + e->kind[TOKEN_MIXED] >= 2;
    return many || (marks && e->context >= 2) || e->kind[TOKEN_SLOT];
}

static bool constants_are_values(const struct evidence *e)
{
    size_t n = e->kind[TOKEN_CONST], words = e->kind[TOKEN_WORD];
    return n >= CONSTANTS || (words >= e->need && e->words >= 2 * e->need && n * 4 <= words);
}

/* The kinds of fillings that are values of one variable, as bits. */
static unsigned kinds_to_join(const struct evidence *e)
{
    const unsigned values = 1u << TOKEN_MARK | 1u << TOKEN_SLOT | 1u << TOKEN_MIXED;
    unsigned kinds = 0;
    if (values_agree(e))
        kinds |= values;
    if (words_are_values(e))
        kinds |= values | 1u << TOKEN_WORD;
    if (e->kind[TOKEN_PUNCT] && e->context &&
        e->kind[TOKEN_MARK] + e->kind[TOKEN_SLOT] + e->kind[TOKEN_MIXED])
        kinds |= values | 1u << TOKEN_PUNCT; /* () is an empty (<host>) */
    if (constants_are_values(e))
        kinds |= 1u << TOKEN_CONST;
    if (e->server && e->context >= 2)
        kinds |= values | 1u << TOKEN_ADDRESS; /* wpad:<num> where others have <host>:<port> */
    return kinds;
}

static void join_single(struct grouper *g, const struct hole *h, size_t n)
{
    struct evidence e = evidence_of(g, h, n);
    unsigned kinds = kinds_to_join(&e);
    enum slot how = kinds >> TOKEN_ADDRESS & 1 ? SLOT_WHOLE : SLOT_CORE;
    const struct hole *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!(kinds >> filling_kind(g, &h[i]) & 1))
            continue;
        if (!first) {
            first = &h[i];
            continue;
        }
        join(g, first->line, h[i].line);
        open_slot(g, first, how);
    }
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

size_t grouper_different(uint32_t *id, size_t n)
{
    size_t different = n > 0;
    if (n)
        qsort(id, n, sizeof *id, by_id);
    for (size_t i = 1; i < n; i++)
        different += id[i] != id[i - 1];
    return different;
}

/* Different fillings of the first or second place of `h`. */
static size_t variety(const struct grouper *g, const struct hole *h, size_t n, bool second)
{
    uint32_t *id = mem_resize(NULL, n * sizeof *id);
    for (size_t i = 0; i < n; i++)
        id[i] = g->lines[h[i].line].tokens[second ? h[i].b : h[i].a];
    size_t different = grouper_different(id, n);
    free(id);
    return different;
}

static void join_double(struct grouper *g, const struct hole *h, size_t n)
{
    if (n < PAIRS || context_of(g, h) < 3 || variety(g, h, n, false) < PAIRS ||
        variety(g, h, n, true) < PAIRS)
        return;
    for (size_t i = 1; i < n; i++)
        join(g, h->line, h[i].line);
    open_slot(g, h, SLOT_CORE);
}

/* ---- rounds ---- */

static void reset_unions(struct grouper *g)
{
    g->changed = false;
    for (uint32_t l = 0; l < g->n; l++) {
        g->parent[l] = l;
        memset(g->slot[l], 0, g->lines[l].n);
    }
}

static int by_tokens(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return memcmp(x->tokens, y->tokens, x->n * sizeof *x->tokens);
}

void grouper_unite(struct grouper *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        g->lines[i].hash = line_hash(g, &g->lines[i]);
    qsort(g->lines, g->n, sizeof *g->lines, by_tokens);
    for (size_t i = 0; i < g->n; i++) {
        if (n && by_tokens(&g->lines[n - 1], &g->lines[i]) == 0) {
            line_append(&g->lines[n - 1], &g->lines[i]);
            g->lines[n - 1].open |= g->lines[i].open;
        } else {
            g->lines[n++] = g->lines[i];
        }
    }
    g->n = n;
}

static void apply_slots(struct grouper *g)
{
    for (uint32_t l = 0; l < g->n; l++) {
        const unsigned char *slot = g->slot[root_of(g, l)];
        uint32_t *token = g->lines[l].tokens;
        for (size_t i = 0; i < g->lines[l].n; i++)
            if (slot[i])
                token[i] = slot[i] & SLOT_WHOLE ? token_bare(&g->voc, token[i]) : g->voc.v[token[i]].slot;
    }
    grouper_unite(g);
}

static bool round_single(struct grouper *g)
{
    reset_unions(g);
    single_holes(g);
    g->filling_count = 0;
    each_shared(g, note_fillings);
    note_slots(g);
    settle_fillings(g);
    each_shared(g, join_single);
    if (g->changed)
        apply_slots(g);
    return g->changed;
}

static bool round_double(struct grouper *g)
{
    reset_unions(g);
    double_holes(g);
    each_shared(g, join_double);
    if (g->changed)
        apply_slots(g);
    return g->changed;
}

/* ---- values of several words ---- */

/* The line of `n` tokens whose hash is `hash`, or NULL. Lines are sorted by hash. */
static struct line *line_of(const struct grouper *g, uint64_t hash)
{
    size_t low = 0, high = g->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->lines[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->n && g->lines[low].hash == hash ? &g->lines[low] : NULL;
}

/* The line that has a bare slot where `l` has the `k` words from column `at` on, or NULL. */
static struct line *wider(const struct grouper *g, const struct line *l, size_t at, size_t k, uint32_t bare)
{
    struct line other = {.tokens = mem_resize(NULL, l->n * sizeof *l->tokens), .n = l->n - k + 1};
    memcpy(other.tokens, l->tokens, at * sizeof *l->tokens);
    other.tokens[at] = bare;
    memcpy(other.tokens + at + 1, l->tokens + at + k, (l->n - at - k) * sizeof *l->tokens);
    struct line *found = line_of(g, line_hash(g, &other));
    if (found &&
        (found->n != other.n || memcmp(found->tokens, other.tokens, other.n * sizeof *other.tokens) != 0))
        found = NULL;
    free(other.tokens);
    return found;
}

static size_t literals(const struct grouper *g, const struct line *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += g->voc.v[l->tokens[i]].literal;
    return n;
}

static bool all_words(const struct grouper *g, const struct line *l, size_t at, size_t k)
{
    for (size_t i = at; i < at + k; i++) {
        const struct token *t = &g->voc.v[l->tokens[i]];
        if (t->kind != TOKEN_WORD || t->head || t->tail)
            return false;
    }
    return true;
}

static struct line *home_of(const struct grouper *g, const struct line *l, uint32_t bare)
{
    for (size_t k = 2; k <= GAP; k++)
        for (size_t at = 1; at + k <= l->n; at++) {
            struct line *home = all_words(g, l, at, k) ? wider(g, l, at, k, bare) : NULL;
            if (home && literals(g, home) >= 2)
                return home;
        }
    return NULL;
}

/* "user john smith logged in" belongs to "user <word> logged in". */
static void close_gaps(struct grouper *g)
{
    uint32_t bare = token_of(&g->voc, STR("<word>"));
    reset_unions(g);
    for (uint32_t l = 0; l < g->n; l++) {
        struct line *home = home_of(g, &g->lines[l], bare);
        if (home) /* a shorter line: no cycles */
            g->parent[l] = (uint32_t)(home - g->lines);
    }
    for (uint32_t l = 0; l < g->n; l++)
        if (root_of(g, l) != l)
            line_append(&g->lines[root_of(g, l)], &g->lines[l]);
}

/* ---- beginning and end ---- */

static void grouper_init(struct grouper *g, struct arena *arena, const struct str *shapes, size_t n)
{
    *g = (struct grouper){.voc = {.arena = arena}, .n = n};
    g->lines = mem_zero((n + 1) * sizeof *g->lines);
    g->parent = mem_zero((n + 1) * sizeof *g->parent);
    g->slot = mem_zero((n + 1) * sizeof *g->slot);
    for (size_t i = 0; i < n; i++)
        line_init(&g->lines[i], &g->voc, arena, shapes[i], (uint32_t)i);
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = g->lines[i].n > most ? g->lines[i].n : most;
    for (size_t i = 0; i < n; i++)
        g->slot[i] = arena_zero(arena, most + 1);
    grouper_unite(g);
}

static void grouper_free(struct grouper *g)
{
    vocabulary_free(&g->voc);
    free(g->lines);
    free(g->parent);
    free(g->slot);
    free(g->holes);
    free(g->fillings);
}

/* What new templates are compared with: the line's tokens. */
static void keep_mold(const struct grouper *g, const struct line *l, struct grouping *out)
{
    struct mold *m = &out->molds[out->count - 1];
    *m = (struct mold){.tokens = arena_take(&out->arena, (l->n + 1) * sizeof *m->tokens), .n = l->n};
    for (size_t i = 0; i < l->n; i++)
        m->tokens[i] = g->voc.v[l->tokens[i]];
}

static void number_clusters(struct grouper *g, struct grouping *out)
{
    uint32_t *line_of_shape = arena_take(&out->arena, (out->shape_count + 1) * sizeof *line_of_shape);
    uint32_t *number = arena_zero(&out->arena, (g->n + 1) * sizeof *number);
    for (uint32_t l = 0; l < g->n; l++)
        for (const struct member *m = root_of(g, l) == l ? g->lines[l].first : NULL; m; m = m->next)
            line_of_shape[m->shape] = l;
    for (size_t i = 0; i < out->shape_count; i++) {
        uint32_t l = line_of_shape[i];
        if (number[l] == 0) {
            number[l] = (uint32_t)++out->count;
            out->templates[out->count - 1] = line_text(&g->lines[l], &g->voc, &out->arena);
            keep_mold(g, &g->lines[l], out);
        }
        out->cluster_of[i] = number[l] - 1;
    }
}

/* One more step; false when there is nothing left to do. */
static bool step(struct grouper *g)
{
    return round_single(g) || grouper_open_keys(g) || round_double(g) || grouper_open_tails(g);
}

struct grouping *group_templates(const struct str *shapes, size_t n)
{
    struct grouping *out = mem_zero(sizeof *out);
    struct grouper g;
    out->shape_count = n;
    out->cluster_of = arena_zero(&out->arena, (n + 1) * sizeof *out->cluster_of);
    out->templates = arena_zero(&out->arena, (n + 1) * sizeof *out->templates);
    out->molds = arena_zero(&out->arena, (n + 1) * sizeof *out->molds);
    grouper_init(&g, &out->arena, shapes, n);
    for (unsigned i = 0; i < ROUNDS && step(&g); i++)
        ;
    close_gaps(&g);
    number_clusters(&g, out);
    grouper_free(&g);
    return out;
}

void grouping_free(struct grouping *g)
{
    if (!g)
        return;
    arena_free(&g->arena);
    free(g);
}
