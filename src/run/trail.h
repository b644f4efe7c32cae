/*
 * trail: what stands in several records of whoever carries a program's lines, and is one.
 *
 * An error that a program printed over several lines, each an entry of the journal: the first has the whole.
 * It is the one error, with its type and its frame; the others are still records, but trail behind it and are
 * no errors of their own.
 *
 * A line that its carrier parted for its length, and lines that a container's runtime wrapped one by one: the
 * others are parts of the first, and no records.
 */
#ifndef SIGTAIL_TRAIL_H
#define SIGTAIL_TRAIL_H

#include "input/trace.h"
#include "record/decode.h"

/* Records of others that may stand between two parts of one line. */
enum { TRAIL_OTHERS = 8 };

/* Where in the source something goes on about a record: what begins before `parts_end` is part of it, but for
 * `others`; before `end`, it trails behind it. */
struct trail_extent {
    uint64_t parts_end, end, others[TRAIL_OTHERS];
    unsigned other_count;
};

struct trail {
    const struct field_trees *fields;
    struct decoder *ahead; /* reads the records that are looked at; NULL until the first */
    struct buf text;       /* of the record that was looked behind last, a line each */
    size_t own_n;          /* bytes of it whose frames are parts of the record; 0: none but its own */
    uint64_t raw_end;      /* in the source: where the last of them ends */
    int64_t now_ms;
    struct trail_extent extent; /* of it */
};

void trail_init(struct trail *t, const struct field_trees *fields);
void trail_free(struct trail *t);
/* As decoder_now. */
void trail_now(struct trail *t, int64_t now_ms);
enum trail_role {
    TRAIL_OUTSIDE, /* it is a record of its own */
    TRAIL_LINE,    /* a record that trails */
    TRAIL_PART     /* part of one before it */
};

/* What the frame at `offset` is by the record that was looked behind last. */
static inline enum trail_role trail_role(const struct trail *t, uint64_t offset)
{
    const struct trail_extent *e = &t->extent;
    if (LIKELY(offset >= e->end))
        return TRAIL_OUTSIDE;
    for (unsigned i = 0; i < e->other_count; i++)
        if (e->others[i] == offset)
            return TRAIL_OUTSIDE;
    return offset < e->parts_end ? TRAIL_PART : TRAIL_LINE;
}

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
 * Look for what goes on about `rec`, the record of `frame` that `d` has just skimmed, in `window`, which
 * begins behind it; `framer` is how the framer stands there. TRAIL_FOUND: all of it is t->text, and
 * trail_role tells of the frames that it stands in. It depends on the bytes of the source alone.
 */
MUST_CHECK enum trail_stop trail_find(struct trail *t, const struct decoder *d, const struct framer *framer,
                                      struct str window, enum frame_feed feed, const struct frame *frame,
                                      const struct record *rec);

#endif
