/*
 * page: what the parts of the text report share while it is written. Each part writes its section, or nothing
 * when it has nothing to say.
 */
#ifndef SIGTAIL_PAGE_H
#define SIGTAIL_PAGE_H

#include "report/axis.h"
#include "report/flow.h"
#include "report/grid.h"

enum { PAGE_INDENT = 10 }; /* where text begins beside a section's name */

struct page {
    const struct report *r;
    const struct style *style;
    size_t width;
    struct axis axis;
    struct buf *out;
    struct buf scratch; /* for one cell or item at a time */
};

/* Rows that a table shows: style.top, else `otherwise`; at most `n`. */
size_t page_top(const struct page *p, size_t n, size_t otherwise);

/* The scratch buffer, emptied. */
struct buf *page_scratch(struct page *p);

/* Put a count (nothing when it is 0 and `blank`), a time, an escaped text into a cell. */
void page_put_count(struct page *p, struct grid *g, size_t row, size_t column, uint64_t n, enum ink ink);
void page_put_time(struct page *p, struct grid *g, size_t row, size_t column, int64_t ms);
void page_put_text(struct page *p, struct grid *g, size_t row, size_t column, struct str s, enum ink ink);

/* Begin a section with its name in the margin: text flows from PAGE_INDENT on. */
struct flow page_section(struct page *p, const char *name);

/* "INVESTIGATE" and "UNKNOWN". */
void page_errors(struct page *p);
/* "EXPECTED", and what the rows have in common. */
void page_expected(struct page *p);
/* "TOTALS": how often each status and outcome was seen, whatever explains it; nothing when all is well. */
void page_totals(struct page *p);
/* "VERSIONS": which of them the log is of; nothing unless a service had several. */
void page_versions(struct page *p);
/* The tables that were asked for. */
void page_groups(struct page *p);
/* Of a report of nothing: which filter left out what, and what there is instead. */
void page_filters(struct page *p);
/* "MODELS", folded into a line when none of them fails. */
void page_models(struct page *p);
/* "INPUT". */
void page_input(struct page *p);

#endif
