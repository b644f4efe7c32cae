/* unpack in a program that was built without any library for it. */
#include "input/unpack.h"

struct unpack *unpack_new(enum unpack_kind kind, unpack_source *source, void *context, struct err *err)
{
    (void)source, (void)context;
    err_set(err, "is compressed with %s, and this sigtail was built without a library for it",
            unpack_name(kind));
    err_mend(err, "unpack it in a pipe: %s -dc FILE | sigtail", unpack_name(kind));
    return NULL;
}

void unpack_free(struct unpack *u)
{
    (void)u;
}

enum unpack_stop unpack_next(struct unpack *u, struct str *out, struct err *err)
{
    (void)u, (void)out, (void)err;
    return UNPACK_END;
}
