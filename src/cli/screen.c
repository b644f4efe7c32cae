#include "cli/screen.h"

/* After a resize the terminal has folded our lines anew: nobody knows where they begin. */
static void go_back(struct screen *s, unsigned width, struct buf *out)
{
    if (s->drawn && width != s->width)
        buf_addz(out, "\x1b[H\x1b[J");
    else if (s->drawn)
        buf_addf(out, "\r\x1b[%uA", s->drawn);
    s->drawn = 0;
    s->width = width;
}

static struct str first_line(struct str *rest)
{
    size_t n = str_chr(*rest, '\n');
    struct str line = str_head(*rest, n);
    *rest = str_skip(*rest, n + 1);
    return line;
}

/* Each line clears what is left of the old one to its right: nothing flickers. */
void screen_draw(struct screen *s, struct str text, unsigned width, unsigned height, struct buf *out)
{
    go_back(s, width, out);
    while (text.n && s->drawn + 1 < height) {
        buf_join(out, first_line(&text), "\x1b[K\n");
        s->drawn++;
    }
    buf_addz(out, "\x1b[J");
}

void screen_clear(struct screen *s, unsigned width, struct buf *out)
{
    if (s->drawn) {
        go_back(s, width, out);
        buf_addz(out, "\x1b[J");
    }
}
