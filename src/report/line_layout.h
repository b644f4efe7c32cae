/*
 * line_layout: which facts of a record a line shows, and what stands between them: a list of columns, or a
 * template. Compiled once; shared by threads.
 */
#ifndef SIGTAIL_LINE_LAYOUT_H
#define SIGTAIL_LINE_LAYOUT_H

#include "report/record_line.h"

enum { LINE_PARTS = 40 };

/* What a part shows, beside the canonical fields. */
enum line_value { LINE_CLASS = FIELD_COUNT, LINE_SIGNATURES, LINE_NUMBER, LINE_LITERAL, LINE_SUBJECT };

struct line_part {
    unsigned value;         /* enum field or enum line_value */
    struct str literal;     /* LINE_LITERAL */
    struct subject subject; /* LINE_SUBJECT: a capture or a raw path */
    unsigned columns;       /* padded to so many; 0: as long as it is */
};

/* Zeroed: none was asked for. */
struct line_layout {
    struct line_part parts[LINE_PARTS];
    size_t n;
};

/* "time,status,cap.host,message": columns with two blanks between. `text` must outlive `f`. False and `err`.
 */
MUST_CHECK bool line_layout_columns(struct line_layout *f, struct str text, struct err *err);
/* "{time} {message}": a template; {{ and }} are braces, \t and \n what they are elsewhere. As above. */
MUST_CHECK bool line_layout_template(struct line_layout *f, struct str text, struct err *err);

/* Can all be shown: are the captures those of `extract` (may be NULL) or signatures of `rules`? Else `err`.
 */
MUST_CHECK bool line_layout_known(const struct line_layout *f, const struct rules *rules,
                                  const struct extract *extract, struct err *err);

/* Does it show the line where a record begins? */
bool line_layout_counts(const struct line_layout *f);

/* Append `o` in this form, and a line end. The message is the line of highlight->text that holds the
 * highlight. */
void line_layout_print(const struct line_layout *f, const struct sink_record *o, const struct rules *rules,
                       const struct highlight *highlight, const struct style *style, struct buf *out);

#endif
