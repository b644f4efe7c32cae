/*
 * raw_path: what a record's own JSON holds at a path that no canonical field stands for
 * (".event.request.cf.colo"): the path language of path_tree.h behind a dot, read off the record's bytes.
 */
#ifndef SIGTAIL_RAW_PATH_H
#define SIGTAIL_RAW_PATH_H

#include "base/err.h"
#include "record/record.h"

/* Compiled paths and the memory for one value; of one thread. */
struct raw_paths;

struct raw_paths *raw_paths_new(void);
void raw_paths_free(struct raw_paths *p);

/* True when `path` (with its dot) is one. Else `err`, with its column in `path`. */
MUST_CHECK bool raw_path_check(struct str path, struct err *err);

/*
 * The text of the first scalar in `rec` at `path`, a string without its escapes; empty when there is none,
 * when it is null or "undefined", or when `path` is none. The message of a journal line that is JSON stands
 * at .MESSAGE>, as in journalctl's own JSON. Good until the next call. A filter_resolve (match/matcher.h).
 */
struct str raw_path_find(void *paths, const struct record *rec, struct str path);

#endif
