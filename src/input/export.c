#include "input/export.h"

#include "base/ascii.h"

/* journald takes names of up to 64 bytes and values of up to 768 MiB
 * (src/libsystemd/sd-journal/journal-file.c). */
enum { NAME_MAX_BYTES = 64, VALUE_MAX_BYTES = 768 << 20, LENGTH_BYTES = 8 };

static bool name_byte(char c)
{
    return is_upper(c) || is_digit(c) || c == '_';
}

static uint64_t length_at(const char *p)
{
    uint64_t v = 0;
    for (unsigned i = LENGTH_BYTES; i-- > 0;)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

static enum export_stop text_field(struct str rest, size_t equals, struct export_field *out)
{
    size_t end = equals + str_chr(str_skip(rest, equals), '\n');
    out->value = str_of(rest.p + equals + 1, end - equals - 1);
    if (end == rest.n)
        return EXPORT_MORE;
    out->end = end + 1;
    return EXPORT_FIELD;
}

static enum export_stop binary_field(struct str rest, size_t line_end, struct export_field *out)
{
    size_t from = line_end + 1 + LENGTH_BYTES;
    if (rest.n < from)
        return EXPORT_MORE;
    uint64_t length = length_at(rest.p + line_end + 1);
    if (length > VALUE_MAX_BYTES)
        return EXPORT_BAD;
    out->end = from + length + 1;
    if (rest.n + 1 >= out->end)
        out->value = str_of(rest.p + from, (size_t)length);
    if (rest.n < out->end)
        return EXPORT_MORE;
    return rest.p[out->end - 1] == '\n' ? EXPORT_FIELD : EXPORT_BAD;
}

enum export_stop export_field(struct str in, size_t at, struct export_field *out)
{
    struct str rest = str_skip(in, at);
    size_t n = 0;
    *out = (struct export_field){.end = 0};
    while (n < rest.n && n <= NAME_MAX_BYTES && name_byte(rest.p[n]))
        n++;
    if (n == rest.n)
        return EXPORT_MORE;
    if (n == 0 && rest.p[0] == '\n') {
        out->end = at + 1;
        return EXPORT_END;
    }
    if (n == 0 || (rest.p[n] != '=' && rest.p[n] != '\n'))
        return EXPORT_BAD;
    out->name = str_head(rest, n);
    enum export_stop stop = rest.p[n] == '=' ? text_field(rest, n, out) : binary_field(rest, n, out);
    if (out->end)
        out->end += at;
    return stop == EXPORT_FIELD && at > 0 && str_eq(out->name, STR("__CURSOR")) ? EXPORT_NEXT : stop;
}
