/* json_scan_run for one instruction set: compiled once for each, with SIMD_SUFFIX saying which. */
#include "base/simd.h"
#include "input/json_scan.h"

#define PASTE_(a, b)   a##b
#define PASTE(a, b)    PASTE_(a, b)
#define JSON_SCAN_NAME PASTE(json_scan_run, SIMD_SUFFIX)
#define END_NAME       PASTE(json_scan_value_end, SIMD_SUFFIX)

/* What one block of 64 bytes says; bits of bytes past the input's end are clear. */
struct block_bits {
    uint64_t quotes, opens, closes, lines, breaks;
};

/* What the bytes before a block mean for it. */
struct block_carry {
    uint64_t in_string, escaped, after_quote, after_value, after_line;
};

/*
 * A word is what stands in no JSON but within a token: no text goes on behind a closing quote with a word or
 * an opening bracket, none has a bracket open behind a word or a closing bracket.
 */
static inline ALWAYS_INLINE struct block_bits read_block(struct block_carry *c, const char *p, uint64_t valid)
{
    struct block b = block_load(p), folded = block_fold(b);
    uint64_t quotes = block_eq(b, '"') & ~block_escaped(block_eq(b, '\\'), &c->escaped) & valid;
    uint64_t inside = block_parity(quotes) ^ c->in_string;
    uint64_t opens = block_eq(folded, '{'), closes = block_eq(folded, '}');
    uint64_t word = block_word(b, folded), line_ends = block_eq(b, '\n');
    uint64_t ended = quotes & ~inside, value_before = word | closes;
    struct block_bits m = {quotes, opens & ~inside & valid, closes & ~inside & valid, 0, 0};
    m.breaks =
        ((ended << 1 | c->after_quote) & (word | opens)) | (m.opens & (value_before << 1 | c->after_value));
    m.breaks &= valid;
    m.lines = (line_ends << 1 | c->after_line) & (word | opens) & valid;
    c->in_string = (uint64_t)((int64_t)inside >> 63);
    c->after_quote = ended >> 63;
    c->after_value = value_before >> 63;
    c->after_line = line_ends >> 63;
    return m;
}

/* Walk the bitmaps of the block that begins at `base` in order; JSON_SCAN_MORE when nothing stops there. */
static enum json_scan_stop walk_marks(uint64_t *depth, size_t line_seen, const struct block_bits *m,
                                      size_t base, size_t *used)
{
    for (uint64_t all = m->opens | m->closes | m->lines | m->breaks; all; all &= all - 1) {
        uint64_t bit = all & -all;
        size_t at = base + (size_t)__builtin_ctzll(all);
        *used = at;
        if ((m->lines & bit) && at >= line_seen)
            return JSON_SCAN_LINE;
        if (m->breaks & bit)
            return JSON_SCAN_BREAK;
        *depth += (m->opens & bit) != 0;
        if (m->closes & bit && --*depth == 0) {
            *used = at + 1;
            return JSON_SCAN_DONE;
        }
    }
    return JSON_SCAN_MORE;
}

/*
 * Which closing bracket ends a value that is `depth` deep at the block's start: its bit, 0 when none does.
 */
static inline uint64_t ending(uint64_t depth, uint64_t opens, uint64_t closes)
{
    for (; closes; closes &= closes - 1) {
        uint64_t bit = closes & -closes;
        if (--depth + (uint64_t)__builtin_popcountll(opens & (bit - 1)) == 0)
            return bit;
    }
    return 0;
}

static inline void keep_marks(const struct json_scan *s, size_t base, const struct block_bits *m,
                              uint64_t least)
{
    size_t k = base / 64;
    if (!s->bitmaps || k >= JSON_SCAN_WORDS)
        return;
    s->bitmaps->quotes[k] = m->quotes;
    s->bitmaps->opens[k] = m->opens;
    s->bitmaps->closes[k] = m->closes;
    s->bitmaps->least[k] = (int32_t)least;
}

/* One block; on JSON_SCAN_MORE *c and *depth are past it, otherwise of no use. */
static inline ALWAYS_INLINE enum json_scan_stop take_block(const struct json_scan *s, struct block_carry *c,
                                                           uint64_t *depth, const char *p, size_t base,
                                                           uint64_t valid, size_t *used)
{
    struct block_bits m = read_block(c, p, valid);
    uint64_t closing = (uint64_t)__builtin_popcountll(m.closes), end;
    keep_marks(s, base, &m, *depth - closing);
    if (UNLIKELY(m.lines | m.breaks))
        return walk_marks(depth, s->line_seen, &m, base, used);
    if (UNLIKELY(*depth <= closing) && (end = ending(*depth, m.opens, m.closes))) {
        *used = base + (size_t)__builtin_ctzll(end) + 1;
        return JSON_SCAN_DONE;
    }
    *depth += (uint64_t)__builtin_popcountll(m.opens) - closing;
    return JSON_SCAN_MORE;
}

static struct block_carry carry_of(const struct json_scan *s)
{
    return (struct block_carry){s->in_string, s->escaped, s->after_quote, s->after_value, s->after_line};
}

static void keep_state(struct json_scan *s, const struct block_carry *c, uint64_t depth, size_t at)
{
    s->at = at;
    s->depth = depth;
    s->in_string = c->in_string;
    s->escaped = c->escaped;
    s->after_quote = c->after_quote;
    s->after_value = c->after_value;
    s->after_line = c->after_line;
}

/*
 * Ask for what will be scanned soon: measured on tails that are not in the cache, this halves the scan's time
 * (512 bytes ahead do little, 4 kB no more than 2).
 */
static inline void prefetch(const char *p)
{
    __builtin_prefetch((const void *)((uintptr_t)p + 2048));
}

/* Scan for good the blocks up to the one at `to`: there were no stops in them. */
static void catch_up(struct json_scan *s, struct str in, size_t to)
{
    struct block_carry c = carry_of(s);
    uint64_t depth = s->depth;
    size_t used;
    for (size_t at = s->at; at < to; at += 64)
        (void)take_block(s, &c, &depth, in.p + at, at, ~0ull, &used);
    keep_state(s, &c, depth, to);
}

/*
 * The loop keeps no state but its own in registers. Where it stops for good, none is needed; where it stops
 * at a line, which is seldom, it is found out once more.
 */
enum json_scan_stop JSON_SCAN_NAME(struct json_scan *s, struct str in, size_t *used);
enum json_scan_stop JSON_SCAN_NAME(struct json_scan *s, struct str in, size_t *used)
{
    struct block_carry now = carry_of(s);
    uint64_t depth = s->depth;
    size_t at = s->at;
    enum json_scan_stop stop = JSON_SCAN_MORE;
    for (; in.n - at >= 64; at += 64) {
        prefetch(in.p + at);
        stop = take_block(s, &now, &depth, in.p + at, at, ~0ull, used);
        if (stop != JSON_SCAN_MORE) {
            if (stop == JSON_SCAN_LINE)
                catch_up(s, in, at);
            return stop;
        }
    }
    keep_state(s, &now, depth, at);
    if (in.n > at) { /* the last few bytes: looked at, but not scanned for good */
        char tail[64];
        memset(tail, ' ', sizeof tail);
        memcpy(tail, in.p + at, in.n - at);
        stop = take_block(s, &now, &depth, tail, at, (1ull << (in.n - at)) - 1, used);
    }
    return stop;
}

/* Where in the word `k`, by its bits in `from`, one closes and `outside` are open again; 0 when nowhere. */
static size_t closing_in(const struct json_bitmaps *bitmaps, size_t k, uint64_t from, int32_t depth,
                         int32_t outside)
{
    for (uint64_t all = (bitmaps->opens[k] | bitmaps->closes[k]) & from; all; all &= all - 1) {
        bool closes = bitmaps->closes[k] & all & -all;
        depth += closes ? -1 : 1;
        if (closes && depth == outside)
            return 64 * k + (size_t)__builtin_ctzll(all) + 1;
    }
    return 0;
}

size_t END_NAME(const struct json_bitmaps *bitmaps, size_t at, size_t end);
size_t END_NAME(const struct json_bitmaps *bitmaps, size_t at, size_t end)
{
    size_t k = at / 64, words = (end + 63) / 64;
    uint64_t from = ~0ull << (at & 63);
    /* What is open before `at`, and again behind the value's end. */
    int32_t outside = bitmaps->least[k] + __builtin_popcountll(bitmaps->opens[k] & ~from) +
                      __builtin_popcountll(bitmaps->closes[k] & from);
    size_t found = closing_in(bitmaps, k, from, outside, outside);
    while (!found) {
        for (k++; k < words && bitmaps->least[k] > outside;)
            k++;
        if (k >= words)
            break;
        int32_t depth = bitmaps->least[k] + __builtin_popcountll(bitmaps->closes[k]);
        found = closing_in(bitmaps, k, ~0ull, depth, outside);
    }
    return found;
}
