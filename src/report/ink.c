#include "report/ink.h"

static const char *const SGR[] = {
    [INK_PLAIN] = "",         [INK_HEAD] = "\033[1m", [INK_BAD] = "\033[1;31m",
    [INK_ODD] = "\033[1;33m", [INK_DIM] = "\033[2m",
};

void ink_begin(enum ink ink, const struct style *style, struct buf *out)
{
    if (style->colour)
        buf_addz(out, SGR[ink]);
}

void ink_end(enum ink ink, const struct style *style, struct buf *out)
{
    if (style->colour && ink != INK_PLAIN)
        buf_addz(out, "\033[0m");
}

void ink_text(enum ink ink, const struct style *style, struct str text, struct buf *out)
{
    ink_begin(ink, style, out);
    buf_add(out, text);
    ink_end(ink, style, out);
}
