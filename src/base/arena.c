#include "base/arena.h"

#include "base/mem.h"

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(16) char bytes[];
};

enum { FIRST_BLOCK = 4096, KEEP_AT_MOST = 1 << 20 };

static void use_block(struct arena *a, struct arena_block *b)
{
    a->start = a->at = b->bytes;
    a->end = b->bytes + b->size;
}

void *arena_take(struct arena *a, size_t n)
{
    n = (n + 15) & ~(size_t)15;
    if ((size_t)(a->end - a->at) < n || !a->block) {
        size_t size = a->block ? a->block->size * 2 : FIRST_BLOCK;
        if (size > KEEP_AT_MOST)
            size = KEEP_AT_MOST;
        if (size < n)
            size = n;
        struct arena_block *b = mem_resize(NULL, sizeof *b + size);
        b->next = a->block;
        b->size = size;
        a->block = b;
        use_block(a, b);
    }
    void *p = a->at;
    a->at += n;
    return p;
}

void *arena_zero(struct arena *a, size_t n)
{
    return memset(arena_take(a, n), 0, n);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_take(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return str_of(p, s.n);
}

struct str arena_str_all(struct arena *a, const struct str *pieces, size_t n)
{
    struct str all = {NULL, 0};
    for (size_t i = 0; i < n; i++)
        all.n += pieces[i].n;
    char *to = arena_take(a, all.n + 1);
    all.p = to;
    for (size_t i = 0; i < n; to += pieces[i].n, i++)
        if (pieces[i].n)
            memcpy(to, pieces[i].p, pieces[i].n);
    *to = '\0';
    return all;
}

void arena_clear(struct arena *a)
{
    struct arena_block *keep = a->block, *b = keep ? keep->next : NULL;
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
    if (keep && keep->size > KEEP_AT_MOST) {
        free(keep);
        keep = NULL;
    }
    a->block = keep;
    if (!keep) {
        a->start = a->at = a->end = NULL;
        return;
    }
    keep->next = NULL;
    use_block(a, keep);
}

void arena_free(struct arena *a)
{
    arena_reset(a);
    free(a->block);
    *a = (struct arena){0};
}
