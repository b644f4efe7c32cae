/*
 * asked_again: kept records read once more, for questions that came after them: which of them a --where
 * expression lets pass, what signature would explain them, which are of one request.
 */
#ifndef SIGTAIL_ASKED_AGAIN_H
#define SIGTAIL_ASKED_AGAIN_H

#include "cli/kept.h"
#include "report/story.h"

/*
 * Set `passes` of every kept record that is not `judged` yet, by `expression` (filter.h). False and `err`,
 * with its column in the expression, when that is none.
 */
MUST_CHECK bool asked_where(struct kept *k, const struct rules *rules, struct str expression,
                            struct err *err);

/*
 * Append the draft of a signature for cluster `id`, whose template is `template`, made of the kept records
 * (report/suggest.h); or a sentence that says why there is none.
 */
void asked_draft(const struct kept *k, const struct rules *rules, struct str id, struct str template,
                 bool redacted, struct buf *out);

/* How a request is asked for. */
struct asked_how {
    struct str id;
    const struct zone *zone; /* of times that say none */
    int64_t now_ms;          /* Unix: latest time of a stamp without a year */
    void (*each)(void *context, uint64_t number,
                 const struct outcome *o); /* called for each of its records */
    void *context;
};

/* Add to `story` all kept records that name the request, errors or not, in the order they came. */
void asked_request(const struct kept *k, const struct rules *rules, const struct asked_how *how,
                   struct story *story);

#endif
