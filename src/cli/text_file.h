/* text_file: a file that a person wrote, as a whole: signatures, settings. */
#ifndef SIGTAIL_TEXT_FILE_H
#define SIGTAIL_TEXT_FILE_H

#include "base/err.h"

/*
 * Append the bytes of the file at `path`. False and `err` when it cannot be read, or is so large that it is
 * no such file.
 */
MUST_CHECK bool text_file_read(const char *path, struct buf *out, struct err *err);

#endif
