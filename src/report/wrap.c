#include "report/wrap.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "base/utf8.h"
#include "report/typed.h"

struct wrap wrap_begin(struct buf *out, size_t width, size_t column, size_t indent)
{
    if (column < indent)
        buf_fill(out, ' ', indent - column);
    return (struct wrap){
        .out = out, .width = width, .indent = indent, .column = column > indent ? column : indent};
}

static void line_break(struct wrap *f)
{
    buf_addc(f->out, '\n');
    buf_fill(f->out, ' ', f->indent);
    f->column = f->indent;
    f->open = false;
}

/* The longest head of `s` that takes at most `columns`, but at least one character. */
static size_t head_of(struct str s, size_t columns)
{
    struct str rest = s;
    size_t used = 0, n = 0;
    while (rest.n) {
        used += utf8_width(utf8_next(&rest));
        if (used > columns && n)
            break;
        n = s.n - rest.n;
    }
    return n;
}

static size_t room(const struct wrap *f)
{
    return f->width > f->column ? f->width - f->column : 0;
}

static void put(struct wrap *f, struct str s)
{
    buf_add(f->out, s);
    f->column += escape_width(s);
    f->open = true;
}

/* Words that mean nothing in two halves: a URL, be it without its host, a path, the value of a variable. */
static bool is_copied(struct str word)
{
    size_t n = 0;
    while (word.n && str_among("\"'([", word.p[0]))
        word = str_skip(word, 1);
    if (str_starts(word, STR("/")))
        return true;
    while (n < word.n && (is_letter(word.p[n]) || word.p[n] == '_'))
        n++;
    return (n && n < word.n && word.p[n] == '=') || str_find(word, STR("://")) < word.n;
}

/* Words that stand together, in this line or in one of their own. */
static bool put_whole(struct wrap *f, struct str words, bool stick_out)
{
    size_t width = escape_width(words), space = f->open;
    if (width + space > room(f)) {
        if (width + f->indent > f->width && !stick_out)
            return false;
        if (f->column > f->indent)
            line_break(f);
    }
    put(f, f->open ? STR(" ") : STR(""));
    put(f, words);
    return true;
}

static void put_word(struct wrap *f, struct str word)
{
    if (put_whole(f, word, f->mode != WRAP_TEXT || is_copied(word)))
        return;
    if (f->column > f->indent)
        line_break(f);
    for (size_t n; word.n; word = str_skip(word, n)) {
        n = head_of(word, room(f));
        put(f, str_head(word, n));
        if (n < word.n)
            line_break(f);
    }
}

/* ---- commands ---- */

/* Advice is prose: a command stands in it at the start, behind a colon or semicolon, or in brackets, and
 * begins in lower case or with a path or variable. */
static bool may_begin(struct str text, size_t at)
{
    size_t before = at;
    while (before && text.p[before - 1] == ' ')
        before--;
    bool open = text.p[at] == '(' && at + 1 < text.n;
    char c = text.p[at + open];
    bool parted = before == 0 || open || text.p[before - 1] == ':' || text.p[before - 1] == ';';
    return parted && (is_lower(c) || str_among("/.~$", c));
}

/* Is the quote at `at` one that parts words, not an apostrophe? */
static bool is_quote(struct str text, size_t at)
{
    bool quote = text.p[at] == '"' || text.p[at] == '\'';
    return quote && (at == 0 || !is_letter(text.p[at - 1]) || at + 1 == text.n || !is_letter(text.p[at + 1]));
}

/* The end of the clause that begins at `at`: behind the mark that ends it, outside of quotes. */
static size_t clause_end(struct str text, size_t at)
{
    char quote = '\0';
    for (; at < text.n; at++) {
        if (is_quote(text, at) && (!quote || quote == text.p[at]))
            quote = quote ? '\0' : text.p[at];
        bool word_ends = at + 1 == text.n || text.p[at + 1] == ' ';
        if (!quote && word_ends && str_among(",;:.)", text.p[at]))
            return at + 1;
    }
    return text.n;
}

/* An option, a placeholder, a path, a pipe: prose has none of them. */
static bool looks_typed(struct str clause)
{
    for (size_t i = 0; i < clause.n; i++)
        if (str_among("<|$/=", clause.p[i]) || str_starts(str_skip(clause, i), STR(" -")))
            return true;
    return false;
}

/* "docker system df": what has no such mark is short. */
static bool is_short(struct str clause)
{
    enum { WORDS = 4 };
    return str_count(clause, ' ') < WORDS;
}

/* True when a clause begins at `at` that may be a command, and was put in one line. */
static bool put_clause(struct wrap *f, struct str text, size_t at, size_t *end)
{
    if (f->mode != WRAP_COMMANDS || !may_begin(text, at))
        return false;
    size_t behind = clause_end(text, at);
    struct str clause = str_skip(str_head(text, behind), at);
    bool typed = looks_typed(clause);
    if (!(typed || is_short(clause)) || !put_whole(f, clause, typed))
        return false;
    *end = behind;
    return true;
}

/* True when something begins at `at` that is typed as it stands, and was put in one line. */
static bool put_typed(struct wrap *f, struct str text, size_t at, size_t *end)
{
    size_t behind = typed_end(text, at);
    if (behind == at || !put_whole(f, str_skip(str_head(text, behind), at), true))
        return false;
    *end = behind;
    return true;
}

void wrap_text(struct wrap *f, struct str text)
{
    for (size_t at = 0, end; at < text.n; at = end) {
        end = at + 1;
        if (text.p[at] == ' ' || put_clause(f, text, at, &end) || put_typed(f, text, at, &end))
            continue;
        end = at + str_chr(str_skip(text, at), ' ');
        put_word(f, str_skip(str_head(text, end), at));
    }
}

void wrap_item(struct wrap *f, const char *separator, struct str item)
{
    size_t between = f->open ? escape_width(str_z(separator)) : 0, width = escape_width(item);
    if (between + width <= room(f)) {
        if (between)
            put(f, str_z(separator));
        put(f, item);
        return;
    }
    if (f->column > f->indent)
        line_break(f);
    if (width <= room(f))
        put(f, item);
    else
        wrap_text(f, item);
}

void wrap_end(struct wrap *f)
{
    buf_addc(f->out, '\n');
    f->column = 0;
    f->open = false;
}

/*
 * True when the author broke the line only because it was full: `line` goes on with what `before` began.
 * Commands are indented, or stand after a colon.
 */
static bool continues(struct str before, struct str line)
{
    return before.n && line.n && is_lower(line.p[0]) && before.p[0] != ' ' &&
           !str_among(".:;!?", before.p[before.n - 1]);
}

void wrap_lines(struct buf *out, size_t width, size_t column, size_t indent, struct str text,
                enum wrap_mode mode)
{
    struct wrap f = wrap_begin(out, width, column, indent);
    LOCAL_BUF safe = {0};
    struct str line, before = {0};
    for (bool first = true; str_split(&text, '\n', &line); first = false) {
        struct str words = str_trim(line);
        size_t own = words.n ? (size_t)(words.p - line.p) : 0;
        if (!first && !continues(before, line)) {
            wrap_end(&f);
            f = wrap_begin(out, width, 0, words.n ? indent + (own < 8 ? own : 8) : 0);
        }
        f.mode = mode;
        buf_clear(&safe);
        escape_terminal(words, &safe);
        if (mode == WRAP_COMMANDS && own)
            put(&f, buf_str(&safe));
        else
            wrap_text(&f, buf_str(&safe));
        before = line;
    }
    wrap_end(&f);
}
