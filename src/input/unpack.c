#include "input/no_log.h"
#include "input/unpack_backends.h"

static const struct {
    const char *name, *cat;
    struct str magic;
    enum unpack_kind kind;
} KINDS[] = {
    {"gzip", "gzip -dc", STR_INIT("\x1f\x8b\x08"), UNPACK_GZIP}, /* RFC 1952; zcat of macOS reads .Z only */
    {"zstd", "zstdcat", STR_INIT("\x28\xb5\x2f\xfd"), UNPACK_ZSTD}, /* RFC 8878 */
    {"xz", "xzcat", STR_INIT("\xfd\x37zXZ\0"), UNPACK_XZ},          /* the .xz file format, 2.1.1.1 */
    {"bzip2", "bzcat", STR_INIT("BZh?\x31\x41\x59\x26\x53\x59"), UNPACK_BZIP2}, /* ?: the level, a digit */
};

/* Do the bytes of `head` agree with `magic`, as far as there are any? */
static bool agrees(struct str head, struct str magic)
{
    for (size_t i = 0; i < head.n && i < magic.n; i++)
        if (head.p[i] != magic.p[i] && !(magic.p[i] == '?' && head.p[i] >= '1' && head.p[i] <= '9'))
            return false;
    return true;
}

enum unpack_kind unpack_magic(struct str head, bool *more)
{
    *more = false;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (!agrees(head, KINDS[i].magic))
            continue;
        if (head.n >= KINDS[i].magic.n)
            return KINDS[i].kind;
        *more = true;
    }
    return UNPACK_NONE;
}

const char *unpack_name(enum unpack_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (KINDS[i].kind == kind)
            return KINDS[i].name;
    return "";
}

const char *unpack_cat(enum unpack_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (KINDS[i].kind == kind)
            return KINDS[i].cat;
    return "";
}

/* In the order in which they are asked. */
static const struct unpack_backend *const WAYS[] = {
#ifdef HAVE_ZLIB_AND_ZSTD
    &unpack_linked,
#endif
#ifdef HAVE_ARCHIVE
    &unpack_archive,
#endif
    NULL,
};

struct unpack *unpack_new(enum unpack_kind kind, const char *path, unpack_source *source, void *context,
                          struct err *err)
{
    for (size_t i = 0; WAYS[i]; i++)
        if (WAYS[i]->kinds >> kind & 1) {
            struct unpack *u = WAYS[i]->make(kind, source, context, err);
            if (u)
                u->path = path;
            return u;
        }
    err_set(err, "is compressed with %s, which this sigtail does not read", unpack_name(kind));
    err_mend(err, "unpack it in a pipe: %s FILE | sigtail", unpack_cat(kind));
    return NULL;
}

void unpack_free(struct unpack *u)
{
    if (!u)
        return;
    buf_free(&u->head);
    u->backend->free(u);
}

/* The first bytes, so many that they tell whether they are no log's, which is refused. */
static void read_head(struct unpack *u)
{
    struct str bytes;
    u->begun = true;
    while (u->stop == UNPACK_BYTES && no_log_undecided(buf_str(&u->head)))
        if ((u->stop = u->backend->next(u, &bytes, &u->why)) == UNPACK_BYTES)
            buf_add(&u->head, bytes);
    const struct no_log *kind = no_log_streamed(buf_str(&u->head));
    if (!kind)
        return;
    err_set(&u->why, "holds a %s, which is no log", kind->name);
    no_log_mend(kind, u->path, &u->why);
    u->stop = UNPACK_BROKEN;
    buf_clear(&u->head);
}

enum unpack_stop unpack_next(struct unpack *u, struct str *out, struct err *err)
{
    if (!u->begun) {
        read_head(u);
        *out = buf_str(&u->head);
        if (out->n)
            return UNPACK_BYTES;
    }
    if (u->stop == UNPACK_BYTES)
        return u->backend->next(u, out, err);
    *err = u->why;
    return u->stop;
}
