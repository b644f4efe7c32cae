/*
 * arena: many small allocations with one lifetime. What is taken from an arena is good until the arena is
 * reset or freed; nothing is freed singly. A function that returns arena memory takes the arena as an
 * argument, so its signature shows how long the result lives.
 */
#ifndef SIGTAIL_ARENA_H
#define SIGTAIL_ARENA_H

#include "base/str_list.h"

struct arena_block;
struct arena {
    struct arena_block *block; /* newest first; NULL when empty */
    char *start, *at, *end;    /* of the newest block; from `at` on it is free */
};

/* `n` bytes aligned for any type, not zeroed / zeroed. Never NULL. */
void *arena_take(struct arena *a, size_t n);
void *arena_zero(struct arena *a, size_t n);
/* A copy of `s`, followed by a NUL byte that is not counted. */
struct str arena_str(struct arena *a, struct str s);
/* The same of pieces (STR_LIST), one behind the other. */
struct str arena_str_all(struct arena *a, const struct str *pieces, size_t n);
#define arena_join(a, ...) arena_str_all(a, STR_LIST(__VA_ARGS__))

/* Give everything back but keep the largest block for the next round / free all memory. */
static inline void arena_reset(struct arena *a);
void arena_free(struct arena *a);

/* arena_reset() of one from which something was taken. */
void arena_clear(struct arena *a);

static inline void arena_reset(struct arena *a)
{
    if (a->at != a->start)
        arena_clear(a);
}

#endif
