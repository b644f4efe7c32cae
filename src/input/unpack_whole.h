/*
 * unpack_whole: a compressed file that is in memory, unpacked into memory at once: of gzip in half the time
 * where libdeflate is linked.
 */
#ifndef SIGTAIL_UNPACK_WHOLE_H
#define SIGTAIL_UNPACK_WHOLE_H

#include "input/unpack.h"

struct unpack_whole;

/* What one thread needs for it. */
struct unpack_whole *unpack_whole_new(void);
void unpack_whole_free(struct unpack_whole *w);

/* All of `packed` in place of what `plain` holds. False when it comes to more than `most` bytes, or can't be
 * unpacked: unpack_next says why. */
bool unpack_whole(struct unpack_whole *w, enum unpack_kind kind, struct str packed, size_t most,
                  struct buf *plain);

#endif
