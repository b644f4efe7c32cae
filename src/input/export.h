/*
 * export: the fields of a journal entry as journalctl -o export writes it: `NAME=value` lines, or for a value
 * that is not plain text the name alone, 8 bytes of length (little endian), the value and a line end; an
 * empty line ends the entry. (systemd, "Journal Export Formats".)
 */
#ifndef SIGTAIL_EXPORT_H
#define SIGTAIL_EXPORT_H

#include "base/str.h"

enum export_stop {
    EXPORT_FIELD,
    EXPORT_END,  /* the empty line */
    EXPORT_NEXT, /* the first field of another entry: the empty line is missing */
    EXPORT_MORE, /* the bytes end inside a field */
    EXPORT_BAD   /* no field */
};

struct export_field {
    struct str name, value; /* with EXPORT_MORE: what is there of it, if only the line end may be missing */
    uint64_t end; /* where it ends, from the start of `in`; with EXPORT_MORE, 0 when that is not known yet */
};

/* The field at `at` of `in`. */
MUST_CHECK enum export_stop export_field(struct str in, size_t at, struct export_field *out);

#endif
