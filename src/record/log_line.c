#include "base/byte_scan.h"
#include "record/field_scan.h"

/*
 * JSON inside a JSON string, as log lines are: `{\"a\":\"b\",\"c\":{\"d\":1}}`. Profiles of tail corpora
 * found most of the time in these lines when a cursor went through them; most of them hold none of the keys
 * that are sought. So the keys are searched as bytes, and where one is found, the brackets before it say
 * whether it stands where its path says.
 */
struct log_line {
    struct str raw;
    bool swept;
    struct byte_scan_inner marks; /* when swept */
};

enum {
    DEPTH_MOST = 8,
    SEARCHES_MOST = 4 /* from so many keys on, going through all keys of the line is faster */
};

static bool bit_at(const uint64_t *words, size_t at)
{
    return words[at / 64] >> (at & 63) & 1;
}

/* The next mark at or after `at`, or the line's length. */
static size_t next_bit(const struct log_line *l, const uint64_t *words, size_t at)
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
static unsigned open_brackets(const struct log_line *l, size_t at, size_t stack[DEPTH_MOST])
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

/* A key in the line, its value, and the brackets that are open there. */
struct key_position {
    size_t at, value;
    size_t stack[DEPTH_MOST];
    unsigned depth;
};

/* Of the key whose quote stands at `at` and whose value begins at `value`. False when it is none of the
 * line's own JSON, or nested deeper than any path. */
static bool find_place(const struct log_line *l, size_t at, size_t value, struct key_position *p)
{
    if (!value || !bit_at(l->marks.quotes, at))
        return false;
    p->at = at;
    p->value = value;
    p->depth = open_brackets(l, at, p->stack);
    return p->depth > 0 && p->depth <= DEPTH_MOST && p->stack[0] == 0;
}

/* Is the key at `p` the one that `node` means, counted from `root`? */
static bool path_holds(const struct log_line *l, const struct key_position *p, const struct path_node *node,
                       const struct path_node *root)
{
    unsigned depth = p->depth;
    for (node = node->parent; node != root; node = node->parent)
        if (!node || --depth == 0 || !opened_by(l->raw, p->stack[depth], node->key))
            return false;
    return depth == 1;
}

/* The string or scalar at `at`, behind a key and its colon. */
static bool value_at(const struct log_line *l, size_t at, struct raw_value *v)
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
    return needle->in_array || needle->node->inside || needle->node->element;
}

/* Has every field that `node` feeds a value by now that none from here on replaces? */
static inline bool settled(const struct field_scan *s, const struct path_node *node)
{
    for (unsigned i = 0; i < node->target_count; i++) {
        const struct target *t = &node->targets[i];
        bool worst = t->field == FIELD_LEVEL || t->field == FIELD_UPSTREAM; /* of several */
        if (worst || !(s->set & 1u << t->field) || s->values[t->field].rank > t->rank)
            return false;
    }
    return true;
}

/* Take the key at `p` for those of its needles, up to `end`, whose path holds. False: only reading the line
 * can tell. */
static bool take_place(struct field_scan *s, const struct log_line *l, const struct key_position *p,
                       const struct needle *needle, const struct needle *end, const struct path_node *root)
{
    struct raw_value v = {0};
    for (; needle < end; needle++) {
        if (needle->in_string || settled(s, needle->node) || !path_holds(l, p, needle->node, root))
            continue;
        if (!value_at(l, p->value, &v))
            return false;
        field_scan_take(s, needle->node, &v);
    }
    return true;
}

/* Is there nothing left to be found for the needles up to `end`? */
static inline bool all_settled(const struct field_scan *s, const struct needle *needle,
                               const struct needle *end)
{
    while (needle < end && settled(s, needle->node))
        needle++;
    return needle == end;
}

static inline bool any_must_read(const struct needle *needle, const struct needle *end, struct str raw,
                                 size_t at)
{
    while (needle < end && !must_read(needle, raw, at))
        needle++;
    return needle < end;
}

/* Look for the key of the needles up to `end`, which is the same. False: only reading the line can tell. */
static bool search_key(struct field_scan *s, struct log_line *l, const struct needle *needle,
                       const struct needle *end, const struct path_node *root)
{
    struct key_position p;
    size_t at = 0;
    while ((at += byte_scan_find(str_skip(l->raw, at), needle->text)) < l->raw.n) {
        if (!l->swept && !(l->swept = byte_scan_inner(l->raw, &l->marks)))
            return false;
        size_t behind = at + needle->text.n;
        if (any_must_read(needle, end, l->raw, behind))
            return false;
        at = behind;
        if (!find_place(l, at - needle->text.n, value_behind(l->raw, behind), &p))
            continue;
        if (!take_place(s, l, &p, needle, end, root))
            return false;
        if (all_settled(s, needle, end))
            return true;
    }
    return true;
}

/* --- the level --- */

/* The word or number at `at`, behind a key and its colon, when it is as plain as levels are. */
static bool plain_value_at(struct str raw, size_t at, struct raw_value *v)
{
    struct str rest = str_skip(raw, at);
    v->slashes = 1;
    v->string = str_starts(rest, STR("\\\""));
    size_t from = v->string ? 2 : 0, n = from;
    while (n < rest.n && (unsigned char)rest.p[n] > ' ' && rest.p[n] != '\\' && rest.p[n] != ',' &&
           rest.p[n] != '}')
        n++;
    v->raw = str_of(rest.p + from, n - from);
    return v->raw.n && (!v->string || str_starts(str_skip(rest, n), STR("\\\"")));
}

/* The level that the value at `p`, a string of less than 8 bytes, says; false when it is longer, or no
 * string. */
static bool short_level(struct field_scan *s, const char *p, enum level *level)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t word, ends;
    if (p[0] != '\\' || p[1] != '"' || !s->orders || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        return false;
    memcpy(&word, p + 2, sizeof word);
    ends = word ^ ones * '\\';
    ends = (ends - ones) & ~ends & ones << 7; /* the lowest bit is the first backslash's */
    uint64_t bytes = word & (((ends & -ends) >> 7) - 1);
    if (ends == 0 || bytes == 0)
        return false;
    *level = key_order_level(s->orders, s->own, bytes, str_of(p + 2, (size_t)__builtin_ctzll(ends) / 8));
    return true;
}

/* Programs write the level near the start of a line, before anything that is nested. */
static bool take_early(struct field_scan *s, struct str raw, const struct needle *needle)
{
    struct str text = needle->text;
    enum level level;
    struct raw_value v;
    for (uint64_t m = byte_scan_inner_head(raw, text.p[1]); m; m &= m - 1) {
        size_t at = (size_t)__builtin_ctzll(m), end = at + text.n, value;
        if (raw.n < end + 12 || !str_same(raw.p + at, text.p, text.n))
            continue;
        if (LIKELY(raw.p[end] == '"' && raw.p[end + 1] == ':' && short_level(s, raw.p + end + 2, &level))) {
            field_scan_worst(s, needle->node->targets[0].rank, level);
            return true;
        }
        if (!(value = value_behind(raw, end)))
            continue;
        if (!plain_value_at(raw, value, &v))
            return false;
        field_scan_take(s, needle->node, &v);
        return true;
    }
    return false;
}

static bool take_early_level(struct field_scan *s, struct str raw, const struct path_node *root)
{
    for (unsigned i = 0; i < root->level_count; i++)
        if (take_early(s, raw, &root->needles[i]))
            return true;
    return false;
}

/* Each key that is sought is searched for in the line. False: only reading the line can tell. */
static bool search_keys(struct field_scan *s, struct log_line *l, const struct path_node *root, unsigned from)
{
    const struct needle *needle = root->needles + from, *end = root->needles + root->needle_count;
    for (; needle < end; needle += needle->same)
        if (!all_settled(s, needle, needle + needle->same) &&
            !search_key(s, l, needle, needle + needle->same, root))
            return false;
    return true;
}

/* --- all keys of a line --- */

/* The first needle for `key`, or NULL. */
static const struct needle *needle_of(const struct path_node *root, struct str key)
{
    if (key.n == 0)
        return NULL;
    for (uint32_t at = path_hash(key) & root->needle_mask; root->needle_slots[at];
         at = (at + 1) & root->needle_mask) {
        const struct needle *needle = &root->needles[root->needle_slots[at] - 1];
        if (str_eq(needle->node->key, key))
            return needle;
    }
    return NULL;
}

/* What stands in JSON inside the line's JSON: those keys are escaped once more, and rare. */
static bool search_strings(struct field_scan *s, struct log_line *l, const struct path_node *root)
{
    const struct needle *end = root->needles + root->needle_count;
    for (const struct needle *needle = root->needles; needle < end; needle++)
        if (needle->in_string && !search_key(s, l, needle, needle + 1, root))
            return false;
    return true;
}

static bool walk_keys(struct field_scan *s, struct log_line *l, const struct path_node *root)
{
    const struct needle *needle;
    struct key_position p;
    for (size_t at = next_bit(l, l->marks.quotes, 0), end; at < l->raw.n;
         at = next_bit(l, l->marks.quotes, end + 1)) {
        end = next_bit(l, l->marks.quotes, at + 1);
        size_t value = value_behind(l->raw, end);
        if (!value || !(needle = needle_of(root, str_of(l->raw.p + at + 1, end - at - 2))))
            continue;
        const struct needle *next = needle + needle->same;
        if (all_settled(s, needle, next) || !find_place(l, at, value, &p))
            continue;
        if (any_must_read(needle, next, l->raw, end) || !take_place(s, l, &p, needle, next, root))
            return false;
    }
    return search_strings(s, l, root);
}

bool field_scan_log_line(struct field_scan *s, struct str raw, const struct path_node *node)
{
    struct log_line l;
    unsigned from = take_early_level(s, raw, node) ? node->level_count : 0;
    l.raw = raw;
    l.swept = false;
    if (node->needle_count - from > SEARCHES_MOST && node->needle_slots &&
        (l.swept = byte_scan_inner(raw, &l.marks)))
        return walk_keys(s, &l, node);
    return search_keys(s, &l, node, from);
}
