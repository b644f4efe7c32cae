#include "base/sweep.h"
#include "record/skim.h"

/*
 * JSON inside a JSON string, as log lines are: `{\"a\":\"b\",\"c\":{\"d\":1}}`. One sweep finds all its quotes; from one to
 * the next is a string or the few bytes between two of them. (A profile of tail corpora found most of the time in
 * these lines when a cursor went through them byte by byte.)
 */
struct line {
    struct str raw;
    uint64_t quotes[SWEEP_WORDS];
    uint64_t left; /* quotes of the current word not yet taken */
    unsigned word, words;
};

enum { NO_QUOTE = -1 };

/* Where the next quote is. */
static long next_quote(struct line *l)
{
    while (l->left == 0) {
        if (++l->word >= l->words)
            return NO_QUOTE;
        l->left = l->quotes[l->word];
    }
    long at = 64L * l->word + __builtin_ctzll(l->left);
    l->left &= l->left - 1;
    return at;
}

/* The string whose backslash stands at `at`; *end is the byte behind its closing quote. */
static bool take_string(struct line *l, size_t at, struct str *s, size_t *end)
{
    long open = next_quote(l), close = next_quote(l);
    if (open != (long)at + 1 || close == NO_QUOTE)
        return false;
    *s = str_of(l->raw.p + open + 1, (size_t)(close - open) - 2);
    *end = (size_t)close + 1;
    return true;
}

static char byte_at(const struct line *l, size_t at)
{
    return at < l->raw.n ? l->raw.p[at] : '\0';
}

static bool bare_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
           c == '.';
}

static size_t bare_end(const struct line *l, size_t at)
{
    while (bare_byte(byte_at(l, at)))
        at++;
    return at;
}

/* Past the bracketed value at `at`; 0 when it does not end. Brackets inside strings stand between two quotes. */
static size_t skip_brackets(struct line *l, size_t at)
{
    unsigned depth = 0;
    struct str s;
    for (;;) {
        char c = byte_at(l, at);
        if (c == '\\') {
            if (!take_string(l, at, &s, &at))
                return 0;
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        else if (c == '\0')
            return 0;
        if (depth == 0)
            return at;
    }
}

static size_t read_object(struct skim *s, struct line *l, size_t at, const struct path_node *node);

/* The value at `at`, for `node` when it is not NULL; returns the byte behind it, or 0. */
static size_t read_value(struct skim *s, struct line *l, size_t at, const struct path_node *node)
{
    struct value v = {.slashes = 1};
    char c = byte_at(l, at);
    size_t end = 0;
    if (node && (node->inside || node->element))
        return 0; /* deeper than this goes */
    if (c == '{' && node)
        return read_object(s, l, at, node);
    if (c == '{' || c == '[')
        return skip_brackets(l, at);
    if (c == '\\') {
        if (!take_string(l, at, &v.raw, &end))
            return 0;
        v.string = true;
    } else {
        end = bare_end(l, at);
        v.raw = str_of(l->raw.p + at, end - at);
        if (end == at)
            return 0;
    }
    if (node)
        skim_take(s, node, &v);
    return end;
}

/* The object whose `{` stands at `at`. */
static size_t read_object(struct skim *s, struct line *l, size_t at, const struct path_node *node)
{
    struct str key;
    if (byte_at(l, ++at) == '}')
        return at + 1;
    for (;;) {
        if (byte_at(l, at) != '\\' || !take_string(l, at, &key, &at) || byte_at(l, at) != ':')
            return 0;
        at = read_value(s, l, at + 1, fields_child(node, key));
        if (at == 0)
            return 0;
        char c = byte_at(l, at++);
        if (c == '}')
            return at;
        if (c != ',')
            return 0;
    }
}

bool skim_log_line(struct skim *s, struct str raw, const struct path_node *node)
{
    struct line l;
    if (raw.n == 0 || raw.p[0] != '{' || !sweep_inner_quotes(raw, l.quotes))
        return false;
    l.raw = raw;
    l.word = 0;
    l.words = (unsigned)((raw.n + 63) / 64);
    l.left = l.quotes[0];
    return read_object(s, &l, 0, node) == raw.n;
}
