/*
 * request_trace: what happened to one request, step by step, in the order of time, whichever source told it.
 * Copies what it keeps and bounds it: texts in length, steps in number. What it shows is without the style's
 * secrets.
 */
#ifndef SIGTAIL_REQUEST_TRACE_H
#define SIGTAIL_REQUEST_TRACE_H

#include "report/render.h"
#include "run/run.h"

struct request_trace;

struct request_trace *request_trace_new(void);
void request_trace_free(struct request_trace *t);

/* Add the steps of a record that names the request `id`, or of one that trails behind such a record. */
void request_trace_add(struct request_trace *t, struct str id, const struct sink_record *o);
/*
 * The id by which the records themselves know the request, when all that name one name the same, and another
 * than `id` (which is then a cf-ray or the like): other logs may know only that one. Else empty.
 */
struct str request_trace_alias(const struct request_trace *t, struct str id);
/* Steps so far. */
size_t request_trace_length(const struct request_trace *t);

/*
 * Append the whole trace: what it is about, then its steps in the order of time, each with the time since the
 * one before. `with_source` names the input of each step.
 */
void request_trace_text(struct request_trace *t, struct str id, const struct style *style, bool with_source,
                        struct buf *out);
/* Append the steps that were added since the last call, in their order, without a head: for a stream. */
void request_trace_more(struct request_trace *t, const struct style *style, bool with_source,
                        struct buf *out);
/* Append the steps in the order of time, one JSON object a line. */
void request_trace_json(struct request_trace *t, const struct secrets *secrets, struct buf *out);

#endif
