#include "base/escape.h"

#include "base/utf8.h"

/* Characters that reorder or hide the text around them: bidi controls, line separators, interlinear marks. */
static bool is_deceptive(uint32_t c)
{
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

void escape_terminal(struct str s, struct buf *out)
{
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '\n' || c == '\t' || c == '\r')
            buf_addf(out, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
        else if (is_control(c))
            buf_addf(out, "\\x%02x", c);
        else if (is_deceptive(c))
            buf_addf(out, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
        else
            utf8_add(c, out);
    }
}

void escape_json(struct str s, struct buf *out)
{
    static const char named[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    while (s.n) {
        uint32_t c = utf8_next(&s);
        const char *at = c && c < 0x80 ? strchr(named, (int)c) : NULL;
        if (at && (at - named) % 2 == 0)
            buf_addf(out, "\\%c", at[1]);
        else if (is_control(c) || c == 0x2028 || c == 0x2029)
            buf_addf(out, "\\u%04x", c);
        else
            utf8_add(c, out);
    }
}

size_t escape_width(struct str s)
{
    size_t columns = 0;
    while (s.n)
        columns += utf8_width(utf8_next(&s));
    return columns;
}

void escape_fit(struct str s, size_t columns, const char *mark, struct buf *out)
{
    size_t used = 0, room;
    struct str rest = s;
    if (escape_width(s) <= columns) {
        utf8_scrub(s, out);
        return;
    }
    room = escape_width(str_z(mark));
    if (room > columns)
        return;
    for (room = columns - room; rest.n;) {
        struct str at = rest;
        uint32_t c = utf8_next(&rest);
        used += utf8_width(c);
        if (used > room) {
            rest = at;
            break;
        }
    }
    utf8_scrub(str_head(s, (size_t)(rest.p - s.p)), out);
    buf_addz(out, mark);
}
