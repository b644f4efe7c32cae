/* number_format: numbers as people read them. */
#ifndef SIGTAIL_NUMBER_FORMAT_H
#define SIGTAIL_NUMBER_FORMAT_H

#include "base/buf.h"

/* "63,536". */
void number_format_count(uint64_t n, struct buf *out);
/* The same, and "63536", as pieces of a list of texts (base/str_list.h). */
struct digits {
    char text[32];
};
struct digits number_format_counted(uint64_t n);
struct digits number_format_digits(uint64_t n);
#define COUNTED(n) str_z(number_format_counted(n).text)
#define DIGITS(n)  str_z(number_format_digits(n).text)
/* "812 bytes", "1.2 kB", "419 MB": decimal units, two digits or more. */
void number_format_bytes(uint64_t n, struct buf *out);
/* A duration in milliseconds: "350 ms", "1.2 s", "41 s"; nothing when it is negative (unknown). */
void number_format_ms(double ms, struct buf *out);
/* Any number: "63,536", "0.042", "12.5": whole ones whole, others with three digits or more. */
void number_format_number(double v, struct buf *out);

#endif
