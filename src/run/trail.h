/*
 * trail: an error that a program printed over several lines, and whose carrier made a record of each
 * (journald of a service's standard output). The first has the whole: it is the one error, with its type and
 * its frame. The others are still records, but trail behind it and are no errors of their own.
 */
#ifndef SIGTAIL_TRAIL_H
#define SIGTAIL_TRAIL_H

#include "input/trace.h"
#include "record/decode.h"

struct trail {
    const struct field_trees *fields;
    struct decoder *ahead; /* reads the records that are looked at; NULL until the first */
    struct buf text;       /* of the record that was looked behind last, a line each */
    int64_t now_ms;
    uint64_t end; /* in the source: records before are of the trail */
};

void trail_init(struct trail *t, const struct field_trees *fields);
void trail_free(struct trail *t);
/* As decoder_now. */
void trail_now(struct trail *t, int64_t now_ms);

enum trail_stop {
    TRAIL_NONE, /* nothing goes on about it */
    TRAIL_FOUND,
    TRAIL_MORE /* the window ends before that is known */
};

/*
 * Is it plain at a look that nothing goes on about the record of `frame`, whose format is headed, so that
 * trail_find() says TRAIL_NONE? Most programs begin each line with its date.
 */
static inline bool trail_over(const struct frame *frame, struct str window, struct str body)
{
    size_t at = frame->header.message_at;
    return body.p == frame->bytes.p + at && trace_dated(str_skip(window, at));
}

/*
 * Look for what goes on about `rec`, the record of `frame` whose message is `body`, in `window`, which begins
 * behind it; `framer` is how the framer stands there. TRAIL_FOUND: all of it is t->text, and it ends at
 * t->end. It depends on the bytes of the source alone.
 */
MUST_CHECK enum trail_stop trail_find(struct trail *t, const struct framer *framer, struct str window,
                                      enum frame_feed feed, const struct frame *frame,
                                      const struct record *rec, struct str body);

#endif
