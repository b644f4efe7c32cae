/* gzip and zstd by zlib and zstd, which are linked. */
#define ZLIB_CONST /* its input is not written */
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "input/unpack_backends.h"

enum { PLAIN_BYTES = 128 << 10 };

enum { GZIP_WINDOW = 15 + 16 }; /* zlib.h, inflateInit2: 16 more is gzip's header and no other */

struct linked {
    struct unpack base;
    enum unpack_kind kind;
    unpack_source *source;
    void *context;
    uint64_t taken, given; /* bytes: compressed, plain */
    struct str packed;     /* what the source gave and nobody unpacked yet */
    bool ended;            /* the source gave all */
    bool within;           /* a member or frame has begun and not ended */
    z_stream gzip;
    ZSTD_DStream *zstd;
    const char *why; /* what is wrong with the data */
    char plain[PLAIN_BYTES];
};

/* zlib and zstd say no more than that it failed: nothing else can. */
static void begin(struct linked *u)
{
    bool ok = u->kind == UNPACK_GZIP ? inflateInit2(&u->gzip, GZIP_WINDOW) == Z_OK
                                     : (u->zstd = ZSTD_createDStream()) != NULL;
    if (!ok)
        mem_none();
}

static struct unpack *make(enum unpack_kind kind, unpack_source *source, void *context, struct err *err)
{
    struct linked *u = mem_zero(sizeof *u);
    (void)err;
    u->base.backend = &unpack_linked;
    u->kind = kind;
    u->source = source;
    u->context = context;
    begin(u);
    return &u->base;
}

static void end(struct unpack *base)
{
    struct linked *u = (struct linked *)base;
    if (u->kind == UNPACK_GZIP)
        (void)inflateEnd(&u->gzip);
    ZSTD_freeDStream(u->zstd);
    free(u);
}

/* Have bytes to unpack, if there are more. */
static void refill(struct linked *u)
{
    if (u->packed.n || u->ended)
        return;
    u->packed = u->source(u->context);
    u->taken += u->packed.n;
    u->ended = u->packed.n == 0;
}

/* Unpack some; how many plain bytes came. What is wrong stays in u->why. */
static size_t inflate_some(struct linked *u)
{
    z_stream *z = &u->gzip;
    z->next_in = (const Bytef *)u->packed.p;
    z->avail_in = (uInt)u->packed.n;
    z->next_out = (Bytef *)u->plain;
    z->avail_out = sizeof u->plain;
    int done = inflate(z, Z_NO_FLUSH);
    u->packed = str_skip(u->packed, u->packed.n - z->avail_in);
    u->within = done != Z_STREAM_END;
    if (done == Z_STREAM_END)
        (void)inflateReset(z); /* members may follow each other (RFC 1952, 2.2) */
    else if (done == Z_MEM_ERROR)
        mem_none();
    else if (done != Z_OK && done != Z_BUF_ERROR)
        u->why = z->msg ? z->msg : "no reason given";
    return sizeof u->plain - z->avail_out;
}

static size_t zstd_some(struct linked *u)
{
    ZSTD_inBuffer in = {u->packed.p, u->packed.n, 0};
    ZSTD_outBuffer out = {u->plain, sizeof u->plain, 0};
    size_t left = ZSTD_decompressStream(u->zstd, &out, &in);
    u->packed = str_skip(u->packed, in.pos);
    if (ZSTD_isError(left) && ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
        mem_none();
    if (ZSTD_isError(left))
        u->why = ZSTD_getErrorName(left);
    else
        u->within = left > 0;
    return out.pos;
}

/* Zeros behind the last member fill a block of a tape or disk up; gzip passes over them. */
static void drop_padding(struct linked *u)
{
    while (!u->within && u->given && u->packed.n && u->packed.p[0] == '\0')
        u->packed = str_skip(u->packed, 1);
}

static enum unpack_stop broken(const struct linked *u, struct err *err)
{
    err_set(err,
            "damaged %s data: %s, near byte %llu; what follows is lost (%llu bytes were unpacked before)",
            unpack_name(u->kind), u->why, (unsigned long long)(u->taken - u->packed.n),
            (unsigned long long)u->given);
    return UNPACK_BROKEN;
}

static enum unpack_stop next(struct unpack *base, struct str *out, struct err *err)
{
    struct linked *u = (struct linked *)base;
    size_t n = 0;
    while (n == 0 && !u->why) {
        refill(u);
        drop_padding(u);
        if (u->packed.n == 0 && u->ended)
            break;
        n = u->packed.n == 0 ? 0 : u->kind == UNPACK_GZIP ? inflate_some(u) : zstd_some(u);
    }
    u->given += n;
    *out = str_of(u->plain, n);
    if (n)
        return UNPACK_BYTES;
    if (!u->why && u->within)
        u->why = "it ends in the middle";
    return u->why ? broken(u, err) : UNPACK_END;
}

const struct unpack_backend unpack_linked = {
    .kinds = 1u << UNPACK_GZIP | 1u << UNPACK_ZSTD, .make = make, .next = next, .free = end};
