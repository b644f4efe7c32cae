#include "input/unpack_whole.h"

#include "input/no_log.h"

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#endif

#include "base/mem.h"

struct unpack_whole {
#ifdef HAVE_LIBDEFLATE
    struct libdeflate_decompressor *gzip;
#endif
    struct str packed; /* what unpack_next was not given yet */
};

struct unpack_whole *unpack_whole_new(void)
{
    return mem_zero(sizeof(struct unpack_whole));
}

static struct str all_of_it(void *context)
{
    struct unpack_whole *w = context;
    struct str packed = w->packed;
    w->packed = STR("");
    return packed;
}

static bool unpack_blocks(struct unpack_whole *w, enum unpack_kind kind, size_t most, struct buf *plain)
{
    struct err err = {.line = 0};
    struct str bytes;
    enum unpack_stop stop = UNPACK_BROKEN;
    struct unpack *u = unpack_new(kind, "", all_of_it, w, &err);
    while (u && (stop = unpack_next(u, &bytes, &err)) == UNPACK_BYTES && plain->n + bytes.n <= most)
        buf_add(plain, bytes);
    unpack_free(u);
    return stop == UNPACK_END;
}

#ifdef HAVE_LIBDEFLATE
enum { ROOM_FIRST = 64 << 10, GZIP_TRAILER = 4 };

/* How many bytes the last member holds, by its trailer (RFC 1952, 2.3.1). */
static size_t promised(struct str packed)
{
    const unsigned char *at = (const unsigned char *)packed.p + packed.n - GZIP_TRAILER;
    return packed.n < GZIP_TRAILER ? 0 : at[0] | at[1] << 8 | at[2] << 16 | (size_t)at[3] << 24;
}

/* One member, behind what `plain` holds; *used: its bytes. */
static bool unpack_member(struct unpack_whole *w, struct str packed, size_t most, struct buf *plain,
                          size_t *used)
{
    size_t room = promised(packed), given;
    for (room = room < ROOM_FIRST ? ROOM_FIRST : room; room <= most - plain->n; room *= 2) {
        char *to = buf_room(plain, room);
        enum libdeflate_result result =
            libdeflate_gzip_decompress_ex(w->gzip, packed.p, packed.n, to, room, used, &given);
        if (result == LIBDEFLATE_SUCCESS)
            plain->n += given;
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return result == LIBDEFLATE_SUCCESS;
    }
    return false;
}

/* Members may follow each other; zeros fill up a block of a tape or disk. */
static bool unpack_gzip(struct unpack_whole *w, size_t most, struct buf *plain)
{
    bool ok = true;
    size_t used;
    if (!w->gzip && !(w->gzip = libdeflate_alloc_decompressor()))
        mem_none();
    for (struct str left = w->packed; ok && left.n; left = str_skip(left, used)) {
        used = 1;
        if (left.p[0] != '\0' || !plain->n)
            ok = unpack_member(w, left, most, plain, &used);
    }
    return ok;
}
#endif

bool unpack_whole(struct unpack_whole *w, enum unpack_kind kind, struct str packed, size_t most,
                  struct buf *plain)
{
    buf_clear(plain);
    w->packed = packed;
#ifdef HAVE_LIBDEFLATE
    if (kind == UNPACK_GZIP)
        return unpack_gzip(w, most, plain) && !no_log_streamed(buf_str(plain));
#endif
    return unpack_blocks(w, kind, most, plain);
}

void unpack_whole_free(struct unpack_whole *w)
{
#ifdef HAVE_LIBDEFLATE
    libdeflate_free_decompressor(w->gzip);
#endif
    free(w);
}
