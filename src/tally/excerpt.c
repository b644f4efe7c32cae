#include "tally/excerpt.h"

#include "base/mem.h"
#include "base/utf8.h"

struct str excerpt_cut_long(struct str s, size_t most)
{
    size_t n = most;
    /* A character has at most three continuation bytes: more of them in a row are no text to preserve. */
    while (n > 0 && most - n < 3 && utf8_continues(s.p[n]))
        n--;
    return str_head(s, utf8_continues(s.p[n]) ? most : n);
}

struct str excerpt_around(struct str s, size_t start, size_t end, size_t most)
{
    if (end <= most || start > end || end > s.n)
        return excerpt_cut(s, most);
    size_t line = start;
    while (line > 0 && s.p[line - 1] != '\n' && end - line < most)
        line--;
    bool whole_line = line == 0 || s.p[line - 1] == '\n';
    return excerpt_cut(str_skip(s, whole_line ? line : start), most);
}

void excerpt_offer(struct excerpt *e, struct str s, size_t most, struct input_position at)
{
    if (!excerpt_wants(e, at))
        return;
    s = excerpt_cut(s, most);
    if (!e->p || s.n > e->n)
        e->p = mem_resize(e->p, s.n + 1);
    if (s.n)
        memcpy(e->p, s.p, s.n);
    e->n = (uint32_t)s.n;
    e->at = at;
}

void excerpt_merge(struct excerpt *into, const struct excerpt *from)
{
    if (from->p)
        excerpt_offer(into, excerpt_str(from), from->n, from->at);
}

void excerpt_clear(struct excerpt *e)
{
    free(e->p);
    *e = (struct excerpt){0};
}
