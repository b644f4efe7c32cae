#include "input/scan.h"

#include <stdatomic.h>

#include "base/sweep_sets.h"

scan_fn scan_json_portable, scan_json_base;
#ifdef SIMD_X86
scan_fn scan_json_avx2, scan_json_avx512;
#endif

size_t scan_variants(struct scan_variant out[SCAN_VARIANTS_MAX])
{
    size_t n = 0;
    out[n++] = (struct scan_variant){"portable", scan_json_portable};
    out[n++] = (struct scan_variant){"base", scan_json_base};
#ifdef SIMD_X86
    if (simd_best() >= SIMD_SET_AVX2)
        out[n++] = (struct scan_variant){"avx2", scan_json_avx2};
    if (simd_best() >= SIMD_SET_AVX512)
        out[n++] = (struct scan_variant){"avx512", scan_json_avx512};
#endif
    return n;
}

static enum scan_stop choose(struct scan *s, struct str in, size_t *used);
static _Atomic(scan_fn *) chosen = choose;

/* The first call finds the fastest variant; threads that race here store the same pointer. */
static enum scan_stop choose(struct scan *s, struct str in, size_t *used)
{
    struct scan_variant all[SCAN_VARIANTS_MAX];
    scan_fn *best = all[scan_variants(all) - 1].run;
    atomic_store_explicit(&chosen, best, memory_order_relaxed);
    return best(s, in, used);
}

enum scan_stop scan_json(struct scan *s, struct str in, size_t *used)
{
    return atomic_load_explicit(&chosen, memory_order_relaxed)(s, in, used);
}
