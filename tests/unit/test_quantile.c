/* Quantiles: within 2 % of the value at the rank, from 1 ms to a day; merging changes nothing. */
#include <math.h>

#include "chance.h"
#include "tally/quantile.h"
#include "unit.h"

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_one_value_is_exact(void **state)
{
    static const double values[] = {0, 0.3, 1, 2.5, 41, 999.9, 60000, 86400000, 1e12};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct quantile q = {0};
        quantile_add(&q, values[i], 3);
        if (quantile_at(&q, 0.5) != values[i] || quantile_at(&q, 1) != values[i])
            fail_msg("%g came out as %g", values[i], quantile_at(&q, 0.5));
        quantile_free(&q);
    }
}

static void test_each_value_within_two_percent(void **state)
{
    (void)state;
    for (double v = 1; v < 86400000; v *= 1.0037) {
        struct quantile q = {0};
        quantile_add(&q, 0, 1);
        quantile_add(&q, v, 100);
        quantile_add(&q, 1e9, 1);
        double got = quantile_at(&q, 0.5);
        if (got < v * 0.98 || got > v * 1.02)
            fail_msg("%g came out as %g", v, got);
        quantile_free(&q);
    }
}

/* Values spread over all magnitudes, against the sorted list of them. */
static void test_ranks(void **state)
{
    static const double parts[] = {0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1};
    enum { N = 5000 };
    static double values[N];
    struct chance chance = {11};
    struct quantile q = {0};
    (void)state;
    for (size_t i = 0; i < N; i++) {
        values[i] = (double)(1 + chance_below(&chance, 1000)) * (double)(1 << chance_below(&chance, 16));
        quantile_add(&q, values[i], 1);
    }
    qsort(values, N, sizeof *values, by_value);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        size_t rank = (size_t)(parts[i] * N + 0.999999);
        double truth = values[rank ? rank - 1 : 0], got = quantile_at(&q, parts[i]);
        if (got < truth * 0.98 || got > truth * 1.02)
            fail_msg("part %g: %g instead of %g", parts[i], got, truth);
    }
    quantile_free(&q);
}

static void test_any_split(void **state)
{
    struct chance chance = {5};
    struct quantile whole = {0}, part[4] = {0}, merged = {0};
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        double v = (double)chance_below(&chance, 100000) / 7;
        uint64_t weight = 1 + chance_below(&chance, 3);
        quantile_add(&whole, v, weight);
        quantile_add(&part[chance_below(&chance, 3)], v, weight); /* part 3 stays empty */
    }
    for (size_t k = 0; k < 4; k++)
        quantile_merge(&merged, &part[k]);
    for (double p = 0; p <= 1; p += 0.01)
        if (quantile_at(&whole, p) != quantile_at(&merged, p))
            fail_msg("part %g: %g in whole, %g merged", p, quantile_at(&whole, p), quantile_at(&merged, p));
    for (size_t k = 0; k < 4; k++)
        quantile_free(&part[k]);
    quantile_free(&whole);
    quantile_free(&merged);
}

static void test_odd_values(void **state)
{
    struct quantile q = {0};
    (void)state;
    assert_true(quantile_at(&q, 0.5) < 0);
    quantile_add(&q, -1, 1);
    quantile_add(&q, NAN, 1);
    assert_true(quantile_at(&q, 0.5) < 0);
    quantile_add(&q, 100, UINT64_MAX);
    quantile_add(&q, 100, UINT64_MAX); /* counts stop at their most, they never wrap */
    quantile_add(&q, INFINITY, 1);
    assert_true(quantile_at(&q, 0.5) > 98 && quantile_at(&q, 0.5) < 102);
    quantile_free(&q);
    assert_true(quantile_at(&q, 0.5) < 0);
    quantile_add(&q, 7, 1);
    assert_true(quantile_at(&q, 0.5) == 7);
    quantile_free(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_value_is_exact),
        cmocka_unit_test(test_each_value_within_two_percent),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_any_split),
        cmocka_unit_test(test_odd_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
