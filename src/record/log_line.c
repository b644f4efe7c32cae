#include "base/sweep.h"
#include "record/skim.h"

/*
 * JSON inside a JSON string, as log lines are: `{\"a\":\"b\",\"c\":{\"d\":1}}`. Profiles of tail corpora
 * found most of the time in these lines when a cursor went through them; most of them hold none of the keys
 * that are sought. So the keys are searched as bytes, and where one is found, the brackets before it say
 * whether it stands where its path says.
 */
struct line {
    struct str raw;
    bool swept;
    struct sweep_inner marks; /* when swept */
};

enum { DEPTH_MOST = 8 };

static bool bit_at(const uint64_t *words, size_t at)
{
    return words[at / 64] >> (at & 63) & 1;
}

/* The next mark at or after `at`, or the line's length. */
static size_t next_bit(const struct line *l, const uint64_t *words, size_t at)
{
    for (; at < l->raw.n; at = (at / 64 + 1) * 64) {
        uint64_t m = words[at / 64] >> (at & 63);
        if (m)
            return at + (size_t)__builtin_ctzll(m);
    }
    return l->raw.n;
}

/* Where the brackets that are open at `at` were opened, outermost first; returns how many (more than
 * DEPTH_MOST: too many). */
static unsigned open_brackets(const struct line *l, size_t at, size_t stack[DEPTH_MOST])
{
    unsigned depth = 0;
    for (size_t k = 0; 64 * k <= at; k++) {
        uint64_t valid = at - 64 * k < 63 ? (1ull << (at - 64 * k)) - 1 : ~0ull;
        for (uint64_t m = (l->marks.opens[k] | l->marks.closes[k]) & valid; m; m &= m - 1) {
            if (l->marks.closes[k] & m & -m)
                depth -= depth > 0;
            else if (depth++ < DEPTH_MOST)
                stack[depth - 1] = 64 * k + (size_t)__builtin_ctzll(m);
        }
    }
    return depth;
}

static size_t before_blanks(struct str raw, size_t at)
{
    while (at > 0 && raw.p[at - 1] == ' ')
        at--;
    return at;
}

static size_t past_blanks(struct str raw, size_t at)
{
    while (at < raw.n && raw.p[at] == ' ')
        at++;
    return at;
}

/* Does the bracket at `at` open the value of `key`? `\"key\":` stands before it, perhaps with blanks. */
static bool opened_by(struct str raw, size_t at, struct str key)
{
    at = before_blanks(raw, at);
    if (at == 0 || raw.p[at - 1] != ':')
        return false;
    struct str before = str_head(raw, before_blanks(raw, at - 1));
    if (!str_ends(before, STR("\\\"")))
        return false;
    before.n -= 2;
    return str_ends(before, key) && str_ends(str_head(before, before.n - key.n), STR("\\\""));
}

/* Where the value begins of the key whose closing quote stands at `at`; 0 when it is no key's. */
static size_t value_behind(struct str raw, size_t at)
{
    if (at >= raw.n || raw.p[at] != '"')
        return 0;
    at = past_blanks(raw, at + 1);
    return at < raw.n && raw.p[at] == ':' ? past_blanks(raw, at + 1) : 0;
}

/* Is the key whose quote stands at `at` the one that `node` means, counted from `root`? */
static bool path_holds(const struct line *l, size_t at, const struct path_node *node,
                       const struct path_node *root)
{
    size_t stack[DEPTH_MOST];
    unsigned depth = open_brackets(l, at, stack);
    if (depth == 0 || depth > DEPTH_MOST || !bit_at(l->marks.quotes, at))
        return false;
    for (node = node->parent; node != root; node = node->parent)
        if (!node || --depth == 0 || !opened_by(l->raw, stack[depth], node->key))
            return false;
    return depth == 1 && stack[0] == 0;
}

/* The string or scalar at `at`, behind a key and its colon. */
static bool value_at(const struct line *l, size_t at, struct value *v)
{
    struct str rest = str_skip(l->raw, at);
    v->slashes = 1;
    v->string = str_starts(rest, STR("\\\""));
    if (v->string) {
        size_t end = next_bit(l, l->marks.quotes, at + 2);
        v->raw = str_head(str_skip(rest, 2), end - at - 3);
        return end < l->raw.n;
    }
    size_t n = 0;
    while (n < rest.n && json_scalar_bytes[(unsigned char)rest.p[n]])
        n++;
    v->raw = str_head(rest, n);
    return n > 0;
}

/* Only reading the line can tell what the key that ends at `end` means: it may be the one that is sought. */
static bool must_read(const struct needle *needle, struct str raw, size_t end)
{
    if (needle->in_string) /* escaped once more */
        return end < raw.n && raw.p[end] == '\\';
    return needle->in_array;
}

/* Has every field that `node` feeds a value by now that none from here on replaces? */
static bool settled(const struct skim *s, const struct path_node *node)
{
    for (unsigned i = 0; i < node->target_count; i++) {
        const struct target *t = &node->targets[i];
        if (t->field == FIELD_LEVEL || !(s->set & 1u << t->field) || s->values[t->field].rank > t->rank)
            return false;
    }
    return true;
}

/* Take the first place where the key of `needle` stands as its path says. False: only reading the line can
 * tell. */
static bool take_needle(struct skim *s, struct line *l, const struct needle *needle,
                        const struct path_node *root)
{
    struct value v = {0};
    size_t at = 0;
    if (needle->node->inside || needle->node->element)
        return false;
    while ((at += sweep_find(str_skip(l->raw, at), needle->text)) < l->raw.n) {
        if (!l->swept && !(l->swept = sweep_inner(l->raw, &l->marks)))
            return false;
        size_t end = at + needle->text.n;
        if (must_read(needle, l->raw, end))
            return false;
        size_t value = needle->in_string ? 0 : value_behind(l->raw, end);
        if (value && path_holds(l, at, needle->node, root)) {
            if (!value_at(l, value, &v))
                return false;
            skim_take(s, needle->node, &v);
            return true;
        }
        at = end;
    }
    return true;
}

bool skim_log_line(struct skim *s, struct str raw, const struct path_node *node)
{
    struct line l;
    l.raw = raw;
    l.swept = false;
    for (unsigned i = 0; i < node->needle_count; i++)
        if (!settled(s, node->needles[i].node) && !take_needle(s, &l, &node->needles[i], node))
            return false;
    return true;
}
