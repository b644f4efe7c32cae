#include "base/simd_set.h"

#ifdef SIMD_X86
static const char *const NAMES[] = {"portable", "sse2", "avx2", "avx512"};
#elif defined(__AARCH64EL__)
static const char *const NAMES[] = {"portable", "neon"};
#else
static const char *const NAMES[] = {"portable", "base"};
#endif

static enum simd_set used = SIMD_SET_COUNT; /* the best */

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

enum simd_set simd_in_use(void)
{
    return used == SIMD_SET_COUNT ? simd_best() : used;
}

bool simd_use(struct str name, struct err *err)
{
    size_t i = str_index(name, NAMES, COUNT_OF(NAMES));
    if (i <= (size_t)simd_best()) {
        used = (enum simd_set)i;
        return true;
    }
    err_set(err,
            i < COUNT_OF(NAMES) ? STR_FMT ": this processor does not run it"
                                : "no instruction set is called " STR_FMT,
            STR_ARG(name));
    return err_mend(err, "SIGTAIL_SIMD takes portable and what is faster, up to %s", NAMES[simd_best()]);
}
