/*
 * simd_set: which instructions the program uses where there are variants of a function for several: those
 * that are best for the processor, or, for tests, lesser ones.
 */
#ifndef SIGTAIL_SIMD_SET_H
#define SIGTAIL_SIMD_SET_H

#include "base/err.h"

/* The plain C one first, the fastest last. */
enum simd_set { SIMD_SET_PORTABLE, SIMD_SET_BASE, SIMD_SET_AVX2, SIMD_SET_AVX512, SIMD_SET_COUNT };

/* The best one that this processor runs: so it does all before. */
enum simd_set simd_best(void);
enum simd_set simd_in_use(void);
/*
 * Use the one called `name`: portable, sse2, avx2, avx512; on 64-bit ARM portable, neon; elsewhere
 * portable, base. Before anything else is done, on one thread. False and `err`: there is none of that name,
 * or the processor does not run it.
 */
MUST_CHECK bool simd_use(struct str name, struct err *err);

#endif
