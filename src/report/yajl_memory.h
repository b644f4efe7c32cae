/* yajl_memory: memory for yajl, which does not look whether it got any. */
#ifndef SIGTAIL_YAJL_MEMORY_H
#define SIGTAIL_YAJL_MEMORY_H

#include <yajl/yajl_common.h>

extern const yajl_alloc_funcs yajl_memory;

#endif
