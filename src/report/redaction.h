/*
 * redaction: a report without its secrets (base/redact.h). Counts and ids stay as they are; rows whose values
 * have become the same stay rows.
 */
#ifndef SIGTAIL_REDACTION_H
#define SIGTAIL_REDACTION_H

#include "base/redact.h"
#include "report/report.h"

/*
 * Take the secrets out of all that `r` has of the log: examples, templates, values of wildcards, captures,
 * tables, models, hints. Nothing when `k` is NULL.
 */
void report_redact(struct report *r, const struct secrets *k);

/* Append the value of `name` without its secrets. No more than `most` bytes of it were kept (excerpt_cut()):
 * where it may have been cut, what may be the first part of a secret goes, too. */
void redact_kept(const struct secrets *k, struct str name, struct str value, size_t most, struct buf *out);

/* Of one row of `r` alone. */
void report_redact_signature(struct report *r, struct report_signature *s, const struct secrets *k);
void report_redact_cluster(struct report *r, struct report_cluster *u, const struct secrets *k);

/*
 * Append `template` with `mark` for what of it is a secret. It is judged as a whole, and its wildcards stay.
 */
void template_redact(const struct secrets *k, struct str template, struct str mark, struct buf *out);

#endif
