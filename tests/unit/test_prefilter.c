/* prefilter: finds exactly what a plain search finds, at every length, place and step, by the sieve and the
 * net. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "match/prefilter.h"

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

typedef struct prefilter *maker(const struct str *literals, size_t n);
static maker *const makers[] = {prefilter_sieved, prefilter_stepped, prefilter_new};

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

static void compare(struct world *w, const struct prefilter *f, size_t n)
{
    char *p = malloc(n ? n : 1); /* exactly as long as the text */
    make_text(w, p, n);
    struct str text = str_of(p, n);
    struct found want = by_hand(w, text), got = {0};
    assert_true(prefilter_scan(f, text, note, &got));
    if (got.count != want.count || got.sum != want.sum)
        fail_msg("%zu literals, text of %zu: %lu found, not %lu", w->n, n, (unsigned long)got.count,
                 (unsigned long)want.count);
    assert_int_equal(prefilter_any(f, text), want.count > 0);
    free(p);
}

static void test_same_as_by_hand(void **state)
{
    static const size_t counts[] = {0, 1, 3, 40, MOST};
    struct world *w = calloc(1, sizeof *w);
    (void)state;
    for (size_t least = 4; least <= 14; least++)
        for (size_t c = 0; c < COUNT_OF(counts); c++) {
            make_literals(w, counts[c], least);
            for (size_t k = 0; k < COUNT_OF(makers); k++) {
                struct prefilter *f = makers[k](w->literals, w->n);
                for (size_t n = 0; n < 200; n += 1 + n / 30)
                    compare(w, f, n);
                prefilter_free(f);
            }
        }
    free(w);
}

/* One literal at every place of texts of every length. */
static void test_every_place(void **state)
{
    struct str literal = STR("enotfound");
    struct prefilter *f = (*(maker *const *)*state)(&literal, 1);
    char text[160];
    for (size_t n = 9; n < sizeof text; n++)
        for (size_t at = 0; at + 9 <= n; at++) {
            struct found got = {0};
            memset(text, 'e', sizeof text);
            memcpy(text + at, "ENOTFOUND", 9);
            prefilter_scan(f, str_of(text, n), note, &got);
            assert_int_equal(got.count, 1);
            assert_int_equal(got.sum, place(at, 0));
        }
    prefilter_free(f);
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
    struct prefilter *f = (*(maker *const *)*state)(literals, 2);
    struct buf b = {0};
    size_t last = 0;
    for (int i = 0; i < 100; i++)
        buf_addz(&b, i % 3 ? " ... first words here" : "-other words");
    assert_false(prefilter_scan(f, buf_str(&b), in_order, &last));
    assert_in_range(last, 600, 640);
    buf_free(&b);
    prefilter_free(f);
}

static void test_hostile_texts(void **state)
{
    struct str literals[] = {STR("aaaaaaaa"), STR("    ////"), STR("12345678")};
    struct prefilter *f = (*(maker *const *)*state)(literals, 3);
    struct buf b = {0};
    struct found got = {0};
    assert_false(prefilter_any(f, (struct str){0}));
    assert_false(prefilter_any(f, STR("\0\0\0\0\0\0\0\0\0\0\0\0")));
    assert_false(prefilter_any(f, STR("\xff\xfe\xc3\xe2\x82\xf0\x90\xff\xff\xff")));
    buf_fill(&b, 'A', 1 << 20);
    prefilter_scan(f, buf_str(&b), note, &got);
    assert_int_equal(got.count, (1 << 20) - 7);
    buf_free(&b);
    prefilter_free(f);
}

int main(void)
{
    void *sieved = (void *)&makers[0], *stepped = (void *)&makers[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_by_hand),
        cmocka_unit_test_prestate(test_every_place, sieved),
        cmocka_unit_test_prestate(test_every_place, stepped),
        cmocka_unit_test_prestate(test_order_and_stop, sieved),
        cmocka_unit_test_prestate(test_order_and_stop, stepped),
        cmocka_unit_test_prestate(test_hostile_texts, sieved),
        cmocka_unit_test_prestate(test_hostile_texts, stepped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
