#include "record/dump.h"

#include "input/stack_trace.h"
#include "record/dump_internal.h"

enum { DEPTH_MOST = 24 };

/* --- objects and arrays --- */

static bool take_value(struct dump *d);

/* `[Object]`, `[Function: f]`, `[Error: x]`: a word in brackets, no array. */
static bool is_bracketed(const struct dump *d)
{
    if (next(d) != '[' || !is_initial(byte_at(d, d->at + 1)))
        return false;
    struct dump inside = *d;
    inside.at++;
    return !dump_is_constant(&inside);
}

/* The bytes at the cursor that name a type before a brace or a bracket: `Map(2) `,
 * `[Object: null prototype] `, `<ref *1> `; 0: there are none. */
static size_t type_length(const struct dump *d)
{
    size_t at = d->at, most = at + KEY_MOST;
    char c = next(d);
    struct str head = str_head(rest(d), KEY_MOST);
    if (str_starts(head, STR("<ref *"))) {
        size_t n = str_chr(head, '>');
        return n < head.n ? n + 1 : 0;
    }
    if (c == '[')
        at += str_chr(head, ']') + 1;
    else if (!is_initial(c))
        return 0;
    while (at < most && (is_name(byte_at(d, at)) || byte_at(d, at) == '(' || byte_at(d, at) == ')'))
        at++;
    size_t end = at;
    while (byte_at(d, at) == ' ')
        at++;
    c = byte_at(d, at);
    bool opens = c == '{' || (c == '[' && !is_initial(byte_at(d, at + 1))); /* Error [CODE]: x */
    return at > end && at < most && opens ? at - d->at : 0;
}

/* `... 2 more items` */
static bool skip_more(struct dump *d)
{
    if (!str_starts(rest(d), STR("... ")))
        return false;
    d->at = dump_word_end(d);
    return true;
}

/* A text below its key, deeper than it (pino-pretty's stacks). */
static bool take_below(struct dump *d)
{
    size_t key_in = dump_indent(d, dump_line(d)), at = d->at;
    while (is_space(byte_at(d, at)) && at < d->line_end)
        at++;
    size_t in = dump_indent(d, d->line_end + 1);
    if (at < d->line_end || in <= key_in || !is_initial(byte_at(d, at + 1 + in)))
        return false;
    dump_put_text(d, dump_text_end(d, key_in));
    return true;
}

/* A member of an object, the `number`th; of a set, and of what is cut, it has no key. */
static bool take_member(struct dump *d, unsigned number)
{
    struct str key;
    size_t n = dump_key(d, &key), line = dump_line(d);
    bool first = line > 0 && d->at == line + dump_indent(d, line);
    if (number)
        buf_addc(d->to, ',');
    if (n)
        dump_put_string(d->to, key);
    else
        buf_addf(d->to, "\"%u\"", number);
    buf_addc(d->to, ':');
    d->at += n;
    if (n && take_below(d))
        return true;
    skip_blanks(d);
    d->told = first ? d->at : d->told;
    return take_value(d);
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
    return (next(d) == 'b' || next(d) == 'u' || next(d) == 'r') && is_quote_mark(byte_at(d, d->at + 1));
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
    else if (is_quote_mark(c))
        ok = dump_take_string(d);
    else
        dump_take_bare(d);
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
    return dump_key(&d, &key) > 0;
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
    return stack_trace_is_frame(str_of(s.p + line, at - line));
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
    if (indent == 0 || dump_indent(d, d->at) != indent)
        return false;
    d->at += indent;
    d->depth = 0;
    return dump_key(d, &key) > 0 && take_member(d, number);
}

bool dump_below(struct str s, struct buf *to)
{
    struct dump d = {.s = s, .at = str_chr(s, '\n') + 1, .to = to};
    size_t indent = dump_indent(&d, d.at), n;
    unsigned number = 0;
    buf_addc(to, '{');
    for (n = to->n; d.at < s.n && take_line(&d, indent, number); n = to->n) {
        number++;
        d.at = dump_line_end(&d, d.at) + 1;
    }
    to->n = n;
    buf_addc(to, '}');
    return number > 0;
}
