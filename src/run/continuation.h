/*
 * continuation: what stands in several records of whoever carries a program's lines, and is one.
 *
 * An error that a program printed over several lines, each an entry of the journal: the first has the whole.
 * It is the one error, with its type and its frame; the others are still records, but trail behind it and are
 * no errors of their own.
 *
 * A line that its carrier parted for its length, and lines that a container's runtime wrapped one by one: the
 * others are parts of the first, and no records.
 */
#ifndef SIGTAIL_CONTINUATION_H
#define SIGTAIL_CONTINUATION_H

#include "input/stack_trace.h"
#include "record/decode.h"

/* Records of others that may stand between the parts of one line, and the lines of one trace. */
enum { CONTINUATION_OTHERS = 8 };

/* Where in the source something goes on about a record: what begins before `parts_end` is part of it, but for
 * `others`; before `end`, it trails behind it. */
struct continuation_extent {
    uint64_t parts_end, end, others[CONTINUATION_OTHERS];
    unsigned other_count;
    bool alone; /* nothing does: what begins before `end` are parts of a line that is never whole, a record
                   each */
};

struct continuation {
    const struct path_trees *path_trees;
    struct decoder *ahead; /* reads the records that are looked at; NULL until the first */
    struct buf text;       /* of the record that was looked behind last, a line each */
    size_t own_n;          /* bytes of it whose frames are parts of the record; 0: none but its own */
    uint64_t raw_end;      /* in the source: where the last of them ends */
    int64_t now_ms;
    struct continuation_extent extent; /* of it */
};

void continuation_init(struct continuation *t, const struct path_trees *path_trees);
void continuation_free(struct continuation *t);
/* As decoder_now. */
void continuation_now(struct continuation *t, int64_t now_ms);
enum continuation_role {
    CONTINUATION_OUTSIDE, /* it is a record of its own */
    CONTINUATION_LINE,    /* a record that trails */
    CONTINUATION_PART     /* part of one before it */
};

/* What the frame at `offset` is by the record that was looked behind last. */
static inline enum continuation_role continuation_role(const struct continuation *t, uint64_t offset)
{
    const struct continuation_extent *e = &t->extent;
    if (LIKELY(offset >= e->end) || e->alone)
        return CONTINUATION_OUTSIDE;
    for (unsigned i = 0; i < e->other_count; i++)
        if (e->others[i] == offset)
            return CONTINUATION_OUTSIDE;
    return offset < e->parts_end ? CONTINUATION_PART : CONTINUATION_LINE;
}

enum continuation_stop {
    CONTINUATION_NONE, /* nothing goes on about it */
    CONTINUATION_FOUND,
    CONTINUATION_MORE /* the window ends before that is known */
};

/*
 * Is it plain at a look that nothing goes on about the record of `frame`, whose format is headed, so that
 * continuation_find() says CONTINUATION_NONE? Most programs begin each line with its date.
 */
static inline bool continuation_over(const struct frame *frame, struct str window, struct str body)
{
    size_t at = frame->header.message_at;
    return body.p == frame->bytes.p + at && stack_trace_dated(str_skip(window, at));
}

/*
 * Look for what goes on about `rec`, the record of `frame` that `d` has just read, in `window`, which
 * begins behind it; `framer` is how the framer stands there. CONTINUATION_FOUND: all of it is t->text, and
 * continuation_role tells of the frames that it stands in. It depends on the bytes of the source alone.
 */
MUST_CHECK enum continuation_stop continuation_find(struct continuation *t, const struct decoder *d,
                                                    const struct framer *framer, struct str window,
                                                    enum frame_feed feed, const struct frame *frame,
                                                    const struct record *rec);

#endif
