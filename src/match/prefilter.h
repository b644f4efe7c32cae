/*
 * prefilter: which of many literals stand in a text, at a cost that hardly depends on how many there are.
 *
 * Of each literal one window is chosen, its rarest. Where a sieve is fast and not too full (match/sieve.h),
 * it looks at every place of a text for four bytes of each window. Otherwise the four-byte grams that begin
 * at the window's first `step` bytes are put into a small hashed net, and a text is looked at only at every
 * `step`th byte: wherever the window stands, one of its grams begins at such a place. The shortest literal,
 * of n bytes, sets the step: n - 3, at most 9. Where the sieve or the net says yes, a hash table names the
 * literals that have that gram, and they are compared in full. ASCII case is folded throughout.
 */
#ifndef SIGTAIL_PREFILTER_H
#define SIGTAIL_PREFILTER_H

#include "base/str.h"

struct prefilter;

/*
 * Build from `n` lower-case literals of 4 to 64 bytes each, which must outlive the result. Equal literals
 * are found once each.
 */
struct prefilter *prefilter_new(const struct str *literals, size_t n);
void prefilter_free(struct prefilter *f);

/* The same, with the sieve and with the net, whatever the processor: prefilter_new chooses. */
struct prefilter *prefilter_sieved(const struct str *literals, size_t n);
struct prefilter *prefilter_stepped(const struct str *literals, size_t n);

/* True when any literal stands in `text`. */
bool prefilter_any(const struct prefilter *f, struct str text);

/* `literal`, by its index in `literals`, stands at `offset`. Return false to end the scan. */
typedef bool prefilter_found(void *context, size_t offset, uint32_t literal);

/*
 * Call `found` for every place of every literal. Not quite in order of offset, but when two literals do not
 * overlap, the first one comes first. False when `found` ended it.
 */
bool prefilter_scan(const struct prefilter *f, struct str text, prefilter_found *found, void *context);

#endif
