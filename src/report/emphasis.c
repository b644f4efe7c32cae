#include "report/emphasis.h"

static const char *const SGR[] = {
    [EMPHASIS_PLAIN] = "",         [EMPHASIS_HEAD] = "\033[1m", [EMPHASIS_BAD] = "\033[1;31m",
    [EMPHASIS_ODD] = "\033[1;33m", [EMPHASIS_DIM] = "\033[2m",
};

void emphasis_begin(enum emphasis emphasis, const struct style *style, struct buf *out)
{
    if (style->colour)
        buf_addz(out, SGR[emphasis]);
}

void emphasis_end(enum emphasis emphasis, const struct style *style, struct buf *out)
{
    if (style->colour && emphasis != EMPHASIS_PLAIN)
        buf_addz(out, "\033[0m");
}

void emphasis_text(enum emphasis emphasis, const struct style *style, struct str text, struct buf *out)
{
    emphasis_begin(emphasis, style, out);
    buf_add(out, text);
    emphasis_end(emphasis, style, out);
}
