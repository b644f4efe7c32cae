/*
 * prefilter: which of many literals stand in a text, at a cost that hardly depends on how many there are.
 *
 * Of each literal one window is chosen, its rarest; the four-byte grams that begin at its first `step` bytes
 * are put into a small hashed sieve. A text is then looked at only at every `step`th byte: wherever the
 * window stands, one of its grams begins at such a place. Where the sieve says yes, a hash table names the
 * literals that have that gram, and they are compared in full. ASCII case is folded throughout. The shortest
 * literal, of n bytes, sets the step: n - 3, at most 9.
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

/* Bytes from one look at the text to the next, 1 to 9: the shorter the shortest literal, the slower. */
unsigned prefilter_step(const struct prefilter *f);

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
