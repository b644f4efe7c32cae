#include "record/json.h"

#include "base/byte_scan.h"
#include "base/simd.h"
#include "base/utf8.h"

/* Backslashes directly before `p`, not further back than `from`. */
static unsigned slashes_before(const char *from, const char *p)
{
    const char *q = p;
    while (q > from && q[-1] == '\\')
        q--;
    return (unsigned)(p - q);
}

/* --- white space --- */

/* Line ends of nested JSON are written as backslashes and a letter: skip one at the cursor. */
static bool skip_escaped_blank(struct json *j)
{
    unsigned want = (j->slashes + 1) / 2;
    const char *p = j->p;
    if (j->slashes == 0)
        return false;
    while (p < j->end && *p == '\\')
        p++;
    if ((unsigned)(p - j->p) != want || p == j->end || (*p != 'n' && *p != 't' && *p != 'r'))
        return false;
    j->p = p + 1;
    return true;
}

static bool json_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void skip_indentation(struct json *j)
{
    while (j->end - j->p >= 16) {
        uint32_t words = chunk_words(j->p);
        j->p += words ? __builtin_ctz(words) : 16;
        if (words)
            return;
    }
}

char json_peek_blank(struct json *j)
{
    while (j->p < j->end) {
        char c = *j->p;
        if (c == '\\' && skip_escaped_blank(j))
            continue;
        if (!json_blank(c))
            return c;
        j->p++;
        skip_indentation(j);
    }
    return 0;
}

/* --- strings --- */

/* The closing quote of a top-level string whose inside begins at `p`; most are short, and hold no backslash.
 */
static const char *closing_quote(const struct json *j, const char *p)
{
    for (int i = 0; i < 2 && j->end - p >= 16; i++, p += 16) {
        uint32_t stops = chunk_stops(p, '"', '\\');
        if (stops) {
            p += __builtin_ctz(stops);
            if (LIKELY(*p == '"'))
                return p;
            break;
        }
    }
    return byte_scan_quote(p, j->end);
}

/*
 * The same at depth: a quote there is preceded by `slashes` backslashes, and by twice as many and one for
 * each backslash of the text itself; one of a deeper string by 2 * slashes + 1. Returns where its backslashes
 * begin.
 */
static const char *closing_quote_inside(const struct json *j, const char *from)
{
    unsigned period = 2 * (j->slashes + 1);
    for (const char *p = from; p < j->end; p++) {
        p = memchr(p, '"', (size_t)(j->end - p));
        if (!p)
            return NULL;
        unsigned rest = slashes_before(from, p) % period;
        if (rest == j->slashes)
            return p - j->slashes;
        if (rest != period - 1)
            return NULL;
    }
    return NULL;
}

/* Move past an opening quote. */
static bool open_quote(struct json *j)
{
    const char *p = j->p;
    if ((size_t)(j->end - p) <= j->slashes)
        return false;
    for (unsigned i = 0; i < j->slashes; i++)
        if (*p++ != '\\')
            return false;
    if (*p != '"')
        return false;
    j->p = p + 1;
    return true;
}

bool json_string_search(struct json *j, struct str *raw)
{
    if (!open_quote(j))
        return false;
    const char *end = j->slashes ? closing_quote_inside(j, j->p) : closing_quote(j, j->p);
    if (!end)
        return false;
    *raw = str_of(j->p, (size_t)(end - j->p));
    j->p = end + j->slashes + 1;
    return true;
}

/* --- other values --- */

/* 1 for the bytes of numbers and words: letters, digits, - + and the dot. */
const unsigned char json_scalar_bytes[256] = {
    ['+'] = 1, ['-'] = 1, ['.'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1,
    ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1,
    ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1,
    ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1,
    ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
    ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1,
    ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1,
    ['y'] = 1, ['z'] = 1};

bool json_scalar(struct json *j, struct str *raw)
{
    const char *from = j->p;
    if (LIKELY(j->end - j->p > 16)) /* most are short numbers: past their digits at once */
        j->p += chunk_run(j->p, '0', '9');
    while (j->p < j->end && json_scalar_bytes[(unsigned char)*j->p])
        j->p++;
    *raw = str_of(from, (size_t)(j->p - from));
    return raw->n > 0;
}

/* Past a bracketed value at depth: brackets count where they stand in no string. */
static bool skip_inside(struct json *j)
{
    unsigned depth = 0;
    struct str s;
    while (j->p < j->end) {
        char c = *j->p;
        if (c == '\\' || c == '"') {
            if (!skip_escaped_blank(j) && !json_string(j, &s))
                return false;
            continue;
        }
        j->p++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return true;
    }
    return false;
}

static bool skip_brackets(struct json *j)
{
    struct json_scan scan = {0};
    struct str in = str_of(j->p, (size_t)(j->end - j->p));
    size_t used = 0;
    enum json_scan_stop stop;
    if (j->bitmaps) {
        used = json_scan_value_end(j->bitmaps, (size_t)(j->p - j->base), in.n + (size_t)(j->p - j->base));
        j->p = j->base + used;
        return used > 0;
    }
    while ((stop = json_scan_run(&scan, in, &used)) == JSON_SCAN_LINE)
        json_scan_accept_line(&scan, used);
    j->p += used;
    return stop == JSON_SCAN_DONE;
}

bool json_skip(struct json *j)
{
    struct str raw;
    char c = json_peek(j);
    if (c == '{' || c == '[')
        return j->slashes ? skip_inside(j) : skip_brackets(j);
    return c == '"' || c == '\\' ? json_string(j, &raw) : json_scalar(j, &raw);
}

/* --- members and elements --- */

static bool open_bracket(struct json *j, char c)
{
    if (json_peek(j) != c)
        return false;
    j->p++;
    return true;
}

bool json_object_open(struct json *j)
{
    return open_bracket(j, '{');
}

bool json_array_open(struct json *j)
{
    return open_bracket(j, '[');
}

/* The next byte that is no comma; the bracket `c` ends the value. */
static bool next_item(struct json *j, char c, bool *ok)
{
    char at = json_peek(j);
    while (at == ',') {
        j->p++;
        at = json_peek(j);
    }
    *ok = at == c;
    j->p += *ok;
    return !*ok && at != 0;
}

bool json_object_next(struct json *j, struct str *key, bool *ok)
{
    char c;
    do {
        if (!next_item(j, '}', ok) || !json_string(j, key) || json_peek(j) != ':')
            return false;
        j->p++;
        c = json_peek(j);
    } while (UNLIKELY(c == ',' || c == '}')); /* nginx writes nothing for a variable that is empty: "a":, */
    return true;
}

bool json_array_next(struct json *j, bool *ok)
{
    return next_item(j, ']', ok) && *j->p != '}' && *j->p != ':';
}

/* --- checking --- */

enum { MEASURE_DEPTH = 64 };

static size_t digits(struct str s, size_t at)
{
    while (at < s.n && (unsigned char)(s.p[at] - '0') <= 9)
        at++;
    return at;
}

/* A number of any length, with its fraction and exponent. */
static bool is_number(struct str s)
{
    size_t from = s.n && s.p[0] == '-', at = digits(s, from), more;
    if (at == from)
        return false;
    if (at < s.n && s.p[at] == '.') {
        more = digits(s, at + 1);
        if (more == at + 1)
            return false;
        at = more;
    }
    if (at < s.n && (s.p[at] | 32) == 'e') {
        at += 1 + (at + 1 < s.n && (s.p[at + 1] == '+' || s.p[at + 1] == '-'));
        more = digits(s, at);
        return more > at && more == s.n;
    }
    return at == s.n;
}

static bool valid_scalar(struct str s)
{
    return str_eq(s, STR("true")) || str_eq(s, STR("false")) || str_eq(s, STR("null")) || is_number(s);
}

static bool measure_value(struct json *j, unsigned depth)
{
    struct str s;
    bool ok = false;
    char c = json_peek(j);
    if (depth == MEASURE_DEPTH)
        return false;
    if (c == '{') {
        json_object_open(j);
        while (json_object_next(j, &s, &ok))
            if (!measure_value(j, depth + 1))
                return false;
        return ok;
    }
    if (c == '[') {
        json_array_open(j);
        while (json_array_next(j, &ok))
            if (!measure_value(j, depth + 1))
                return false;
        return ok;
    }
    return c == '"' ? json_string(j, &s) : json_scalar(j, &s) && valid_scalar(s);
}

size_t json_measure(struct str s)
{
    struct json j = json_open(s);
    return measure_value(&j, 0) ? (size_t)(j.p - s.p) : 0;
}

/* --- unescaping --- */

/* Four hex digits at `p`, or a value above 0xffff. */
static uint32_t hex4(const char *p, const char *end)
{
    uint32_t v = 0;
    if (end - p < 4)
        return UINT32_MAX;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t d = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                     : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                            : UINT32_MAX;
        if (d == UINT32_MAX)
            return UINT32_MAX;
        v = v << 4 | d;
    }
    return v;
}

/* The escape \uXXXX whose digits begin at *p, which moves behind it. A lone surrogate becomes U+FFFD. */
static char *put_unicode(const char **p, const char *end, char *to)
{
    uint32_t c = hex4(*p, end), low;
    if (c == UINT32_MAX) {
        *to++ = '\\';
        *to++ = 'u';
        return to;
    }
    *p += 4;
    if (c >= 0xd800 && c < 0xdc00 && end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u' &&
        (low = hex4(*p + 2, end)) >= 0xdc00 && low < 0xe000) {
        *p += 6;
        return utf8_put(0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00), to);
    }
    return utf8_put(c >= 0xd800 && c < 0xe000 ? 0xfffd : c, to);
}

/* What the escape of letter `c` stands for; 0 when it is none of one letter. */
static char escaped_char(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return c == '"' || c == '\\' || c == '/' ? c : '\0';
    }
}

/* Copy up to the next backslash; returns it, or `end`. `apart`: what is copied to overlaps nothing to be
 * read. */
static const char *copy_plain(const char *p, const char *end, bool apart, char **to)
{
    for (; apart && end - p >= 16; p += 16, *to += 16) {
        uint32_t slashes = chunk_bytes(p, '\\');
        memcpy(*to, p, 16);
        if (slashes) {
            *to += __builtin_ctz(slashes);
            return p + __builtin_ctz(slashes);
        }
    }
    const char *slash = memchr(p, '\\', (size_t)(end - p));
    size_t plain = (size_t)((slash ? slash : end) - p);
    memmove(*to, p, plain);
    *to += plain;
    return p + plain;
}

/* One level of escapes of `raw` to `to`, which may be where `raw` is: no escape is shorter than what it
 * stands for. */
static size_t unescape_once(struct str raw, char *to)
{
    const char *p = raw.p, *end = raw.p + raw.n;
    char *begin = to, known;
    bool apart = to + raw.n <= raw.p || to >= end;
    while (p < end) {
        const char *slash = copy_plain(p, end, apart, &to);
        if (slash + 1 >= end) {
            if (slash < end)
                *to++ = *slash;
            break;
        }
        p = slash + 2;
        if ((known = escaped_char(slash[1])))
            *to++ = known;
        else if (slash[1] == 'u')
            to = put_unicode(&p, end, to);
        else
            to = (char *)memmove(to, slash, 2) + 2;
    }
    return (size_t)(to - begin);
}

size_t json_unescape_to(struct str raw, unsigned slashes, char *to)
{
    size_t n = unescape_once(raw, to);
    for (; slashes; slashes /= 2)
        n = unescape_once(str_of(to, n), to);
    return n;
}

void json_unescape(struct str raw, unsigned slashes, struct buf *out)
{
    if (raw.n)
        out->n += json_unescape_to(raw, slashes, buf_room(out, raw.n));
}
