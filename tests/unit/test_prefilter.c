/* prefilter: finds exactly what a plain search finds, at every length, place and stride, with every
 * instruction set that there is. */
#include "base/byte_scan_sets.h"
#include "match/prefilter_tables.h"
#include "unit.h"

enum { MOST = 400 };

struct world {
    uint32_t seed;
    struct str literals[MOST];
    char bytes[MOST][24];
    size_t n;
};

struct found {
    uint64_t count, sum; /* of the places, whatever their order */
};

struct variant {
    const char *name;
    prefilter_scan_fn *scan;
    enum simd_set least;
};

static const struct variant VARIANTS[] = {
    {"chosen", prefilter_scan, SIMD_SET_PORTABLE},
    {"portable", prefilter_scan_portable, SIMD_SET_PORTABLE},
    {"base", prefilter_scan_base, SIMD_SET_PORTABLE},
#ifdef SIMD_X86
    {"avx2", prefilter_scan_avx2, SIMD_SET_AVX2},
    {"avx512", prefilter_scan_avx512, SIMD_SET_AVX512},
#endif
};

/* The i-th that this processor runs, or NULL. */
static const struct variant *variant(size_t i)
{
    return i < COUNT_OF(VARIANTS) && simd_best() >= VARIANTS[i].least ? &VARIANTS[i] : NULL;
}

static uint32_t draw(struct world *w, uint32_t below)
{
    w->seed = w->seed * 1664525 + 1013904223;
    return (w->seed >> 8) % below;
}

static uint64_t place(size_t offset, uint32_t literal)
{
    return (offset + 1) * 1000003 + literal * 7919;
}

static bool note(void *context, size_t offset, uint32_t literal)
{
    struct found *f = context;
    f->count++;
    f->sum += place(offset, literal);
    return true;
}

static struct found by_hand(const struct world *w, struct str text)
{
    struct found f = {0};
    for (size_t at = 0; at < text.n; at++)
        for (uint32_t i = 0; i < w->n; i++)
            if (text.n - at >= w->literals[i].n &&
                str_eq_nocase(str_of(text.p + at, w->literals[i].n), w->literals[i]))
                note(&f, at, i);
    return f;
}

/* Few letters, so that there are many near misses. */
static void make_literals(struct world *w, size_t n, size_t least)
{
    w->n = n;
    for (size_t i = 0; i < n; i++) {
        size_t length = least + draw(w, 6);
        for (size_t k = 0; k < length; k++)
            w->bytes[i][k] = "abcx _"[draw(w, 6)];
        w->literals[i] = str_of(w->bytes[i], length);
    }
}

static void make_text(struct world *w, char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = "abcxABC _\n"[draw(w, 10)];
    for (int i = 0; i < 6 && w->n; i++) {
        struct str l = w->literals[draw(w, (uint32_t)w->n)];
        if (n > l.n)
            memcpy(p + draw(w, (uint32_t)(n - l.n + 1)), l.p, l.n);
    }
}

static void compare(const struct world *w, const struct prefilter *f, const struct variant *v,
                    struct str text)
{
    struct found want = by_hand(w, text), got = {0};
    assert_true(v->scan(f, text, note, &got));
    if (got.count != want.count || got.sum != want.sum)
        fail_msg("%s, %zu literals, text of %zu: %lu found, not %lu", v->name, w->n, text.n,
                 (unsigned long)got.count, (unsigned long)want.count);
    assert_int_equal(prefilter_any(f, text), want.count > 0);
}

static void compare_all(struct world *w, const struct prefilter *f, size_t n)
{
    char *p = malloc(n ? n : 1); /* exactly as long as the text: nothing behind it is read */
    make_text(w, p, n);
    for (size_t i = 0; variant(i); i++)
        compare(w, f, variant(i), str_of(p, n));
    free(p);
}

static void test_same_as_by_hand(void **state)
{
    static const size_t counts[] = {0, 1, 3, 40, MOST};
    struct world *w = calloc(1, sizeof *w);
    (void)state;
    for (size_t least = 4; least <= 16; least++)
        for (size_t c = 0; c < COUNT_OF(counts); c++) {
            make_literals(w, counts[c], least);
            struct prefilter *f = prefilter_new(w->literals, NULL, w->n);
            for (size_t n = 0; n < 300; n += 1 + n / 30)
                compare_all(w, f, n);
            prefilter_free(f);
        }
    free(w);
}

/* One literal at every place of texts of every length, by every variant. */
static void test_every_place(void **state)
{
    static const char *const literals[] = {"oops",     "queue",     "closed",       "refused",
                                           "servfail", "enotfound", "connection r", "upstream timed out"};
    char text[300];
    (void)state;
    for (size_t l = 0; l < COUNT_OF(literals); l++) {
        struct str literal = str_z(literals[l]);
        struct prefilter *f = prefilter_new(&literal, NULL, 1);
        for (size_t n = literal.n; n < sizeof text; n += 7)
            for (size_t at = 0; at + literal.n <= n; at++)
                for (size_t i = 0; variant(i); i++) {
                    struct found got = {0};
                    memset(text, 'e', sizeof text);
                    memcpy(text + at, literal.p, literal.n);
                    text[at] &= (char)~0x20; /* a capital */
                    variant(i)->scan(f, str_of(text, n), note, &got);
                    assert_int_equal(got.count, 1);
                    assert_int_equal(got.sum, place(at, 0));
                }
        prefilter_free(f);
    }
}

/* What thaws finds the same, and does not move. */
static void test_frozen(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    (void)state;
    for (size_t least = 4; least <= 14; least += 5) {
        make_literals(w, MOST, least);
        struct prefilter *f = prefilter_new(w->literals, NULL, w->n);
        struct serial freezing = serial_freeze();
        prefilter_freeze(f, &freezing);
        prefilter_free(f);
        struct serial thawing = serial_thaw(serial_block(&freezing), NULL);
        f = prefilter_thaw(&thawing);
        assert_ptr_equal(thawing.rest.numbers, serial_block(&freezing).numbers + freezing.numbers.n);
        assert_ptr_equal(thawing.rest.words,
                         serial_block(&freezing).words + freezing.words.n / sizeof(uint32_t));
        for (uint32_t i = 0; i < w->n; i++)
            assert_true(str_eq(prefilter_literal(f, i), w->literals[i]));
        for (size_t n = 0; n < 300; n += 1 + n / 10)
            compare_all(w, f, n);
        prefilter_free(f);
        serial_free(&freezing);
    }
    free(w);
}

static bool in_order(void *context, size_t offset, uint32_t literal)
{
    size_t *last = context;
    (void)literal;
    assert_true(offset > *last);
    *last = offset;
    return *last < 600; /* ends here */
}

static void test_order_and_stop(void **state)
{
    struct str literals[] = {STR("first words here"), STR("other words")};
    struct prefilter *f = prefilter_new(literals, NULL, 2);
    (void)state;
    LOCAL_BUF b = {0};
    size_t last = 0;
    for (int i = 0; i < 100; i++)
        buf_addz(&b, i % 3 ? " ... first words here" : "-other words");
    assert_false(prefilter_scan(f, buf_str(&b), in_order, &last));
    assert_in_range(last, 600, 640);
    prefilter_free(f);
}

static void test_hostile_texts(void **state)
{
    struct str literals[] = {STR("aaaaaaaa"), STR("    ////"), STR("12345678")};
    struct prefilter *f = prefilter_new(literals, NULL, 3);
    (void)state;
    LOCAL_BUF b = {0};
    struct found got = {0};
    assert_false(prefilter_any(f, (struct str){0}));
    assert_false(prefilter_any(f, STR("\0\0\0\0\0\0\0\0\0\0\0\0")));
    assert_false(prefilter_any(f, STR("\xff\xfe\xc3\xe2\x82\xf0\x90\xff\xff\xff")));
    buf_fill(&b, 'A', 1 << 20);
    prefilter_scan(f, buf_str(&b), note, &got);
    assert_int_equal(got.count, (1 << 20) - 7);
    prefilter_free(f);
}

/* What is known of its windows is taken where keys are the same, and finds the same. */
static void test_known(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct prefilter_known known[MOST] = {{NULL, 0}};
    (void)state;
    for (size_t round = 0; round < 2; round++) {
        make_literals(w, MOST, 8);
        w->literals[0].n = 8; /* so that keys are those of the first */
        struct prefilter *first = prefilter_new(w->literals, NULL, w->n);
        for (uint32_t i = 0; i < MOST / 2; i++)
            known[i] = (struct prefilter_known){first, i};
        w->literals[MOST - 1].n = round ? 4 : 8; /* the second time there are others */
        struct prefilter *f = prefilter_new(w->literals, known, w->n);
        for (uint32_t i = 0; round == 0 && i < MOST / 2; i++)
            assert_int_equal(f->literals[i].window, first->literals[i].window);
        for (size_t n = 0; n < 300; n += 1 + n / 10)
            compare_all(w, f, n);
        prefilter_free(f);
        prefilter_free(first);
    }
    free(w);
}

/* Strides and widths are as large as the shortest literal lets them be; many literals want selective keys. */
static void test_strides(void **state)
{
    static const struct {
        size_t count, least;
        unsigned stride, width;
    } ROWS[] = {
        {3, 4, 1, 4},  {3, 5, 2, 4},  {3, 6, 2, 5},    {3, 7, 4, 4},     {3, 10, 4, 7},    {3, 11, 8, 4},
        {3, 13, 8, 6}, {3, 16, 8, 8}, {MOST, 8, 4, 5}, {MOST, 11, 4, 8}, {MOST, 16, 4, 8}, {0, 4, 8, 8},
    };
    struct world *w = calloc(1, sizeof *w);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        make_literals(w, ROWS[i].count, ROWS[i].least);
        if (w->n)
            w->literals[0].n = ROWS[i].least;
        struct prefilter *f = prefilter_new(w->literals, NULL, w->n);
        assert_int_equal(f->stride, ROWS[i].stride);
        assert_int_equal(f->width, ROWS[i].width);
        prefilter_free(f);
    }
    free(w);
}

/* Few literals get a sieve that finds what the net does; of many it would let too much pass. */
static void test_sieve(void **state)
{
    static const struct {
        size_t count;
        uint32_t teddies;
    } ROWS[] = {{0, 1}, {3, 1}, {60, 1}, {100, 1}, {256, 0}, {257, 0}, {MOST, 0}};
    struct world *w = calloc(1, sizeof *w);
    (void)state;
    for (size_t r = 0; r < COUNT_OF(ROWS); r++) {
        make_literals(w, ROWS[r].count, 11);
        for (size_t i = 0; i < w->n; i++) /* of all letters, as words are */
            for (size_t k = 0; k < w->literals[i].n; k++)
                w->bytes[i][k] = (char)('a' + draw(w, 26));
        struct prefilter *f = prefilter_new(w->literals, NULL, w->n);
        assert_int_equal(f->teddy_count, ROWS[r].teddies);
        for (size_t n = 0; n < 300; n += 1 + n / 10)
            compare_all(w, f, n);
        prefilter_free(f);
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_by_hand), cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_frozen),          cmocka_unit_test(test_order_and_stop),
        cmocka_unit_test(test_hostile_texts),   cmocka_unit_test(test_strides),
        cmocka_unit_test(test_known),           cmocka_unit_test(test_sieve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
