#include "base/err.h"

#include <stdio.h>

/* Bytes that the first line of `format` becomes: its arguments may hold line ends themselves. */
static size_t first_line(const char *format, va_list args)
{
    LOCAL_BUF line = {0}, text = {0};
    buf_add(&line, str_head(str_z(format), str_chr(str_z(format), '\n')));
    buf_addc(&line, '\0');
    buf_addv(&text, line.p, args);
    return text.n;
}

bool err_setv(struct err *err, const char *format, va_list args)
{
    LOCAL_BUF text = {0};
    if (!err)
        return false;
    size_t what = first_line(format, args);
    buf_addv(&text, format, args);
    buf_addc(&text, '\0');
    snprintf(err->what, sizeof err->what, STR_FMT, (int)what, text.p);
    if (text.p[what])
        snprintf(err->mend, sizeof err->mend, "%s", text.p + what + 1);
    return false;
}

bool err_set(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_setv(err, format, args);
    va_end(args);
    return false;
}

bool err_mend(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (err)
        vsnprintf(err->mend, sizeof err->mend, format, args);
    va_end(args);
    return false;
}

bool err_mend_near(struct err *err, struct str name, const char *const *names, size_t n, const char *format,
                   ...)
{
    const char *near = str_nearest(name, names, n);
    va_list args;
    va_start(args, format);
    if (err && near)
        err_mend(err, "did you mean `%s`?", near);
    else if (err)
        vsnprintf(err->mend, sizeof err->mend, format, args);
    va_end(args);
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
