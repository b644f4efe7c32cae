/* build_internal: the parts of build.c that stand in files of their own. */
#ifndef SIGTAIL_BUILD_INTERNAL_H
#define SIGTAIL_BUILD_INTERNAL_H

#include "report/report.h"
#include "tally/tally.h"
#include "tally/template.h"

/* The tables and filters of the tally's spec; after the totals. */
void build_answers(struct report *r, const struct tally *t);

/* What stands in the wildcards of the template of `out`, which is set, by the row `s`. */
void build_wildcards(struct report *r, struct report_cluster *out, const struct template_row *s);

const char *problem_name(enum problem p);
/* The problem whose rows are of this kind, or PROBLEM_COUNT. */
enum problem problem_named(struct str kind);

#endif
