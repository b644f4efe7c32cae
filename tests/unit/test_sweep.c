/* Every instruction set's passes say what a plain loop over the bytes says. */
#include "base/byte_scan_sets.h"
#include "unit.h"

enum { ROUNDS = 20000, BYTES_MOST = 300 };

static const struct {
    const char *name;
    enum simd_set needs;
    const struct byte_scan_set *set;
} SETS[] = {
    {"portable", SIMD_SET_PORTABLE, &byte_scan_set_portable},
    {"base", SIMD_SET_BASE, &byte_scan_set_base},
#ifdef SIMD_X86
    {"avx2", SIMD_SET_AVX2, &byte_scan_set_avx2},
    {"avx512", SIMD_SET_AVX512, &byte_scan_set_avx512},
#endif
};

/* Bytes that mean something to a pass, and a few that do not; in memory of just that size, for the sanitizer.
 */
static struct str some_bytes(unsigned *seed)
{
    static const char alphabet[] = "\"\"\\\\\\{}[]=msrRxXcCfFaAgGnN/uP|\x1b\n model\"duration\\ .";
    size_t n = (size_t)rand_r(seed) % BYTES_MOST;
    char *p = malloc(n ? n : 1);
    for (size_t i = 0; i < n; i++)
        p[i] = alphabet[(size_t)rand_r(seed) % (sizeof alphabet - 1)];
    return str_of(p, n);
}

static char at(struct str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

static size_t plain_quote(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            return i;
        i += s.p[i] == '\\';
    }
    return s.n;
}

static bool plain_hides(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\x1b' || (s.p[i] == '\\' && (at(s, i + 1) == 'u' || at(s, i + 1) == '/')))
            return true;
    return false;
}

static size_t plain_find(struct str s, struct str key)
{
    for (size_t i = 0; i + key.n <= s.n; i++)
        if (memcmp(s.p + i, key.p, key.n) == 0)
            return i;
    return s.n;
}

static bool bit(const uint64_t *words, size_t i)
{
    return words[i / 64] >> (i & 63) & 1;
}

static char low(char c)
{
    return (char)(c | 0x20);
}

static bool plain_pair(struct str s, size_t i)
{
    char a = low(at(s, i)), b = i + 1 < s.n ? low(s.p[i + 1]) : '\0';
    return (a == 'r' && b == 'r') || (a == 'x' && b == 'c') || (a == 'c' && b == 'r') ||
           ((a == 'f' || a == 'g') && (b == 'a' || b == 'n'));
}

static bool plain_key(struct str s, size_t i)
{
    return strchr("lsc|", s.p[i]) && s.p[i] && i + 1 < s.n && s.p[i + 1] == '=';
}

static bool plain_telling(struct str s)
{
    for (size_t i = 0; i + 1 < s.n; i++)
        if ((s.p[i] == '{' && s.p[i + 1] == '"') || (s.p[i] == 'P' && s.p[i + 1] == '/'))
            return true;
    return false;
}

static bool any_pair(const struct byte_scan_line *l)
{
    uint64_t any = 0;
    for (unsigned k = 0; k < l->words; k++)
        any |= l->pairs[k];
    return any != 0;
}

static void check_line(const char *name, const struct byte_scan_set *set, struct str s)
{
    struct byte_scan_line l;
    set->line(s, &l);
    assert_int_equal(l.words, (s.n + 63) / 64);
    assert_int_equal(l.escapes, str_chr(s, '\x1b') < s.n);
    assert_int_equal(l.line_ends, str_chr(s, '\n') < s.n);
    assert_int_equal(l.telling, plain_telling(s));
    assert_int_equal(l.worded, any_pair(&l));
    for (size_t i = 0; i < s.n; i++)
        if (bit(l.keys, i) != plain_key(s, i) || bit(l.pairs, i) != plain_pair(s, i) ||
            bit(l.ms, i) != (s.p[i] == 'm' && at(s, i + 1) == 's'))
            fail_msg("%s: line, byte %zu of `" STR_FMT "`", name, i, STR_ARG(s));
}

/* Of the first line alone, whatever stands behind it. */
static void check_first_line(const char *name, const struct byte_scan_set *set, struct str s)
{
    struct byte_scan_line l;
    struct str line = str_head(s, str_chr(s, '\n'));
    assert_int_equal(set->first_line(s, &l), line.n);
    assert_int_equal(l.escapes, str_chr(line, '\x1b') < line.n);
    assert_int_equal(l.telling, plain_telling(line));
    assert_int_equal(l.worded, any_pair(&l));
    assert_false(l.line_ends);
    assert_true(l.words >= (line.n + 63) / 64);
    for (size_t i = 0; i < 64 * (size_t)l.words; i++) {
        bool in = i < line.n;
        if (bit(l.keys, i) != (in && plain_key(line, i)) || bit(l.pairs, i) != (in && plain_pair(line, i)) ||
            bit(l.ms, i) != (in && line.p[i] == 'm' && at(line, i + 1) == 's'))
            fail_msg("%s: first line, byte %zu of `" STR_FMT "`", name, i, STR_ARG(s));
    }
}

/* Backslashes directly before byte `i`. */
static size_t slashes_before(struct str s, size_t i)
{
    size_t n = 0;
    while (n < i && s.p[i - n - 1] == '\\')
        n++;
    return n;
}

static void check_inner(const char *name, const struct byte_scan_set *set, struct str s)
{
    struct byte_scan_inner in;
    bool inside = false, many = false;
    for (size_t i = 0; i < s.n; i++)
        many |= s.p[i] == '"' && slashes_before(s, i) >= 4;
    assert_int_equal(set->inner(s, &in), !many);
    for (size_t i = 0; i < s.n; i++) {
        bool quote = s.p[i] == '"' && slashes_before(s, i) == 1;
        bool open = low(s.p[i]) == '{' && !inside, close = low(s.p[i]) == '}' && !inside;
        inside ^= quote;
        if (bit(in.quotes, i) != quote || bit(in.opens, i) != open || bit(in.closes, i) != close)
            fail_msg("%s: inner, byte %zu of `" STR_FMT "`", name, i, STR_ARG(s));
    }
}

/* The quotes of the first 64 bytes that open a word with `l`, up to the first bracket but the one at the
 * start. */
static void check_inner_head(const char *name, const struct byte_scan_set *set, struct str s)
{
    uint64_t want = 0;
    for (size_t i = 0; i + 1 < s.n && i < 63 && (i == 0 || (low(s.p[i]) != '{' && low(s.p[i]) != '}')); i++)
        want |= (uint64_t)(s.p[i] == '"' && slashes_before(s, i) == 1 && s.p[i + 1] == 'l') << i;
    if (set->inner_head(s, 'l') != want)
        fail_msg("%s: inner head of `" STR_FMT "`", name, STR_ARG(s));
}

static void check_all(const char *name, const struct byte_scan_set *set, struct str s)
{
    static const struct str keys[] = {{"\"model\\", 7}, {"\"duration\\", 10}, {"ms", 2}};
    const char *quote = set->quote(s.p, s.p + s.n);
    if ((quote ? (size_t)(quote - s.p) : s.n) != plain_quote(s))
        fail_msg("%s: quote of `" STR_FMT "`", name, STR_ARG(s));
    if (set->hides(s) != plain_hides(s))
        fail_msg("%s: hides of `" STR_FMT "`", name, STR_ARG(s));
    for (size_t k = 0; k < COUNT_OF(keys); k++)
        if (set->find(s, keys[k]) != plain_find(s, keys[k]))
            fail_msg("%s: find %zu in `" STR_FMT "`", name, k, STR_ARG(s));
    check_line(name, set, s);
    check_first_line(name, set, s);
    check_inner(name, set, s);
    check_inner_head(name, set, s);
}

static void test_sets(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        struct str s = some_bytes(&seed);
        for (size_t k = 0; k < COUNT_OF(SETS); k++)
            if (SETS[k].needs <= simd_best())
                check_all(SETS[k].name, SETS[k].set, s);
        free((char *)s.p);
    }
}

/* Longer than what the marks have room for. */
static void test_long(void **state)
{
    (void)state;
    size_t n = 64 * BYTE_SCAN_WORDS + 100;
    char *p = malloc(n);
    memset(p, '=', n);
    p[n - 1] = '\n';
    for (size_t k = 0; k < COUNT_OF(SETS); k++) {
        struct byte_scan_line l;
        struct byte_scan_inner in;
        if (SETS[k].needs > simd_best())
            continue;
        SETS[k].set->line(str_of(p, n), &l);
        assert_int_equal(l.words, BYTE_SCAN_WORDS);
        assert_true(l.line_ends && !l.escapes);
        assert_int_equal(SETS[k].set->first_line(str_of(p, n), &l), n - 1);
        assert_int_equal(l.words, BYTE_SCAN_WORDS);
        assert_false(SETS[k].set->inner(str_of(p, n), &in));
    }
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sets), cmocka_unit_test(test_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
