/* sample: reports made by hand, for the tests of renderers. */
#ifndef SIGTAIL_SAMPLE_H
#define SIGTAIL_SAMPLE_H

#include "report/report.h"

/* A bad night: every section, several sources, every kind of problem, hostile texts. */
extern const struct report SAMPLE_NIGHT;
/* One file in which nothing is wrong. */
extern const struct report SAMPLE_HEALTHY;
/* Nothing at all. */
extern const struct report SAMPLE_EMPTY;
/* Records without times or statuses over which a tail lost some; only an unknown error. */
extern const struct report SAMPLE_TIMELESS;
/* Every text is all bytes there are, and markup of every kind that a report is rendered to. */
extern const struct report SAMPLE_HOSTILE;

#endif
