/*
 * block: a message that wrangler prints through its own logger: `wrangler dev` what a Worker says by
 * console.warn and console.error, `wrangler tail` its own troubles. A marked first line, an empty one,
 * further lines indented by 4, two empty ones; coloured or not.
 */
#ifndef SIGTAIL_BLOCK_H
#define SIGTAIL_BLOCK_H

#include "base/str.h"

enum block_kind { BLOCK_NONE, BLOCK_WARNING, BLOCK_ERROR };

/* Which kind begins with `line`, from its first byte; colours may stand before the mark. */
enum block_kind block_begins(struct str line);

/* The length of the mark at the start of `line`, which has no colours any more. */
size_t block_mark(struct str line);

#endif
