/* asking: the query that the options of a command make: which records, counted by what. */
#ifndef SIGTAIL_ASKING_H
#define SIGTAIL_ASKING_H

#include "cli/knowledge.h"
#include "run/query.h"

/*
 * NULL when something is wrong with an option, complained of: the expression with a caret under the place.
 * Free with query_free.
 */
MUST_CHECK struct query *asking_query(const struct options *o, const struct knowledge *k,
                                      const struct zone *zone);

#endif
