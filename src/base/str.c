#include "base/str.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/byte_scan.h"

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool str_same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool str_has_nocase(struct str s, struct str needle)
{
    for (size_t at = 0; at + needle.n <= s.n; at++)
        if (str_eq_nocase(str_of(s.p + at, needle.n), needle))
            return true;
    return needle.n == 0;
}

size_t str_chr(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

size_t str_count(struct str s, char c)
{
    size_t n = 0;
    for (size_t at; (at = str_chr(s, c)) < s.n; n++)
        s = str_skip(s, at + 1);
    return n;
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (needle.n == 1)
        return str_chr(s, needle.p[0]);
    struct str head = str_head(needle, BYTE_SCAN_KEY_MOST);
    for (size_t at = 0; (at += byte_scan_find(str_skip(s, at), head)) < s.n; at++)
        if (str_starts(str_skip(s, at), needle))
            return at;
    return s.n;
}

struct str str_trim(struct str s)
{
    while (s.n && is_white(s.p[0]))
        s = str_skip(s, 1);
    while (s.n && is_white(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_split(struct str *rest, char sep, struct str *part)
{
    if (!rest->p)
        return false;
    size_t at = str_chr(*rest, sep);
    *part = str_head(*rest, at);
    *rest = at < rest->n ? str_skip(*rest, at + 1) : (struct str){NULL, 0};
    return true;
}

bool str_u64(struct str s, uint64_t *out)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 20)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
        if (d > 9 || __builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, d, &v))
            return false;
    }
    *out = v;
    return true;
}

bool str_double(struct str s, double *out)
{
    char text[64], *end;
    uint64_t whole;
    if (s.n <= 15 && str_u64(s, &whole)) { /* most are, and a double holds them exactly */
        *out = (double)whole;
        return true;
    }
    if (s.n == 0 || s.n >= sizeof text)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!isdigit((unsigned char)s.p[i]) && !str_among("+-.eE", s.p[i]))
            return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double v = strtod(text, &end);
    if (end != text + s.n || !isfinite(v))
        return false;
    *out = v;
    return true;
}

/* Do the letters that end at a.p[i - 1] and b.p[j - 1] stand the other way round? */
static bool are_swapped(struct str a, size_t i, struct str b, size_t j)
{
    return i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) && lower(a.p[i - 2]) == lower(b.p[j - 1]);
}

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned str_distance(struct str a, struct str b, unsigned most)
{
    unsigned rows[3][64];
    if (a.n >= 64 || b.n >= 64)
        return str_eq(a, b) ? 0 : most + 1;
    for (unsigned j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.n; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.n; j++) {
            unsigned change = above[j - 1] + (lower(a.p[i - 1]) != lower(b.p[j - 1]));
            row[j] = least_of(change, least_of(above[j], row[j - 1]) + 1);
            if (are_swapped(a, i, b, j))
                row[j] = least_of(row[j], before[j - 2] + 1);
        }
    }
    unsigned distance = rows[a.n % 3][b.n];
    return distance > most ? most + 1 : distance;
}

size_t str_index(struct str s, const char *const *names, size_t n)
{
    size_t i = 0;
    while (i < n && !str_eq(s, str_z(names[i])))
        i++;
    return i;
}

const char *str_nearest(struct str s, const char *const *names, size_t n)
{
    const char *best = NULL;
    unsigned least = (unsigned)(s.n / 3 + 1);
    for (size_t i = 0; i < n; i++) {
        unsigned d = str_distance(s, str_z(names[i]), least);
        if (d <= least && (!best || d < least)) {
            least = d;
            best = names[i];
        }
    }
    return best;
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    __uint128_t m = (__uint128_t)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t word(const char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

static uint64_t half_word(const char *p)
{
    uint32_t w;
    memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap32(w);
#endif
    return w;
}

/* The `n` bytes at `p`, 1 to 7, as the low bytes of a word: what is read twice falls on itself. */
static uint64_t part_word(const char *p, size_t n)
{
    if (n >= 4)
        return half_word(p) | half_word(p + n - 4) << (8 * (n - 4));
    return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << (8 * (n / 2)) |
           (uint64_t)(unsigned char)p[n - 1] << (8 * (n - 1));
}

static inline uint64_t hash_from(uint64_t h, struct str s)
{
    h ^= s.n;
    while (s.n >= 8) {
        h = fold(h ^ word(s.p), 0xe7037ed1a0b428dbull);
        s = str_skip(s, 8);
    }
    if (s.n)
        h = fold(h ^ part_word(s.p, s.n), 0x8ebc6af09c88c6e3ull);
    return fold(h ^ 0x589965cc75374cc3ull, 0xa0761d6478bd642full);
}

#define START 0x9e3779b97f4a7c15ull

uint64_t str_hash(struct str s)
{
    return hash_from(START, s);
}

/* Set before there is a second thread. */
static uint64_t table_start = START;

void str_seed(uint64_t seed)
{
    table_start = seed;
}

uint64_t str_table_hash(struct str s)
{
    return hash_from(table_start, s);
}
