/*
 * thread: a thread whose stack is as large on every system. What C libraries give unasked goes from 128 kB
 * (musl) over 512 kB (macOS) to 8 MB, and PCRE2 takes 146 kB to make machine code of 249 groups within each
 * other, one less than it allows; all else that threads do here takes less than 80 kB.
 */
#ifndef SIGTAIL_THREAD_H
#define SIGTAIL_THREAD_H

#include <pthread.h>

#include "base/str.h"

enum { THREAD_STACK_BYTES = 1 << 20 };

/* pthread_create() of a joinable thread that runs work(context). False: the system has no room for one, and
 * *thread is not to be used. */
MUST_CHECK bool thread_begin(pthread_t *thread, void *(*work)(void *), void *context);

#endif
