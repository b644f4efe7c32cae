/* spark: a timeline drawn in one line of text, on an axis that other timelines share. */
#ifndef SIGTAIL_SPARK_H
#define SIGTAIL_SPARK_H

#include "report/axis.h"
#include "report/report.h"

/*
 * Add the records of `t` to column[0 .. columns - 1], which divide the axis `a`. A bucket that reaches over
 * several columns is shared among them. Adds nothing when times are
 * unknown.
 */
void spark_columns(const struct report_timeline *t, const struct axis *a, double *column, size_t columns);

/*
 * Append `columns` characters that show how the records of `t` lie over the axis `a`: blank for none, then
 * levels relative to this line's highest column, of which the least is seen however small. `ascii` draws
 * with " .:-=+*#%@". All blank when times are unknown.
 */
void spark_draw(const struct report_timeline *t, const struct axis *a, size_t columns, bool ascii,
                struct buf *out);

#endif
