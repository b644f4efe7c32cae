#include "report/flow.h"

#include "base/escape.h"
#include "base/utf8.h"

struct flow flow_begin(struct buf *out, size_t width, size_t column, size_t indent)
{
    if (column < indent)
        buf_fill(out, ' ', indent - column);
    return (struct flow){
        .out = out, .width = width, .indent = indent, .column = column > indent ? column : indent};
}

static void line_break(struct flow *f)
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

static size_t room(const struct flow *f)
{
    return f->width > f->column ? f->width - f->column : 0;
}

static void put(struct flow *f, struct str s)
{
    buf_add(f->out, s);
    f->column += escape_width(s);
    f->open = true;
}

static void put_word(struct flow *f, struct str word)
{
    size_t space = f->open;
    if (escape_width(word) + space <= room(f)) {
        put(f, space ? STR(" ") : STR(""));
        put(f, word);
        return;
    }
    if (f->column > f->indent)
        line_break(f);
    while (!f->whole && escape_width(word) > room(f)) {
        size_t n = head_of(word, room(f));
        put(f, str_head(word, n));
        word = str_skip(word, n);
        if (word.n == 0)
            return;
        line_break(f);
    }
    put(f, word);
}

void flow_text(struct flow *f, struct str text)
{
    struct str word;
    while (str_split(&text, ' ', &word))
        if (word.n)
            put_word(f, word);
}

void flow_item(struct flow *f, const char *separator, struct str item)
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
        flow_text(f, item);
}

void flow_end(struct flow *f)
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
    return before.n && line.n && line.p[0] >= 'a' && line.p[0] <= 'z' && before.p[0] != ' ' &&
           !str_among(".:;!?", before.p[before.n - 1]);
}

void flow_lines(struct buf *out, size_t width, size_t column, size_t indent, struct str text, bool whole)
{
    struct flow f = flow_begin(out, width, column, indent);
    struct buf safe = {0};
    struct str line, before = {0};
    for (bool first = true; str_split(&text, '\n', &line); first = false) {
        struct str words = str_trim(line);
        size_t own = words.n ? (size_t)(words.p - line.p) : 0;
        if (!first && !continues(before, line)) {
            flow_end(&f);
            f = flow_begin(out, width, 0, words.n ? indent + (own < 8 ? own : 8) : 0);
        }
        f.whole = whole;
        buf_clear(&safe);
        escape_terminal(words, &safe);
        flow_text(&f, buf_str(&safe));
        before = line;
    }
    flow_end(&f);
    buf_free(&safe);
}
