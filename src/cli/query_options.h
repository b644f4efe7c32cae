/* query_options: the query that the options of a command make: which records, counted by what. */
#ifndef SIGTAIL_QUERY_OPTIONS_H
#define SIGTAIL_QUERY_OPTIONS_H

#include "cli/signature_set.h"
#include "run/query.h"

/*
 * NULL when something is wrong with an option, complained of: the expression with a caret under the place.
 * Free with query_free.
 */
MUST_CHECK struct query *query_of_options(const struct options *o, const struct signature_set *k,
                                          const struct zone *zone);

#endif
