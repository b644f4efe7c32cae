/* scan_json for one instruction set: compiled once for each, with SIMD_SUFFIX saying which. */
#include "base/simd.h"
#include "input/scan.h"

#define PASTE_(a, b) a##b
#define PASTE(a, b)  PASTE_(a, b)
#define SCAN_NAME    PASTE(scan_json, SIMD_SUFFIX)

/* What one block of 64 bytes says; bits of bytes past the input's end are clear. */
struct marks {
    uint64_t opens, closes, lines, breaks;
};

static inline struct marks read_block(struct scan *s, const char *p, uint64_t valid)
{
    struct block b = block_load(p), folded = block_fold(b);
    uint64_t quotes = block_eq(b, '"') & ~block_escaped(block_eq(b, '\\'), &s->escaped) & valid;
    uint64_t inside = block_parity(quotes) ^ s->in_string;
    uint64_t opens = block_eq(folded, '{'), closes = block_eq(folded, '}'), blank = block_blank(b);
    uint64_t between = block_eq(b, ',') | block_eq(b, ':') | blank;
    uint64_t ended = quotes & ~inside, line_ends = block_eq(b, '\n');
    uint64_t value_before = ~(between | opens);
    struct marks m = {.opens = opens & ~inside & valid, .closes = closes & ~inside & valid};
    m.breaks = (ended << 1 | s->after_quote) & ~(between | closes);
    m.breaks |= m.opens & (value_before << 1 | s->after_value);
    m.breaks &= valid;
    m.lines = (line_ends << 1 | s->after_line) & ~(blank | closes) & valid;
    s->in_string = (uint64_t)((int64_t)inside >> 63);
    s->after_quote = ended >> 63;
    s->after_value = value_before >> 63;
    s->after_line = line_ends >> 63;
    return m;
}

/* Walk the marks of the block that begins at `base` in order; SCAN_MORE when nothing stops there. */
static enum scan_stop walk_marks(struct scan *s, const struct marks *m, size_t base, size_t *used)
{
    for (uint64_t all = m->opens | m->closes | m->lines | m->breaks; all; all &= all - 1) {
        uint64_t bit = all & -all;
        size_t at = base + (size_t)__builtin_ctzll(all);
        *used = at;
        if ((m->lines & bit) && at >= s->line_seen)
            return SCAN_LINE;
        if (m->breaks & bit)
            return SCAN_BREAK;
        s->depth += (m->opens & bit) != 0;
        if (m->closes & bit && --s->depth == 0) {
            *used = at + 1;
            return SCAN_DONE;
        }
    }
    return SCAN_MORE;
}

/* One block; on SCAN_MORE `s` is past it, otherwise `s` is as before it (but for a finished value). */
static inline enum scan_stop take_block(struct scan *s, const char *p, size_t base, uint64_t valid, size_t *used)
{
    struct scan before = *s;
    struct marks m = read_block(s, p, valid);
    uint64_t closing = (uint64_t)__builtin_popcountll(m.closes);
    if (__builtin_expect(s->depth > closing && !(m.lines | m.breaks), 1)) {
        s->depth += (uint64_t)__builtin_popcountll(m.opens) - closing;
        return SCAN_MORE;
    }
    enum scan_stop stop = walk_marks(s, &m, base, used);
    if (stop != SCAN_MORE)
        *s = before;
    return stop;
}

enum scan_stop SCAN_NAME(struct scan *s, struct str in, size_t *used);
enum scan_stop SCAN_NAME(struct scan *s, struct str in, size_t *used)
{
    struct scan now = *s;
    enum scan_stop stop = SCAN_MORE;
    while (in.n - now.at >= 64) {
        size_t base = now.at;
        now.at += 64;
        stop = take_block(&now, in.p + base, base, ~0ull, used);
        if (stop != SCAN_MORE) {
            now.at = base;
            break;
        }
    }
    *s = now;
    if (stop == SCAN_MORE && in.n > now.at) { /* the last few bytes: looked at, but not scanned for good */
        char tail[64];
        memset(tail, ' ', sizeof tail);
        memcpy(tail, in.p + now.at, in.n - now.at);
        stop = take_block(&now, tail, now.at, (1ull << (in.n - now.at)) - 1, used);
    }
    return stop;
}
