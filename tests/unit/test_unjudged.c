/* Records that nothing judges, and the values in them that may. */
#include "tally/unjudged.h"
#include "unit.h"

static struct record json_record(const char *json)
{
    return (struct record){.raw = str_z(json), .json = str_z(json), .format = FORMAT_JSON, .weight = 1};
}

static void expect(const struct unjudged *u, const char *const *paths, size_t n)
{
    const struct counter_row **rows = counter_sorted(&u->hints);
    assert_int_equal(counter_size(&u->hints), n);
    for (size_t i = 0; i < n; i++) {
        struct unjudged_hint h = unjudged_hint_of(rows[i]);
        if (!str_eq(h.path, str_z(paths[i])))
            fail_msg("hint %zu is " STR_FMT, i, STR_ARG(h.path));
    }
    free(rows);
}

static void hints(void **state)
{
    (void)state;
    struct unjudged u;
    struct record rec =
        json_record("{\"kind\":\"ERROR\",\"sev\":3,\"reply\":{\"code\":503},\"n\":503,\"id\":\"e\","
                    "\"proto\":\"http\",\"text\":\"error in a sentence\",\"port\":443}");
    unjudged_init(&u);
    unjudged_add(&u, &rec);
    unjudged_add(&u, &rec);
    assert_int_equal(u.records, 2);
    expect(&u, (const char *const[]){".kind", ".sev", ".reply.code"}, 3);
    unjudged_clear(&u);
}

static void counted_apart(void **state)
{
    (void)state;
    struct unjudged a, b;
    struct record rec = json_record("{\"kind\":\"INFO\"}"), other = rec;
    unjudged_init(&a);
    unjudged_init(&b);
    unjudged_add(&a, &rec);
    other.continuation = true;
    unjudged_add(&b, &other);
    other = rec;
    other.control = true;
    unjudged_add(&b, &other);
    assert_int_equal(b.records, 0);
    unjudged_add(&b, &rec);
    unjudged_merge(&a, &b);
    assert_int_equal(a.records, 2);
    expect(&a, (const char *const[]){".kind"}, 1);
    assert_int_equal(a.hints.rows->records, 2);
    unjudged_clear(&a);
    unjudged_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hints), cmocka_unit_test(counted_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
