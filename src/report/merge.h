/*
 * merge: reports, as render_json wrote them, added up to one. It knows signatures, statuses and models by
 * what the reports say of them, so it needs no signature files. Counts, times, timelines, breakdowns and
 * clusters are added exactly; distinct counts and durations by the state that the reports carry.
 *
 * The result depends on the order of the reports in this only: parts of a source of the same name are taken
 * to follow each other, which decides offsets and whose example is shown; and where two reports tell a
 * signature, status or model differently, the first is believed.
 */
#ifndef SIGTAIL_MERGE_H
#define SIGTAIL_MERGE_H

#include "report/report.h"

struct merger;

struct merger *merger_new(void);
void merger_free(struct merger *m);

/* Take the report `json` in, called `file` in messages (both copied). False and `err` with the place of what
 * is wrong when it is no report of schema 1. */
MUST_CHECK bool merger_add(struct merger *m, const char *file, struct str json, struct err *err);
/* The report of all; report_free() it. NULL and `err` when one of them is wrong. */
struct report *merger_report(struct merger *m, struct err *err);

#endif
