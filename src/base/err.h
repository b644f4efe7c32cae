/*
 * err: why something failed, where, and how to mend it. Filled by functions that return false, untouched on
 * success; the caller prints it. Holds its own copies, so it outlives what it speaks of.
 */
#ifndef SIGTAIL_ERR_H
#define SIGTAIL_ERR_H

#include "base/buf.h"

struct err {
    char file[256];        /* "" when no file is concerned */
    unsigned line, column; /* from 1; 0 when unknown */
    char what[400];
    char mend[300]; /* "" when there is nothing to advise */
};

/*
 * All return false, so that `return err_set(err, ...)` reads as one step. `err` may be NULL. The first line
 * of `format` says what is wrong, a second one how to mend it; without it `mend` stays as it is.
 */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool err_setv(struct err *err, const char *format, va_list args);
/* Sets only `mend`; for use after err_set. */
bool err_mend(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same: "did you mean `one`?" when one of the `n` `names` is near to `name`, else what `format` says. */
bool err_mend_near(struct err *err, struct str name, const char *const *names, size_t n, const char *format,
                   ...) __attribute__((format(printf, 5, 6)));
/* Sets only the place. */
bool err_at(struct err *err, const char *file, unsigned line, unsigned column);

/* Append "file:line:column: what; mend" (the parts there are), without a line end. */
void err_format(const struct err *err, struct buf *out);

#endif
