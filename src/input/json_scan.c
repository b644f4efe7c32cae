#include "input/json_scan.h"

#include <stdatomic.h>

#include "base/byte_scan_sets.h"

json_scan_fn json_scan_run_portable, json_scan_run_base;
json_scan_end_fn json_scan_value_end_portable, json_scan_value_end_base;
#ifdef SIMD_X86
json_scan_fn json_scan_run_avx2, json_scan_run_avx512;
json_scan_end_fn json_scan_value_end_avx2, json_scan_value_end_avx512;
#endif

size_t json_scan_variants(struct json_scan_variant out[JSON_SCAN_VARIANTS_MAX])
{
    size_t n = 0;
    out[n++] = (struct json_scan_variant){"portable", json_scan_run_portable, json_scan_value_end_portable};
    out[n++] = (struct json_scan_variant){"base", json_scan_run_base, json_scan_value_end_base};
#ifdef SIMD_X86
    if (simd_best() >= SIMD_SET_AVX2)
        out[n++] = (struct json_scan_variant){"avx2", json_scan_run_avx2, json_scan_value_end_avx2};
    if (simd_best() >= SIMD_SET_AVX512)
        out[n++] = (struct json_scan_variant){"avx512", json_scan_run_avx512, json_scan_value_end_avx512};
#endif
    return n;
}

static enum json_scan_stop first_scan(struct json_scan *s, struct str in, size_t *used);
static size_t first_end(const struct json_bitmaps *bitmaps, size_t at, size_t end);
static _Atomic(json_scan_fn *) json_scan_chosen = first_scan;
static _Atomic(json_scan_end_fn *) end_chosen = first_end;

/* The first call finds the variant in use; threads that race here store the same pointers. */
static struct json_scan_variant choose(void)
{
    struct json_scan_variant all[JSON_SCAN_VARIANTS_MAX], in_use;
    (void)json_scan_variants(all);
    in_use = all[simd_in_use()];
    atomic_store_explicit(&json_scan_chosen, in_use.run, memory_order_relaxed);
    atomic_store_explicit(&end_chosen, in_use.value_end, memory_order_relaxed);
    return in_use;
}

static enum json_scan_stop first_scan(struct json_scan *s, struct str in, size_t *used)
{
    return choose().run(s, in, used);
}

static size_t first_end(const struct json_bitmaps *bitmaps, size_t at, size_t end)
{
    return choose().value_end(bitmaps, at, end);
}

enum json_scan_stop json_scan_run(struct json_scan *s, struct str in, size_t *used)
{
    return atomic_load_explicit(&json_scan_chosen, memory_order_relaxed)(s, in, used);
}

size_t json_scan_value_end(const struct json_bitmaps *bitmaps, size_t at, size_t end)
{
    return atomic_load_explicit(&end_chosen, memory_order_relaxed)(bitmaps, at, end);
}

bool json_scan_in_string(const struct json_scan *s, struct str in, size_t used)
{
    bool inside = s->in_string, escaped = s->escaped;
    for (size_t at = s->at; at < used; at++) {
        inside ^= in.p[at] == '"' && !escaped;
        escaped = in.p[at] == '\\' && !escaped;
    }
    return inside;
}
