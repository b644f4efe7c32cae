/*
 * arena: many small allocations with one lifetime. What is taken from an arena is good until the arena is
 * reset or freed; nothing is freed singly. A function that returns arena memory takes the arena as an
 * argument, so its signature shows how long the result lives.
 */
#ifndef SIGTAIL_ARENA_H
#define SIGTAIL_ARENA_H

#include "base/str.h"

struct arena_block;
struct arena {
    struct arena_block *block; /* newest first; NULL when empty */
    char *at, *end;            /* free part of the newest block */
};

/* `n` bytes aligned for any type, not zeroed / zeroed. Never NULL. */
void *arena_take(struct arena *a, size_t n);
void *arena_zero(struct arena *a, size_t n);
/* A copy of `s`, followed by a NUL byte that is not counted. */
struct str arena_str(struct arena *a, struct str s);

/* Give everything back but keep the largest block for the next round / free all memory. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
