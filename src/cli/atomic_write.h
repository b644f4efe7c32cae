/*
 * atomic_write: a file that is replaced as a whole, so that its readers see the old one or the new one.
 * Behind a symbolic link it is the file that the link leads to, and the link stays.
 */
#ifndef SIGTAIL_ATOMIC_WRITE_H
#define SIGTAIL_ATOMIC_WRITE_H

#include "base/err.h"

/*
 * Append the name of the file that `path` leads to, which need not be there, and a NUL. False and `err` when
 * its links lead in a circle.
 */
MUST_CHECK bool atomic_write_target(const char *path, struct buf *out, struct err *err);

/* Put `bytes` in place of the file at `path`, by a file beside it that takes its name. False and `err`. */
MUST_CHECK bool atomic_write(const char *path, struct str bytes, struct err *err);

/*
 * The same for one who alone writes that file: the one beside it has always the same name, so that who is
 * killed leaves no more than one; and it is on the disk when this returns.
 */
MUST_CHECK bool atomic_write_owned(const char *path, struct str bytes, struct err *err);

#endif
