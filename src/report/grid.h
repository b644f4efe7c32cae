/*
 * grid: a table whose columns line up in a given width. Rows are filled first, then the grid is fitted, then
 * rows are written one by one, so that other lines can stand between them. When it is too narrow, columns
 * drop out and flexible ones are cut, in that order; a column with nothing in it is never shown.
 */
#ifndef SIGTAIL_GRID_H
#define SIGTAIL_GRID_H

#include "report/axis.h"
#include "report/emphasis.h"

enum { GRID_COLUMNS = 28, GRID_GAP = 2 };
enum grid_align { GRID_LEFT, GRID_RIGHT };

struct grid_column {
    const char *head; /* NULL: none */
    enum grid_align align;
    unsigned least; /* may be cut down to this many columns of text; 0: never cut */
    unsigned most;  /* never wider than this; 0: as wide as its widest cell */
    unsigned drop;  /* leaves a narrow grid, the largest number first; 0: stays */
    bool stretch;   /* takes `most` when there is room, whatever is in it: to be filled when fitted */
};

struct grid_cell {
    size_t at, n; /* in grid.text */
    enum emphasis emphasis;
};

struct grid {
    const struct grid_column *columns;
    size_t column_count;
    struct grid_cell *cells;
    bool *heads;
    size_t rows, cells_cap, heads_cap;
    struct buf text;
    size_t width[GRID_COLUMNS]; /* when fitted; 0: not shown */
    bool hidden[GRID_COLUMNS];
};

/* A grid of `n` columns, at most GRID_COLUMNS; `columns` is borrowed. Zero-initialise, then this. */
void grid_init(struct grid *g, const struct grid_column *columns, size_t n);
/* The same, with a first row of their heads. */
void grid_begin(struct grid *g, const struct grid_column *columns, size_t n);
void grid_free(struct grid *g);

/* Add a row of empty cells; returns its number. A head does not count as something in its columns. */
size_t grid_add(struct grid *g, bool head);
/* Set a cell of `row` (text safe for a terminal; copied). */
void grid_put(struct grid *g, size_t row, size_t column, struct str text, enum emphasis emphasis);
/* The same of any text, which is escaped, and of a time. */
void grid_text(struct grid *g, size_t row, size_t column, struct str text, enum emphasis emphasis);
void grid_time(struct grid *g, size_t row, size_t column, const struct axis *axis, int64_t ms);
/* Do not show `column`. */
void grid_hide(struct grid *g, size_t column);

/* Choose the widths so that a row takes at most `width` columns. */
void grid_fit(struct grid *g, size_t width);
/* Append `row` and a line end. */
void grid_row(const struct grid *g, size_t row, const struct style *style, struct buf *out);
/* Fit it to `width`, append all rows, and free it; the head alone is not shown. */
void grid_print(struct grid *g, size_t width, const struct style *style, struct buf *out);

#endif
