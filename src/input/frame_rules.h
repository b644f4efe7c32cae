/*
 * frame_rules: the kinds of frames that lines of text begin, as a table: how each begins, and what finds its
 * end. Records of every kind are known by their own first bytes, so a stream may change from one kind to
 * another. JSON is no row: where values begin and end is no matter of lines (frame.c). For input/ only.
 */
#ifndef SIGTAIL_FRAME_RULES_H
#define SIGTAIL_FRAME_RULES_H

#include "input/frame_internal.h"

struct frame_rule {
    enum frame_kind kind;
    bool whole; /* only a whole line, without its line end, tells that it begins there */
    bool alone; /* what begins so is a record by itself: one torn before it ends there */
    /* Does it begin with `line`, which may go on past its line end unless `whole`? NULL: any line does. */
    bool (*begins)(struct str line);
    /* The frame that begins at `from`; out->kind is set. */
    enum frame_stop (*next)(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                            struct frame *out);
};

/*
 * The row of what begins at the start of `text`, which is no entry with a header; its first line is seen
 * whole when it ends there or `last`. The row of lines of other text when nothing else does.
 */
const struct frame_rule *frame_rule_of(struct str text, bool last);

#endif
