#include "match/expression.h"

#include "base/ascii.h"

/* Is the word that `rest` begins with `word`, in any case? Behind it stands white space, a parenthesis or the
 * end. */
static bool starts_word(struct str rest, const char *word)
{
    size_t n = strlen(word);
    if (!str_eq_nocase(str_head(rest, n), str_z(word)))
        return false;
    return rest.n == n || is_white(rest.p[n]) || rest.p[n] == '(' || rest.p[n] == ')';
}

bool expression_take(struct str *rest, const char *word)
{
    if (!starts_word(*rest, word))
        return false;
    *rest = str_trim(str_skip(*rest, strlen(word)));
    return true;
}

static bool name_byte(char c)
{
    return !str_among("=!<>~()", c) && !is_white(c);
}

/* Inside a raw path: a key in quotes, or a `>` that goes into a string's JSON and compares nothing. */
static bool path_byte(struct str rest, size_t i, bool *quoted)
{
    char c = rest.p[i], next = i + 1 < rest.n ? rest.p[i + 1] : ' ';
    *quoted ^= c == '\'';
    return *quoted || (c == '>' && ((next | 32) >= 'a' ? (next | 32) <= 'z' : strchr("_'$@", next) != NULL));
}

size_t expression_name(struct str rest)
{
    size_t n = 0;
    bool raw = rest.n && rest.p[0] == '.', quoted = false;
    while (n < rest.n && ((raw && path_byte(rest, n, &quoted)) || name_byte(rest.p[n])))
        n++;
    return n;
}

static bool is_joint(struct str rest)
{
    return starts_word(rest, "and") || starts_word(rest, "or");
}

/* What a byte of an unquoted text means to its end. */
struct bare {
    struct str text;
    enum expression_kind kind;
    size_t at, depth;
    size_t class_at; /* where the class of characters that is open begins; 0: none is */
};

/* Where a `]` closes nothing: behind `[` and `[^`. */
static bool opens_class(const struct bare *b)
{
    size_t first = b->class_at + (b->class_at < b->text.n && b->text.p[b->class_at] == '^');
    return b->at == first;
}

/* Step over what hides parentheses in a regex: an escape, a class. False where there is nothing such. */
static bool hides(struct bare *b)
{
    char c = b->text.p[b->at];
    if (b->kind != EXPRESSION_REGEX)
        return false;
    if (c == '\\')
        b->at += b->at + 1 < b->text.n;
    else if (b->class_at)
        b->class_at = c == ']' && !opens_class(b) ? 0 : b->class_at;
    else if (c == '[')
        b->class_at = b->at + 1;
    else
        return false;
    return true;
}

static bool ends_here(struct bare *b, const char *ends)
{
    char c = b->text.p[b->at];
    if (str_among(ends, c) || (c == ')' && b->depth == 0))
        return true;
    b->depth += (c == '(') - (c == ')');
    return is_white(c) && is_joint(str_trim(str_skip(b->text, b->at)));
}

size_t expression_bare(struct str rest, const char *ends, enum expression_kind kind)
{
    struct bare b = {.text = rest, .kind = kind};
    for (; b.at < rest.n; b.at++)
        if (!hides(&b) && ends_here(&b, ends))
            break;
    while (b.at && b.at <= rest.n && is_white(rest.p[b.at - 1]))
        b.at--;
    return b.at;
}

bool expression_ends(struct str rest)
{
    return rest.n == 0 || rest.p[0] == ')' || is_joint(rest);
}

bool expression_at(struct str text, struct str part, struct err *err)
{
    return err_at(err, NULL, 0, (unsigned)(part.p - text.p) + 1);
}
