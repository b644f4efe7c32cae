/*
 * str: borrowed bytes. A `struct str` owns nothing, is not terminated and may hold NULs; it is good
 * for as long as the memory it points into. Nothing here allocates or fails.
 */
#ifndef SIGTAIL_STR_H
#define SIGTAIL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_CHECK    __attribute__((warn_unused_result))
#define LIKELY(x)     __builtin_expect(!!(x), 1)
#define UNLIKELY(x)   __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE __attribute__((always_inline))
#define NOINLINE      __attribute__((noinline))
#define COUNT_OF(a)   (sizeof(a) / sizeof *(a))

/* How many of `n` things in order stand before a place: `before`, asked of the number `i`, holds for them. */
#define COUNT_BEFORE(n, i, before)                                                                           \
    __extension__({                                                                                          \
        size_t low_ = 0, high_ = (n);                                                                        \
        while (low_ < high_) {                                                                               \
            size_t i = (low_ + high_) / 2;                                                                   \
            if (before)                                                                                      \
                low_ = i + 1;                                                                                \
            else                                                                                             \
                high_ = i;                                                                                   \
        }                                                                                                    \
        low_;                                                                                                \
    })

/* For messages: bytes of a log may hold NULs, which end it, and be longer than an int tells. */
#define STR_FMT "%.*s"
#define STR_INIT(lit)                                                                                        \
    {                                                                                                        \
        "" lit, sizeof(lit) - 1                                                                              \
    }
#define STR_ARG(s) (int)(s).n, (s).p

struct str {
    const char *p;
    size_t n;
};

/* Is `c` one of the characters of `set`? NUL never is. */
static inline bool str_among(const char *set, char c)
{
    return c && strchr(set, c);
}

/* A string literal as a str; STR_INIT where C wants a constant, in the rows of static tables. */
#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})

static inline struct str str_of(const char *p, size_t n)
{
    return (struct str){p, n};
}

/* The terminated string `z` as a str; NULL gives the empty str. */
static inline struct str str_z(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

/* Bits that differ in the 8, or 4, bytes at `a` and `b`. */
static inline uint64_t str_differ8(const char *a, const char *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x ^ y;
}
static inline uint32_t str_differ4(const char *a, const char *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x ^ y;
}

/* Are the `n` bytes at `a` and at `b` the same? For short strings of any length, where a call costs more. */
static inline bool str_same(const char *a, const char *b, size_t n)
{
    if (n >= 8) {
        for (size_t i = 0; i + 16 < n; i += 8)
            if (str_differ8(a + i, b + i))
                return false;
        size_t at = n > 16 ? n - 16 : 0;
        return (str_differ8(a + at, b + at) | str_differ8(a + n - 8, b + n - 8)) == 0;
    }
    if (n >= 4)
        return (str_differ4(a, b) | str_differ4(a + n - 4, b + n - 4)) == 0;
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    if (s.n < prefix.n || prefix.n == 0)
        return prefix.n == 0;
    return s.p[0] == prefix.p[0] && memcmp(s.p, prefix.p, prefix.n) == 0; /* most differ at once */
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* `s` without its first `n` bytes (all of them when it is shorter). */
static inline struct str str_skip(struct str s, size_t n)
{
    n = n < s.n ? n : s.n;
    return n ? (struct str){s.p + n, s.n - n} : s; /* NULL + 0 is undefined */
}

/* The first `n` bytes of `s` (or all). */
static inline struct str str_head(struct str s, size_t n)
{
    return (struct str){s.p, s.n < n ? s.n : n};
}

/* The byte `i` of `s`, NUL beyond its end. */
static inline char str_at(struct str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

/* Where the bytes from `at` on end that are such. */
static inline ALWAYS_INLINE size_t str_past(struct str s, size_t at, bool (*is)(char))
{
    while (at < s.n && is(s.p[at]))
        at++;
    return at;
}

/* Order by bytes, a prefix before its extension: <0, 0, >0. */
int str_cmp(struct str a, struct str b);

/* Equal when ASCII letters are compared without case; str_same_nocase: the `n` bytes at `a` and `b`. */
bool str_same_nocase(const char *a, const char *b, size_t n);
static inline bool str_eq_nocase(struct str a, struct str b)
{
    return a.n == b.n && str_same_nocase(a.p, b.p, a.n); /* most differ in length */
}

/* Does `needle` stand in `s`, ASCII letters compared without case? */
bool str_has_nocase(struct str s, struct str needle);

/* Offset of the first `c` / first `needle` in `s`, or `s.n` when there is none. */
size_t str_chr(struct str s, char c);
size_t str_find(struct str s, struct str needle);
/* How often `c` stands in `s`. */
size_t str_count(struct str s, char c);

/* `s` without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/*
 * Split off the part of `*rest` before the first `sep` into `*part` and move `*rest` past it; the last
 * part ends with `*rest`. False when `rest->p` is NULL (nothing left).
 */
bool str_split(struct str *rest, char sep, struct str *part);

/* The whole of `s` as a decimal number in *out; false (untouched) when it is not one or overflows. */
MUST_CHECK bool str_u64(struct str s, uint64_t *out);
/* As above, with sign, fraction and exponent allowed (JSON's number grammar, and a leading +); what no double
 * holds (1e999) is none. */
MUST_CHECK bool str_double(struct str s, double *out);

/*
 * Edit distance of `a` and `b`, in any case, at most `most` (then most + 1 is returned); both under 64 bytes
 * count. Two neighbours that are swapped are one slip (optimal string alignment).
 */
unsigned str_distance(struct str a, struct str b, unsigned most);

/* The number of the one of `names` that `s` is; `n`: it is none of them. */
size_t str_index(struct str s, const char *const *names, size_t n);

/*
 * The one of `names` (`n` of them) nearest to `s`, for "did you mean": NULL when none is within a third
 * of its length.
 */
const char *str_nearest(struct str s, const char *const *names, size_t n);

/* 64-bit hash of `s`, the same on every machine (own; multiply-fold of 8-byte words). */
uint64_t str_hash(struct str s);
/*
 * The same from another start, for tables in memory: after str_seed nobody who writes the input knows it, and
 * so which texts have the same hash. It is neither kept nor shown.
 */
uint64_t str_table_hash(struct str s);
/* Before the first of them, on one thread. */
void str_seed(uint64_t seed);

#endif
