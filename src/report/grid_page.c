#include "report/grid_page.h"

#include "base/escape.h"
#include "report/number_format.h"

struct buf *grid_page_scratch(struct grid_page *p)
{
    buf_clear(&p->scratch);
    return &p->scratch;
}

void grid_page_put_count(struct grid_page *p, struct grid *g, size_t row, size_t column, uint64_t n,
                         enum emphasis emphasis)
{
    number_format_count(n, grid_page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), emphasis);
}

void grid_page_put_time(struct grid_page *p, struct grid *g, size_t row, size_t column, int64_t ms)
{
    axis_clock(&p->axis, ms, grid_page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), EMPHASIS_PLAIN);
}

void grid_page_put_text(struct grid_page *p, struct grid *g, size_t row, size_t column, struct str s,
                        enum emphasis emphasis)
{
    escape_terminal(s, grid_page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), emphasis);
}
