/* build: a tally to the report value. */
#ifndef SIGTAIL_BUILD_H
#define SIGTAIL_BUILD_H

#include "report/report.h"
#include "tally/mine.h"
#include "tally/tally.h"

/* The report of `t`, copied: it outlives the tally. `rules` are those the tally was made with. */
struct report *report_build(const struct tally *t, const struct rules *rules);

/* The same with all clusters of unknown errors that the tally has, where that one has the largest: for who
 * looks for rare ones. */
struct report *report_build_whole(const struct tally *t, const struct rules *rules);

/* The report of a settled `m`: its clusters are the rows of `unknown`; the rest is empty but for records and
 * times. */
struct report *report_build_mine(const struct mine *m);

#endif
