/* The words of objects as programs print them for people: strings, keys, and values without quotes. */
#include "record/dump_internal.h"

/* --- lines --- */

size_t dump_line_end(const struct dump *d, size_t at)
{
    return at + str_chr(str_skip(d->s, at), '\n');
}

/* The cursor only moves on, so that each line is looked for once, however many values it has. */
size_t dump_line(struct dump *d)
{
    if (d->line_end == 0)
        d->line_end = dump_line_end(d, 0);
    while (d->line_end < d->at) {
        d->line = d->line_end + 1;
        d->line_end = dump_line_end(d, d->line);
    }
    return d->line;
}

size_t dump_indent(const struct dump *d, size_t at)
{
    size_t n = 0;
    while (n < INDENT_MOST && (byte_at(d, at + n) == ' ' || byte_at(d, at + n) == '\t'))
        n++;
    return n;
}

/* --- output --- */

static void put_char(struct buf *to, char c)
{
    static const char hex[] = "0123456789abcdef";
    if (c == '"' || c == '\\') {
        buf_addc(to, '\\');
    } else if (c == '\n') {
        buf_addz(to, "\\n");
        return;
    } else if ((unsigned char)c < 0x20) {
        buf_addz(to, "\\u00");
        buf_addc(to, hex[c >> 4]);
        c = hex[c & 15];
    }
    buf_addc(to, c);
}

void dump_put_string(struct buf *to, struct str s)
{
    buf_addc(to, '"');
    for (size_t i = 0; i < s.n; i++)
        put_char(to, s.p[i]);
    buf_addc(to, '"');
}

/* --- strings --- */

/* What the escape `c` of a string means beside itself; NUL: more than one byte says it. */
static char escaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'x':
    case 'u':
    case 'U':
    case '\n':
        return '\0';
    case 'e':
        return '\x1b';
    default:
        return c;
    }
}

/* The inside of the string at the cursor. False: it does not end. */
static bool put_inside(struct dump *d)
{
    char quote = next(d);
    for (d->at++; d->at < d->s.n && next(d) != quote; d->at++) {
        char c = next(d);
        if (c != '\\') {
            put_char(d->to, c);
            continue;
        }
        c = byte_at(d, ++d->at);
        if (c == 'u')
            buf_addz(d->to, "\\u");
        else if (escaped(c))
            put_char(d->to, escaped(c));
        else if (c != '\n') {
            buf_addz(d->to, "\\\\");
            put_char(d->to, c);
        }
    }
    return d->at++ < d->s.n;
}

/* Long strings are printed in parts: 'abc' + 'def', in Python without the plus. */
static bool takes_part(struct dump *d)
{
    struct dump ahead = *d;
    skip_blanks(&ahead);
    if (next(&ahead) == '+') {
        ahead.at++;
        skip_blanks(&ahead);
    }
    if (!is_quote_mark(next(&ahead)))
        return false;
    d->at = ahead.at;
    return true;
}

bool dump_take_string(struct dump *d)
{
    buf_addc(d->to, '"');
    do
        if (!put_inside(d))
            return false;
    while (takes_part(d));
    buf_addc(d->to, '"');
    return true;
}

/* --- keys --- */

/* What parts a key from its value: `:`, `=>`; 0: neither stands at `at`. */
static size_t parts_key(const struct dump *d, size_t at)
{
    if (byte_at(d, at) == ':')
        return 1;
    return byte_at(d, at) == '=' && byte_at(d, at + 1) == '>' ? 2 : 0;
}

size_t dump_key(const struct dump *d, struct str *key)
{
    char c = next(d), close = is_quote_mark(c) ? c : c == '[' ? ']' : '\0';
    bool symbol = c == ':' && is_initial(byte_at(d, d->at + 1)); /* of Ruby's */
    size_t from = d->at + (close != '\0') + symbol, at = from;
    if (close)
        at += str_chr(str_head(str_skip(d->s, from), KEY_MOST), close);
    else
        while (at < from + KEY_MOST && is_name(byte_at(d, at)))
            at++;
    *key = str_of(d->s.p + from, at - from);
    at += close != '\0';
    while (byte_at(d, at) == ' ')
        at++;
    size_t parted = parts_key(d, at);
    return parted && key->n ? at + parted - d->at : 0;
}

/* --- values without quotes --- */

size_t dump_word_end(const struct dump *d)
{
    size_t at = d->at;
    while (at < d->s.n && !str_among(",}])\n", d->s.p[at]))
        at++;
    return at;
}

static struct str word_at(const struct dump *d)
{
    size_t end = dump_word_end(d);
    return str_trim(str_of(d->s.p + d->at, end - d->at));
}

/* The JSON that is meant by `word`: a number, true, None, ...; NULL: it is a text. */
static const char *meant_by(struct str word)
{
    static const struct {
        struct str word;
        const char *json;
    } words[] = {{STR_INIT("true"), "true"},    {STR_INIT("false"), "false"},    {STR_INIT("null"), "null"},
                 {STR_INIT("True"), "true"},    {STR_INIT("False"), "false"},    {STR_INIT("None"), "null"},
                 {STR_INIT("nil"), "null"},     {STR_INIT("undefined"), "null"}, {STR_INIT("NaN"), "null"},
                 {STR_INIT("Infinity"), "null"}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(word, words[i].word))
            return words[i].json;
    return NULL;
}

bool dump_is_constant(const struct dump *d)
{
    return meant_by(word_at(d)) != NULL;
}

static bool is_number(struct str word)
{
    double v;
    bool plain = word.n && (is_digit(word.p[0]) || (word.p[0] == '-' && word.n > 1 && is_digit(word.p[1])));
    return plain && is_digit(word.p[word.n - 1]) && str_double(word, &v);
}

static bool opens_bracket(struct str line)
{
    char last = str_trim(line).n ? str_trim(line).p[str_trim(line).n - 1] : '\0';
    return last == '{' || last == '[' || last == '(';
}

size_t dump_text_end(const struct dump *d, size_t indent)
{
    size_t from = d->at, end = dump_line_end(d, from);
    bool open = opens_bracket(str_of(d->s.p + from, end - from));
    for (size_t at = end + 1; at < d->s.n; at = end + 1) {
        size_t in = dump_indent(d, at), next = dump_line_end(d, at);
        char c = byte_at(d, at + in);
        bool empty = c == '\n' || c == '\0',
             closes = open && in == indent && (c == '}' || c == ']' || c == ')');
        if (!empty && in <= indent && !closes)
            break;
        open |= opens_bracket(str_of(d->s.p + at, next - at));
        end = next;
        if (closes)
            break;
    }
    return end;
}

/* The end of a text that has the rest of its line, but for brackets that close the object it stands in
 * (Python). */
static size_t text_end_of_line(const struct dump *d)
{
    size_t end = dump_line_end(d, d->at), open = 0, close = 0;
    for (size_t at = d->at; at < end; at++) {
        open += d->s.p[at] == '{' || d->s.p[at] == '[';
        close += d->s.p[at] == '}' || d->s.p[at] == ']';
    }
    for (; close > open && end > d->at && str_among("}]", d->s.p[end - 1]); close--)
        end--;
    return end;
}

/* The end of a text within its line: before a comma or a bracket that stands in none of its own. */
static size_t text_end_inline(const struct dump *d)
{
    size_t open = 0, at = d->at;
    for (; at < d->s.n; at++) {
        char c = d->s.p[at];
        if (c == '(' || c == '[' || c == '{')
            open++;
        else if (open == 0 && (c == ',' || c == ')' || c == ']' || c == '}' || c == '\n'))
            break;
        else if (c == ')' || c == ']' || c == '}')
            open--;
    }
    return at;
}

/* Does the text at the cursor go on below its line? What is deeper there is no member of its own. */
static bool goes_on(struct dump *d)
{
    size_t line = dump_line(d), end = d->line_end, last = end - (end > d->at && byte_at(d, end - 1) == '\r');
    return end < d->s.n && byte_at(d, last - 1) != ',' && dump_indent(d, end + 1) > dump_indent(d, line);
}

/* Does it begin its line, or is it the value of the first key there, in an object of several lines? Then the
 * rest of the line is its. */
static bool has_line(struct dump *d)
{
    struct str key;
    size_t line = dump_line(d);
    if (line > 0 && d->at == line + dump_indent(d, line))
        return dump_key(d, &key) == 0;
    return d->told > 0 && d->at == d->told;
}

void dump_put_text(struct dump *d, size_t end)
{
    struct str text = str_trim(str_of(d->s.p + d->at, end - d->at));
    text.n -= str_ends(text, STR(","));
    dump_put_string(d->to, text);
    d->at += (size_t)(text.p - (d->s.p + d->at)) + text.n;
}

void dump_take_bare(struct dump *d)
{
    struct str word = word_at(d);
    const char *json = meant_by(word);
    if (json || is_number(word)) {
        buf_add(d->to, json ? str_z(json) : word);
        d->at = (size_t)(word.p - d->s.p) + word.n;
    } else {
        dump_put_text(d, goes_on(d)    ? dump_text_end(d, dump_indent(d, d->line))
                         : has_line(d) ? text_end_of_line(d)
                                       : text_end_inline(d));
    }
}
