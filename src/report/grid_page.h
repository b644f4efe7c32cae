/* grid_page: what the commands share that lay out a grid of their own (diff, mine). */
#ifndef SIGTAIL_GRID_PAGE_H
#define SIGTAIL_GRID_PAGE_H

#include "report/axis.h"
#include "report/grid.h"
#include "report/wrap.h"

struct grid_page {
    const struct report *r;
    const struct style *style;
    size_t width;
    struct axis axis;
    struct buf *out;
    struct buf scratch; /* for one cell or item at a time */
};

/* The scratch buffer, emptied. */
struct buf *grid_page_scratch(struct grid_page *p);

/* Put a count, a time, an escaped text into a cell. */
void grid_page_put_count(struct grid_page *p, struct grid *g, size_t row, size_t column, uint64_t n,
                         enum emphasis emphasis);
void grid_page_put_time(struct grid_page *p, struct grid *g, size_t row, size_t column, int64_t ms);
void grid_page_put_text(struct grid_page *p, struct grid *g, size_t row, size_t column, struct str s,
                        enum emphasis emphasis);

#endif
