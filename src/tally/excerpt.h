/*
 * excerpt: the first example of something, copied and capped: "first" by input number and offset there, so
 * that it does not depend on which part of the input was counted first.
 */
#ifndef SIGTAIL_EXCERPT_H
#define SIGTAIL_EXCERPT_H

#include "base/str.h"

enum { EXCERPT_BYTES = 300 };

/* Where something stands in the inputs. */
struct input_position {
    unsigned source;
    uint64_t offset;
};

/* A set of sources in 64 bits: those whose numbers differ by a multiple of 64 are taken for one, so of more
 * sources than that the set says nothing. */
enum { SOURCE_BITS = 64 };
static inline uint64_t source_bit(unsigned source)
{
    return UINT64_C(1) << (source % SOURCE_BITS);
}

static inline bool input_position_before(struct input_position a, struct input_position b)
{
    return a.source != b.source ? a.source < b.source : a.offset < b.offset;
}

struct excerpt {
    char *p; /* NULL: none yet */
    uint32_t n;
    struct input_position at;
};

/* True when an example that stands at `at` would replace the one held. */
static inline bool excerpt_wants(const struct excerpt *e, struct input_position at)
{
    return !e->p || input_position_before(at, e->at);
}

/* Keep the first `most` bytes of `s` if excerpt_wants() it. */
void excerpt_offer(struct excerpt *e, struct str s, size_t most, struct input_position at);
void excerpt_merge(struct excerpt *into, const struct excerpt *from);
void excerpt_clear(struct excerpt *e);

/* Good until the next change of `e`. */
static inline struct str excerpt_str(const struct excerpt *e)
{
    return str_of(e->p, e->p ? e->n : 0);
}

/* The first bytes of `s`, which has more than `most`, at most that many, without a character cut in two at
 * the end. */
struct str excerpt_cut_long(struct str s, size_t most);
/* The same of any `s`. */
static inline struct str excerpt_cut(struct str s, size_t most)
{
    return LIKELY(s.n <= most) ? s : excerpt_cut_long(s, most);
}
/* May `s` be what excerpt_cut() left of more? */
static inline bool excerpt_is_cut(struct str s, size_t most)
{
    return s.n <= most && s.n + 3 >= most;
}
/* A part of `s`, at most `most` bytes long, that shows the match of bytes start..end: from the start of `s`
 * if that reaches the match's end, else from the line or, if need be, from the match. */
struct str excerpt_around(struct str s, size_t start, size_t end, size_t most);

#endif
