/*
 * file_bytes: a file's bytes for run_read. When somebody truncates the file meanwhile (a log rotated by copy
 * and truncate), or its disk cannot read a part of it, it ends there, and file_bytes_whole says so.
 */
#ifndef SIGTAIL_FILE_BYTES_H
#define SIGTAIL_FILE_BYTES_H

#include <stdatomic.h>

#include "base/err.h"

struct file_bytes {
    int fd; /* borrowed */
    uint64_t size;
    atomic_uint_fast64_t missing; /* the first byte that could not be read, or `size`... */
    atomic_int error;             /* ... and why: an errno, 0 when there was none to read */
};

/* The first `size` bytes of `fd`, which stays open meanwhile. */
void file_bytes_begin(struct file_bytes *f, int fd, uint64_t size);
/* A run_file.read; `context` is the struct file_bytes. */
size_t file_bytes_read(void *context, uint64_t offset, char *into, size_t n);
/* False when not all of what was asked for could be read: `err` says from which byte on, and why. */
MUST_CHECK bool file_bytes_whole(const struct file_bytes *f, struct err *err);

#endif
