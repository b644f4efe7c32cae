/*
 * object: the fields of a JSON object that some program wrote, found by a folded tree: whatever case and
 * marks its keys have, and however often the record stands inside what another program wrote around it (an
 * object, or JSON in a string). What stands further inside says more of the record; when it came and from
 * where, what stands outside.
 *
 * It reads everything, and so takes longer than a field scan.
 */
#ifndef SIGTAIL_OBJECT_H
#define SIGTAIL_OBJECT_H

#include "record/field_scan.h"

struct object {
    struct field_scan scan; /* its values are no JSON inside strings any more: slashes are 0 */
    bool failed;            /* it holds an error, or says in a word that it went wrong */
    struct str word;        /* that word, of its status or outcome */
    bool stream;            /* its level is only the default of whoever carries the record */
    struct str line; /* of text, that its carrier wrapped as it came: the inside of a string; empty: none */
};

/*
 * Read the object at `j`, which is in no string; `own`: levels of the user's, or NULL. False: it is not
 * well-formed. What `out` points to is in the bytes of `j` and in `a`.
 */
MUST_CHECK bool object_read(const struct path_tree *folded, const struct level_table *own, struct json j,
                            struct arena *a, struct object *out);

#endif
