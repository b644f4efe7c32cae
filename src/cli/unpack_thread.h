/*
 * unpack_thread: a compressed file, unpacked by a thread of its own a few pieces ahead of who reads them. A
 * descriptor tells when there is one, so that it is waited for as any stream is.
 */
#ifndef SIGTAIL_UNPACK_THREAD_H
#define SIGTAIL_UNPACK_THREAD_H

#include "base/err.h"
#include "input/unpack.h"

struct unpack_thread;

/* Begin to unpack the file at `path`, read from `fd`, which stays the caller's and is nobody else's until
 * unpack_thread_end. NULL when no thread can be had, or this build can't. */
struct unpack_thread *unpack_thread_begin(enum unpack_kind kind, const char *path, int fd);
/* To be read from: one byte for each piece, then the end. */
int unpack_thread_ready(const struct unpack_thread *u);
/* The next piece, good until the next call: once for each byte that was read. */
struct str unpack_thread_piece(struct unpack_thread *u);
/* The end, also before all was read. False and `err` when not all of it could be unpacked. */
bool unpack_thread_end(struct unpack_thread *u, struct err *err);

#endif
