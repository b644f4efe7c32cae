/* byte_scan_sets: the variants of base/byte_scan.h, for byte_scan.c and for tests that hold them against each
 * other. */
#ifndef SIGTAIL_BYTE_SCAN_SETS_H
#define SIGTAIL_BYTE_SCAN_SETS_H

#include "base/byte_scan.h"

struct byte_scan_set {
    const char *(*quote)(const char *p, const char *end);
    bool (*hides)(struct str s);
    size_t (*find)(struct str s, struct str key);
    void (*line)(struct str s, struct byte_scan_line *out);
    size_t (*first_line)(struct str s, struct byte_scan_line *out);
    bool (*inner)(struct str s, struct byte_scan_inner *out);
    uint64_t (*inner_head)(struct str s, char c);
};

extern const struct byte_scan_set byte_scan_set_portable, byte_scan_set_base;
#ifdef SIMD_X86
extern const struct byte_scan_set byte_scan_set_avx2, byte_scan_set_avx512;
#endif

#include "base/simd_set.h"

#endif
