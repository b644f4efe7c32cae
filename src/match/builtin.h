/* builtin: the signature files of patterns/, compiled in (patterns/embed.c writes the definitions). */
#ifndef SIGTAIL_BUILTIN_H
#define SIGTAIL_BUILTIN_H

#include <stddef.h>

struct builtin {
    const char *name; /* "gateway.yaml" */
    const char *text;
    size_t size;
};

extern const struct builtin builtin_files[];
extern const unsigned builtin_count;

#endif
