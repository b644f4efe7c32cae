#include "base/sweep.h"

#include <stdatomic.h>

#include "base/sweep_sets.h"

enum simd_set simd_best(void)
{
#ifdef SIMD_X86
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("pclmul") ||
        !__builtin_cpu_supports("bmi2"))
        return SIMD_SET_BASE;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") ? SIMD_SET_AVX512
                                                                                      : SIMD_SET_AVX2;
#else
    return SIMD_SET_BASE;
#endif
}

static const struct sweep_set *best_set(void)
{
    switch (simd_best()) {
#ifdef SIMD_X86
    case SIMD_SET_AVX512:
        return &sweep_set_avx512;
    case SIMD_SET_AVX2:
        return &sweep_set_avx2;
#endif
    default:
        return &sweep_set_base;
    }
}

/* Threads that race here store the same pointer. */
static inline const struct sweep_set *set(void)
{
    static _Atomic(const struct sweep_set *) chosen;
    const struct sweep_set *s = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (UNLIKELY(!s)) {
        s = best_set();
        atomic_store_explicit(&chosen, s, memory_order_relaxed);
    }
    return s;
}

const char *sweep_quote(const char *p, const char *end)
{
    return set()->quote(p, end);
}

bool sweep_hides(struct str s)
{
    return set()->hides(s);
}

size_t sweep_find(struct str s, struct str key)
{
    return set()->find(s, key);
}

void sweep_line(struct str s, struct sweep_line *out)
{
    set()->line(s, out);
}

size_t sweep_first_line(struct str s, struct sweep_line *out)
{
    return set()->first_line(s, out);
}

bool sweep_inner(struct str s, struct sweep_inner *out)
{
    return set()->inner(s, out);
}

uint64_t sweep_inner_head(struct str s, char c)
{
    return set()->inner_head(s, c);
}
