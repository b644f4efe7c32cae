/*
 * file_bytes: a file's bytes for run_read. When somebody truncates the file meanwhile (a log rotated by copy
 * and truncate), or its disk cannot read a part of it, it ends there, and file_bytes_whole says so. A file
 * that has less than its size, as those of /sys do, is whole when nobody changed it.
 */
#ifndef SIGTAIL_FILE_BYTES_H
#define SIGTAIL_FILE_BYTES_H

#include <stdatomic.h>

#include "cli/inputs.h"

struct file_bytes {
    const struct input *in; /* borrowed, as the descriptor */
    int fd;
    atomic_uint_fast64_t missing; /* the first byte that could not be read, or the size... */
    atomic_int error;             /* ... and why: an errno, 0 when there was none to read */
};

/* The bytes of `in`, as many as were there when it was looked at; `fd` is open for it meanwhile. */
void file_bytes_begin(struct file_bytes *f, const struct input *in, int fd);
/* A run_file.read; `context` is the struct file_bytes. */
size_t file_bytes_read(void *context, uint64_t offset, char *into, size_t n);
/* False when not all of what was asked for could be read: `err` says from which byte on, and why. */
MUST_CHECK bool file_bytes_whole(const struct file_bytes *f, struct err *err);

#endif
