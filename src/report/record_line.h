/*
 * record_line: one record as one line, for people or as a JSON object. Like the renderers it only appends to
 * `out`, never fails, escapes what comes out of logs, and leaves out the style's secrets.
 */
#ifndef SIGTAIL_RECORD_LINE_H
#define SIGTAIL_RECORD_LINE_H

#include "report/render.h"
#include "run/run.h"

/* The text that a line shows, and the part of it that is to be seen at once. */
struct highlight {
    struct str text;
    size_t start, end; /* equal: no part */
};

/*
 * Append `o` as "time service status model what message" and a line end: `what` is the signatures, or the
 * class when there are none; the message is the line of highlight.text that holds the highlight, cut when it
 * is very long, or when highlight.text is empty the request. "-" stands for what is unknown. Where lines are
 * to fit and are short, the date, the service and the model are left out.
 */
void record_line_text(const struct sink_record *o, const struct rules *rules,
                      const struct highlight *highlight, const struct style *style, struct buf *out);

/* What stands before a line, as grep puts it. */
struct origin {
    bool source, line; /* the input's name; the line where the record begins */
};

/* Append "NAME: ", "NAME:LINE: ", "LINE: " or nothing. */
void record_line_origin(const struct sink_record *o, struct origin origin, const struct secrets *secrets,
                        struct buf *out);
/* Append a time as it stands at the start of a line, padded; "-" when it is not known. */
void record_line_time(int64_t ms, const struct zone *zone, struct buf *out);
/* Append the line of m->text that holds the highlight, the highlight in colour; cut to what is left of the
 * line that `out` ends with where lines are to fit, so that the highlight is seen, and else when it is very
 * long. */
void record_line_message(const struct highlight *m, const struct style *style, struct buf *out);
/* The same, and where the highlight stands in what was appended: *before columns of it, then *marked. */
void record_line_marked(const struct highlight *m, const struct style *style, struct buf *out, size_t *before,
                        size_t *marked);

/* Append `o`, a line of the record before it (a stack frame), indented below that. */
void record_line_continuation(const struct sink_record *o, const struct style *style, struct buf *out);

/*
 * Append `o` as one JSON object and a line end: "class", "signatures" with their captures, "line" where
 * it is known, "offset" (where the record stands in its source), "weight", and every canonical field, null
 * when unknown; without the `secrets` (NULL: as it is).
 */
void record_line_json(const struct sink_record *o, const struct rules *rules, const struct secrets *secrets,
                      struct buf *out);

#endif
