#include "base/sweep.h"

#include <stdatomic.h>

#include "base/sweep_sets.h"

static const struct sweep_set *set_in_use(void)
{
    switch (simd_in_use()) {
#ifdef SIMD_X86
    case SIMD_SET_AVX512:
        return &sweep_set_avx512;
    case SIMD_SET_AVX2:
        return &sweep_set_avx2;
#endif
    case SIMD_SET_BASE:
        return &sweep_set_base;
    default:
        return &sweep_set_portable;
    }
}

/* Threads that race here store the same pointer. */
static inline const struct sweep_set *set(void)
{
    static _Atomic(const struct sweep_set *) chosen;
    const struct sweep_set *s = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (UNLIKELY(!s)) {
        s = set_in_use();
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
