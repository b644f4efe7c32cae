/*
 * prefetch: small files, compressed or not, read and counted by threads of their own while those before them
 * are still at it, in memory of a fixed bound. A large file, and one that cannot be read so, is left to
 * whoever reads it as a stream or maps it, and says then what is wrong with it.
 */
#ifndef SIGTAIL_PREFETCH_H
#define SIGTAIL_PREFETCH_H

#include "cli/input_reader.h"

struct prefetch;

enum prefetch_result {
    PREFETCH_NOTHING, /* it is to be read as if there was no one ahead */
    PREFETCH_BYTES,   /* its plain bytes, good until the next call */
    PREFETCH_COUNTED  /* the run has taken it in */
};

/* Begin with the files of `in`, which must outlive it, in their order, on r->threads threads, for r->run.
 * NULL when fewer than two of them are worth it. */
struct prefetch *prefetch_begin(const struct input_reader *r, const struct inputs *in);
/*
 * What there is of in->v[i]: waits for it. To be asked for each input in turn. *on is false when the run
 * wants no more.
 */
enum prefetch_result prefetch_take(struct prefetch *p, size_t i, struct str *plain, bool *on);
void prefetch_end(struct prefetch *p); /* NULL: nothing happens */

#endif
