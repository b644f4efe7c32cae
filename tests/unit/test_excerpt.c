/* Excerpts: cut between characters, around the match, and always the first one by place. */
#include "tally/excerpt.h"
#include "unit.h"

static void test_cut(void **state)
{
    static const struct {
        const char *s;
        size_t most, n;
    } rows[] = {
        {"abc", 3, 3},
        {"abcd", 3, 3},
        {"ab\xc3\xa9", 3, 2},
        {"ab\xc3\xa9", 4, 4},
        {"a\xe2\x82\xac", 3, 1},
        {"\xf0\x9f\x8e\xa8x", 3, 0},
        {"", 0, 0},
        {"\x80\x80\x80\x80\x80\x80", 5, 5},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (excerpt_cut(str_z(rows[i].s), rows[i].most).n != rows[i].n)
            fail_msg("row %zu: %zu bytes", i, excerpt_cut(str_z(rows[i].s), rows[i].most).n);
}

static void test_around(void **state)
{
    static const struct {
        const char *s, *match, *want;
    } rows[] = {
        {"short text", "text", "short text"},
        {"from the start until", "start", "from the start "},
        {"something first\nthen match it", "match", "then match it"},
        {"a line that goes on until a match", "match", "match"},
        {"a line with a very long match in it", "very long match", "very long match"},
        {"a line with a match longer than it all", "match longer than it", "match longer th"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = str_z(rows[i].s);
        size_t start = str_find(s, str_z(rows[i].match));
        struct str got = excerpt_around(s, start, start + strlen(rows[i].match), 15);
        if (!str_eq(got, str_z(rows[i].want)))
            fail_msg("'%s': '" STR_FMT "'", rows[i].match, STR_ARG(got));
    }
}

static void test_first_by_place(void **state)
{
    struct excerpt a = {0}, b = {0};
    (void)state;
    excerpt_offer(&a, STR("later"), 100, (struct input_position){1, 0});
    excerpt_offer(&a, STR("the first of all"), 9, (struct input_position){0, 70});
    excerpt_offer(&a, STR("no"), 100, (struct input_position){0, 71});
    assert_true(str_eq(excerpt_str(&a), STR("the first")));
    excerpt_merge(&b, &a);
    excerpt_offer(&b, STR(""), 100, (struct input_position){0, 0});
    excerpt_merge(&b, &a);
    assert_int_equal(excerpt_str(&b).n, 0);
    assert_false(excerpt_wants(&b, (struct input_position){0, 0}));
    excerpt_clear(&a);
    excerpt_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_around),
        cmocka_unit_test(test_first_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
