/*
 * state_file: what is known (report/baseline.h) as a file that several programs read and change. A change is
 * made under a lock and replaces the file as a whole, so that whoever is killed at any moment leaves the old
 * one or the new one. A state that is damaged is put aside, never fatal; what never was one stays as it is.
 */
#ifndef SIGTAIL_STATE_FILE_H
#define SIGTAIL_STATE_FILE_H

#include "report/baseline.h"

/*
 * Fill `b` (zeroed) from the file at `path`; nothing when there is none yet. A damaged one is renamed, and
 * `note` says so (its `what` is empty else). False and `err` when it cannot be read, or is something else.
 */
MUST_CHECK bool state_load(const char *path, struct baseline *b, struct err *note, struct err *err);

/*
 * Read the file, let `change` change what is known, and put that in its place; when `change` returns false
 * nothing is written, and false is returned with the `err` that it filled. `note` as above. False and `err`
 * when the file, or its lock within some seconds, cannot be had.
 */
MUST_CHECK bool state_change(const char *path,
                             bool (*change)(void *context, struct baseline *b, struct err *err),
                             void *context, struct err *note, struct err *err);

#endif
