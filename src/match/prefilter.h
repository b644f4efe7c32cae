/*
 * prefilter: which of many literals stand in a text, at a cost that hardly depends on how many there are.
 *
 * A text is looked at only at every `stride`th byte, where `width` bytes are a key. Of each literal one
 * window of stride + width - 1 bytes is chosen, its rarest: wherever the literal stands, one of the keys that
 * begin at the window's first `stride` bytes is looked at. The shortest literal says how far apart and how
 * wide that can be. A small net of hashed bits says no to almost every key of a text; where it does not, the
 * literals that have the key are compared in full. ASCII case is folded throughout.
 */
#ifndef SIGTAIL_PREFILTER_H
#define SIGTAIL_PREFILTER_H

#include "base/serial.h"

struct prefilter;

/* Literal `i` of another prefilter, whose window it is spared to choose anew where the keys are the same. */
struct prefilter_known {
    const struct prefilter *f; /* NULL: none */
    uint32_t i;
};

/*
 * Build from `n` lower-case literals of 4 to 64 bytes each, which are copied. Equal literals are found once
 * each. `known`: what is known of each; NULL: nothing.
 */
struct prefilter *prefilter_new(const struct str *literals, const struct prefilter_known *known, size_t n);
/* The same as it was frozen; or freeze it. What was frozen outlives the result. */
struct prefilter *prefilter_thaw(struct serial *i);
void prefilter_freeze(const struct prefilter *f, struct serial *i);
void prefilter_free(struct prefilter *f);

/* Literal `i`, borrowed. */
struct str prefilter_literal(const struct prefilter *f, uint32_t i);

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
