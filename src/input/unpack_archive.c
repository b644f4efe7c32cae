/* All kinds by libarchive, which is loaded when it is needed. */
#include <errno.h>

#include "base/mem.h"
#include "input/archive.h"
#include "input/unpack_backends.h"

struct archive_unpack {
    struct unpack base;
    const struct archive_lib *lib;
    struct archive *archive;
    enum unpack_kind kind;
    unpack_source *source;
    void *context;
    uint64_t taken, given; /* bytes: compressed, plain */
    bool open;
};

static ssize_t read_packed(struct archive *a, void *context, const void **out)
{
    struct archive_unpack *u = context;
    struct str bytes = u->source(u->context);
    (void)a;
    u->taken += bytes.n;
    *out = bytes.p;
    return (ssize_t)bytes.n;
}

static int know_filter(const struct archive_unpack *u)
{
    switch (u->kind) {
    case UNPACK_GZIP:
        return u->lib->read_support_filter_gzip(u->archive);
    case UNPACK_ZSTD:
        return u->lib->read_support_filter_zstd(u->archive);
    case UNPACK_XZ:
        return u->lib->read_support_filter_xz(u->archive);
    case UNPACK_BZIP2:
        return u->lib->read_support_filter_bzip2(u->archive);
    default:
        return ARCHIVE_FATAL;
    }
}

static bool begin(struct archive_unpack *u, struct err *err)
{
    u->lib = archive_lib(unpack_cat(u->kind), err);
    if (!u->lib)
        return false;
    u->archive = u->lib->read_new();
    if (!u->archive)
        mem_none();
    if (u->lib->read_support_format_raw(u->archive) == ARCHIVE_OK && know_filter(u) == ARCHIVE_OK)
        return true;
    return err_set(err, "cannot unpack %s: libarchive does not know it here", unpack_name(u->kind));
}

static void end(struct unpack *base)
{
    struct archive_unpack *u = (struct archive_unpack *)base;
    if (u->archive)
        u->lib->read_free(u->archive);
    free(u);
}

static struct unpack *make(enum unpack_kind kind, unpack_source *source, void *context, struct err *err)
{
    struct archive_unpack *u = mem_zero(sizeof *u);
    *u = (struct archive_unpack){
        .base.backend = &unpack_archive, .kind = kind, .source = source, .context = context};
    if (begin(u, err))
        return &u->base;
    end(&u->base);
    return NULL;
}

static enum unpack_stop broken(const struct archive_unpack *u, struct err *err)
{
    const char *why = u->lib->error_string(u->archive);
    if (u->lib->error_number(u->archive) == ENOMEM)
        mem_none();
    int64_t at = u->lib->filter_bytes(u->archive, -1);
    err_set(err,
            "damaged %s data: %s, near byte %llu; what follows is lost (%llu bytes were unpacked before)",
            unpack_name(u->kind), why ? why : "no reason given",
            (unsigned long long)(at > 0 ? (uint64_t)at : u->taken), (unsigned long long)u->given);
    return UNPACK_BROKEN;
}

/* The raw format is an archive of one entry. */
static int open_entry(struct archive_unpack *u)
{
    struct archive_entry *entry;
    int opened = u->lib->read_open(u->archive, u, NULL, read_packed, NULL);
    u->open = opened == ARCHIVE_OK;
    return u->open ? u->lib->read_next_header(u->archive, &entry) : opened;
}

static enum unpack_stop next(struct unpack *base, struct str *out, struct err *err)
{
    struct archive_unpack *u = (struct archive_unpack *)base;
    const void *bytes = NULL;
    size_t n = 0;
    la_int64_t offset;
    int found = u->open ? ARCHIVE_OK : open_entry(u);
    while (found == ARCHIVE_OK && n == 0)
        found = u->lib->read_data_block(u->archive, &bytes, &n, &offset);
    if (found == ARCHIVE_EOF)
        return UNPACK_END;
    if (found != ARCHIVE_OK)
        return broken(u, err);
    *out = str_of(bytes, n);
    u->given += n;
    return UNPACK_BYTES;
}

const struct unpack_backend unpack_archive = {.kinds = 1u << UNPACK_GZIP | 1u << UNPACK_ZSTD |
                                                       1u << UNPACK_XZ | 1u << UNPACK_BZIP2,
                                              .make = make,
                                              .next = next,
                                              .free = end};
