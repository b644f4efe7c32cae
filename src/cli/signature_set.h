/* signature_set: the signature files that the options name, read, loaded and compiled. */
#ifndef SIGTAIL_SIGNATURE_SET_H
#define SIGTAIL_SIGNATURE_SET_H

#include "base/secrets.h"
#include "cli/options.h"
#include "match/matcher.h"

struct signature_set {
    struct table table;
    struct rules *rules; /* NULL until signature_set_compile */
};

/* The built-in files (unless --no-builtin), then those of -p. False and `err` when one is wrong. */
MUST_CHECK bool signature_set_load(struct signature_set *k, const struct options *o, struct err *err);
/* The same, complained of. */
MUST_CHECK bool signature_set_load_or_complain(struct signature_set *k, const struct options *o);
/* Add a file, or the *.yaml files of a folder. */
MUST_CHECK bool signature_set_add(struct signature_set *k, const char *path, struct err *err);
/* Is this a folder with such files? */
bool signature_set_folder_holds(const char *path);
/* All are there: make k->rules. */
MUST_CHECK bool signature_set_compile(struct signature_set *k, struct err *err);
/* Fine after any of them, whatever it returned, and when zeroed. */
void signature_set_free(struct signature_set *k);

/* The signature `id`, or NULL and `err` ("did you mean"). */
const struct signature *signature_set_signature(const struct signature_set *k, const char *id,
                                                struct err *err);

#endif
