/* frame_internal: what the framers of single kinds share with frame.c; for input/ only. */
#ifndef SIGTAIL_FRAME_INTERNAL_H
#define SIGTAIL_FRAME_INTERNAL_H

#include "input/frame.h"

/* Give bytes `from` to `to` of `in` as a frame of `kind`, consuming `used` in all; the framer is then between
 * frames. */
enum frame_stop framer_give(struct framer *f, struct str in, struct frame *out, enum frame_kind kind,
                            size_t from, size_t to, size_t used);

/*
 * What began at `from` is none of its kind from the line at `at` on: torn, up to the next line that begins a
 * record.
 */
enum frame_stop framer_give_broken(struct framer *f, struct str in, bool last, size_t from, size_t at,
                                   struct frame *out);

/* The JSON value at `from`. */
enum frame_stop framer_next_json(struct framer *f, struct str in, bool last, size_t from, struct frame *out);

/* When the value at `from` is the envelope of a query result, skip what stands before its first row. */
enum frame_stop framer_open_envelope(struct framer *f, struct str in, bool last, size_t from,
                                     struct frame *out, bool *opened);
/* The next row of the envelope that f is in, or what stands around rows; false when there is neither. */
bool framer_in_envelope(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop);
/*
 * Count `bytes` that are read again, as those behind `from` turned out to be something else than they looked
 * like. True when that was so often in this part of the source that it takes too long: who reads them must do
 * with less.
 */
bool framer_too_often(struct framer *f, size_t from, uint64_t bytes);

/* The first `to - from` bytes of a record that is longer than the bound; the rest of its line will be
 * skipped. */
enum frame_stop framer_give_oversize(struct framer *f, struct str in, size_t from, size_t to,
                                     struct frame *out);

/* Of frame_rule.next: lines that make one frame of kind out->kind; ... */
enum frame_stop framer_next_lines(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                  struct frame *out);
/* ... an export entry; f->seen is where its next field begins; ... */
enum frame_stop framer_next_export(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                   struct frame *out);
/* ... a verbose one; ... */
enum frame_stop framer_next_verbose(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                    struct frame *out);
/* ... a line of other text; records that stand glued inside it are found again behind a closing brace. */
enum frame_stop framer_next_line(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                 struct frame *out);

/* Where in a line of other text, from `at` to `end`, a record begins glued behind another or as its array's;
 * or `end`. */
size_t framer_find_record(const struct framer *f, struct str in, size_t at, size_t end);

/* The line of other text from `from` to its line end at `end`, with the lines that go on about it. */
enum frame_stop framer_give_text(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                 size_t end, struct frame *out);

/* The rest of an export entry that was too long; false when `in` begins with something else. */
bool framer_skip_entry(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop);

#endif
