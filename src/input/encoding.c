#include "input/encoding.h"

#include "base/ascii.h"
#include "base/utf8.h"

/* --- which one --- */

static bool is_printable(char c)
{
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
}

/* Two characters of ASCII, each with its zero byte in front of it or behind it. */
static enum encoding_kind without_mark(struct str head, bool last)
{
    bool little = head.p[1] == '\0';
    if (head.n < 4)
        return last ? ENCODING_PLAIN : ENCODING_UNKNOWN;
    const char *text = head.p + !little, *zeros = head.p + little;
    bool both = is_printable(text[0]) && is_printable(text[2]) && zeros[0] == '\0' && zeros[2] == '\0';
    return !both ? ENCODING_PLAIN : little ? ENCODING_UTF16LE : ENCODING_UTF16BE;
}

/* Behind a byte order mark: a log begins with a character of ASCII, else the mark is two bytes of something.
 */
static enum encoding_kind marked(struct str head, bool last)
{
    bool little = head.p[0] == '\xff';
    if (head.n < 4)
        return last ? ENCODING_PLAIN : ENCODING_UNKNOWN;
    if (head.p[little ? 3 : 2] != '\0' || !is_printable(head.p[little ? 2 : 3]))
        return ENCODING_PLAIN;
    return little ? ENCODING_UTF16LE : ENCODING_UTF16BE;
}

/* The length of the colour at the start of `s`; 0: none, or *more of it may come. */
static size_t colour_length(struct str s, bool *more)
{
    size_t n = 2;
    if (s.n == 0 || s.p[0] != '\x1b')
        return 0;
    while (n < s.n && n < ENCODING_HELD && (is_digit(s.p[n]) || s.p[n] == ';'))
        n++;
    *more = n >= s.n && (s.n < 2 || s.p[1] == '[');
    return n < s.n && s.p[1] == '[' && s.p[n] == 'm' ? n + 1 : 0;
}

/*
 * Is there a colour between the opening bracket and what it holds, and is that JSON? A coloured word in
 * brackets is none.
 */
static enum encoding_kind coloured(struct str head, bool last)
{
    bool more = false, bracket = false, colour = false;
    for (size_t at = 0; at < head.n && at < ENCODING_HEAD;) {
        size_t n = colour_length(str_skip(head, at), &more);
        char c = head.p[at];
        colour |= n && bracket;
        if (n == 0 && more)
            break;
        if (n == 0 && !is_space(c)) {
            if (bracket || (c != '{' && c != '['))
                return colour && str_among("\"{[]}", (char)c) ? ENCODING_COLOURED : ENCODING_PLAIN;
            bracket = true;
        }
        at += n ? n : 1;
    }
    return last || head.n >= ENCODING_HEAD ? ENCODING_PLAIN : ENCODING_UNKNOWN;
}

enum encoding_kind encoding_of(struct str head, bool last)
{
    if (head.n < 2)
        return last ? ENCODING_PLAIN : ENCODING_UNKNOWN;
    if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
        return marked(head, last);
    if ((head.p[0] == '\0') != (head.p[1] == '\0'))
        return without_mark(head, last);
    bool may_be = head.p[0] == '\x1b' || head.p[0] == '{' || head.p[0] == '[';
    return may_be ? coloured(head, last) : ENCODING_PLAIN;
}

/* --- UTF-16 --- */

static void add_unit(struct encoding *e, uint32_t unit, struct buf *out)
{
    bool low = unit >= 0xdc00 && unit <= 0xdfff, high = unit >= 0xd800 && unit <= 0xdbff;
    if (e->high && low) {
        utf8_add(0x10000 + ((e->high - 0xd800) << 10) + (unit - 0xdc00), out);
        e->high = 0;
        return;
    }
    if (e->high)
        utf8_add(UTF8_BAD, out);
    e->high = high ? unit : 0;
    if (!high)
        utf8_add(low ? UTF8_BAD : unit, out);
}

static void add_utf16(struct encoding *e, struct str bytes, struct buf *out)
{
    bool little = e->kind == ENCODING_UTF16LE;
    for (size_t i = 0; i < bytes.n; i++) {
        if (e->held_n == 0) {
            e->held[0] = bytes.p[i];
            e->held_n = 1;
            continue;
        }
        unsigned first = (unsigned char)e->held[0], second = (unsigned char)bytes.p[i];
        e->held_n = 0;
        add_unit(e, little ? second << 8 | first : first << 8 | second, out);
    }
}

/* --- colours --- */

/* What is held is no colour after all, as `c` shows. */
static bool still_colour(const struct encoding *e, char c)
{
    if (e->held_n == 1)
        return c == '[';
    return e->held_n < ENCODING_HELD && (is_digit(c) || c == ';' || c == 'm');
}

static void add_uncoloured(struct encoding *e, struct str bytes, struct buf *out)
{
    while (bytes.n) {
        if (e->held_n == 0) {
            size_t n = str_chr(bytes, '\x1b');
            buf_add(out, str_head(bytes, n));
            bytes = str_skip(bytes, n);
            if (bytes.n == 0)
                return;
            e->held[e->held_n++] = bytes.p[0];
            bytes = str_skip(bytes, 1);
            continue;
        }
        char c = bytes.p[0];
        if (!still_colour(e, c)) {
            buf_add(out, str_of(e->held, e->held_n));
            e->held_n = 0;
            continue;
        }
        if (c == 'm')
            e->held_n = 0;
        else
            e->held[e->held_n++] = c;
        bytes = str_skip(bytes, 1);
    }
}

void encoding_add(struct encoding *e, struct str bytes, struct buf *out)
{
    if (e->kind == ENCODING_COLOURED)
        add_uncoloured(e, bytes, out);
    else
        add_utf16(e, bytes, out);
}

void encoding_end(struct encoding *e, struct buf *out)
{
    if (e->kind == ENCODING_COLOURED)
        buf_add(out, str_of(e->held, e->held_n));
    else if (e->high || e->held_n)
        utf8_add(UTF8_BAD, out);
    e->held_n = e->high = 0;
}
