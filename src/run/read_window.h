/*
 * read_window: the part of a file that is in memory. It moves on as records are taken from its start, in a
 * buffer that stays small and is used again and again: pages that are touched for the first time cost more
 * than the copy (under some hypervisors five times as much), and the copy stays in the processor's cache.
 */
#ifndef SIGTAIL_READ_WINDOW_H
#define SIGTAIL_READ_WINDOW_H

#include "base/buf.h"
#include "run/run.h"

/* How much of a file is read at once, where nothing asks for less: measured from 32 KiB to 512 KiB, more
 * gains nothing. */
enum { READ_BYTES = 256 << 10 };

struct read_window {
    const struct run_file *file;
    size_t read_bytes; /* how much is read at once, at least */
    uint64_t offset;   /* of its first byte */
    bool ended;        /* the file's last byte, or the last that can be read, is its own */
    struct buf bytes;  /* read_window_free() gives them up */
};

void read_window_free(struct read_window *w);
/* Begin at `offset`, with nothing read. */
void read_window_begin(struct read_window *w, uint64_t offset);
/*
 * Let it begin with `rest`, what is left of it, and read more, not beyond `most`; returns all that it holds
 * then. What is left is doubled at least, so that nobody looks at the bytes of a long record again and again.
 */
struct str read_window_more(struct read_window *w, struct str rest, uint64_t most);
/* The offset behind its last byte. */
uint64_t read_window_end(const struct read_window *w);

#endif
