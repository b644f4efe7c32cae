/*
 * render: a report to bytes. One renderer a file; each appends to `out` and never fails. What comes out of
 * logs is escaped for where it goes.
 */
#ifndef SIGTAIL_RENDER_H
#define SIGTAIL_RENDER_H

#include "report/report.h"

struct style {
    unsigned width; /* columns of the terminal; 0: unlimited (a file): lines are then laid out for 100 */
    bool colour;
    bool ascii;   /* no character outside ASCII in our own marks (sparklines, bars, dots) */
    unsigned top; /* rows a table shows at the most; 0: the default */
};

void render_text(const struct report *r, const struct style *style, struct buf *out);
void render_json(const struct report *r, struct buf *out);

#endif
