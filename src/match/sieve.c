#include "match/sieve.h"

#include <stdatomic.h>

#include "base/sweep_sets.h"

/* The byte of its table that a pair chooses. The pairs are those of neighbours, and of the last byte with the
 * first. */
static unsigned slot_of(const char *bytes, unsigned pair)
{
    unsigned char a = (unsigned char)bytes[pair], b = (unsigned char)bytes[(pair + 1) % SIEVE_BYTES];
    return ((a | 0x20u) ^ (b | 0x20u) << 1) & 127;
}

/* The share of places that a bit lets pass, in 128^4ths, once the literal is added (or as it is now). */
static uint64_t share(const struct sieve *s, unsigned bit, const char *added)
{
    uint64_t product = 1;
    for (unsigned k = 0; k < SIEVE_PAIRS; k++)
        product *= s->set[k][bit] + (added && !(s->tables[k][slot_of(added, k)] >> bit & 1));
    return product;
}

/* The literal gets the bit with which the fewest more places pass. */
void sieve_add(struct sieve *s, const char *bytes)
{
    unsigned best = 0;
    uint64_t least = UINT64_MAX;
    for (unsigned bit = 0; bit < SIEVE_BITS; bit++) {
        uint64_t more = share(s, bit, bytes) - share(s, bit, NULL);
        if (more < least) {
            least = more;
            best = bit;
        }
    }
    for (unsigned k = 0; k < SIEVE_PAIRS; k++) {
        uint8_t *slot = &s->tables[k][slot_of(bytes, k)];
        s->set[k][best] += !(*slot >> best & 1);
        *slot |= (uint8_t)(1u << best);
    }
}

unsigned sieve_passes(const struct sieve *s)
{
    uint64_t sum = 0, all = (uint64_t)128 * 128 * 128 * 128;
    for (unsigned bit = 0; bit < SIEVE_BITS; bit++)
        sum += share(s, bit, NULL);
    return (unsigned)(sum * 1000000 / all);
}

size_t sieve_next_portable(const struct sieve *s, struct str text, size_t at)
{
    for (; text.n - at >= SIEVE_BYTES; at++) {
        uint8_t bits = 0xff;
        for (unsigned k = 0; k < SIEVE_PAIRS; k++)
            bits &= s->tables[k][slot_of(text.p + at, k)];
        if (bits)
            return at;
    }
    return text.n;
}

#ifdef SIMD_X86
sieve_fn sieve_next_vbmi;
#endif

sieve_fn *sieve_next_fast(void)
{
#ifdef SIMD_X86
    if (simd_best() == SIMD_SET_AVX512 && __builtin_cpu_supports("avx512vbmi"))
        return sieve_next_vbmi;
#endif
    return NULL;
}

static sieve_fn first_next;
static _Atomic(sieve_fn *) chosen = first_next;

/* The first call finds the variant; threads that race here store the same pointer. */
static size_t first_next(const struct sieve *s, struct str text, size_t at)
{
    sieve_fn *fast = sieve_next_fast(), *best = fast ? fast : sieve_next_portable;
    atomic_store_explicit(&chosen, best, memory_order_relaxed);
    return best(s, text, at);
}

size_t sieve_next(const struct sieve *s, struct str text, size_t at)
{
    return atomic_load_explicit(&chosen, memory_order_relaxed)(s, text, at);
}
