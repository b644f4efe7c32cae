/* The passes of base/byte_scan.h for one instruction set: compiled once for each, with SIMD_SUFFIX saying
 * which.
 */
#include "base/byte_scan_sets.h"
#include "base/simd.h"

#define PASTE_(a, b) a##b
#define PASTE(a, b)  PASTE_(a, b)
#define NAME(n)      PASTE(n, SIMD_SUFFIX)

static const char *quote(const char *p, const char *end)
{
    uint64_t carry = 0;
    for (size_t n; (n = (size_t)(end - p)) > 0 && p < end; p += 64) {
        struct block b = block_head(p, n);
        uint64_t quotes = block_eq(b, '"') & ~block_escaped(block_eq(b, '\\'), &carry);
        if (quotes)
            return p + __builtin_ctzll(quotes);
        if (n <= 64)
            return NULL;
    }
    return NULL;
}

static bool hides(struct str s)
{
    uint64_t carry = 0, found = 0;
    for (size_t at = 0; at < s.n; at += 64) {
        struct block b = block_head(s.p + at, s.n - at);
        uint64_t slash = block_eq(b, '\\'), after = slash << 1 | carry;
        found |= (after & (block_eq(b, 'u') | block_eq(b, '/'))) | block_eq(b, '\x1b');
        carry = slash >> 63;
    }
    return found != 0;
}

/* Keys often come with their quotes, which stand everywhere in JSON: the bytes inside of them tell more. */
static inline size_t inset(struct str key)
{
    return key.n > 3;
}

/* Bits where a key may begin, by the blocks at its first and at its last byte, each moved in by inset(). */
static inline uint64_t may_begin(struct block firsts, struct block lasts, struct str key)
{
    size_t in = inset(key);
    return block_eq(firsts, key.p[in]) & block_eq(lasts, key.p[key.n - 1 - in]);
}

/* The first of `bits` where all of `key` stands, before `end`; NULL when at none. Some may lie behind `end`:
 * NUL bytes of a key are found in those that fill up a block. */
static inline const char *find_at(const char *p, const char *end, uint64_t bits, struct str key)
{
    for (; bits; bits &= bits - 1) {
        const char *at = p + __builtin_ctzll(bits);
        if (end - at >= (ptrdiff_t)key.n && memcmp(at, key.p, key.n) == 0)
            return at;
    }
    return NULL;
}

/* Less than 64 places where the key may begin. */
static size_t find_short(struct str s, struct str key)
{
    size_t in = inset(key), last = key.n - 1 - in;
    struct block firsts = block_head(s.p + in, s.n - in), lasts = block_head(s.p + last, s.n - last);
    const char *at = find_at(s.p, s.p + s.n, may_begin(firsts, lasts, key), key);
    return at ? (size_t)(at - s.p) : s.n;
}

static size_t find(struct str s, struct str key)
{
    if (s.n < key.n)
        return s.n;
    const char *end = s.p + s.n, *at;
    size_t span = 64 + key.n - 1, in = inset(key); /* span: the bytes that tell about 64 places */
    if (s.n < span)
        return find_short(s, key);
    for (const char *p = s.p;; p = end - p >= (ptrdiff_t)(64 + span) ? p + 64 : end - span) {
        if ((at = find_at(p, end, may_begin(block_load(p + in), block_load(p + key.n - 1 - in), key), key)))
            return (size_t)(at - s.p);
        if (p + span == end)
            return s.n;
    }
}

/* Where the two bytes stand that struct byte_scan_line tells of. */
struct pairs {
    uint64_t worded, ms, keys, telling;
};

#ifdef BLOCK_PICK
/*
 * Bit 0..3: rr xc fa cr, in any case, and with fa gn (and so fn ga); 4: ms; 5: l= s= (and so c= |=); 6: P/;
 * 7: {". Of their first and of their second byte, by its low and by its high half.
 */
static const unsigned char FIRST_LOW[16] = {
    [0] = 64, [2] = 1, [3] = 8 | 32, [6] = 4, [7] = 4, [8] = 2, [11] = 128, [12] = 32, [13] = 16};
static const unsigned char FIRST_HIGH[16] = {
    [4] = 4 | 8, [5] = 1 | 2 | 64, [6] = 4 | 8 | 16 | 32, [7] = 1 | 2 | 32 | 128};
static const unsigned char SECOND_LOW[16] = {
    [1] = 4, [2] = 1 | 8 | 128, [3] = 2 | 16, [13] = 32, [14] = 4, [15] = 64};
static const unsigned char SECOND_HIGH[16] = {
    [2] = 64 | 128, [3] = 32, [4] = 2 | 4, [5] = 1 | 8, [6] = 2 | 4, [7] = 1 | 8 | 16};

/* Of the block `b` at `p`; `n` bytes from there on may be read. */
static inline struct pairs pairs_of(struct block b, const char *p, size_t n)
{
    struct block after = block_head(p + 1, n - 1);
    struct block both =
        block_both(block_pick(b, FIRST_LOW, FIRST_HIGH), block_pick(after, SECOND_LOW, SECOND_HIGH));
    return (struct pairs){block_any(both, 15), block_any(both, 16), block_any(both, 32),
                          block_any(both, 64 | 128)};
}
#else
/* Bits where the byte after is `c` (in `eq`: where `c` stands); `next` is the first byte after the block. */
static inline uint64_t followed(uint64_t eq, char next, char c)
{
    return eq >> 1 | (uint64_t)(next == c) << 63;
}

static inline struct pairs pairs_of(struct block b, const char *p, size_t n)
{
    struct block f = block_fold(b);
    char next = n > 64 ? p[64] : 0, low = (char)(next | 0x20);
    uint64_t r = block_eq(f, 'r'), c = block_eq(f, 'c'), r_next = followed(r, low, 'r');
    uint64_t worded = (r & r_next) | (block_eq(f, 'x') & followed(c, low, 'c')) |
                      ((block_eq(f, 'f') | block_eq(f, 'g')) &
                       (followed(block_eq(f, 'a'), low, 'a') | followed(block_eq(f, 'n'), low, 'n'))) |
                      (c & r_next);
    uint64_t ms = block_eq(b, 'm') & followed(block_eq(b, 's'), next, 's');
    uint64_t value = followed(block_eq(b, '='), next, '=');
    uint64_t key = block_eq(b, 'l') | block_eq(b, 's') | block_eq(b, 'c') | block_eq(b, '|');
    uint64_t telling = (block_eq(b, '{') & followed(block_eq(b, '"'), next, '"')) |
                       (block_eq(b, 'P') & followed(block_eq(b, '/'), next, '/'));
    return (struct pairs){worded, ms, value & key, telling};
}
#endif

/* Lines that stand one behind another are looked at here first: have the next ones fetched meanwhile. */
enum { FETCH_AHEAD = 1024 };

/* Of all of `s`, or (`first`) of what stands before its first line end: returns how many bytes that is. */
static inline __attribute__((always_inline)) size_t mark(struct str s, bool first, struct byte_scan_line *out)
{
    uint64_t escapes = 0, ends = 0, telling = 0, worded = 0;
    unsigned k = 0;
    size_t at = 0, n = s.n;
    for (; at < n; at += 64) {
        struct block b = block_head(s.p + at, n - at);
        if (first)
            __builtin_prefetch(s.p + at + FETCH_AHEAD);
        uint64_t end = block_eq(b, '\n'), keep = first ? (end - 1) & ~end : ~(uint64_t)0;
        escapes |= block_eq(b, '\x1b') & keep;
        ends |= end;
        if (LIKELY(k < BYTE_SCAN_WORDS)) {
            struct pairs pairs = pairs_of(b, s.p + at, s.n - at);
            out->keys[k] = pairs.keys & keep;
            out->ms[k] = pairs.ms & keep;
            telling |= pairs.telling & keep;
            worded |= out->pairs[k++] = pairs.worded & keep;
        }
        if (first && end)
            n = at + (size_t)__builtin_ctzll(end);
    }
    out->words = k;
    out->escapes = escapes != 0;
    out->worded = worded != 0;
    out->telling = telling != 0;
    out->line_ends = !first && ends;
    return n;
}

static void line(struct str s, struct byte_scan_line *out)
{
    (void)mark(s, false, out);
}

static size_t first_line(struct str s, struct byte_scan_line *out)
{
    return mark(s, true, out);
}

static bool inner(struct str s, struct byte_scan_inner *out)
{
    uint64_t carry = 0, many = 0, inside = 0; /* carry: backslashes among the four bytes before the block */
    if (s.n > 64 * BYTE_SCAN_WORDS)
        return false;
    for (size_t at = 0, k = 0; at < s.n; at += 64, k++) {
        struct block b = block_head(s.p + at, s.n - at), f = block_fold(b);
        uint64_t slash = block_eq(b, '\\'), quote_at = block_eq(b, '"');
        uint64_t one = slash << 1 | carry >> 3, two = slash << 2 | carry >> 2;
        uint64_t three = slash << 3 | carry >> 1, four = slash << 4 | carry;
        out->quotes[k] = quote_at & one & ~two;
        many |= quote_at & one & two & three & four;
        carry = slash >> 60;
        inside = block_parity(out->quotes[k]) ^ inside;
        out->opens[k] = block_eq(f, '{') & ~inside;
        out->closes[k] = block_eq(f, '}') & ~inside;
        inside = (uint64_t)((int64_t)inside >> 63);
    }
    return many == 0;
}

static uint64_t inner_head(struct str s, char c)
{
    struct block b = block_head(s.p, s.n), f = block_fold(b);
    uint64_t slash = block_eq(b, '\\'), ends = (block_eq(f, '{') | block_eq(f, '}')) & ~(uint64_t)1;
    return block_eq(b, '"') & slash << 1 & ~(slash << 2) & block_eq(b, c) >> 1 & (ends - 1) & ~ends;
}

const struct byte_scan_set NAME(byte_scan_set) = {quote, hides, find, line, first_line, inner, inner_head};
