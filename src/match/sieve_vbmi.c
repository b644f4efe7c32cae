/* sieve_next for processors with AVX-512 VBMI. */
#include <immintrin.h>

#include "match/sieve.h"

/* A table in two registers. */
struct halves {
    __m512i low, high;
};

static inline struct halves load_table(const uint8_t table[128])
{
    return (struct halves){_mm512_loadu_si512(table), _mm512_loadu_si512(table + 64)};
}

static inline __m512i fold(__m512i bytes)
{
    return _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
}

/* What 64 pairs of folded bytes choose, as slot_of() of sieve.c does; the look-up takes no notice of bit 7.
 */
static inline __m512i look(struct halves t, __m512i a, __m512i b)
{
    return _mm512_permutex2var_epi8(t.low, _mm512_xor_si512(a, _mm512_add_epi8(b, b)), t.high);
}

sieve_fn sieve_next_vbmi;
size_t sieve_next_vbmi(const struct sieve *s, struct str text, size_t at)
{
    if (text.n - at < SIEVE_BYTES)
        return text.n;
    struct halves t0 = load_table(s->tables[0]), t1 = load_table(s->tables[1]);
    struct halves t2 = load_table(s->tables[2]), t3 = load_table(s->tables[3]);
    for (size_t places = text.n - at - (SIEVE_BYTES - 1);; at += 64, places -= 64) {
        const char *p = text.p + at;
        __mmask64 here = places < 64 ? ((__mmask64)1 << places) - 1 : ~(__mmask64)0;
        __m512i b0 = fold(_mm512_maskz_loadu_epi8(here, p)), b1 = fold(_mm512_maskz_loadu_epi8(here, p + 1));
        __m512i b2 = fold(_mm512_maskz_loadu_epi8(here, p + 2)),
                b3 = fold(_mm512_maskz_loadu_epi8(here, p + 3));
        __m512i bits =
            _mm512_and_si512(_mm512_and_si512(look(t0, b0, b1), look(t1, b1, b2)), look(t2, b2, b3));
        __mmask64 yes = _mm512_mask_test_epi8_mask(here, bits, look(t3, b3, b0));
        if (yes)
            return at + (size_t)_tzcnt_u64(yes);
        if (places <= 64)
            return text.n;
    }
}
