/*
 * escape: what comes out of logs is hostile; make it safe for where it goes. Each appends to `out`. Invalid
 * UTF-8 becomes U+FFFD everywhere.
 */
#ifndef SIGTAIL_ESCAPE_H
#define SIGTAIL_ESCAPE_H

#include "base/buf.h"

/* For a terminal: control characters (C0, DEL, C1, bidi overrides) become \n \t \x1b or \u202e as visible
 * text. */
void escape_terminal(struct str s, struct buf *out);
/* The inside of a JSON string (no quotes around it). */
void escape_json(struct str s, struct buf *out);

/* Columns that `s` (already safe for a terminal) takes: wide characters 2, combining ones 0. */
size_t escape_width(struct str s);
/* Append `s` cut to at most `columns`, the last one being `mark` ("…" or "~") when anything was cut. */
void escape_fit(struct str s, size_t columns, const char *mark, struct buf *out);

#endif
