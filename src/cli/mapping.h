/*
 * mapping: a file as memory. When somebody truncates the file meanwhile (a log rotated by copy and truncate),
 * or its disk cannot read a page, that page and what stands behind it read as NUL bytes and mapping_close
 * says so: the program does not die of SIGBUS. One mapping at a time.
 */
#ifndef SIGTAIL_MAPPING_H
#define SIGTAIL_MAPPING_H

#include "base/err.h"
#include "base/str.h"

struct mapping {
    struct str bytes;
    int fd; /* borrowed */
};

/* Map the first `size` bytes (not 0) of `fd`, which stays open until mapping_close. False when the system
 * will not. */
MUST_CHECK bool mapping_open(struct mapping *m, int fd, uint64_t size);
/*
 * `bytes` of the open mapping will hardly be read again, nor will what stands before them: now and then,
 * pages behind are no longer held in memory for it. They come back when they are read after all. From any
 * thread.
 */
void mapping_passed(struct str bytes);
/* False when not all of it could be read: `err` says from which byte on, and why. */
MUST_CHECK bool mapping_close(struct mapping *m, struct err *err);

#endif
