#include "record/dump.h"

#include "input/trace.h"

enum { DEPTH_MOST = 24, KEY_MOST = 96 };

/* A cursor over the text; at the end its bytes are NULs. */
struct dump {
    struct str s;
    size_t at;
    struct buf *to;
    unsigned depth;
};

static char byte_at(const struct dump *d, size_t at)
{
    return at < d->s.n ? d->s.p[at] : '\0';
}

static char next(const struct dump *d)
{
    return byte_at(d, d->at);
}

static struct str rest(const struct dump *d)
{
    return str_skip(d->s, d->at);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_quote(char c)
{
    return c == '\'' || c == '"' || c == '`';
}

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (c & 0x80);
}

static bool is_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '$' || c == '-' || c == '.' || c == '@';
}

static void skip_blanks(struct dump *d)
{
    while (is_blank(next(d)))
        d->at++;
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

static void put_string(struct buf *to, struct str s)
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
        else if (c != '\n')
            buf_addf(d->to, "\\\\%c", c);
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
    if (!is_quote(next(&ahead)))
        return false;
    d->at = ahead.at;
    return true;
}

static bool take_string(struct dump *d)
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

/* The key at the cursor in `*key`, which may be in brackets ([cause], [Symbol(level)]), and the length of it
 * with what follows up to the value; 0: no key stands here. */
static size_t key_length(const struct dump *d, struct str *key)
{
    char c = next(d), close = is_quote(c) ? c : c == '[' ? ']' : '\0';
    bool symbol = c == ':' && is_letter(byte_at(d, d->at + 1)); /* of Ruby's */
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

/* Where the word at the cursor ends: before what parts values. */
static size_t word_end(const struct dump *d)
{
    size_t at = d->at;
    while (at < d->s.n && !str_among(",}])\n", d->s.p[at]))
        at++;
    return at;
}

static struct str word_at(const struct dump *d)
{
    size_t end = word_end(d);
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

static bool is_number(struct str word)
{
    double v;
    bool plain = word.n && (is_digit(word.p[0]) || (word.p[0] == '-' && word.n > 1 && is_digit(word.p[1])));
    return plain && is_digit(word.p[word.n - 1]) && str_double(word, &v);
}

static size_t line_end(const struct dump *d, size_t at)
{
    return at + str_chr(str_skip(d->s, at), '\n');
}

static size_t indent_at(const struct dump *d, size_t at)
{
    size_t n = 0;
    while (byte_at(d, at + n) == ' ' || byte_at(d, at + n) == '\t')
        n++;
    return n;
}

/* How far in the line is that the cursor stands in. */
static size_t line_indent(const struct dump *d)
{
    size_t from = d->at;
    while (from && d->s.p[from - 1] != '\n')
        from--;
    return indent_at(d, from);
}

static bool opens_bracket(struct str line)
{
    char last = str_trim(line).n ? str_trim(line).p[str_trim(line).n - 1] : '\0';
    return last == '{' || last == '[' || last == '(';
}

/* The lines below that belong to a text that begins in a line indented by `indent`: deeper ones, and a
 * bracket that closes one of its own. Where the last of them ends. */
static size_t text_end(const struct dump *d, size_t indent)
{
    size_t from = d->at, end = line_end(d, from);
    bool open = opens_bracket(str_of(d->s.p + from, end - from));
    for (size_t at = end + 1; at < d->s.n; at = end + 1) {
        size_t in = indent_at(d, at), next = line_end(d, at);
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
    size_t end = line_end(d, d->at), open = 0, close = 0;
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
static bool goes_on(const struct dump *d)
{
    size_t end = line_end(d, d->at), last = end - (end > d->at && byte_at(d, end - 1) == '\r');
    return end < d->s.n && indent_at(d, end + 1) > line_indent(d) && byte_at(d, last - 1) != ',';
}

/* Is it the value of the first key in its line, in an object of several lines? Then the rest of the line is
 * its. */
static bool has_line(const struct dump *d)
{
    struct dump line = *d;
    struct str key;
    line.at = d->at;
    while (line.at && d->s.p[line.at - 1] != '\n')
        line.at--;
    if (line.at == 0)
        return false;
    line.at += indent_at(d, line.at);
    line.at += key_length(&line, &key);
    skip_blanks(&line);
    return line.at == d->at;
}

static void put_text(struct dump *d, size_t end)
{
    struct str text = str_trim(str_of(d->s.p + d->at, end - d->at));
    text.n -= str_ends(text, STR(","));
    put_string(d->to, text);
    d->at += (size_t)(text.p - (d->s.p + d->at)) + text.n;
}

static void take_bare(struct dump *d)
{
    struct str word = word_at(d);
    const char *json = meant_by(word);
    if (json || is_number(word)) {
        buf_add(d->to, json ? str_z(json) : word);
        d->at = (size_t)(word.p - d->s.p) + word.n;
    } else {
        put_text(d, goes_on(d)    ? text_end(d, line_indent(d))
                    : has_line(d) ? text_end_of_line(d)
                                  : text_end_inline(d));
    }
}

/* --- objects and arrays --- */

static bool take_value(struct dump *d);

/* `[Object]`, `[Function: f]`, `[Error: x]`: a word in brackets, no array. */
static bool is_bracketed(const struct dump *d)
{
    if (next(d) != '[' || !is_letter(byte_at(d, d->at + 1)))
        return false;
    struct dump inside = *d;
    inside.at++;
    return !meant_by(word_at(&inside));
}

/* The bytes at the cursor that name a type before a brace or a bracket: `Map(2) `, `[Object: null prototype]
 * `,
 * `<ref *1> `; 0: there are none. */
static size_t type_length(const struct dump *d)
{
    size_t at = d->at, most = at + KEY_MOST;
    char c = next(d);
    if (str_starts(rest(d), STR("<ref *")))
        return str_chr(rest(d), '>') + 1;
    if (c == '[')
        at += str_chr(rest(d), ']') + 1;
    else if (!is_letter(c))
        return 0;
    while (at < most && (is_name(byte_at(d, at)) || byte_at(d, at) == '(' || byte_at(d, at) == ')'))
        at++;
    size_t end = at;
    while (byte_at(d, at) == ' ')
        at++;
    c = byte_at(d, at);
    bool opens = c == '{' || (c == '[' && !is_letter(byte_at(d, at + 1))); /* Error [CODE]: x */
    return at > end && at < most && opens ? at - d->at : 0;
}

/* `... 2 more items` */
static bool skip_more(struct dump *d)
{
    if (!str_starts(rest(d), STR("... ")))
        return false;
    d->at = word_end(d);
    return true;
}

/* A text below its key, deeper than it (pino-pretty's stacks). */
static bool take_below(struct dump *d)
{
    size_t end = line_end(d, d->at), in = indent_at(d, end + 1), key_in = line_indent(d);
    bool alone = str_trim(str_of(d->s.p + d->at, end - d->at)).n == 0;
    if (!alone || in <= key_in || !is_letter(byte_at(d, end + 1 + in)))
        return false;
    put_text(d, text_end(d, key_in));
    return true;
}

/* A member of an object, the `number`th; of a set, and of what is cut, it has no key. */
static bool take_member(struct dump *d, unsigned number)
{
    struct str key;
    size_t n = key_length(d, &key);
    if (number)
        buf_addc(d->to, ',');
    if (n)
        put_string(d->to, key);
    else
        buf_addf(d->to, "\"%u\"", number);
    buf_addc(d->to, ':');
    d->at += n;
    return (n && take_below(d)) || take_value(d);
}

/* The members or elements up to `close`. */
static bool take_all(struct dump *d, char close)
{
    bool object = close == '}';
    d->at++;
    buf_addc(d->to, object ? '{' : '[');
    for (unsigned number = 0;; number++) {
        skip_blanks(d);
        if (next(d) == ',') {
            d->at++;
            skip_blanks(d);
        }
        if (skip_more(d))
            skip_blanks(d);
        if (next(d) == close || d->at >= d->s.n)
            break;
        size_t from = d->at;
        if (!object && number)
            buf_addc(d->to, ',');
        if (!(object ? take_member(d, number) : take_value(d)) || d->at == from)
            return false;
    }
    buf_addc(d->to, close);
    return d->at++ < d->s.n;
}

/* `b'...'`, `u"..."` of Python's */
static bool is_marked_string(const struct dump *d)
{
    return (next(d) == 'b' || next(d) == 'u' || next(d) == 'r') && is_quote(byte_at(d, d->at + 1));
}

static bool take_value(struct dump *d)
{
    bool ok = true;
    skip_blanks(d);
    for (size_t type; (type = type_length(d)) > 0; skip_blanks(d))
        d->at += type;
    d->at += is_marked_string(d);
    char c = next(d);
    if (++d->depth > DEPTH_MOST)
        return false;
    if (c == '{' || (c == '[' && !is_bracketed(d)))
        ok = take_all(d, c == '{' ? '}' : ']');
    else if (is_quote(c))
        ok = take_string(d);
    else
        take_bare(d);
    d->depth--;
    return ok;
}

/* --- the whole --- */

bool dump_begins(struct str s)
{
    struct str key;
    struct dump d = {.s = s, .at = 1};
    if (s.n < 4 || s.p[0] != '{')
        return false;
    skip_blanks(&d);
    return key_length(&d, &key) > 0;
}

size_t dump_json(struct str s, struct buf *to)
{
    struct dump d = {.s = s, .to = to};
    return dump_begins(s) && take_all(&d, '}') ? d.at : 0;
}

/* Behind a stack frame stands what the error carries, an answer's status above all: that is not the record's.
 */
static bool ends_frame(struct str s, size_t at)
{
    size_t line = at;
    while (line && s.p[line - 1] != '\n')
        line--;
    return trace_is_frame(str_of(s.p + line, at - line));
}

size_t dump_find(struct str s, struct buf *to)
{
    enum { TRIES = 4 };
    size_t at = 0, n = to->n;
    for (unsigned tries = 0; tries < TRIES && (at += str_chr(str_skip(s, at), '{')) < s.n; at++) {
        struct str object = str_skip(s, at);
        if (!dump_begins(object))
            continue;
        tries++;
        if (dump_json(object, to) == object.n && !ends_frame(s, at))
            return at;
        to->n = n;
    }
    return s.n;
}

/* --- members without an object --- */

/* The member in the line at the cursor, indented by `indent`. False: there is none, or it breaks off. */
static bool take_line(struct dump *d, size_t indent, unsigned number)
{
    struct str key;
    if (indent == 0 || indent_at(d, d->at) != indent)
        return false;
    d->at += indent;
    d->depth = 0;
    return key_length(d, &key) > 0 && take_member(d, number);
}

bool dump_below(struct str s, struct buf *to)
{
    struct dump d = {.s = s, .at = str_chr(s, '\n') + 1, .to = to};
    size_t indent = indent_at(&d, d.at), n;
    unsigned number = 0;
    buf_addc(to, '{');
    for (n = to->n; d.at < s.n && take_line(&d, indent, number); n = to->n) {
        number++;
        d.at = line_end(&d, d.at) + 1;
    }
    to->n = n;
    buf_addc(to, '}');
    return number > 0;
}
