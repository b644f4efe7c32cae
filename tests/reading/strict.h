/* strict: what others may expect of a report's JSON. */
#ifndef SIGTAIL_STRICT_H
#define SIGTAIL_STRICT_H

#include "report/report.h"

/* Why a strict parser would not take `json` (RFC 8259; keys once in a map, numbers of 64 bits); NULL: it
 * would. */
const char *json_wrong(struct str json);

/* The same of a report of sigtail; or why merge would not add it up. Good until the next call. */
const char *report_refused(struct str json);
/* The same; or that merge does not give it back as it is. */
const char *report_wrong(struct str json);

/* The sum of `n` reports, each called "report" in messages; report_free() it. NULL and `err`. */
struct report *add_reports(const struct str *reports, size_t n, struct err *err);

#endif
