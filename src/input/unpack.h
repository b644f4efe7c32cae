/*
 * unpack: compressed bytes in, plain bytes out, a block at a time; gzip, zstd, xz and bzip2, by their magic
 * bytes (zlib and zstd, libarchive; without them, only unpack_magic knows them). Memory does not grow with
 * the input. It opens nothing: a callback gives it the compressed bytes.
 */
#ifndef SIGTAIL_UNPACK_H
#define SIGTAIL_UNPACK_H

#include "base/err.h"

enum unpack_kind { UNPACK_NONE, UNPACK_GZIP, UNPACK_ZSTD, UNPACK_XZ, UNPACK_BZIP2 };

enum { UNPACK_MAGIC = 10 };

/*
 * How the bytes that begin with `head` are compressed. *more: `head` is too short to tell (never with
 * UNPACK_MAGIC bytes).
 */
enum unpack_kind unpack_magic(struct str head, bool *more);
/* "gzip", ...; a static string. */
const char *unpack_name(enum unpack_kind kind);
/* The command that prints such a file unpacked: "xzcat", ...; a static string. */
const char *unpack_cat(enum unpack_kind kind);

struct unpack;

/* More compressed bytes, good until the next call; empty: there are no more. */
typedef struct str unpack_source(void *context);

/* `path`: where the bytes are from, for what errors advise. NULL and `err` when this build can't. */
struct unpack *unpack_new(enum unpack_kind kind, const char *path, unpack_source *source, void *context,
                          struct err *err);
void unpack_free(struct unpack *u);

enum unpack_stop {
    UNPACK_BYTES, /* *out: good until the next call */
    UNPACK_END,
    UNPACK_BROKEN /* damaged, cut, or an archive in it: what came before is all there is; `err` says where */
};
MUST_CHECK enum unpack_stop unpack_next(struct unpack *u, struct str *out, struct err *err);

#endif
