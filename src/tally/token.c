#include "tally/token.h"

#include "base/mem.h"
#include "tally/mask.h"
#include "tally/token_class.h"

/* Canonical bytes: a wildcard of masking, a wildcard of grouping. No template holds them: both are control
 * bytes.
 */
#define MARK_BYTE     '\001'
#define WILDCARD_BYTE '\002'

/* Words that say what happened or hold a sentence together; sorted. No value is called so. */
static const char *const CONSTANT[] = {
    "a",        "abort",    "active",      "add",        "after",        "again",    "all",       "already",
    "an",       "and",      "any",         "are",        "as",           "at",       "available", "bad",
    "be",       "been",     "before",      "begin",      "busy",         "but",      "by",        "can",
    "cannot",   "close",    "connect",     "could",      "create",       "debug",    "delete",    "denied",
    "did",      "disabled", "disconnect",  "do",         "does",         "done",     "down",      "each",
    "empty",    "enabled",  "end",         "enter",      "err",          "error",    "exception", "exit",
    "external", "fail",     "failed",      "failure",    "false",        "fatal",    "for",       "from",
    "full",     "get",      "good",        "had",        "has",          "have",     "here",      "idle",
    "if",       "in",       "inactive",    "info",       "insert",       "internal", "invalid",   "is",
    "it",       "its",      "leave",       "less",       "load",         "local",    "lock",      "lost",
    "many",     "may",      "might",       "missing",    "more",         "much",     "must",      "new",
    "no",       "none",     "nor",         "not",        "notice",       "null",     "of",        "off",
    "ok",       "okay",     "old",         "on",         "open",         "or",       "overflow",  "post",
    "put",      "read",     "ready",       "receive",    "refused",      "remote",   "remove",    "reset",
    "restart",  "save",     "send",        "set",        "should",       "shutdown", "some",      "start",
    "startup",  "stop",     "success",     "successful", "successfully", "than",     "that",      "the",
    "then",     "there",    "these",       "this",       "those",        "timed",    "timeout",   "to",
    "too",      "true",     "unavailable", "undefined",  "underflow",    "unknown",  "unlock",    "up",
    "update",   "valid",    "via",         "warn",       "warning",      "was",      "were",      "will",
    "with",     "without",  "would",       "write",      "yes",
};

/* Behind these stands a verb, which is no value: "could not bind", "failed to parse". Sorted. */
static const char *const BEFORE_VERB[] = {
    "can", "can't", "cannot", "could", "couldn't", "did",   "didn't", "do",   "does",  "doesn't", "don't",
    "may", "might", "must",   "never", "not",      "shall", "should", "will", "won't", "would",   "wouldn't",
};
static const char *const BEFORE_TO[] = {
    "able",   "about",   "attempt", "attempted", "attempting", "attempts", "fail",
    "failed", "failing", "fails",   "failure",   "going",      "had",      "has",
    "have",   "need",    "needs",   "ready",     "refused",    "refusing", "tried",
    "tries",  "try",     "trying",  "unable",    "used",       "want",     "wants",
};

/* What stands where a value could be. Sorted. */
static const char *const NOTHING[] = {"<null>", "nan", "nil", "none", "null", "undefined"};

/* Keys whose values tell one message from another, beside those of mask_key_tells. Sorted. */
static const char *const TELLING[] = {"class", "code",   "kind",     "level", "op",     "outcome",
                                      "phase", "result", "severity", "state", "status", "type"};

/* Keys of numbers, no hosts with their ports. Sorted. */
static const char *const NUMBERED[] = {"attempt", "code", "col",  "column", "count", "errno",  "error",
                                       "exit",    "id",   "line", "page",   "pid",   "port",   "row",
                                       "size",    "step", "tid",  "total",  "uid",   "version"};

static int by_name(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool is_mark(char c)
{
    return c == MARK_BYTE || c == WILDCARD_BYTE;
}

/* ---- canonical text ---- */

void token_canon(struct str text, struct buf *out)
{
    size_t start = out->n;
    for (size_t i = 0; i < text.n;) {
        enum token_class f = text.p[i] == '<' ? token_class_named(str_skip(text, i)) : TOKEN_CLASS_NONE;
        if (f == TOKEN_CLASS_NONE) {
            buf_addc(out, text.p[i++]);
            continue;
        }
        size_t n = out->n;
        if (n >= start + 2 && (out->p[n - 1] == ',' || out->p[n - 1] == ':') && is_mark(out->p[n - 2]))
            out->n = n - 2;
        buf_addc(out, f == TOKEN_CLASS_WILDCARD ? WILDCARD_BYTE : MARK_BYTE);
        i += recognize_mark_at(str_skip(text, i)).n;
    }
}

bool token_next(struct str *rest, struct str *token)
{
    static const char open[] = "([{", close[] = ")]}";
    if (rest->n == 0)
        return false;
    size_t n = str_chr(*rest, ' ');
    const char *bracket = strchr(open, rest->p[0]);
    if (bracket && rest->p[0]) {
        struct str near = str_head(*rest, 160);
        size_t end = str_chr(near, close[bracket - open]);
        if (end < near.n && end > n && str_chr(str_head(near, end), '<') < end)
            n = end + str_chr(str_skip(*rest, end), ' ');
    }
    *token = str_head(*rest, n);
    *rest = str_skip(*rest, n + 1);
    return true;
}

static struct str without_comma(struct str s)
{
    return s.n && s.p[s.n - 1] == ',' ? str_head(s, s.n - 1) : s;
}

static bool has_mark(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_mark(s.p[i]))
            return true;
    return false;
}

/* Nothing but wildcards and punctuation, and a wildcard when `marked`. */
static bool bare(struct str s, bool marked)
{
    bool mark = false;
    for (size_t i = 0; i < s.n; i++) {
        if (is_alnum(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
            return false;
        mark |= is_mark(s.p[i]);
    }
    return mark || !marked;
}

/* "<size> (<size>)", "<ip> (<host>)", "<ip> ()": the same in brackets, in other words or none. */
static bool restates(struct str a, struct str b)
{
    b = without_comma(b);
    bool brackets = b.n >= 2 && b.p[0] == '(' && b.p[b.n - 1] == ')';
    return brackets && bare(a, true) && bare(b, false);
}

struct str token_fold(struct str a, struct str b)
{
    if (restates(a, b))
        return a;
    bool word = b.n == 1 && b.p[0] == WILDCARD_BYTE; /* "<word> <word>": grouping found two */
    bool list = !word && str_eq(without_comma(a), without_comma(b)) && has_mark(b);
    return list ? b : STR("");
}

void token_canon_line(struct str template, struct buf *out)
{
    size_t start = out->n, last = out->n; /* where the last token begins */
    for (struct str rest = template, token; token_next(&rest, &token);) {
        size_t at = out->n + (out->n > start);
        if (at > out->n)
            buf_addc(out, ' ');
        token_canon(token, out);
        struct str now = str_skip(buf_str(out), at);
        struct str one = at > start ? token_fold(str_of(out->p + last, at - 1 - last), now) : STR("");
        if (one.n) {
            memmove(out->p + last, one.p, one.n);
            out->n = last + one.n;
        } else {
            last = at;
        }
    }
    for (size_t i = start; i < out->n; i++)
        if (out->p[i] == WILDCARD_BYTE)
            out->p[i] = MARK_BYTE;
}

/* ---- what a token is ---- */

/*
 * Length of the key that `s` begins with: up to the first = or : before any wildcard, when something follows.
 * Digits before a colon are those of an address, which is no key.
 */
static size_t head_of(struct str s)
{
    bool digit = false;
    for (size_t i = 0; i + 1 < s.n && !is_mark(s.p[i]); i++) {
        digit |= is_digit(s.p[i]);
        if (s.p[i] == '=' || s.p[i] == ':')
            return s.p[i] == ':' && digit ? 0 : i + 1;
    }
    return 0;
}

static size_t tail_of(struct str s, size_t head)
{
    size_t n = s.n;
    while (n > head && str_among(".,:;!?", s.p[n - 1]))
        n--;
    return s.n - n;
}

static bool is_participle(struct str w)
{
    return w.n > 4 && (str_ends(w, STR("ed")) || str_ends(w, STR("ing")));
}

/* Is `word` one of the sorted `list` of `n`, in any case? */
static bool listed(struct str word, const char *const *list, size_t n)
{
    char lower[16];
    if (word.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < word.n; i++)
        lower[i] = (char)(is_upper(word.p[i]) ? word.p[i] | 32 : word.p[i]);
    lower[word.n] = '\0';
    return bsearch(lower, list, n, sizeof *list, by_name) != NULL;
}

static bool is_constant(struct str word)
{
    size_t letters = 0, upper = 0;
    bool plain = true;
    for (size_t i = 0; i < word.n; i++) {
        letters += is_letter(word.p[i]);
        upper += is_upper(word.p[i]);
        plain &= is_letter(word.p[i]) || word.p[i] == '\'';
    }
    if (letters > 1 && upper == letters)
        return true;
    return plain && (is_participle(word) || listed(word, CONSTANT, COUNT_OF(CONSTANT)));
}

struct makeup {
    bool mark, wildcard, letter, digit, high;
};

static struct makeup makeup_of(struct str s)
{
    struct makeup m = {0};
    for (size_t i = 0; i < s.n; i++) {
        m.mark |= s.p[i] == MARK_BYTE;
        m.wildcard |= s.p[i] == WILDCARD_BYTE;
        m.letter |= is_letter(s.p[i]);
        m.digit |= is_digit(s.p[i]);
        m.high |= (unsigned char)s.p[i] >= 0x80;
    }
    return m;
}

static enum token_kind kind_of(struct str s)
{
    struct makeup m = makeup_of(s);
    if (m.wildcard && s.n == 1)
        return TOKEN_WILDCARD;
    if (m.mark || m.wildcard) /* letters beside digits that stayed, as in R<num>-M1, are a code: no words */
        return m.letter && !m.digit ? TOKEN_MIXED : TOKEN_MASKED;
    if (m.digit || m.high)
        return TOKEN_WORD;
    if (!m.letter)
        return TOKEN_PUNCT;
    return is_constant(s) ? TOKEN_CONST : TOKEN_WORD;
}

static bool is_identifier(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i]) || str_among("._$@#\\/-", s.p[i]) ||
            (i && is_upper(s.p[i]) && is_lower(s.p[i - 1])))
            return true;
    return false;
}

struct token token_glance(struct str text)
{
    struct token t = {.text = text};
    t.head = (uint16_t)head_of(text);
    t.tail = (uint16_t)tail_of(text, t.head);
    struct str core = token_core(&t);
    t.kind = kind_of(core);
    t.name = is_identifier(core);
    return t;
}

static uint64_t around(struct str head, struct str tail)
{
    return str_hash(head) * 31 + str_hash(tail);
}

/* What the canonical `text`, which is borrowed, is; its wildcard is not set. */
static struct token describe(struct str text)
{
    struct token t = token_glance(text);
    t.hash = str_hash(text);
    t.before_verb = listed(text, BEFORE_VERB, COUNT_OF(BEFORE_VERB));
    t.before_to = listed(text, BEFORE_TO, COUNT_OF(BEFORE_TO));
    enum token_kind whole = kind_of(text);
    t.literal = whole == TOKEN_WORD || whole == TOKEN_CONST;
    t.around = around(str_head(text, t.head), str_skip(text, text.n - t.tail));
    struct str core = token_core(&t), key = str_head(text, t.head ? t.head - 1u : 0);
    bool colon = t.head > 1 && text.p[t.head - 1] == ':';
    t.address = colon && core.n == 1 && core.p[0] == MARK_BYTE && !listed(key, NUMBERED, COUNT_OF(NUMBERED));
    t.keyed = t.head > 1 && !colon && !mask_key_tells(key) && !listed(key, TELLING, COUNT_OF(TELLING));
    t.nothing = listed(core, NOTHING, COUNT_OF(NOTHING));
    return t;
}

uint64_t token_around_whole(const struct token *t)
{
    return around(STR(""), str_skip(t->text, t->text.n - t->tail));
}

/* ---- the vocabulary ---- */

void vocabulary_free(struct vocabulary *voc)
{
    free(voc->v);
    free(voc->table);
    *voc = (struct vocabulary){0};
}

static uint32_t *place_of(const struct vocabulary *voc, struct str text, uint64_t hash)
{
    size_t i = hash & (voc->size - 1);
    while (voc->table[i] && !str_eq(voc->v[voc->table[i] - 1].text, text))
        i = (i + 1) & (voc->size - 1);
    return &voc->table[i];
}

static void widen(struct vocabulary *voc)
{
    free(voc->table);
    voc->size = voc->size ? voc->size * 2 : 1024;
    voc->table = mem_zero(voc->size * sizeof *voc->table);
    for (size_t i = 0; i < voc->n; i++)
        *place_of(voc, voc->v[i].text, str_table_hash(voc->v[i].text)) = (uint32_t)i + 1;
}

/* The id of the canonical `text`, which is copied when it is new. */
static uint32_t intern(struct vocabulary *voc, struct str text)
{
    if (voc->n * 2 >= voc->size)
        widen(voc);
    uint32_t *place = place_of(voc, text, str_table_hash(text));
    if (*place)
        return *place - 1;
    MEM_GROW(voc->v, voc->n, voc->cap);
    uint32_t id = (uint32_t)voc->n;
    voc->v[voc->n++] = describe(arena_str(voc->arena, text));
    *place = id + 1;
    return id;
}

/* The token `id` with a wildcard for what stands between its first `head` bytes and its tail. */
static uint32_t has_wildcard(struct vocabulary *voc, uint32_t id, size_t head)
{
    struct token t = voc->v[id];
    LOCAL_BUF text = {0};
    buf_add(&text, str_head(t.text, head));
    buf_addc(&text, WILDCARD_BYTE);
    buf_add(&text, str_skip(t.text, t.text.n - t.tail));
    uint32_t wildcard = intern(voc, buf_str(&text));
    voc->v[wildcard].wildcard = wildcard;
    return wildcard;
}

uint32_t token_of(struct vocabulary *voc, struct str text)
{
    LOCAL_BUF out = {0};
    size_t before = voc->n;
    token_canon(text, &out);
    uint32_t id = intern(voc, buf_str(&out));
    if (voc->n > before) {
        uint32_t wildcard = has_wildcard(voc, id, voc->v[id].head);
        voc->v[id].wildcard = wildcard;
    }
    return id;
}

uint32_t token_bare(struct vocabulary *voc, uint32_t id)
{
    return has_wildcard(voc, id, 0);
}
