/* page: what the commands share that lay out a grid of their own (diff, mine). */
#ifndef SIGTAIL_PAGE_H
#define SIGTAIL_PAGE_H

#include "report/axis.h"
#include "report/flow.h"
#include "report/grid.h"

struct page {
    const struct report *r;
    const struct style *style;
    size_t width;
    struct axis axis;
    struct buf *out;
    struct buf scratch; /* for one cell or item at a time */
};

/* The scratch buffer, emptied. */
struct buf *page_scratch(struct page *p);

/* Put a count, a time, an escaped text into a cell. */
void page_put_count(struct page *p, struct grid *g, size_t row, size_t column, uint64_t n, enum ink ink);
void page_put_time(struct page *p, struct grid *g, size_t row, size_t column, int64_t ms);
void page_put_text(struct page *p, struct grid *g, size_t row, size_t column, struct str s, enum ink ink);

#endif
