/*
 * follow_files: several files that are followed at once, and the folders that they are in, for new ones. Each
 * has a framer of its own; their records come out in the order of their times: what is there already as if
 * the files were one, later what came between two looks.
 */
#ifndef SIGTAIL_FOLLOW_FILES_H
#define SIGTAIL_FOLLOW_FILES_H

#include "cli/input_reader.h"

/* Can `in` be followed? A pipe ends by itself, and compressed files do not grow. */
bool follow_possible(const struct input *in);
/* Follow all of `in` that can be, until someone says stop. False when one could not be read, which was
 * complained of. */
MUST_CHECK bool follow_files(struct input_reader *r, const struct inputs *in);

#endif
