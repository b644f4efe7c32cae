/*
 * ahead: compressed files unpacked by threads of their own while those before them are read, into memory of a
 * fixed bound. Only small ones, of which many come at once: a large one, and one that cannot be unpacked, is
 * left to whoever reads it as a stream, and says then what is wrong with it.
 */
#ifndef SIGTAIL_AHEAD_H
#define SIGTAIL_AHEAD_H

#include "cli/inputs.h"

struct ahead;

/* Begin to unpack the compressed files of `in`, which must outlive it, in their order, on `threads` threads.
 * NULL when fewer than two of them are worth it. */
struct ahead *ahead_begin(const struct inputs *in, unsigned threads);
/*
 * The plain bytes of in->v[i], good until the next call: waits until they are there. False when that file is
 * not unpacked ahead. To be asked in the order of inputs; what is passed over is given up.
 */
bool ahead_take(struct ahead *a, size_t i, struct str *plain);
void ahead_end(struct ahead *a); /* NULL: nothing happens */

#endif
