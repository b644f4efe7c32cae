/*
 * history_replay: kept records read once more, for questions that came after them: which of them a --where
 * expression lets pass, what signature would explain them, which are of one request.
 */
#ifndef SIGTAIL_HISTORY_REPLAY_H
#define SIGTAIL_HISTORY_REPLAY_H

#include "cli/history.h"
#include "cli/options.h"
#include "report/request_trace.h"

/*
 * Set `passes` of every kept record that is not `judged` yet, by `expression` (condition.h), in which what
 * the regexes `extracts` (NULL: none) capture is known too. False and `err`, with its column in the
 * expression, when that is none.
 */
MUST_CHECK bool history_replay_where(struct history *h, const struct rules *rules,
                                     const struct string_list *extracts, struct str expression,
                                     struct err *err);

/*
 * Append the draft of a signature for cluster `id`, whose template is `template`, made of the kept records
 * (report/suggest.h); or a sentence that says why there is none.
 */
void history_replay_draft(const struct history *h, const struct rules *rules, struct str id,
                          struct str template, const struct secrets *secrets, struct buf *out);

/* How kept records are read. */
struct replay_context {
    const struct rules *rules;
    const struct zone *zone; /* of times that say none */
    int64_t now_ms;          /* Unix: latest time of a stamp without a year */
};

/* A kept record as it is now read; `o` is NULL when it cannot be, because its end was not kept. */
typedef void history_replay_visit(void *context, uint64_t number, const struct sink_record *o);

/* Read the records of these numbers, in this order. */
void history_replay_each(const struct history *h, const struct replay_context *how, const uint64_t *numbers,
                         size_t n, history_replay_visit *told, void *context);

/* Append the request that the record of this number names; nothing when it names none. */
void history_replay_request_id(const struct history *h, const struct replay_context *how, uint64_t number,
                               struct buf *out);

/*
 * The numbers of the kept records, errors or not, that name the request `id` or what those call it, in the
 * order they came; returns how many, up to `most`.
 */
size_t history_replay_request(const struct history *h, const struct replay_context *how, struct str id,
                              uint64_t *numbers, size_t most);

#endif
