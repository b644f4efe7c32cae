/*
 * suggest: drafts of signatures for errors that nothing explains yet. A draft is a signature file that a
 * person completes: cause, impact and fix are left to be told. Everything else holds as it stands: a draft is
 * only given out when it proves itself (match/prove.h), matches every sample of its cluster, none of another
 * cluster's, and no example of a signature that exists.
 */
#ifndef SIGTAIL_SUGGEST_H
#define SIGTAIL_SUGGEST_H

#include "base/secrets.h"
#include "match/matcher.h"
#include "tally/mine.h"

struct suggest;

/*
 * Both must outlive the result; `m` is settled. Drafts show no `secrets` of the log
 * (base/redact.h): in their regexes these are wildcards.
 */
struct suggest *suggest_new(const struct mine *m, const struct rules *rules, const struct secrets *secrets);
void suggest_free(struct suggest *s);

/* The clusters, most records first. */
size_t suggest_count(const struct suggest *s);
/* The id (12 hex digits) and the template of cluster `i`; good as long as `s`. */
struct str suggest_id(const struct suggest *s, size_t i);
struct str suggest_template(const struct suggest *s, size_t i);
/* The same as it may be shown. */
struct str suggest_shown(const struct suggest *s, size_t i);
/* The first cluster whose id, or the id of one of whose templates, starts with `id`; suggest_count() when
 * none does. */
size_t suggest_find(const struct suggest *s, struct str id);

/*
 * Append the draft for cluster `i` to `out`, as one item of a `signatures:` list. Drafts are tried from the
 * strictest to the loosest, beginning with number `*attempt`, which is set to the one that held; a caller
 * that finds a draft wrong on whole records calls again with the next. False and `err` when none is left.
 */
MUST_CHECK bool suggest_draft(struct suggest *s, size_t i, unsigned *attempt, struct buf *out,
                              struct err *err);

#endif
