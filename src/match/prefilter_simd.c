/*
 * The scan of match/prefilter.h for one instruction set: compiled once for each, with SIMD_SUFFIX saying
 * which. AVX-512 sifts the places for few literals, 64 at once. AVX2 looks at 16 places at once; the others,
 * and strides of one and two bytes, at one after the other.
 */
#include "base/simd.h"
#include "match/prefilter_tables.h"

#define PASTE_(a, b) a##b
#define PASTE(a, b)  PASTE_(a, b)
#define NAME(n)      PASTE(n, SIMD_SUFFIX)

/* A scan under way. */
struct text_scan {
    const struct prefilter *f;
    struct str text;
    prefilter_found *found;
    void *context;
    bool in_teddy; /* keys are sought place by place, and each literal's with one only */
};

static inline uint64_t bytes_at(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* What stands at `at`, folded; the bytes behind the text are not read. */
static inline uint64_t eight_at(const struct text_scan *s, size_t at)
{
    uint64_t v = 0;
    size_t n = s->text.n - at;
    if (LIKELY(n >= sizeof v))
        v = bytes_at(s->text.p + at);
    else
        memcpy(&v, s->text.p + at, n);
    return key_fold(v, KEY_MOST);
}

static inline uint32_t hash_at(const struct text_scan *s, size_t at)
{
    return key_hash(key_fold(eight_at(s, at), s->f->width));
}

/* Its capital letters small. */
static inline uint64_t small_letters(uint64_t v)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t low = v & ~tops, from_a = low + ones * (0x80 - 'A'), past_z = low + ones * (0x80 - 'Z' - 1);
    return v | (from_a & ~past_z & ~v & tops) >> 2;
}

/* Is the text the literal's, but for case? Either has `n` bytes. */
static bool same_nocase(const char *text, const char *lower, size_t n)
{
    uint64_t a = 0, b = 0;
    for (size_t i = 0; i + sizeof a < n; i += sizeof a)
        if (small_letters(bytes_at(text + i)) != bytes_at(lower + i))
            return false;
    size_t last = n < sizeof a ? n : sizeof a;
    memcpy(&a, text + n - last, last);
    memcpy(&b, lower + n - last, last);
    return small_letters(a) == b;
}

/* The key of `e` may stand at `at`. False when its literal does, and `found` ended the scan. */
static inline bool try_entry(const struct text_scan *s, size_t at, const struct prefilter_entry *e)
{
    const char *p = s->text.p + at;
    ptrdiff_t left = (ptrdiff_t)(s->text.n - at);
    if (s->in_teddy > e->in_teddy || e->back > at || left < e->guard_at + KEY_LEAST ||
        guard_fold(p + e->guard_at) != e->guard)
        return true;
    const struct prefilter_literal *l = &s->f->literals[e->literal];
    return left + e->back < l->n || !same_nocase(p - e->back, s->f->bytes + l->at, l->n) ||
           s->found(s->context, at - e->back, e->literal);
}

/* An entry that is sought for the hash `h` may stand at `at`. False when `found` said so. */
static __attribute__((noinline)) bool try_bucket(const struct text_scan *s, size_t at, uint64_t h)
{
    const uint32_t *bucket = &s->f->buckets[sought_bucket(s->f, h)];
    const struct prefilter_entry *end = s->f->entries + bucket[1];
    for (const struct prefilter_entry *e = s->f->entries + bucket[0]; e < end; e++)
        if (!try_entry(s, at, e))
            return false;
    return true;
}

static inline bool is_sure(const struct prefilter *f, uint64_t h)
{
    size_t bit = sure_bit(f, h);
    return f->sure[bit / 32] >> (bit & 31) & 1;
}

/* The net says yes to what is at `at`. False when `found` said so. */
static inline bool confirm(const struct text_scan *s, size_t at)
{
    const struct prefilter *f = s->f;
    uint64_t eight = eight_at(s, at), key = key_fold(eight, f->width);
    uint64_t wide = sought_hash(eight), narrow = sought_hash(key);
    bool tried = is_sure(f, wide);
    if (tried && !try_bucket(s, at, wide))
        return false;
    tried = tried && sought_bucket(f, narrow) == sought_bucket(f, wide);
    return tried || !is_sure(f, narrow) || try_bucket(s, at, narrow);
}

enum { AT_ONCE = 8 };

/* One place after the other, from `at` on. */
static inline ALWAYS_INLINE bool scan_places(const struct text_scan *s, size_t at, size_t stride)
{
    const struct prefilter *f = s->f;
    size_t span = AT_ONCE * stride;
    for (; at + (span - stride) + KEY_MOST <= s->text.n; at += span) {
        const char *p = s->text.p + at;
        uint32_t yes = 0;
        for (size_t k = 0; k < AT_ONCE; k++)
            yes |= net_look(f, key_hash(key_fold(bytes_at(p + k * stride), f->width)));
        for (size_t k = 0; UNLIKELY(yes & 1) && k < AT_ONCE; k++)
            if ((net_look(f, hash_at(s, at + k * stride)) & 1) && !confirm(s, at + k * stride))
                return false;
    }
    for (; at + f->width <= s->text.n; at += stride)
        if ((net_look(f, hash_at(s, at)) & 1) && !confirm(s, at))
            return false;
    return true;
}

#if !defined(SIMD_PORTABLE) && defined(__AVX512VBMI__)
#define HAS_SIEVE true

/* A table of Teddy in two registers. */
struct halves {
    __m512i low, high;
};

static inline struct halves load_table(const uint8_t table[TEDDY_SLOTS])
{
    return (struct halves){_mm512_loadu_si512(table), _mm512_loadu_si512(table + TEDDY_SLOTS / 2)};
}

static inline __m512i load_folded(__mmask64 which, const char *p)
{
    return _mm512_or_si512(_mm512_maskz_loadu_epi8(which, p), _mm512_set1_epi8(0x20));
}

/* What 64 pairs of folded bytes choose, as in teddy.c; the look-up takes no notice of bit 7. */
static inline __m512i look_pairs(struct halves t, __m512i a, __m512i b)
{
    return _mm512_permutex2var_epi8(t.low, _mm512_xor_si512(a, _mm512_add_epi8(b, b)), t.high);
}

static inline ALWAYS_INLINE bool scan_teddy(const struct text_scan *s)
{
    const struct teddy *teddy = s->f->teddy;
    struct halves t0 = load_table(teddy->tables[0]), t1 = load_table(teddy->tables[1]);
    struct halves t2 = load_table(teddy->tables[2]), t3 = load_table(teddy->tables[3]);
    for (size_t at = 0; at + TEDDY_BYTES <= s->text.n; at += 64) {
        const char *p = s->text.p + at;
        size_t places = s->text.n - at - (TEDDY_BYTES - 1);
        __mmask64 here = places < 64 ? ((__mmask64)1 << places) - 1 : ~(__mmask64)0;
        __m512i b0 = load_folded(here, p), b1 = load_folded(here, p + 1);
        __m512i b2 = load_folded(here, p + 2), b3 = load_folded(here, p + 3);
        __m512i front = _mm512_and_si512(look_pairs(t0, b0, b1), look_pairs(t1, b1, b2));
        __m512i back = _mm512_and_si512(look_pairs(t2, b2, b3), look_pairs(t3, b3, b0));
        for (__mmask64 yes = _mm512_mask_test_epi8_mask(here, front, back); yes; yes &= yes - 1)
            if (!confirm(s, at + (size_t)_tzcnt_u64(yes)))
                return false;
    }
    return true;
}

#else
#define HAS_SIEVE false
static inline bool scan_teddy(const struct text_scan *s)
{
    (void)s;
    return true;
}
#endif

#if !defined(SIMD_PORTABLE) && defined(__AVX2__)

enum { LANES = 16 };

/* What is the same for all places, in registers. */
struct probe_registers {
    const int *net;
    __m128i shift; /* of a hash, to its word */
    __m256i high;  /* the bytes of a key behind its fourth */
};

/* Bit 0 of each lane: may a literal's key stand there whose first four bytes are in `low`, the others in
 * `high`? */
static inline ALWAYS_INLINE __m256i look(const struct probe_registers *l, __m256i low, __m256i high)
{
    const __m256i fold = _mm256_set1_epi32(0x20202020), five = _mm256_set1_epi32(31);
    low = _mm256_mullo_epi32(_mm256_or_si256(low, fold), _mm256_set1_epi32((int)KEY_LOW));
    high = _mm256_and_si256(_mm256_or_si256(high, fold), l->high);
    __m256i h = _mm256_add_epi32(low, _mm256_mullo_epi32(high, _mm256_set1_epi32((int)KEY_HIGH)));
    __m256i word = _mm256_i32gather_epi32(l->net, _mm256_srl_epi32(h, l->shift), 4);
    __m256i first = _mm256_and_si256(_mm256_srli_epi32(h, NET_FIRST), five);
    __m256i second = _mm256_and_si256(_mm256_srli_epi32(h, NET_SECOND), five);
    return _mm256_and_si256(_mm256_srlv_epi32(word, first), _mm256_srlv_epi32(word, second));
}

static inline __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Every other four bytes of two loads. */
static inline __m256i pick(__m256i a, __m256i b, int odd)
{
    __m256 x = _mm256_castsi256_ps(a), y = _mm256_castsi256_ps(b);
    __m256 picked = odd ? _mm256_shuffle_ps(x, y, 0xdd) : _mm256_shuffle_ps(x, y, 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(picked), 0xd8);
}

/* Eight places, `stride` (4 or 8) apart. */
static inline ALWAYS_INLINE __m256i look_eight(const struct probe_registers *l, const char *p, size_t stride)
{
    if (stride == 4)
        return look(l, load(p), load(p + 4));
    __m256i a = load(p), b = load(p + 32);
    return look(l, pick(a, b, 0), pick(a, b, 1));
}

static inline uint32_t mask_of(__m256i yes)
{
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_slli_epi32(yes, 31)));
}

/* Bit k: may a literal's key stand at p + k * stride? */
static inline ALWAYS_INLINE uint32_t look_lanes(const struct probe_registers *l, const char *p, size_t stride)
{
    __m256i a = look_eight(l, p, stride), b = look_eight(l, p + LANES / 2 * stride, stride);
    if (LIKELY(_mm256_testz_si256(_mm256_or_si256(a, b), _mm256_set1_epi32(1))))
        return 0;
    return mask_of(a) | mask_of(b) << LANES / 2;
}

static inline bool confirm_lanes(const struct text_scan *s, uint32_t which, size_t at, size_t stride)
{
    for (; which; which &= which - 1)
        if (!confirm(s, at + (size_t)__builtin_ctz(which) * stride))
            return false;
    return true;
}

/* Copy the `n` bytes at `p`, less than look_lanes reads, to `rest`, which is 0. */
static inline ALWAYS_INLINE void copy_rest(char rest[LANES * 8], const char *p, size_t n)
{
#ifdef BLOCK_PART /* by whole registers: what is loaded of several smaller stores waits for them */
    size_t first = n < 64 ? n : 64;
    const struct block blocks[] = {block_head(p, n), block_part(p + first, n - first)};
    memcpy(rest, blocks, sizeof blocks);
#else
    memcpy(rest, p, n);
#endif
}

/* What is left of the text. */
static inline ALWAYS_INLINE bool scan_rest(const struct text_scan *s, const struct probe_registers *l,
                                           size_t at, size_t stride)
{
    char rest[LANES * 8] = {0};
    size_t n = s->text.n - at;
    if (n < s->f->width)
        return true;
    copy_rest(rest, s->text.p + at, n);
    uint32_t places = (uint32_t)((n - s->f->width) / stride + 1);
    return confirm_lanes(s, look_lanes(l, rest, stride) & ((UINT32_C(1) << places) - 1), at, stride);
}

static inline ALWAYS_INLINE bool scan_lanes(const struct text_scan *s, size_t stride)
{
    const struct prefilter *f = s->f;
    uint32_t high = (uint32_t)(key_fold(~UINT64_C(0), f->width) >> 32);
    const struct probe_registers l = {(const int *)f->net, _mm_cvtsi32_si128((int)(32 - f->net_bits)),
                                      _mm256_set1_epi32((int)high)};
    size_t at = 0, reads = (LANES - 1) * stride + KEY_MOST;
    for (; at + reads <= s->text.n; at += LANES * stride) {
        uint32_t which = look_lanes(&l, s->text.p + at, stride);
        if (which && !confirm_lanes(s, which, at, stride))
            return false;
    }
    return scan_rest(s, &l, at, stride);
}

#else
#define scan_lanes(s, stride) scan_places((s), 0, (stride))
#endif

prefilter_scan_fn NAME(prefilter_scan);
bool NAME(prefilter_scan)(const struct prefilter *f, struct str text, prefilter_found *found, void *context)
{
    const struct text_scan s = {f, text, found, context, HAS_SIEVE && f->teddy_count};
    if (s.in_teddy)
        return scan_teddy(&s);
    if (f->stride == 8)
        return scan_lanes(&s, 8);
    if (f->stride == 4)
        return scan_lanes(&s, 4);
    return scan_places(&s, 0, f->stride);
}
