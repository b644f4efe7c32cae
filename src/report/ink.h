/*
 * ink: what a piece of text means, and how a terminal shows it. Nothing is written when the style has no
 * colour.
 */
#ifndef SIGTAIL_INK_H
#define SIGTAIL_INK_H

#include "report/render.h"

enum ink { INK_PLAIN, INK_HEAD, INK_BAD, INK_ODD, INK_DIM };

/* Append `text` (safe for a terminal) in `ink`. */
void ink_text(enum ink ink, const struct style *style, struct str text, struct buf *out);

/* The same in two halves, for text that is made in place. */
void ink_begin(enum ink ink, const struct style *style, struct buf *out);
void ink_end(enum ink ink, const struct style *style, struct buf *out);

#endif
