/* saved_reports: reports that were saved with -o json, read from the files that a command names. */
#ifndef SIGTAIL_SAVED_REPORTS_H
#define SIGTAIL_SAVED_REPORTS_H

#include "base/zone.h"
#include "cli/inputs.h"
#include "report/report.h"

/* The report of input number `i`. NULL and `err` when any report in it cannot be read. */
struct report *saved_report(const struct inputs *in, size_t i, struct err *err);
/*
 * The report of all inputs together. What of them cannot be read is complained of and left out, with what
 * stands behind it in its input: `*whole` is false then. NULL: nothing is left. Days of its tables are those
 * of `zone`.
 */
struct report *saved_reports(const struct inputs *in, const struct zone *zone, bool *whole);

#endif
