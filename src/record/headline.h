/*
 * headline: what a line says behind its header. Loggers print when, how bad and which of them it is before
 * their message; those are fields of the record already.
 */
#ifndef SIGTAIL_HEADLINE_H
#define SIGTAIL_HEADLINE_H

#include "base/str.h"

/*
 * The message of `line` without the header before it, in the forms of LogTape, loguru, Python's logging,
 * Serilog, Laravel and whoever else prints a time, a level and a dotted name; of a line of keys (slog,
 * logrus) the value of msg, unless another key tells the error. All of `line` when it has no such header.
 */
struct str headline_of(struct str line);

#endif
