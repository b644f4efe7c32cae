/* hash_table: uthash, with our memory, and with hashes that who writes the input can not know
 * (str_table_hash). */
#ifndef SIGTAIL_HASH_TABLE_H
#define SIGTAIL_HASH_TABLE_H

#include "base/mem.h"
#include "base/str.h"

#define uthash_malloc(size)         mem_resize(NULL, (size))
#define HASH_FUNCTION(key, n, hash) ((hash) = (unsigned)str_table_hash(str_of((const char *)(key), (n))))

#include <uthash.h>

#endif
