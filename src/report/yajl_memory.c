#include "report/yajl_memory.h"

#include "base/mem.h"

static void *take(void *context, size_t n)
{
    (void)context;
    return mem_resize(NULL, n);
}

static void *resize(void *context, void *p, size_t n)
{
    (void)context;
    return mem_resize(p, n);
}

static void give(void *context, void *p)
{
    (void)context;
    free(p);
}

const yajl_alloc_funcs yajl_memory = {take, resize, give, NULL};
