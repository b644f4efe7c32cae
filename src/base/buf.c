#include "base/buf.h"

#include <stdio.h>

#include "base/mem.h"

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

char *buf_room(struct buf *b, size_t more)
{
    if (b->cap - b->n < more) {
        size_t cap = b->cap ? b->cap : 64;
        while (cap - b->n < more)
            cap *= 2;
        b->p = mem_resize(b->p, cap);
        b->cap = cap;
    }
    return b->n ? b->p + b->n : b->p; /* NULL + 0 is undefined */
}

void buf_add(struct buf *b, struct str s)
{
    if (s.n == 0)
        return;
    memcpy(buf_room(b, s.n), s.p, s.n);
    b->n += s.n;
}

void buf_keep(struct buf *b, struct str rest)
{
    if (rest.n && rest.p != b->p)
        memmove(b->p, rest.p, rest.n);
    b->n = rest.n;
}

void buf_addc(struct buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->n++;
}

void buf_add_all(struct buf *b, const struct str *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add(b, pieces[i]);
}

void buf_fill(struct buf *b, char c, size_t n)
{
    if (n == 0)
        return;
    memset(buf_room(b, n), c, n);
    b->n += n;
}

void buf_addv(struct buf *b, const char *format, va_list args)
{
    for (size_t room = 128;;) {
        char *to = buf_room(b, room);
        va_list again;
        va_copy(again, args);
        int n = vsnprintf(to, room, format, again);
        va_end(again);
        if (n < 0)
            return;
        if ((size_t)n < room) {
            b->n += (size_t)n;
            return;
        }
        room = (size_t)n + 1;
    }
}

void buf_addf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_addv(b, format, args);
    va_end(args);
}

void buf_add_number(struct buf *b, double v)
{
    buf_addf(b, "%.*g", v > -1e15 && v < 1e15 ? 15 : 17, v);
}
