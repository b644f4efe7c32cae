/* Regexes on texts with characters beyond ASCII, and on bytes that are none. */
#include "base/regex.h"
#include "base/thread.h"
#include "unit.h"

static const struct row {
    const char *pattern, *text;
    bool matches;
} ROWS[] = {
    {"a\\Sb",
     "a\xc2\xb5"
     "b",
     true},
    {"a\\S+ \\|", "a\xe2\x9c\x93s |", true},
    {"a\\Wb",
     "a\xf0\x9f\x98\x80"
     "b",
     true},
    {"a\\Db",
     "a\xc3\xa9"
     "b",
     true},
    {"a\\Sb", "a b", false},
    {"a\\Wb", "a1b", false},
    {"a\\Db", "a1b", false},
    {"a[\\S]b",
     "a\xc2\xb5"
     "b",
     true},
    {"a[^\\S]b", "a b", true},
    {"a[]\\S]b", "a]b", true},
    {"a[[:alpha:]\\D]b", "a.b", true},
    {"a\\[\\Sb",
     "a[\xc2\xb5"
     "b",
     true},
    {"a\\\\Sb", "a\\Sb", true},
    {"\\Qa\\S[\\E\\Sb",
     "a\\S[\xc2\xb5"
     "b",
     true},
    {"a(?#[)\\Sb",
     "a\xc2\xb5"
     "b",
     true},
    {"(\\S)b$",
     "\xff"
     "b\xc2\xb5"
     "b",
     true},
};

static void rows(void **state)
{
    (void)state;
    struct engine *e = engine_new();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct err err = {0};
        struct regex *r = regex_new(str_z(ROWS[i].pattern), NULL, &err);
        if (!r)
            fail_msg("`%s`: %s", ROWS[i].pattern, err.what);
        if (engine_run(e, r, str_z(ROWS[i].text)) != ROWS[i].matches)
            fail_msg("`%s` of `%s`", ROWS[i].pattern, ROWS[i].text);
        regex_free(r);
    }
    engine_free(e);
}

static void offsets(void **state)
{
    (void)state;
    struct err err = {0};
    size_t offset = 0;
    assert_null(regex_new(STR("\\S\\S("), &offset, &err));
    assert_int_equal(offset, 5);
    assert_null(regex_new(STR("\\S[a"), &offset, &err));
    assert_int_equal(offset, 4);
}

static void *run_in_thread(void *deep)
{
    struct engine *e = engine_new();
    bool matches = engine_run(e, deep, STR("ab"));
    engine_free(e);
    return matches ? deep : NULL;
}

/* As deep as PCRE2 lets groups be: its compiler of machine code calls itself for each. */
static void deep_in_thread(void **state)
{
    enum { DEPTH = 250 };
    LOCAL_BUF source = {0};
    struct err err = {0};
    pthread_t thread;
    void *matched;
    (void)state;
    for (int i = 0; i < DEPTH; i++)
        buf_add(&source, STR("(?=a?"));
    buf_addc(&source, 'b');
    for (int i = 0; i < DEPTH; i++)
        buf_addc(&source, ')');
    struct regex *r = regex_new(buf_str(&source), NULL, &err);
    assert_non_null(r);
    assert_true(thread_begin(&thread, run_in_thread, r));
    pthread_join(thread, &matched);
    assert_ptr_equal(matched, r);
    regex_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(offsets),
                                       cmocka_unit_test(deep_in_thread)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
