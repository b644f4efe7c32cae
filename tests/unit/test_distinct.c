/* Distinct values: exact while few, near the truth when many, the same whatever the order and the split. */
#include "chance.h"
#include "tally/distinct.h"
#include "unit.h"

static uint64_t hash_of(uint64_t number)
{
    return str_hash(str_of((const char *)&number, sizeof number));
}

static void add_range(struct distinct *d, uint64_t first, uint64_t past)
{
    for (uint64_t i = first; i < past; i++)
        distinct_add(d, hash_of(i));
}

static void test_near_the_truth(void **state)
{
    static const struct {
        uint64_t values;
        bool coarse, exact;
        double error; /* relative: three standard errors */
    } rows[] = {
        {0, false, true, 0},         {1, false, true, 0},          {256, false, true, 0},
        {257, false, false, 0.02},   {1000, false, false, 0.05},   {10000, false, false, 0.05},
        {12000, false, false, 0.05}, {100000, false, false, 0.05}, {1000000, false, false, 0.05},
        {64, true, true, 0},         {65, true, false, 0.05},      {3000, true, false, 0.1},
        {100000, true, false, 0.1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct distinct d = {.coarse = rows[i].coarse};
        add_range(&d, 0, rows[i].values);
        add_range(&d, 0, rows[i].values < 300 ? rows[i].values : 300); /* again: nothing changes */
        double n = (double)distinct_count(&d), truth = (double)rows[i].values;
        double off = n > truth ? n - truth : truth - n;
        if (off > rows[i].error * truth || distinct_exact(&d) != rows[i].exact)
            fail_msg("%zu values (%s): counted %zu, exact %d", (size_t)rows[i].values,
                     rows[i].coarse ? "coarse" : "fine", (size_t)n, distinct_exact(&d));
        distinct_free(&d);
    }
}

/* The mean error over many sets is far below that of one set: the estimator has no bias to speak of. */
static void test_no_bias(void **state)
{
    (void)state;
    double sum = 0;
    for (uint64_t set = 0; set < 50; set++) {
        struct distinct d = {0};
        add_range(&d, set << 32, (set << 32) + 9000);
        sum += ((double)distinct_count(&d) - 9000) / 9000;
        distinct_free(&d);
    }
    assert_true(sum / 50 < 0.01 && sum / 50 > -0.01);
}

static void assert_same(const struct distinct *a, const struct distinct *b, uint64_t n)
{
    if (distinct_count(a) != distinct_count(b) || distinct_exact(a) != distinct_exact(b))
        fail_msg("%zu values: %zu in whole, %zu merged", (size_t)n, (size_t)distinct_count(a),
                 (size_t)distinct_count(b));
}

static void test_any_split(void **state)
{
    static const uint64_t sizes[] = {1, 5, 100, 255, 256, 257, 300, 2000, 20000};
    struct chance chance = {7};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct distinct whole = {0}, part[3] = {0}, merged = {0};
        for (uint64_t v = 0; v < sizes[i]; v++) {
            distinct_add(&whole, hash_of(v));
            distinct_add(&part[chance_below(&chance, 3)], hash_of(v));
            distinct_add(&part[chance_below(&chance, 3)], hash_of(v));
        }
        for (size_t k = 3; k-- > 0;)
            distinct_merge(&merged, &part[k]);
        assert_same(&whole, &merged, sizes[i]);
        for (size_t k = 0; k < 3; k++)
            distinct_free(&part[k]);
        distinct_free(&whole);
        distinct_free(&merged);
    }
}

static void test_clear(void **state)
{
    struct distinct d = {.coarse = true};
    (void)state;
    add_range(&d, 0, 1000);
    distinct_clear(&d);
    assert_int_equal(distinct_count(&d), 0);
    assert_true(d.coarse && distinct_exact(&d));
    add_range(&d, 0, 3);
    assert_int_equal(distinct_count(&d), 3);
    distinct_free(&d);
}

/* The text of one set is that of the set read from it, and adding it again changes nothing. */
static void test_text(void **state)
{
    static const uint64_t sizes[] = {0, 1, 63, 64, 65, 256, 257, 5000};
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(sizes); i++) {
        struct distinct d = {.coarse = i % 2}, again = {.coarse = i % 2}, other = {.coarse = !(i % 2)};
        LOCAL_BUF text = {0}, second = {0};
        add_range(&d, 0, sizes[i / 2]);
        distinct_write(&d, &text);
        for (int twice = 0; twice < 2; twice++)
            assert_true(distinct_read(&again, buf_str(&text)));
        distinct_write(&again, &second);
        assert_true(str_eq(buf_str(&text), buf_str(&second)));
        assert_int_equal(distinct_count(&again), distinct_count(&d));
        if (distinct_exact(&d) != distinct_read(&other, buf_str(&text)))
            fail_msg("%u values: registers of another coarseness", (unsigned)sizes[i / 2]);
        if (text.n > 1)
            assert_false(distinct_read(&again, str_head(buf_str(&text), text.n - 1)));
        distinct_free(&d);
        distinct_free(&again);
        distinct_free(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_the_truth), cmocka_unit_test(test_no_bias),
        cmocka_unit_test(test_any_split),      cmocka_unit_test(test_clear),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
