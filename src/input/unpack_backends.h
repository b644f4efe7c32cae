/*
 * unpack_backends: the libraries that unpack, each with the kinds that it reads. Which of them there are is
 * decided when the program is built: zlib and zstd are linked, libarchive is loaded when it is needed.
 */
#ifndef SIGTAIL_UNPACK_BACKENDS_H
#define SIGTAIL_UNPACK_BACKENDS_H

#include "input/unpack.h"

struct unpack_backend {
    unsigned kinds; /* bits 1 << enum unpack_kind */
    struct unpack *(*make)(enum unpack_kind kind, unpack_source *source, void *context, struct err *err);
    enum unpack_stop (*next)(struct unpack *u, struct str *out, struct err *err);
    void (*free)(struct unpack *u);
};

/* What all of them begin with, 0 but for the backend. unpack.c says the path, and looks at the first bytes
 * before it gives them out. */
struct unpack {
    const struct unpack_backend *backend;
    const char *path; /* the caller's */
    struct buf head;
    bool begun;            /* the head was given out */
    enum unpack_stop stop; /* what came behind the head, other than bytes, ... */
    struct err why;        /* ... and why */
};

extern const struct unpack_backend unpack_linked, unpack_archive;

#endif
