/*
 * merge: reports, as render_json wrote them, added up to one. It knows signatures, statuses and models by
 * what the reports say of them, so it needs no signature files. Counts, times, timelines, breakdowns and
 * clusters are added exactly; distinct counts and durations by the state that the reports carry.
 *
 * Each report is read twice: what there is to be counted has to be known of all of them before any of them is
 * counted. So memory is that of the sum and of one report, however many there are: who calls keeps the texts.
 *
 * The result depends on the order of the reports in this only: parts of a source of the same name are taken
 * to follow each other, which decides offsets and whose example is shown; and where two reports tell a
 * signature, status or model differently, the first is believed.
 */
#ifndef SIGTAIL_MERGE_H
#define SIGTAIL_MERGE_H

#include "report/json_tree.h"
#include "report/report.h"

struct merger;

/* Steps of time that the reports count by began as clocks in `zone` show it, which must outlive the merger;
 * NULL: UTC. */
struct merger *merger_new(const struct zone *zone);
void merger_free(struct merger *m);

/* First, once for each report: what it tells of is noted. False and `err` with the place of what is wrong
 * when it is no report of schema 1. */
MUST_CHECK bool merger_add(struct merger *m, const struct report_text *text, struct err *err);
/* Then, once for each of those same texts, in the same order: it is counted. False and `err` as above. */
MUST_CHECK bool merger_count(struct merger *m, const struct report_text *text, struct err *err);
/* Could `text` be added and counted? False and `err` as above. */
MUST_CHECK bool merge_is_sound(const struct report_text *text, struct err *err);
/* The report of all that were counted, at least one; report_free() it. */
struct report *merger_report(const struct merger *m);

#endif
