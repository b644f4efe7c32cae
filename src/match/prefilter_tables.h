/* prefilter_tables: how a prefilter is made, for prefilter.c, which makes it, and prefilter_simd.c, which
 * scans. */
#ifndef SIGTAIL_PREFILTER_TABLES_H
#define SIGTAIL_PREFILTER_TABLES_H

#include "match/prefilter.h"
#include "match/teddy.h"

enum { KEY_LEAST = 4, KEY_MOST = 8 };

/* A key of a literal, and what says no to most texts that have it, so that the literal stays untouched. */
struct prefilter_entry {
    uint32_t literal : 31;
    uint32_t in_teddy : 1; /* Teddy lets the key's first bytes pass */
    uint16_t guard;        /* of four bytes of the literal, as far from the key as can be: guard_fold() */
    uint8_t back;          /* bytes from the literal's first to the key's first */
    int8_t guard_at;       /* from the key's first */
};

struct prefilter_literal {
    uint32_t at; /* in the bytes */
    uint16_t n, window;
};

struct prefilter {
    uint32_t stride, width; /* of keys */
    uint32_t net_bits;      /* 2 to the power of it are its words */
    const uint32_t *net;    /* two bits of a word for each key */
    /*
     * Entries by what they are sought for: where their literal has 8 bytes from the key on, all of those,
     * else the key alone. Each has a bit in `sure`, and stands in a bucket: those of bucket i begin at
     * buckets[i], and end where those of the next begin.
     */
    uint32_t bucket_bits;
    const uint32_t *sure, *buckets;
    const struct prefilter_entry *entries;
    const struct prefilter_literal *literals;
    const struct teddy *teddy; /* of four bytes of each window; NULL: it costs more than it spares */
    const char *bytes;         /* of the literals */
    uint32_t literal_count, entry_count, byte_count;
    uint32_t teddy_count; /* 0 or 1 */
    bool owns;            /* the tables; else they were frozen */
};

/* The 8 bytes at a place of a text, as they stand in memory, folded: of `width` bytes, those behind are 0. */
static inline uint64_t key_fold(uint64_t bytes, uint32_t width)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    uint64_t first = ~UINT64_C(0) << (64 - 8 * width);
#else
    uint64_t first = ~UINT64_C(0) >> (64 - 8 * width);
#endif
    return (bytes | UINT64_C(0x2020202020202020)) & first;
}

/* Odd: xxHash's first two primes. */
#define KEY_LOW  UINT32_C(0x9E3779B1)
#define KEY_HIGH UINT32_C(0x85EBCA77)
#define KEY_WIDE UINT64_C(0x9E3779B185EBCA87) /* the first one of XXH64 */

static inline uint32_t key_hash(uint64_t key)
{
    return (uint32_t)key * KEY_LOW + (uint32_t)(key >> 32) * KEY_HIGH;
}

/* The hash of what an entry is sought for, a key or 8 bytes. */
static inline uint64_t sought_hash(uint64_t bytes)
{
    return bytes * KEY_WIDE;
}

/* There are 16 bits of `sure` for each bucket: with two entries a bucket at most, on the average, one key in
 * eight passes in vain. */
enum { SURE_MORE = 4 };

static inline size_t sought_bucket(const struct prefilter *f, uint64_t h)
{
    return h >> (64 - f->bucket_bits);
}

static inline size_t sure_bit(const struct prefilter *f, uint64_t h)
{
    return h >> (64 - SURE_MORE - f->bucket_bits);
}

static inline uint16_t guard_fold(const char *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    bytes |= 0x20202020u;
    return (uint16_t)(bytes ^ bytes >> 13);
}

/*
 * Of the hash `h` of a key: which bits of its word of the net say that it may be a literal's. The word is
 * chosen by the uppermost net_bits (at most 16), the two bits by 5 each below them: a multiplication mixes
 * upper bits best, and no bit is used twice.
 */
enum { NET_FIRST = 11, NET_SECOND = 6 };

/* Bit 0 is set when the key of the hash `h` may be a literal's. */
static inline uint32_t net_look(const struct prefilter *f, uint32_t h)
{
    uint32_t word = f->net[h >> (32 - f->net_bits)];
    return word >> (h >> NET_FIRST & 31) & word >> (h >> NET_SECOND & 31);
}

/* prefilter_scan for one instruction set. */
typedef bool prefilter_scan_fn(const struct prefilter *f, struct str text, prefilter_found *found,
                               void *context);
extern prefilter_scan_fn prefilter_scan_portable, prefilter_scan_base;
#ifdef SIMD_X86
extern prefilter_scan_fn prefilter_scan_avx2, prefilter_scan_avx512;
#endif

#endif
