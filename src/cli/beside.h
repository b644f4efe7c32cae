/*
 * beside: a compressed file, unpacked by a thread of its own a few pieces ahead of who reads them. A
 * descriptor tells when there is one, so that it is waited for as any stream is.
 */
#ifndef SIGTAIL_BESIDE_H
#define SIGTAIL_BESIDE_H

#include "base/err.h"
#include "input/unpack.h"

struct beside;

/* Begin to unpack what can be read from `fd`, which stays the caller's and is nobody else's until beside_end.
 * NULL when no thread can be had, or this build can't. */
struct beside *beside_begin(enum unpack_kind kind, int fd);
/* To be read from: one byte for each piece, then the end. */
int beside_ready(const struct beside *b);
/* The next piece, good until the next call: once for each byte that was read. */
struct str beside_piece(struct beside *b);
/* The end, also before all was read. False and `err` when not all of it could be unpacked. */
bool beside_end(struct beside *b, struct err *err);

#endif
