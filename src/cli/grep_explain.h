/*
 * grep_explain: why a record was selected or not, below its line, as grep --explain prints it: its class and
 * what says so, where its signatures stand, each test of --where with what the record has, each -c, -s and
 * -e.
 */
#ifndef SIGTAIL_GREP_EXPLAIN_H
#define SIGTAIL_GREP_EXPLAIN_H

#include "cli/selection.h"

struct grep_explain {
    const struct options *options;
    const struct rules *rules;
    const struct query *query;
    const struct selection *selection;
    struct cluster_lookup *clusters; /* those that -s names */
    const struct style *style;
    struct matcher *matcher; /* tries signatures that were asked for and did not match */
};

/* All that is borrowed lives until grep_explain_end. */
void grep_explain_begin(struct grep_explain *g, const struct rules *rules);
void grep_explain_end(struct grep_explain *g);

/* Do all expressions of --where hold? (The query was not asked them.) */
bool grep_explain_holds(const struct grep_explain *g, const struct sink_record *o);
/* Append the lines about `o`, which was selected or not. */
void grep_explain_print(const struct grep_explain *g, const struct sink_record *o, bool selected,
                        struct buf *out);

#endif
