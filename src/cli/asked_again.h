/*
 * asked_again: kept records read once more, for questions that came after them: which of them a --where
 * expression lets pass, and what signature would explain them.
 */
#ifndef SIGTAIL_ASKED_AGAIN_H
#define SIGTAIL_ASKED_AGAIN_H

#include "cli/kept.h"

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

#endif
