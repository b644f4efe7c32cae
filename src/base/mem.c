#include "base/mem.h"

#include <stdio.h>

void mem_none(void)
{
    fputs("sigtail: out of memory\n", stderr);
    exit(2);
}

static void *checked(void *p, size_t n)
{
    if (p || n == 0)
        return p;
    fprintf(stderr, "sigtail: out of memory (asked for %zu bytes)\n", n);
    exit(2);
}

void *mem_zero(size_t n)
{
    return checked(calloc(1, n ? n : 1), n ? n : 1);
}

void *mem_resize(void *p, size_t n)
{
    return checked(realloc(p, n), n);
}

void mem_clear(void *p, size_t n)
{
    memset(p, 0, n);
}

void *mem_grow(void *p, size_t n, size_t *cap, size_t item)
{
    if (n < *cap)
        return p;
    size_t more = *cap ? *cap * 2 : 8;
    while (more <= n)
        more *= 2;
    *cap = more;
    return mem_resize(p, more * item);
}
