#include "base/escape.h"

#include "base/utf8.h"

/*
 * Characters that reorder or hide the text around them: bidi controls, line separators, interlinear marks;
 * and those that take no room, by which two texts look alike (Unicode, Default_Ignorable_Code_Point, without
 * variation selectors).
 */
static bool is_deceptive(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160},  {0x17b4, 0x17b5},
                  {0x180b, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},  {0x3164, 0x3164},
                  {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
    for (size_t i = 0; c >= ranges[0].first && i < COUNT_OF(ranges); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

bool escape_hides(uint32_t c)
{
    return is_control(c) || is_deceptive(c);
}

/* Append `c` if it must not go out as it is, as text after `backslash`; false when it may. */
static bool add_visible(uint32_t c, const char *backslash, struct buf *out)
{
    if (is_control(c))
        buf_addf(out, "%sx%02x", backslash, c);
    else if (is_deceptive(c))
        buf_addf(out, c > 0xffff ? "%sU%08x" : "%su%04x", backslash, c);
    return escape_hides(c);
}

/* Printable ASCII at the start of `s`. */
static size_t plain_bytes(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f)
        n++;
    return n;
}

void escape_terminal(struct str s, struct buf *out)
{
    for (size_t plain; s.n;) {
        plain = plain_bytes(s);
        buf_add(out, str_head(s, plain));
        s = str_skip(s, plain);
        if (s.n == 0)
            break;
        uint32_t c = utf8_next(&s);
        if (c == '\n' || c == '\t' || c == '\r')
            buf_addf(out, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
        else if (!add_visible(c, "\\", out))
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
        else if (c > 0xffff && is_deceptive(c))
            buf_addf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
        else if (escape_hides(c))
            buf_addf(out, "\\u%04x", c);
        else
            utf8_add(c, out);
    }
}

void escape_json_string(struct str s, struct buf *out)
{
    buf_addc(out, '"');
    escape_json(s, out);
    buf_addc(out, '"');
}

void escape_json_or_null(struct str s, struct buf *out)
{
    if (s.n)
        escape_json_string(s, out);
    else
        buf_addz(out, "null");
}

void escape_html(struct str s, struct buf *out)
{
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '&')
            buf_addz(out, "&amp;");
        else if (c == '<' || c == '>')
            buf_addz(out, c == '<' ? "&lt;" : "&gt;");
        else if (c == '"' || c == '\'')
            buf_addf(out, "&#%u;", c);
        else if (c == '\n' || c == '\t' || !add_visible(c, "\\", out))
            utf8_add(c, out);
    }
}

static bool begins_formula(struct str s)
{
    uint32_t c = s.n ? utf8_next(&s) : 0;
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == 0xff1d ||
           c == 0xff0b || c == 0xff0d || c == 0xff20;
}

void escape_csv(struct str s, struct buf *out)
{
    bool quote = str_chr(s, ',') < s.n || str_chr(s, '"') < s.n || str_chr(s, '\n') < s.n ||
                 str_starts(s, STR(" ")) || str_ends(s, STR(" "));
    buf_addz(out, quote ? "\"" : "");
    buf_addz(out, begins_formula(s) ? "'" : "");
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '"')
            buf_addz(out, "\"\"");
        else if (c == '\n' || c == '\t' || !add_visible(c, "\\", out))
            utf8_add(c, out);
    }
    buf_addz(out, quote ? "\"" : "");
}

void escape_prometheus(struct str s, struct buf *out)
{
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '\n')
            buf_addz(out, "\\n");
        else if (c == '\\' || c == '"')
            buf_addf(out, "\\%c", (int)c);
        else if (c == '\t' || !add_visible(c, "\\\\", out))
            utf8_add(c, out);
    }
}

void escape_markdown(struct str s, struct buf *out)
{
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '\n' || c == '\t')
            buf_addc(out, ' ');
        else if (c && c < 0x80 && strchr("\\`*_[]<>|#~&!@$", (int)c))
            buf_addf(out, "\\%c", (int)c);
        else if (!add_visible(c, "\\\\", out))
            utf8_add(c, out);
    }
}

/* Length of the longest run of backticks in `s`. */
static size_t backticks(struct str s)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void escape_code(struct str s, bool table, struct buf *out)
{
    LOCAL_BUF text = {0};
    size_t fence = backticks(s) + 1;
    if (s.n == 0)
        return;
    escape_terminal(s, &text);
    /* A span may neither begin nor end with a backtick of its own; one blank on both sides is dropped. */
    const char *pad = fence > 1 ? " " : "";
    buf_fill(out, '`', fence);
    buf_addz(out, pad);
    for (size_t i = 0; i < text.n; i++) {
        buf_addz(out, table && text.p[i] == '|' ? "\\" : "");
        buf_addc(out, text.p[i]);
    }
    buf_addz(out, pad);
    buf_fill(out, '`', fence);
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

void escape_fit_end(struct str s, size_t columns, const char *mark, struct buf *out)
{
    size_t width = escape_width(s), room = escape_width(str_z(mark));
    if (width <= columns) {
        utf8_scrub(s, out);
        return;
    }
    if (room > columns)
        return;
    while (s.n && width > columns - room)
        width -= utf8_width(utf8_next(&s));
    for (struct str rest = s; rest.n && utf8_width(utf8_next(&rest)) == 0;)
        s = rest; /* marks go with their letter */
    buf_addz(out, mark);
    utf8_scrub(s, out);
}
