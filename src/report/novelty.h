/* novelty: what was known of a row before, as a sentence and as a mark. */
#ifndef SIGTAIL_NOVELTY_H
#define SIGTAIL_NOVELTY_H

#include "base/zone.h"
#include "report/report.h"

/* "new", "back", "regressed"; NULL when it is no news, or nobody asked. */
const char *novelty_name(const struct report_baseline *baseline);
/*
 * Append what is to be said of a row with so many records: that it is news, and why, or how its number
 * differs from the usual one. Nothing when there is nothing to say.
 */
void novelty_sentence(const struct report_baseline *baseline, uint64_t records, const struct zone *zone,
                      struct buf *out);

/* Append that it is acknowledged only below a rate, which is exceeded; nothing unless it is. */
void novelty_exceeded(const struct report_baseline *baseline, struct buf *out);

#endif
