/*
 * mem: memory or the end. Asking for memory that is not there prints the reason and exits with status 2:
 * a log filter has nothing better to do, and no caller has an untested path for it.
 */
#ifndef SIGTAIL_MEM_H
#define SIGTAIL_MEM_H

#include <stdlib.h>
#include <string.h>

/* Libraries that tell of it themselves: there is no memory. Ends the program as the others do. */
_Noreturn void mem_none(void);

/* Memory of `n` bytes, zeroed; never NULL. Free with free(). */
void *mem_zero(size_t n);
/* realloc() that never returns NULL for n > 0. */
void *mem_resize(void *p, size_t n);

/* LOCAL_MEM char *p = mem_zero(n): memory that is freed where its block ends, however that is left. */
#define LOCAL_MEM __attribute__((cleanup(mem_local)))
static inline void mem_local(void *pointer)
{
    void *p;
    memcpy(&p, pointer, sizeof p);
    free(p);
}

/* Zero the `n` bytes at `p`: some hundred of them, for which the C library has better ways than compilers
 * write in place. */
void mem_clear(void *p, size_t n);

/* Grow the array `p` of `*cap` items of `item` bytes so that item `n` fits; the new part is not zeroed. */
void *mem_grow(void *p, size_t n, size_t *cap, size_t item);

/* As git's ALLOC_GROW: make `array[n]` writable. */
#define MEM_GROW(array, n, cap) ((array) = mem_grow((array), (n), &(cap), sizeof *(array)))

#endif
