/*
 * story: what happened to one request, step by step, in the order of time, whichever source told it. Copies
 * what it keeps and bounds it: texts in length, steps in number. What it
 * shows is without the style's secrets.
 */
#ifndef SIGTAIL_STORY_H
#define SIGTAIL_STORY_H

#include "report/render.h"
#include "run/run.h"

struct story;

struct story *story_new(void);
void story_free(struct story *s);

/* Add the steps of a record that names the request `id`, or of one that trails behind such a record. */
void story_add(struct story *s, struct str id, const struct outcome *o);
/*
 * The id by which the records themselves know the request, when all that name one name the same, and another
 * than `id` (which is then a cf-ray or the like): other logs may know only that one. Else empty.
 */
struct str story_alias(const struct story *s, struct str id);
/* Steps so far. */
size_t story_length(const struct story *s);

/*
 * Append the whole story: what it is about, then its steps in the order of time, each with the time since the
 * one before. `with_source` names the input of each step.
 */
void story_text(struct story *s, struct str id, const struct style *style, bool with_source, struct buf *out);
/* Append the steps that were added since the last call, in their order, without a head: for a stream. */
void story_more(struct story *s, const struct style *style, bool with_source, struct buf *out);
/* Append the steps in the order of time, one JSON object a line. */
void story_json(struct story *s, const struct secrets *secrets, struct buf *out);

#endif
