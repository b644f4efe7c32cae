#include "base/byte_scan.h"

#include <stdatomic.h>

#include "base/byte_scan_sets.h"

static const struct byte_scan_set *set_in_use(void)
{
    switch (simd_in_use()) {
#ifdef SIMD_X86
    case SIMD_SET_AVX512:
        return &byte_scan_set_avx512;
    case SIMD_SET_AVX2:
        return &byte_scan_set_avx2;
#endif
    case SIMD_SET_BASE:
        return &byte_scan_set_base;
    default:
        return &byte_scan_set_portable;
    }
}

/* Threads that race here store the same pointer. */
static inline const struct byte_scan_set *set(void)
{
    static _Atomic(const struct byte_scan_set *) chosen;
    const struct byte_scan_set *s = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (UNLIKELY(!s)) {
        s = set_in_use();
        atomic_store_explicit(&chosen, s, memory_order_relaxed);
    }
    return s;
}

const char *byte_scan_quote(const char *p, const char *end)
{
    return set()->quote(p, end);
}

bool byte_scan_hides(struct str s)
{
    return set()->hides(s);
}

size_t byte_scan_find(struct str s, struct str key)
{
    return set()->find(s, key);
}

void byte_scan_line(struct str s, struct byte_scan_line *out)
{
    set()->line(s, out);
}

size_t byte_scan_first_line(struct str s, struct byte_scan_line *out)
{
    return set()->first_line(s, out);
}

bool byte_scan_inner(struct str s, struct byte_scan_inner *out)
{
    return set()->inner(s, out);
}

uint64_t byte_scan_inner_head(struct str s, char c)
{
    return set()->inner_head(s, c);
}
