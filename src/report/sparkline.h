/* sparkline: a timeline drawn in one line. Those of one report have the same steps, so that they compare. */
#ifndef SIGTAIL_SPARKLINE_H
#define SIGTAIL_SPARKLINE_H

#include "report/axis.h"
#include "report/report.h"

/* How many cells tell the steps of `t` within `columns`: one a step, or each for the same few of them, so
 * that one record is one cell and an even stream looks even. 0 when no time is known. */
size_t sparkline_cells(const struct report_timeline *t, size_t columns);
/* The columns that these take when drawn: no fewer than an axis, as far as there are so many. */
size_t sparkline_width(const struct report_timeline *t, size_t columns);
/* Add the records of `t` to cell[0 .. sparkline_cells() - 1]. */
void sparkline_columns(const struct report_timeline *t, double *cell, size_t columns);

/*
 * Append `columns` characters that show how the records of `t` lie over its steps: blank for none, then
 * levels relative to this line's highest cell, of which the least is seen however small. `ascii` draws
 * with " .:-=+*#%@". All blank when times are unknown.
 */
void sparkline_draw(const struct report_timeline *t, size_t columns, bool ascii, struct buf *out);
/* Append a bar of up to `columns` characters, as long as `part` (0..1) of them; `ascii` draws with "#". */
void sparkline_share(double part, size_t columns, bool ascii, struct buf *out);

#endif
