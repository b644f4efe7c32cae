/* knowledge: the signature files that the options name, read, loaded and compiled. */
#ifndef SIGTAIL_KNOWLEDGE_H
#define SIGTAIL_KNOWLEDGE_H

#include "base/secrets.h"
#include "cli/options.h"
#include "match/matcher.h"

struct knowledge {
    struct table table;
    struct rules *rules; /* NULL until knowledge_compile */
};

/* The built-in files (unless --no-builtin), then those of -p. False and `err` when one is wrong. */
MUST_CHECK bool knowledge_load(struct knowledge *k, const struct options *o, struct err *err);
/* The same, complained of. */
MUST_CHECK bool knowledge_told(struct knowledge *k, const struct options *o);
/* Add a file, or the *.yaml files of a folder. */
MUST_CHECK bool knowledge_add(struct knowledge *k, const char *path, struct err *err);
/* Is this a folder with such files? */
bool knowledge_folder_holds(const char *path);
/* All are there: make k->rules. */
MUST_CHECK bool knowledge_compile(struct knowledge *k, struct err *err);
/* Fine after any of them, whatever it returned, and when zeroed. */
void knowledge_free(struct knowledge *k);

/* The signature `id`, or NULL and `err` ("did you mean"). */
const struct signature *knowledge_signature(const struct knowledge *k, const char *id, struct err *err);

#endif
