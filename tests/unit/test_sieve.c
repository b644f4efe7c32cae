/* sieve: every literal's bytes pass, in any case, and both implementations name the same places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/sieve.h"

static uint32_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void add_literals(struct sieve *s, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        char bytes[SIEVE_BYTES];
        for (unsigned k = 0; k < SIEVE_BYTES; k++)
            bytes[k] = "abcdefgh_ 19:\xc3\xa9{"[draw(16)];
        sieve_add(s, bytes);
    }
}

static void literals_pass(void **state)
{
    static const char *const literals[] = {"enot", "[12]", "\xc3\xa9zz", "    ", "_api", "{\"er"};
    static const char *const texts[] = {"ENOT", "[12]", "\xc3\xa9Zz", "    ", "_aPI", "{\"Er"};
    struct sieve s = {0};
    (void)state;
    assert_int_equal(sieve_next(&s, STR("nothing passes what is empty"), 0), 28);
    assert_int_equal(sieve_passes(&s), 0);
    for (size_t i = 0; i < COUNT_OF(literals); i++)
        sieve_add(&s, literals[i]);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_int_equal(sieve_next(&s, str_z(texts[i]), 0), 0);
    assert_int_equal(sieve_next(&s, STR(".....enot"), 1), 5);
    assert_int_equal(sieve_next(&s, STR("eno"), 0), 3);
    assert_int_equal(sieve_next(&s, STR("enot"), 4), 4);
    assert_in_range(sieve_passes(&s), 0, 1);
}

/* How many of the places of a text of random bytes pass, in a million. */
static unsigned passing(const struct sieve *s)
{
    enum { PLACES = 1 << 18 };
    static char bytes[PLACES + SIEVE_BYTES - 1];
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)draw(256);
    struct str text = str_of(bytes, sizeof bytes);
    for (size_t at = 0; (at = sieve_next(s, text, at)) < text.n; at++)
        n++;
    return (unsigned)(n * 1000000 / PLACES);
}

/* The more literals, the more passes; and it is about what sieve_passes() says, folded as random bytes are.
 */
static void tells_how_full_it_is(void **state)
{
    struct sieve s = {0};
    unsigned before = 0;
    (void)state;
    for (unsigned n = 100; n <= 1000; n += 100) {
        add_literals(&s, 100);
        unsigned said = sieve_passes(&s), found = passing(&s);
        assert_in_range(said, before, UINT32_MAX);
        if (found > 200)
            assert_in_range(said, found / 4, (uint64_t)found * 4);
        before = said;
    }
    assert_in_range(before, 1000, UINT32_MAX);
}

static void same_places(void **state)
{
    sieve_fn *fast = sieve_next_fast();
    struct sieve s;
    (void)state;
    if (!fast)
        skip();
    for (unsigned round = 0; round < 3000; round++) {
        size_t n = draw(round % 2 ? 80 : 400);
        char *p = malloc(n ? n : 1); /* exactly as long as the text: nothing behind it is read */
        s = (struct sieve){0};
        add_literals(&s, draw(60));
        for (size_t i = 0; i < n; i++)
            p[i] = "abcdefghABCDEFGH_ 19:\xc3\xa9{...xyz"[draw(31)];
        struct str text = str_of(p, n);
        for (size_t at = 0; at < n; at++)
            assert_int_equal(fast(&s, text, at), sieve_next_portable(&s, text, at));
        free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_pass),
        cmocka_unit_test(tells_how_full_it_is),
        cmocka_unit_test(same_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
