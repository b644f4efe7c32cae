#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#define FILL(field, format)                                                                                  \
    do {                                                                                                     \
        va_list ap;                                                                                          \
        va_start(ap, format);                                                                                \
        vsnprintf(err->field, sizeof err->field, format, ap);                                                \
        va_end(ap);                                                                                          \
    } while (0)

bool err_set(struct err *err, const char *format, ...)
{
    if (err)
        FILL(what, format);
    return false;
}

bool err_mend(struct err *err, const char *format, ...)
{
    if (err)
        FILL(mend, format);
    return false;
}

bool err_at(struct err *err, const char *file, unsigned line, unsigned column)
{
    if (err) {
        snprintf(err->file, sizeof err->file, "%s", file ? file : "");
        err->line = line;
        err->column = column;
    }
    return false;
}

void err_format(const struct err *err, struct buf *out)
{
    if (err->file[0]) {
        buf_addz(out, err->file);
        if (err->line)
            buf_addf(out, ":%u", err->line);
        if (err->line && err->column)
            buf_addf(out, ":%u", err->column);
        buf_addz(out, ": ");
    }
    buf_addz(out, err->what);
    if (err->mend[0])
        buf_addf(out, "; %s", err->mend);
}
