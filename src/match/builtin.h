/* builtin: the signature files of patterns/, compiled in (patterns/embed.c writes the definitions). */
#ifndef SIGTAIL_BUILTIN_H
#define SIGTAIL_BUILTIN_H

#include <stddef.h>

#include <yaml.h>

#include "match/signature.h"

struct builtin {
    const char *name; /* "gateway.yaml" */
    const char *text;
    size_t size;
    yaml_document_t *document; /* of `text`; static: never deleted */
};

extern const struct builtin builtin_files[];
extern const unsigned builtin_count;

/* table_load() of the shipped file `b`, whose YAML was read when the program was built. */
MUST_CHECK bool table_builtin(struct table *t, const struct builtin *b, struct err *err);

#endif
