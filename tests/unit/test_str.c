/* Short strings compared and hashed in words: at every length, with no byte read beside them. */
#include "base/str.h"
#include "unit.h"

enum { LENGTHS = 40 };

/* `n` bytes in memory of just that size, for the sanitizer. */
static char *some(size_t n)
{
    char *p = malloc(n ? n : 1);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)(i * 37 + 11);
    return p;
}

static void test_same(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTHS; n++) {
        char *a = some(n), *b = some(n);
        assert_true(str_same(a, b, n));
        for (size_t i = 0; i < n; i++) {
            b[i] ^= 1;
            assert_false(str_same(a, b, n));
            b[i] ^= 1;
        }
        free(a);
        free(b);
    }
}

static uint64_t fold(uint64_t a, uint64_t b)
{
    __uint128_t m = (__uint128_t)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Byte by byte. */
static uint64_t plain_hash(const char *p, size_t n)
{
    uint64_t h = 0x9e3779b97f4a7c15ull ^ n;
    for (size_t at = 0; at < n; at += 8) {
        uint64_t w = 0;
        for (size_t i = 0; i < 8 && at + i < n; i++)
            w |= (uint64_t)(unsigned char)p[at + i] << (8 * i);
        h = fold(h ^ w, n - at >= 8 ? 0xe7037ed1a0b428dbull : 0x8ebc6af09c88c6e3ull);
    }
    return fold(h ^ 0x589965cc75374cc3ull, 0xa0761d6478bd642full);
}

/* Reports hold hashes, for other runs to merge: they must never change. */
static void test_hash(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTHS; n++) {
        char *p = some(n);
        assert_true(str_hash(str_of(p, n)) == plain_hash(p, n));
        free(p);
    }
}

/* Two texts that were made to have one hash: the second half of each undoes what the first made of it. */
static void test_seed(void **state)
{
    struct str a = STR("WAWhwQYM'ID~gG03"), b = STR("jpkEdjAF:FX;}^0 ");
    (void)state;
    assert_true(str_hash(a) == str_hash(b));
    assert_true(str_table_hash(a) == str_hash(a)); /* not seeded yet */
    str_seed(7);
    assert_false(str_table_hash(a) == str_table_hash(b));
    assert_true(str_hash(a) == str_hash(b));
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR(""), STR(""), 3), 0);
    assert_int_equal(str_distance(STR(""), STR("top"), 3), 3);
    assert_int_equal(str_distance(STR("TOP"), STR("top"), 3), 0);
    assert_int_equal(str_distance(STR("tpo"), STR("top"), 3), 1);
    assert_int_equal(str_distance(STR("otp"), STR("top"), 3), 1);
    assert_int_equal(str_distance(STR("tops"), STR("top"), 3), 1);
    assert_int_equal(str_distance(STR("reprot"), STR("report"), 3), 1);
    assert_int_equal(str_distance(STR("ca"), STR("abc"), 3), 3); /* no more at what was swapped */
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 3), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 1), 2);
}

/* A text that ends where its memory does, at each length, holds no key of NUL bytes behind its end. */
static void test_find(void **state)
{
    static const struct str keys[] = {STR_INIT("{\0\"\0\""), STR_INIT("\0\0\0\0"), STR_INIT("a\0\0b"),
                                      STR_INIT("\0\0"), STR_INIT("\"key\"")};
    (void)state;
    for (size_t n = 0; n < 200; n++)
        for (size_t k = 0; k < COUNT_OF(keys); k++) {
            char *p = malloc(n + 1);
            memset(p, 'x', n);
            assert_int_equal(str_find(str_of(p, n), keys[k]), n);
            if (n >= keys[k].n) {
                memcpy(p + n - keys[k].n, keys[k].p, keys[k].n);
                assert_int_equal(str_find(str_of(p, n), keys[k]), n - keys[k].n);
            }
            free(p);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_hash),
                                       cmocka_unit_test(test_seed), cmocka_unit_test(test_distance),
                                       cmocka_unit_test(test_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
