/*
 * emphasis: what a piece of text means, and how a terminal shows it. Nothing is written when the style has no
 * colour.
 */
#ifndef SIGTAIL_EMPHASIS_H
#define SIGTAIL_EMPHASIS_H

#include "report/render.h"

enum emphasis { EMPHASIS_PLAIN, EMPHASIS_HEAD, EMPHASIS_BAD, EMPHASIS_ODD, EMPHASIS_DIM };

/* Append `text` (safe for a terminal) in `emphasis`. */
void emphasis_text(enum emphasis emphasis, const struct style *style, struct str text, struct buf *out);

/* The same in two halves, for text that is made in place. */
void emphasis_begin(enum emphasis emphasis, const struct style *style, struct buf *out);
void emphasis_end(enum emphasis emphasis, const struct style *style, struct buf *out);

#endif
