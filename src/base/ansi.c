#include "base/ansi.h"

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
