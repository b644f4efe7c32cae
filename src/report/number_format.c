#include "report/number_format.h"

#include <inttypes.h>
#include <stdio.h>

#include "tally/numbers.h"

struct digits number_format_digits(uint64_t n)
{
    struct digits d;
    snprintf(d.text, sizeof d.text, "%" PRIu64, n);
    return d;
}

struct digits number_format_counted(uint64_t n)
{
    struct digits all = number_format_digits(n), parted;
    size_t left = strlen(all.text);
    char *to = parted.text;
    for (const char *from = all.text; *from; left--) {
        *to++ = *from++;
        if (left % 3 == 1 && left > 1)
            *to++ = ',';
    }
    *to = '\0';
    return parted;
}

void number_format_count(uint64_t n, struct buf *out)
{
    buf_add(out, COUNTED(n));
}

void number_format_bytes(uint64_t n, struct buf *out)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double v = (double)n / 1000;
    size_t unit = 0;
    if (n < 1000) {
        buf_addf(out, "%d byte%s", (int)n, n == 1 ? "" : "s");
        return;
    }
    for (; v >= 999.5; v /= 1000)
        unit++;
    buf_addf(out, v < 9.95 ? "%.1f %s" : "%.0f %s", v, units[unit]);
}

void number_format_ms(double ms, struct buf *out)
{
    if (!(ms >= 0))
        return;
    if (ms < 999.5)
        buf_addf(out, "%.0f ms", ms);
    else
        buf_addf(out, ms < 9950 ? "%.1f s" : "%.0f s", ms / 1000);
}

void number_format_number(double v, struct buf *out)
{
    double size = v < 0 ? -v : v;
    if (!(size < NUMBERS_EXACT)) {
        buf_addf(out, "%.3g", v);
        return;
    }
    uint64_t whole = (uint64_t)(size + 0.5);
    if (size < 999.5 && size != (double)whole) {
        buf_addf(out, "%.3g", v);
        return;
    }
    buf_join(out, v < 0 ? "-" : "", COUNTED(whole));
}
