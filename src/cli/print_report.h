/* print_report: a report in the format that -o asks for. */
#ifndef SIGTAIL_PRINT_REPORT_H
#define SIGTAIL_PRINT_REPORT_H

#include "cli/options.h"
#include "report/render.h"

/* Append `r` to `out`. */
void print_report(const struct report *r, const struct options *o, const struct style *style,
                  struct buf *out);

#endif
