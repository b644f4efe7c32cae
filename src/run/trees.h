/*
 * trees: the paths of a table that feed canonical fields, as decoders want them: all of them, and those that
 * every record is read for.
 */
#ifndef SIGTAIL_TREES_H
#define SIGTAIL_TREES_H

#include "match/signature.h"
#include "record/decode.h"

/* From the table's fields, which must outlive the result. */
void trees_load(struct field_trees *f, const struct table *t);
void trees_free(struct field_trees *f);

#endif
