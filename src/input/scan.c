#include "input/scan.h"

#include <stdatomic.h>

#include "base/sweep_sets.h"

scan_fn scan_json_portable, scan_json_base;
scan_end_fn scan_value_end_portable, scan_value_end_base;
#ifdef SIMD_X86
scan_fn scan_json_avx2, scan_json_avx512;
scan_end_fn scan_value_end_avx2, scan_value_end_avx512;
#endif

size_t scan_variants(struct scan_variant out[SCAN_VARIANTS_MAX])
{
    size_t n = 0;
    out[n++] = (struct scan_variant){"portable", scan_json_portable, scan_value_end_portable};
    out[n++] = (struct scan_variant){"base", scan_json_base, scan_value_end_base};
#ifdef SIMD_X86
    if (simd_best() >= SIMD_SET_AVX2)
        out[n++] = (struct scan_variant){"avx2", scan_json_avx2, scan_value_end_avx2};
    if (simd_best() >= SIMD_SET_AVX512)
        out[n++] = (struct scan_variant){"avx512", scan_json_avx512, scan_value_end_avx512};
#endif
    return n;
}

static enum scan_stop first_scan(struct scan *s, struct str in, size_t *used);
static size_t first_end(const struct scan_marks *marks, size_t at, size_t end);
static _Atomic(scan_fn *) scan_chosen = first_scan;
static _Atomic(scan_end_fn *) end_chosen = first_end;

/* The first call finds the variant in use; threads that race here store the same pointers. */
static struct scan_variant choose(void)
{
    struct scan_variant all[SCAN_VARIANTS_MAX], in_use;
    (void)scan_variants(all);
    in_use = all[simd_in_use()];
    atomic_store_explicit(&scan_chosen, in_use.run, memory_order_relaxed);
    atomic_store_explicit(&end_chosen, in_use.value_end, memory_order_relaxed);
    return in_use;
}

static enum scan_stop first_scan(struct scan *s, struct str in, size_t *used)
{
    return choose().run(s, in, used);
}

static size_t first_end(const struct scan_marks *marks, size_t at, size_t end)
{
    return choose().value_end(marks, at, end);
}

enum scan_stop scan_json(struct scan *s, struct str in, size_t *used)
{
    return atomic_load_explicit(&scan_chosen, memory_order_relaxed)(s, in, used);
}

size_t scan_value_end(const struct scan_marks *marks, size_t at, size_t end)
{
    return atomic_load_explicit(&end_chosen, memory_order_relaxed)(marks, at, end);
}

bool scan_in_string(const struct scan *s, struct str in, size_t used)
{
    bool inside = s->in_string, escaped = s->escaped;
    for (size_t at = s->at; at < used; at++) {
        inside ^= in.p[at] == '"' && !escaped;
        escaped = in.p[at] == '\\' && !escaped;
    }
    return inside;
}
