/* Counters: exact within the bound; beyond it the common keys stay and nothing is lost from the sum. */
#include "chance.h"
#include "tally/counter.h"
#include "unit.h"

enum { BOUND = 32 };

static const struct counter_kind kind = {
    .bound = BOUND, .key_bytes = 20, .row_bytes = sizeof(struct counter_row)};

static void add_number(struct counter *c, const char *prefix, uint64_t number)
{
    char key[40];
    int n = snprintf(key, sizeof key, "%s%llu", prefix, (unsigned long long)number);
    counter_add(c, str_of(key, (size_t)n), 1, NO_TIME);
}

static uint64_t sum_of(const struct counter *c)
{
    uint64_t sum = c->other;
    for (const struct counter_row *row = c->rows; row; row = row->hh.next)
        sum += row->records;
    return sum;
}

static uint64_t records_of(const struct counter *c, const char *key)
{
    for (const struct counter_row *row = c->rows; row; row = row->hh.next)
        if (str_eq(row->key, str_z(key)))
            return row->records;
    return 0;
}

static void test_order(void **state)
{
    static const char *const keys[] = {"b", "a", "c", "b", "", "c", "b"};
    static const char *const sorted[] = {"b", "c", "", "a"};
    struct counter c = {.kind = &kind};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        counter_add(&c, str_z(keys[i]), 1, (int64_t)i);
    assert_int_equal(counter_size(&c), COUNT_OF(sorted));
    const struct counter_row **rows = counter_sorted(&c);
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        if (!str_eq(rows[i]->key, str_z(sorted[i])))
            fail_msg("row %zu is '" STR_FMT "'", i, STR_ARG(rows[i]->key));
    assert_int_equal(rows[0]->span.first_ms, 0);
    assert_int_equal(rows[0]->span.last_ms, 6);
    free(rows);
    counter_clear(&c);
    assert_null(counter_sorted(&c));
}

static void test_long_keys_are_cut(void **state)
{
    struct counter c = {.kind = &kind};
    (void)state;
    counter_add(&c, str_z("0123456789012345678\xc3\xa9 and more"), 1, NO_TIME);
    counter_add(&c, str_z("0123456789012345678"), 1, NO_TIME);
    assert_int_equal(counter_size(&c), 1);
    assert_int_equal(c.rows->key.n, 19);
    counter_clear(&c);
}

/* One key in five is common; all others come once. The common ones are all there, late or not. */
/* A key is what a saved report can hold, and its length is that of what is written. */
static void test_bytes_that_are_no_text(void **state)
{
    struct counter c = {.kind = &kind};
    (void)state;
    for (int i = 0; i < 2; i++) {
        counter_add(&c, STR("\xff\xfe"), 1, NO_TIME);
        counter_add(&c, STR("\xef\xbf\xbd\xb0"), 1, NO_TIME);
        counter_add(&c, STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 1, NO_TIME);
    }
    assert_int_equal(counter_size(&c), 2);
    assert_true(str_eq(c.rows->key, STR("\xef\xbf\xbd\xef\xbf\xbd")));
    assert_int_equal(c.rows->records, 4);
    assert_int_equal(((struct counter_row *)c.rows->hh.next)->key.n, 18);
    counter_clear(&c);
}

static void test_common_keys_stay(void **state)
{
    struct counter c = {.kind = &kind};
    struct chance chance = {9};
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        if (chance_below(&chance, 5) == 0)
            add_number(&c, i < 10000 ? "early" : "late", chance_below(&chance, 2));
        else
            add_number(&c, "rare", i);
        assert_true(counter_size(&c) <= BOUND);
    }
    assert_int_equal(sum_of(&c), 20000);
    static const char *const common[] = {"early0", "early1", "late0", "late1"};
    for (size_t i = 0; i < COUNT_OF(common); i++)
        if (records_of(&c, common[i]) < 500)
            fail_msg("%s: %llu", common[i], (unsigned long long)records_of(&c, common[i]));
    counter_clear(&c);
}

/* The same of counters that are merged, as segments of a log are. */
static void test_common_keys_stay_when_merged(void **state)
{
    struct counter all = {.kind = &kind}, part = {.kind = &kind};
    struct chance chance = {21};
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        if (chance_below(&chance, 4) == 0)
            add_number(&part, "common", 0);
        else
            add_number(&part, "rare", i);
        if (i % 100 == 99) {
            counter_merge(&all, &part);
            counter_clear(&part);
            assert_true(counter_size(&all) <= BOUND);
        }
    }
    assert_int_equal(sum_of(&all), 20000);
    assert_true(records_of(&all, "common0") > 4000);
    counter_clear(&all);
}

static void test_exact_at_the_bound(void **state)
{
    struct counter whole = {.kind = &kind}, a = {.kind = &kind}, b = {.kind = &kind};
    struct chance chance = {2};
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        uint64_t key = chance_below(&chance, BOUND);
        add_number(&whole, "k", key);
        add_number(chance_below(&chance, 2) ? &a : &b, "k", key);
    }
    counter_merge(&b, &a);
    assert_int_equal(whole.other + b.other, 0);
    const struct counter_row **x = counter_sorted(&whole), **y = counter_sorted(&b);
    for (size_t i = 0; i < BOUND; i++)
        if (!str_eq(x[i]->key, y[i]->key) || x[i]->records != y[i]->records)
            fail_msg("row %zu differs", i);
    free(x);
    free(y);
    counter_clear(&whole);
    counter_clear(&a);
    counter_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_long_keys_are_cut),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_common_keys_stay),
        cmocka_unit_test(test_common_keys_stay_when_merged),
        cmocka_unit_test(test_exact_at_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
