/*
 * raw_walk: every scalar of a record's own JSON, with the path by which raw_path_find would find it. JSON
 * inside strings is walked too, behind a `>`.
 */
#ifndef SIGTAIL_RAW_WALK_H
#define SIGTAIL_RAW_WALK_H

#include "record/record.h"

/* `value` without escapes; never null, empty or "undefined", which mean missing. Both good during the call
 * only. */
typedef void raw_walk_each(void *context, struct str path, struct str value);

/* Call `each` for every scalar of `rec`, in the order of its bytes; for none when it is no JSON. */
void raw_walk(const struct record *rec, raw_walk_each *each, void *context);

#endif
