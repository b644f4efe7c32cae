/* sweep_sets: the variants of base/sweep.h, for sweep.c and for tests that hold them against each other. */
#ifndef SIGTAIL_SWEEP_SETS_H
#define SIGTAIL_SWEEP_SETS_H

#include "base/sweep.h"

struct sweep_set {
    const char *(*quote)(const char *p, const char *end);
    bool (*hides)(struct str s);
    size_t (*find)(struct str s, struct str key);
    void (*line)(struct str s, struct sweep_line *out);
    size_t (*first_line)(struct str s, struct sweep_line *out);
    bool (*inner)(struct str s, struct sweep_inner *out);
    uint64_t (*inner_head)(struct str s, char c);
};

extern const struct sweep_set sweep_set_portable, sweep_set_base;
#ifdef SIMD_X86
extern const struct sweep_set sweep_set_avx2, sweep_set_avx512;
#endif

#include "base/simd_set.h"

#endif
