/*
 * simd: 64 bytes at a time as bit masks, bit i for byte i. One inline API over AVX-512BW, AVX2, SSE2, NEON
 * and plain C; which one is decided by the flags of the translation unit, or forced to plain C by
 * SIMD_PORTABLE, so that tests can hold the paths against each other.
 */
#ifndef SIGTAIL_SIMD_H
#define SIGTAIL_SIMD_H

#include <stdint.h>
#include <string.h>

/* The tables of block_word, by the low half of a byte. */
static const unsigned char BLOCK_WORD_MARKS[16] = {[10] = ':', [11] = '{', [12] = ',', [13] = '}'};
static const unsigned char BLOCK_WORD_LEAST[16] = {0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0x21,
                                                   0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0x1e, 0x21};

#if !defined(SIMD_PORTABLE) && defined(__AVX2__)
#include <immintrin.h>
#define WORD_MARKS _mm_loadu_si128((const void *)BLOCK_WORD_MARKS)
#define WORD_LEAST _mm_loadu_si128((const void *)BLOCK_WORD_LEAST)
#endif

#if !defined(SIMD_PORTABLE) && defined(__AVX512BW__)
struct block {
    __m512i v;
};
static inline struct block block_load(const char *p)
{
    return (struct block){_mm512_loadu_si512((const void *)p)};
}
#define BLOCK_PART
static inline struct block block_part(const char *p, size_t n)
{
    return (struct block){_mm512_maskz_loadu_epi8(((__mmask64)1 << n) - 1, (const void *)p)};
}
static inline uint64_t block_eq(struct block b, char c)
{
    return _mm512_cmpeq_epi8_mask(b.v, _mm512_set1_epi8(c));
}
/* Bytes at most 0x20 (space and the C0 controls). */
static inline uint64_t block_blank(struct block b)
{
    return _mm512_cmple_epu8_mask(b.v, _mm512_set1_epi8(0x20));
}
static inline uint64_t block_control(struct block b)
{
    return _mm512_cmplt_epu8_mask(b.v, _mm512_set1_epi8(0x20));
}
/* Every byte with bit 0x20 set: folds `[` to `{` and `]` to `}` (and ASCII letters to lower case). */
static inline struct block block_fold(struct block b)
{
    return (struct block){_mm512_or_si512(b.v, _mm512_set1_epi8(0x20))};
}
/*
 * Bytes that no JSON has between its tokens, of a block and the same folded: none of , : { } [ ] and no blank
 * (the record separator 0x1e counts as none). Both are looked up by a byte's low half: what a folded byte of
 * that half is when it is one of , : { }, and the least byte of it that is no blank.
 */
#define BLOCK_WORD
static inline uint64_t block_word(struct block b, struct block folded)
{
    const __m512i marks = _mm512_broadcast_i32x4(WORD_MARKS), least = _mm512_broadcast_i32x4(WORD_LEAST);
    __mmask64 dark = _mm512_cmpge_epu8_mask(b.v, _mm512_shuffle_epi8(least, b.v));
    return _mm512_mask_cmpneq_epi8_mask(dark, folded.v, _mm512_shuffle_epi8(marks, b.v));
}

/* What each byte picks from two tables of 16 bytes, by its low and by its high four bits, and-ed; bytes of
 * 128 and more pick 0. */
#define BLOCK_PICK
static inline struct block block_pick(struct block b, const unsigned char low[16],
                                      const unsigned char high[16])
{
    __m512i l = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)low));
    __m512i h = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)high));
    __m512i upper = _mm512_and_si512(_mm512_srli_epi16(b.v, 4), _mm512_set1_epi8(0x0f));
    return (struct block){_mm512_and_si512(_mm512_shuffle_epi8(l, b.v), _mm512_shuffle_epi8(h, upper))};
}
static inline struct block block_both(struct block a, struct block b)
{
    return (struct block){_mm512_and_si512(a.v, b.v)};
}
/* Bytes that have one of `bits`. */
static inline uint64_t block_any(struct block b, unsigned char bits)
{
    return _mm512_test_epi8_mask(b.v, _mm512_set1_epi8((char)bits));
}

#elif !defined(SIMD_PORTABLE) && defined(__AVX2__)
struct block {
    __m256i v[2];
};
static inline uint64_t block_mask(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}
static inline struct block block_load(const char *p)
{
    return (struct block){
        {_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32))}};
}
static inline uint64_t block_eq(struct block b, char c)
{
    __m256i k = _mm256_set1_epi8(c);
    return block_mask(_mm256_cmpeq_epi8(b.v[0], k), _mm256_cmpeq_epi8(b.v[1], k));
}
static inline uint64_t block_below(struct block b, char most)
{
    __m256i k = _mm256_set1_epi8(most);
    return block_mask(_mm256_cmpeq_epi8(_mm256_max_epu8(b.v[0], k), k),
                      _mm256_cmpeq_epi8(_mm256_max_epu8(b.v[1], k), k));
}
static inline uint64_t block_blank(struct block b)
{
    return block_below(b, 0x20);
}
static inline uint64_t block_control(struct block b)
{
    return block_below(b, 0x1f);
}
static inline struct block block_fold(struct block b)
{
    __m256i k = _mm256_set1_epi8(0x20);
    return (struct block){{_mm256_or_si256(b.v[0], k), _mm256_or_si256(b.v[1], k)}};
}
static inline __m256i half_word(__m256i v, __m256i folded)
{
    const __m256i marks = _mm256_broadcastsi128_si256(WORD_MARKS);
    const __m256i least = _mm256_broadcastsi128_si256(WORD_LEAST);
    __m256i dark = _mm256_cmpeq_epi8(_mm256_max_epu8(v, _mm256_shuffle_epi8(least, v)), v);
    return _mm256_andnot_si256(_mm256_cmpeq_epi8(folded, _mm256_shuffle_epi8(marks, v)), dark);
}
#define BLOCK_WORD
static inline uint64_t block_word(struct block b, struct block folded)
{
    return block_mask(half_word(b.v[0], folded.v[0]), half_word(b.v[1], folded.v[1]));
}

#define BLOCK_PICK
static inline __m256i half_pick(__m256i v, const unsigned char low[16], const unsigned char high[16])
{
    __m256i l = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)low));
    __m256i h = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)high));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0f));
    return _mm256_and_si256(_mm256_shuffle_epi8(l, v), _mm256_shuffle_epi8(h, upper));
}
static inline struct block block_pick(struct block b, const unsigned char low[16],
                                      const unsigned char high[16])
{
    return (struct block){{half_pick(b.v[0], low, high), half_pick(b.v[1], low, high)}};
}
static inline struct block block_both(struct block a, struct block b)
{
    return (struct block){{_mm256_and_si256(a.v[0], b.v[0]), _mm256_and_si256(a.v[1], b.v[1])}};
}
static inline uint64_t block_any(struct block b, unsigned char bits)
{
    __m256i k = _mm256_set1_epi8((char)bits), zero = _mm256_setzero_si256();
    return ~block_mask(_mm256_cmpeq_epi8(_mm256_and_si256(b.v[0], k), zero),
                       _mm256_cmpeq_epi8(_mm256_and_si256(b.v[1], k), zero));
}

#elif !defined(SIMD_PORTABLE) && defined(__SSE2__)
#include <emmintrin.h>
struct block {
    __m128i v[4];
};
static inline uint64_t block_mask(const __m128i m[4])
{
    uint64_t out = 0;
    for (int i = 0; i < 4; i++)
        out |= (uint64_t)(uint32_t)_mm_movemask_epi8(m[i]) << (16 * i);
    return out;
}
static inline struct block block_load(const char *p)
{
    struct block b;
    for (int i = 0; i < 4; i++)
        b.v[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    return b;
}
static inline uint64_t block_eq(struct block b, char c)
{
    __m128i k = _mm_set1_epi8(c);
    for (int i = 0; i < 4; i++)
        b.v[i] = _mm_cmpeq_epi8(b.v[i], k);
    return block_mask(b.v);
}
static inline uint64_t block_below(struct block b, char most)
{
    __m128i k = _mm_set1_epi8(most);
    for (int i = 0; i < 4; i++)
        b.v[i] = _mm_cmpeq_epi8(_mm_max_epu8(b.v[i], k), k);
    return block_mask(b.v);
}
static inline uint64_t block_blank(struct block b)
{
    return block_below(b, 0x20);
}
static inline uint64_t block_control(struct block b)
{
    return block_below(b, 0x1f);
}
static inline struct block block_fold(struct block b)
{
    for (int i = 0; i < 4; i++)
        b.v[i] = _mm_or_si128(b.v[i], _mm_set1_epi8(0x20));
    return b;
}

#elif !defined(SIMD_PORTABLE) && defined(__ARM_NEON) && defined(__AARCH64EL__)
#include <arm_neon.h>
struct block {
    uint8x16_t v[4];
};
#include "base/simd_neon.h"

#else
struct block {
    unsigned char v[64];
};
static inline struct block block_load(const char *p)
{
    struct block b;
    memcpy(b.v, p, 64);
    return b;
}
static inline uint64_t block_eq(struct block b, char c)
{
    uint64_t m = 0;
    for (int i = 0; i < 64; i++)
        m |= (uint64_t)(b.v[i] == (unsigned char)c) << i;
    return m;
}
static inline uint64_t block_blank(struct block b)
{
    uint64_t m = 0;
    for (int i = 0; i < 64; i++)
        m |= (uint64_t)(b.v[i] <= 0x20) << i;
    return m;
}
static inline uint64_t block_control(struct block b)
{
    uint64_t m = 0;
    for (int i = 0; i < 64; i++)
        m |= (uint64_t)(b.v[i] < 0x20) << i;
    return m;
}
static inline struct block block_fold(struct block b)
{
    for (int i = 0; i < 64; i++)
        b.v[i] |= 0x20;
    return b;
}
#endif

#ifndef BLOCK_WORD
static inline uint64_t block_word(struct block b, struct block folded)
{
    uint64_t marks =
        block_eq(b, ',') | block_eq(b, ':') | block_eq(folded, '{') | block_eq(folded, '}') | block_blank(b);
    return ~marks | block_eq(b, '\x1e');
}
#endif

/* The `n` < 64 bytes at `p`, and 0 behind them: no other byte is read. */
#ifndef BLOCK_PART
static inline struct block block_part(const char *p, size_t n)
{
    char bytes[64] = {0};
    memcpy(bytes, p, n);
    return block_load(bytes);
}
#endif

/* The first 64 of the `n` bytes at `p`, or all of them and 0 behind. */
static inline struct block block_head(const char *p, size_t n)
{
    return n >= 64 ? block_load(p) : block_part(p, n);
}

/*
 * 16 bytes, for short strings in code that is compiled once for all processors: the baseline's registers or
 * plain C.
 */
#if !defined(SIMD_PORTABLE) && defined(__SSE2__)
#define CHUNKS
/* Bit i: byte i of the 16 at `p` is `a` or `b` or a control character. */
static inline uint32_t chunk_stops(const char *p, char a, char b)
{
    __m128i v = _mm_loadu_si128((const __m128i *)p), most = _mm_set1_epi8(0x1f);
    __m128i m = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)), _mm_cmpeq_epi8(v, _mm_set1_epi8(b)));
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(m, _mm_cmpeq_epi8(_mm_max_epu8(v, most), most)));
}
/* Bit i: byte i of the 16 at `p` is `c`. */
static inline uint32_t chunk_bytes(const char *p, char c)
{
    __m128i v = _mm_loadu_si128((const __m128i *)p);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}
/* Bit i: byte i of the 16 at `p` is `first` to `last`. */
static inline uint32_t chunk_within(const char *p, char first, char last)
{
    __m128i v = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8(first));
    __m128i most = _mm_set1_epi8((char)(last - first));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, most), most));
}
/* Bit i: bytes i of the 16 at `a` and at `b` are the same. */
static inline uint32_t chunk_equal(const char *a, const char *b)
{
    return (uint32_t)_mm_movemask_epi8(
        _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)b)));
}
/* Bit i: byte i of the 16 at `p` is not a space. */
static inline uint32_t chunk_words(const char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)p);
    return ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(' '))) & 0xffff;
}
/* Bit i: byte i of the 16 at `p` is `a`, and `b` the one behind it (17 bytes are read). */
static inline uint32_t chunk_pairs(const char *p, char a, char b)
{
    __m128i first = _mm_loadu_si128((const __m128i *)p), second = _mm_loadu_si128((const __m128i *)(p + 1));
    __m128i both =
        _mm_and_si128(_mm_cmpeq_epi8(first, _mm_set1_epi8(a)), _mm_cmpeq_epi8(second, _mm_set1_epi8(b)));
    return (uint32_t)_mm_movemask_epi8(both);
}
/* Bit i: byte i of the 16 at `p` is one of the `n` of `set`, or at most 0x20. */
static inline uint32_t chunk_ends(const char *p, const char *set, size_t n)
{
    __m128i v = _mm_loadu_si128((const __m128i *)p), most = _mm_set1_epi8(0x20);
    __m128i m = _mm_cmpeq_epi8(_mm_max_epu8(v, most), most);
    for (size_t i = 0; i < n; i++)
        m = _mm_or_si128(m, _mm_cmpeq_epi8(v, _mm_set1_epi8(set[i])));
    return (uint32_t)_mm_movemask_epi8(m);
}
#endif

#ifdef CHUNKS
/* Are the 16 bytes at `a` and `b` the same; the first `n` of them, at most 16? (16 are read.) */
static inline int chunk_same(const char *a, const char *b)
{
    return chunk_equal(a, b) == 0xffff;
}
static inline int chunk_same_head(const char *a, const char *b, unsigned n)
{
    return (~chunk_equal(a, b) & ((1u << n) - 1)) == 0;
}
#else
static inline uint32_t chunk_ends(const char *p, const char *set, size_t n)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)((unsigned char)p[i] <= 0x20 || memchr(set, p[i], n)) << i;
    return m;
}
static inline uint32_t chunk_pairs(const char *p, char a, char b)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)(p[i] == a && p[i + 1] == b) << i;
    return m;
}
static inline uint32_t chunk_stops(const char *p, char a, char b)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)(p[i] == a || p[i] == b || (unsigned char)p[i] < 0x20) << i;
    return m;
}
static inline uint32_t chunk_bytes(const char *p, char c)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)(p[i] == c) << i;
    return m;
}
static inline uint32_t chunk_within(const char *p, char first, char last)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)(p[i] >= first && p[i] <= last) << i;
    return m;
}
static inline int chunk_same(const char *a, const char *b)
{
    return memcmp(a, b, 16) == 0;
}
static inline int chunk_same_head(const char *a, const char *b, unsigned n)
{
    return memcmp(a, b, n) == 0;
}
static inline uint32_t chunk_words(const char *p)
{
    uint32_t m = 0;
    for (int i = 0; i < 16; i++)
        m |= (uint32_t)(p[i] != ' ') << i;
    return m;
}
#endif

/* How many of the 16 bytes at `p` are `first` to `last`, before any that is none. */
static inline unsigned chunk_run(const char *p, char first, char last)
{
    return (unsigned)__builtin_ctz(~chunk_within(p, first, last));
}

/* Bit i of the result is the parity of the bits 0..i of `m`. */
static inline uint64_t block_parity(uint64_t m)
{
#if !defined(SIMD_PORTABLE) && defined(__PCLMUL__)
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), _mm_set1_epi8((char)0xff), 0));
#else
    for (int i = 1; i < 64; i *= 2)
        m ^= m << i;
    return m;
#endif
}

/*
 * Bytes that a run of backslashes escapes: the byte after each run of odd length. `*carry` (0 or 1) says
 * whether the byte before the block was an unpaired backslash, and is updated. (The odd-run arithmetic of
 * simdjson, Langdale and Lemire 2019, section 3.1.1.)
 */
static inline uint64_t block_escaped(uint64_t slash, uint64_t *carry)
{
    const uint64_t even = 0x5555555555555555ull;
    if (!slash) {
        uint64_t out = *carry;
        *carry = 0;
        return out;
    }
    slash &= ~*carry;
    uint64_t follows = slash << 1 | *carry;
    uint64_t odd_starts = slash & ~even & ~follows, sum;
    *carry = __builtin_add_overflow(odd_starts, slash, &sum);
    return (even ^ (sum << 1)) & follows;
}

#endif
