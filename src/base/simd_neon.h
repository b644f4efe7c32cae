/*
 * simd_neon: the blocks and chunks of base/simd.h in the registers that every 64-bit ARM processor has. It is
 * included by simd.h alone.
 */
#ifndef SIGTAIL_SIMD_NEON_H
#define SIGTAIL_SIMD_NEON_H

/* The bit of a byte in the mask of its eight. */
static inline uint8x16_t neon_bits(void)
{
    return vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
}
/* There is no instruction that gathers bits: each byte keeps its own, and neighbours are added three times.
 */
static inline uint64_t block_mask(const uint8x16_t m[4])
{
    const uint8x16_t bits = neon_bits();
    uint8x16_t low = vpaddq_u8(vandq_u8(m[0], bits), vandq_u8(m[1], bits));
    uint8x16_t high = vpaddq_u8(vandq_u8(m[2], bits), vandq_u8(m[3], bits));
    uint8x16_t both = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(both, both)), 0);
}
static inline struct block block_load(const char *p)
{
    const uint8_t *bytes = (const uint8_t *)p;
    return (struct block){
        {vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}
static inline uint64_t block_eq(struct block b, char c)
{
    for (int i = 0; i < 4; i++)
        b.v[i] = vceqq_u8(b.v[i], vdupq_n_u8((uint8_t)c));
    return block_mask(b.v);
}
static inline uint64_t block_below(struct block b, uint8_t most)
{
    for (int i = 0; i < 4; i++)
        b.v[i] = vcleq_u8(b.v[i], vdupq_n_u8(most));
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
        b.v[i] = vorrq_u8(b.v[i], vdupq_n_u8(0x20));
    return b;
}

/* What each byte picks from a table of 16 by its low half; bytes of 128 and more pick 0. */
static inline uint8x16_t neon_pick(uint8x16_t table, uint8x16_t v)
{
    return vqtbl1q_u8(table, vandq_u8(v, vdupq_n_u8(0x8f)));
}
#define BLOCK_WORD
static inline uint64_t block_word(struct block b, struct block folded)
{
    const uint8x16_t marks = vld1q_u8(BLOCK_WORD_MARKS), least = vld1q_u8(BLOCK_WORD_LEAST);
    for (int i = 0; i < 4; i++) {
        uint8x16_t dark = vcgeq_u8(b.v[i], neon_pick(least, b.v[i]));
        b.v[i] = vbicq_u8(dark, vceqq_u8(folded.v[i], neon_pick(marks, b.v[i])));
    }
    return block_mask(b.v);
}
#define BLOCK_PICK
static inline struct block block_pick(struct block b, const unsigned char low[16],
                                      const unsigned char high[16])
{
    const uint8x16_t l = vld1q_u8(low), h = vld1q_u8(high);
    for (int i = 0; i < 4; i++)
        b.v[i] = vandq_u8(neon_pick(l, b.v[i]), vqtbl1q_u8(h, vshrq_n_u8(b.v[i], 4)));
    return b;
}
static inline struct block block_both(struct block a, struct block b)
{
    for (int i = 0; i < 4; i++)
        a.v[i] = vandq_u8(a.v[i], b.v[i]);
    return a;
}
static inline uint64_t block_any(struct block b, unsigned char bits)
{
    for (int i = 0; i < 4; i++)
        b.v[i] = vtstq_u8(b.v[i], vdupq_n_u8(bits));
    return block_mask(b.v);
}

#define CHUNKS
static inline uint8x16_t chunk_load(const char *p)
{
    return vld1q_u8((const uint8_t *)p);
}
static inline uint32_t chunk_mask(uint8x16_t m)
{
    uint8x16_t sums = vandq_u8(m, neon_bits());
    for (int i = 0; i < 3; i++)
        sums = vpaddq_u8(sums, sums);
    return vgetq_lane_u16(vreinterpretq_u16_u8(sums), 0);
}
static inline uint8x16_t chunk_eq(uint8x16_t v, char c)
{
    return vceqq_u8(v, vdupq_n_u8((uint8_t)c));
}
static inline uint32_t chunk_stops(const char *p, char a, char b)
{
    uint8x16_t v = chunk_load(p), m = vorrq_u8(chunk_eq(v, a), chunk_eq(v, b));
    return chunk_mask(vorrq_u8(m, vcleq_u8(v, vdupq_n_u8(0x1f))));
}
static inline uint32_t chunk_bytes(const char *p, char c)
{
    return chunk_mask(chunk_eq(chunk_load(p), c));
}
static inline uint32_t chunk_within(const char *p, char first, char last)
{
    uint8x16_t v = vsubq_u8(chunk_load(p), vdupq_n_u8((uint8_t)first));
    return chunk_mask(vcleq_u8(v, vdupq_n_u8((uint8_t)(last - first))));
}
static inline uint32_t chunk_equal(const char *a, const char *b)
{
    return chunk_mask(vceqq_u8(chunk_load(a), chunk_load(b)));
}
static inline uint32_t chunk_words(const char *p)
{
    return chunk_mask(vmvnq_u8(chunk_eq(chunk_load(p), ' ')));
}
static inline uint32_t chunk_pairs(const char *p, char a, char b)
{
    return chunk_mask(vandq_u8(chunk_eq(chunk_load(p), a), chunk_eq(chunk_load(p + 1), b)));
}
static inline uint32_t chunk_ends(const char *p, const char *set, size_t n)
{
    uint8x16_t v = chunk_load(p), m = vcleq_u8(v, vdupq_n_u8(0x20));
    for (size_t i = 0; i < n; i++)
        m = vorrq_u8(m, chunk_eq(v, set[i]));
    return chunk_mask(m);
}

#endif
