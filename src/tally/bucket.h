/*
 * bucket: a key of a table that puts numbers or times together in steps: `time:5m`, `duration:100ms`,
 * `status:100`, `duration:log` (1 2 5 10 20 50 ...), `.bytes:log2` (powers of two), `log10`. The value of
 * such a key is the least of its step.
 */
#ifndef SIGTAIL_BUCKET_H
#define SIGTAIL_BUCKET_H

#include "base/err.h"
#include "base/zone.h"

enum bucket_kind { BUCKET_NONE, BUCKET_STEP, BUCKET_LOG, BUCKET_LOG2, BUCKET_LOG10 };

struct bucket {
    enum bucket_kind kind;
    double step; /* of BUCKET_STEP; of times and durations in ms */
};

/*
 * The bucket that `key` ends in, and in *name what is before it; a key without one is all name, and one whose
 * end begins with no digit and is no log is no bucket: a raw path may end in a unit. False and `err`, with
 * its column in `key`, for a step of nothing, and for a `time` that has none of a length; *b is no bucket
 * then.
 */
MUST_CHECK bool bucket_parse(struct str key, struct str *name, struct bucket *b, struct err *err);

/* Append the least of the step that `v` is in. */
void bucket_number(const struct bucket *b, double v, struct buf *out);
/* The same of a time, as clocks in `zone` show it: a day begins at their midnight, a week on their Monday. */
int64_t bucket_time(const struct bucket *b, int64_t ms, const struct zone *zone);
/* The least of the step of times that follows the one that begins with `ms`. */
int64_t bucket_time_next(const struct bucket *b, int64_t ms, const struct zone *zone);
/* The least of the step that follows the one that begins with `v`. */
double bucket_next(const struct bucket *b, double v);

#endif
