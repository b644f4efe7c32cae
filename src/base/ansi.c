#include "base/ansi.h"

#include "base/ascii.h"

size_t ansi_csi_length(struct str s)
{
    size_t n = 2;
    if (s.n < n || s.p[0] != ANSI_ESC || s.p[1] != '[')
        return 0;
    while (n < s.n && (unsigned char)s.p[n] >= 0x20 && (unsigned char)s.p[n] < 0x40)
        n++;
    return n < s.n ? n + 1 : n;
}

size_t ansi_length(struct str s)
{
    size_t csi = ansi_csi_length(s);
    if (csi || s.n < 2 || s.p[0] != ANSI_ESC)
        return csi ? csi : s.n && s.p[0] == ANSI_ESC;
    if (s.p[1] != ']')
        return 2;
    size_t end = 2; /* of an OSC: a BEL, or ESC and a backslash, whichever comes first */
    while (end < s.n && s.p[end] != '\a' && !(s.p[end] == ANSI_ESC && str_at(s, end + 1) == '\\'))
        end++;
    end += str_at(s, end) == '\a' ? 1 : 2;
    return end < s.n ? end : s.n;
}

/* The length of `31;1m`, the rest of a colour, at the start of `s`; 0: it is none. */
static size_t colour_rest(struct str s)
{
    enum { MOST = 20 }; /* 38;2;255;255;255m and some */
    size_t n = 0;
    while (n < s.n && n < MOST && (is_digit(s.p[n]) || s.p[n] == ';'))
        n++;
    return str_at(s, n) == 'm' ? n + 1 : 0;
}

size_t ansi_shown_length(struct str s)
{
    static const struct str forms[] = {STR_INIT("#033["),  STR_INIT("^[["),           STR_INIT("\\x1b["),
                                       STR_INIT("\\033["), STR_INIT("\xe2\x90\x9b["), STR_INIT("[")};
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (str_starts(s, forms[i])) {
            size_t n = colour_rest(str_skip(s, forms[i].n));
            return n > (forms[i].n == 1) ? forms[i].n + n : 0; /* [main] is none */
        }
    return 0;
}
