#include "base/simd.h"
#include "input/header.h"

/* Bytes from behind the stamp up to the message, for a header whose colon is not far; 0: it is, or is not
 * there. */
static size_t tail_length(struct str rest)
{
    for (size_t i = 0; i + 17 <= rest.n && i < HEADER_TAIL; i += 16) {
        uint32_t colons = chunk_pairs(rest.p + i, ':', ' ');
        size_t n = colons ? i + (size_t)__builtin_ctz(colons) + 2 : 0;
        if (colons)
            return n <= HEADER_TAIL ? n : 0;
    }
    return 0;
}

/* The slot of a tail of `n` bytes that ends before `end`; a stamp stands before it. */
static uint32_t slot_of(const char *end, size_t n)
{
    uint64_t last;
    memcpy(&last, end - sizeof last, sizeof last);
    return (uint32_t)((last ^ n) * 0x9e3779b97f4a7c15ull >> (64 - HEADER_SLOTS_LOG2));
}

/* Remember `h`, parsed from `line`, whose tail belongs in `slot`. */
static void remember(struct header_cache *c, uint32_t slot, struct str line, const struct header *h, size_t n)
{
    bool by_message = h->kind == STAMP_MONOTONIC && h->host_n == 0; /* it decides who tells it */
    if (h->message_at != h->stamp_n + n || by_message)
        return;
    c->headers[slot] = *h;
    c->tail_n[slot] = (uint32_t)n;
    memcpy(c->tails[slot], line.p + h->stamp_n, n);
}

/* stamp_measure(): lines come many a second. */
static size_t recall_stamp(struct header_cache *c, struct str line, enum stamp_kind *kind)
{
    struct str s = str_head(line, HEADER_MAX);
    if (LIKELY(line.n > HEADER_STAMP && str_same(line.p, c->stamp, HEADER_STAMP))) {
        *kind = STAMP_SHORT;
        return stamp_fraction(s, HEADER_STAMP);
    }
    size_t n = stamp_measure(s, kind);
    if (n && *kind == STAMP_SHORT)
        memcpy(c->stamp, line.p, HEADER_STAMP);
    return n;
}

bool header_cache_parse(struct header_cache *c, struct str line, struct header *out)
{
    enum stamp_kind kind;
    if (!c)
        return header_parse(line, out);
    size_t stamp = recall_stamp(c, line, &kind);
    if (stamp == 0)
        return header_parse(line, out);
    const char *tail = line.p + stamp;
    size_t n = tail_length(str_skip(line, stamp));
    if (n == 0)
        return header_parse(line, out);
    uint32_t slot = slot_of(tail + n, n);
    const struct header *known = &c->headers[slot];
    if (LIKELY(c->tail_n[slot] == n && str_same(tail, c->tails[slot], n) && known->kind == kind &&
               known->stamp_n == stamp)) {
        *out = *known;
        return true;
    }
    if (!header_parse(line, out))
        return false;
    remember(c, slot, line, out, n);
    return true;
}
