/*
 * shipped_literals: what literal_shape() finds in the patterns of the shipped signatures, found when the
 * program was built (patterns/embed.c writes the definitions): a hash table by the pattern's text.
 */
#ifndef SIGTAIL_SHIPPED_LITERALS_H
#define SIGTAIL_SHIPPED_LITERALS_H

#include "base/str.h"

struct shipped_literals {
    uint32_t pattern, literals; /* where they begin in the bytes; a literal is its length and itself */
    uint16_t pattern_n, count;  /* pattern_n == 0: the slot is free */
};

extern const char shipped_literals_bytes[];
extern const struct shipped_literals shipped_literals_slots[];
extern const uint32_t shipped_literals_mask; /* slots - 1 */

/* FNV-1a, as the table is made and read with. */
static inline uint32_t shipped_literals_hash(struct str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

/* NULL when `pattern` is no shipped one, or has no literal. */
static inline const struct shipped_literals *shipped_literals_of(struct str pattern)
{
    for (uint32_t at = shipped_literals_hash(pattern);; at++) {
        const struct shipped_literals *l = &shipped_literals_slots[at & shipped_literals_mask];
        if (!l->pattern_n)
            return NULL;
        if (str_eq(str_of(shipped_literals_bytes + l->pattern, l->pattern_n), pattern))
            return l;
    }
}

#endif
