/*
 * path_trees: the paths of a table that feed canonical fields, as decoders want them: all of them, and those
 * that every record is read for; and its formats of lines.
 */
#ifndef SIGTAIL_PATH_TREES_H
#define SIGTAIL_PATH_TREES_H

#include "match/signature.h"
#include "record/decode.h"

/*
 * From the table's fields, which must outlive the result. `wanted` (bits 1 << field): those that somebody
 * will ask for. Of the others, paths that are dear to follow are left out.
 */
void path_trees_load(struct path_trees *f, const struct table *t, uint32_t wanted);
void path_trees_free(struct path_trees *f);

/* The fields that counting asks for, beside those of signatures and queries. */
uint32_t path_trees_counted(void);
/* Every field. */
#define PATH_TREES_ALL UINT32_MAX

#endif
