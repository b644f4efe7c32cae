/*
 * escape: what comes out of logs is hostile; make it safe for where it goes. Each appends to `out`. Invalid
 * UTF-8 becomes U+FFFD everywhere.
 */
#ifndef SIGTAIL_ESCAPE_H
#define SIGTAIL_ESCAPE_H

#include "base/buf.h"

/* Must `c` not go out as it is: does it control, reorder or hide what stands around it? */
bool escape_hides(uint32_t c);

/* For a terminal: control characters (C0, DEL, C1, bidi overrides) become \n \t \x1b or \u202e as visible
 * text. */
void escape_terminal(struct str s, struct buf *out);
/* The inside of a JSON string (no quotes around it); what would be visible for a terminal is \\u.... */
void escape_json(struct str s, struct buf *out);
/* The same with its quotes; and null when `s` is empty. */
void escape_json_string(struct str s, struct buf *out);
void escape_json_or_null(struct str s, struct buf *out);

/*
 * For the four below, line ends and tabs are text; other control characters and bidi overrides become visible
 * as for a terminal.
 */

/* HTML text, or an attribute's value in either kind of quotes. */
void escape_html(struct str s, struct buf *out);
/*
 * One field of RFC 4180, quoted where it must be. A spreadsheet takes a field that begins with = + - @ (or
 * their fullwidth forms), tab or carriage return for a formula: such a field gets a leading ' (OWASP, "CSV
 * Injection").
 */
void escape_csv(struct str s, struct buf *out);
/* The inside of a Prometheus label value (exposition format 0.0.4). */
void escape_prometheus(struct str s, struct buf *out);
/* Markdown (GFM) prose: punctuation that would be markup gets a backslash; line ends become blanks. */
void escape_markdown(struct str s, struct buf *out);
/*
 * A Markdown code span, in which nothing is markup, a link or a mention; nothing for an empty `s`. Inside a
 * `table`, GFM wants | escaped even here. Line ends become visible.
 */
void escape_code(struct str s, bool table, struct buf *out);

/* Columns that `s` (already safe for a terminal) takes: wide characters 2, combining ones 0. */
size_t escape_width(struct str s);
/* Append `s` cut to at most `columns`, the last one being `mark` ("…" or "~") when anything was cut. */
void escape_fit(struct str s, size_t columns, const char *mark, struct buf *out);
/* The same of its end: the first column is `mark` when anything was cut. */
void escape_fit_end(struct str s, size_t columns, const char *mark, struct buf *out);

#endif
