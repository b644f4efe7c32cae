/* saved: reports that were saved with -o json, read from the files that a command names. */
#ifndef SIGTAIL_SAVED_H
#define SIGTAIL_SAVED_H

#include "cli/inputs.h"
#include "report/report.h"

/* The report of the inputs number `first` to `first + n - 1` together. NULL and `err`. */
struct report *saved_report(const struct inputs *in, size_t first, size_t n, struct err *err);

#endif
