#include "report/page.h"

#include "base/escape.h"
#include "report/figure.h"

struct buf *page_scratch(struct page *p)
{
    buf_clear(&p->scratch);
    return &p->scratch;
}

void page_put_count(struct page *p, struct grid *g, size_t row, size_t column, uint64_t n, enum ink ink)
{
    figure_count(n, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), ink);
}

void page_put_time(struct page *p, struct grid *g, size_t row, size_t column, int64_t ms)
{
    axis_clock(&p->axis, ms, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), INK_PLAIN);
}

void page_put_text(struct page *p, struct grid *g, size_t row, size_t column, struct str s, enum ink ink)
{
    escape_terminal(s, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), ink);
}
