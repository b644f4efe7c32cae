/* shipped_files: the signature files of patterns/ as they are written, for tests: the program has
 * frozen_shipped.
 */
#ifndef SIGTAIL_SHIPPED_FILES_H
#define SIGTAIL_SHIPPED_FILES_H

#include <stddef.h>

struct shipped_file {
    const char *name; /* "gateway.yaml" */
    const char *text;
    size_t size;
};

extern const struct shipped_file shipped_files[]; /* in the order in which they load */
extern const unsigned shipped_file_count;

#endif
