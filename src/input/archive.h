/*
 * archive: libarchive's functions, loaded when compressed input comes and not before. Linked in the usual way
 * it brings eleven more libraries (libxml2, ICU, ...), which cost every start more than reading the whole
 * signature table: 2.3 of 4.7 ms.
 */
#ifndef SIGTAIL_ARCHIVE_H
#define SIGTAIL_ARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "base/err.h"

/* name in libarchive less "archive_", and all that is called */
#define ARCHIVE_FUNCTIONS(X)                                                                                 \
    X(read_new)                                                                                              \
    X(read_free)                                                                                             \
    X(read_open)                                                                                             \
    X(read_next_header)                                                                                      \
    X(read_data_block)                                                                                       \
    X(read_support_format_raw)                                                                               \
    X(read_support_filter_gzip)                                                                              \
    X(read_support_filter_zstd)                                                                              \
    X(read_support_filter_xz)                                                                                \
    X(read_support_filter_bzip2)                                                                             \
    X(error_string)                                                                                          \
    X(filter_bytes)

struct archive_lib {
    void *handle;
#define ARCHIVE_MEMBER(name) __typeof__(archive_##name) *name;
    ARCHIVE_FUNCTIONS(ARCHIVE_MEMBER)
#undef ARCHIVE_MEMBER
    __typeof__(archive_errno) *error_number; /* archive_errno: errno is a macro, and no name of a member */
};

/*
 * The library, loaded by the first call and kept until the process ends: loading costs as much as unpacking a
 * small file. NULL and `err` when it, or a function of it, is not there: `cat` is the command that unpacks
 * without it (unpack_cat). Any thread may ask.
 */
const struct archive_lib *archive_lib(const char *cat, struct err *err);

#endif
