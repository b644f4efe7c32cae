/* numbers: what is told of many, within the stated error, whatever their order and however they were split.
 */
#include <math.h>

#include "tally/numbers.h"
#include "unit.h"

enum { MANY = 5000 };

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t seed = 1;

static double random_part(void)
{
    seed = seed * 1664525 + 1013904223;
    return (double)(seed >> 8) / (1 << 24);
}

typedef double shape(void);

static double durations(void)
{
    return (double)(int)(random_part() * random_part() * 100000);
}

static double small(void)
{
    return random_part() * 0.001;
}

static double signs(void)
{
    return (double)(int)(random_part() * 2000) - 1000;
}

static double wide(void) /* over 25 powers of ten */
{
    double v = 1e-12;
    for (int i = (int)(random_part() * 25); i > 0; i--)
        v *= 10;
    return v * (1 + random_part());
}

static void check(const struct numbers *x, double *all, size_t n)
{
    qsort(all, n, sizeof *all, by_size);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += all[i];
    assert_int_equal(x->count, n);
    assert_true(x->least == all[0] && x->most == all[n - 1]);
    assert_true(fabs(numbers_total(x) - sum) <= 1e-9 * (1 + fabs(sum)));
    assert_true(fabs(numbers_mean(x) - sum / (double)n) <= 1e-9 * (1 + fabs(sum)));
    for (int percent = 0; percent <= 100; percent++) {
        size_t rank = (size_t)ceil(percent / 100.0 * (double)n);
        double want = all[rank ? rank - 1 : 0], got = numbers_at(x, percent / 100.0);
        if (fabs(got - want) > numbers_error(x) * fabs(want) * (1 + 1e-9))
            fail_msg("p%d: %.17g, not %.17g (error %g)", percent, got, want, numbers_error(x));
    }
}

static struct str state_of(const struct numbers *x, struct buf *to)
{
    buf_clear(to);
    numbers_write(x, to);
    return buf_str(to);
}

static void check_split(const double *v, size_t n, const struct numbers *whole)
{
    LOCAL_BUF one = {0}, two = {0};
    for (size_t parts = 2; parts <= 7; parts++) {
        struct numbers sum = {.sketch = true};
        for (size_t p = parts; p-- > 0;) {
            struct numbers part = {.sketch = true};
            for (size_t i = p; i < n; i += parts)
                numbers_add(&part, v[i], 1);
            numbers_merge(&sum, &part);
            numbers_free(&part);
        }
        assert_true(str_eq(state_of(whole, &one), state_of(&sum, &two)));
        numbers_free(&sum);
    }
}

static void test_shapes(void **state)
{
    static shape *const shapes[] = {durations, small, signs, wide};
    static double v[MANY];
    (void)state;
    for (size_t s = 0; s < COUNT_OF(shapes); s++) {
        struct numbers x = {.sketch = true};
        for (size_t i = 0; i < MANY; i++)
            numbers_add(&x, v[i] = shapes[s](), 1);
        assert_true(x.n <= NUMBERS_BUCKETS);
        check_split(v, MANY, &x);
        check(&x, v, MANY);
        assert_true(s == 3 ? x.shift > 0 : x.shift == 0);
        numbers_free(&x);
    }
}

static void test_whole(void **state)
{
    struct numbers x = {.sketch = true};
    (void)state;
    for (int i = 1; i < 64; i++)
        numbers_add(&x, i, 1);
    for (int i = 1; i < 64; i++)
        assert_true(numbers_at(&x, i / 63.0) == i);
    for (int i = 64; i <= 100; i++)
        numbers_add(&x, 1, 1);
    assert_true(numbers_at(&x, 0.07) == 1 && numbers_at(&x, 0.39) == 2);
    numbers_free(&x);
}

static void test_edges(void **state)
{
    struct numbers x = {.sketch = true};
    (void)state;
    assert_true(isnan(numbers_at(&x, 0.5)) && isnan(numbers_mean(&x)) && isnan(numbers_total(&x)));
    numbers_add(&x, NAN, 1);
    numbers_add(&x, INFINITY, 1);
    numbers_add(&x, 1e19, 1);
    numbers_add(&x, 5, 0);
    assert_int_equal(x.count, 0);
    numbers_add(&x, 0, 2);
    numbers_add(&x, -0.0, 1);
    assert_true(numbers_at(&x, 0.5) == 0 && numbers_total(&x) == 0);
    assert_true(x.n == 1 && !signbit(x.least));
    numbers_add(&x, 0.1, 3);
    LOCAL_BUF text = {0};
    numbers_write(&x, &text);
    assert_true(str_starts(buf_str(&text), STR("[6, 0.3, 0, 0.1")));
    for (int i = 0; i < 3; i++)
        numbers_add(&x, 1e15, UINT64_MAX >> 1);
    assert_true(numbers_total(&x) > 1e25);
    numbers_free(&x);
}

/* Times in microseconds and nanoseconds, and whatever 64 bits hold. */
static void test_large(void **state)
{
    static const double rows[] = {1773565200000000, 9007199254740991, 1773565200000000123.0, 9e18, -9e18};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct numbers x = {.sketch = true}, y = {.sketch = true};
        LOCAL_BUF text = {0};
        numbers_add(&x, rows[i], 2);
        assert_true(x.count == 2 && x.least == rows[i] && numbers_mean(&x) == rows[i]);
        assert_true(numbers_at(&x, 0.5) == rows[i]);
        assert_true(numbers_read(&y, state_of(&x, &text)) && numbers_total(&y) == 2 * rows[i]);
        numbers_free(&x);
        numbers_free(&y);
    }
}

static void test_read(void **state)
{
    static const char *const wrong[] = {
        "",
        "null",
        "[]",
        "{}",
        "[1, 2, 0, 1, 0, 0]",
        "[1, 2, 0, 1, 0, 0, 1]",
        "[1, 2, 0, 1, 0, 0, []", /* no list */
        "[1, 2, 0, 1, 0, 0, [], 1]",
        "[1, 2, 0, 1, 0, 0, [1]]",
        "[1, 2, 0, 1, 0, 0, [\"1\", 2]]",
        "[-1, 2, 0, 1, 0, 0, []]",
        "[1, \"2\", 0, 1, 0, 0, []]", /* no number */
        "[1, -, 0, 1, 0, 0, []]",
        "[1, 1.2.3, 0, 1, 0, 0, []]",
        "[1, 1e5, 0, 1, 0, 0, []]",
        "[1, 123456789012345678901234567, 0, 1, 0, 0, []]",
        "[1, 0.1234567890123, 0, 1, 0, 0, []]",
        "[1, 1, 2, 1, 0, 0, []]",
        "[1, 1, 0, 1e999, 0, 0, []]",
        "[1, 1, 0, 1, 0, 9, []]",
        "[1, 1, 0, 1, 0, 0, [131072, 1]]",
        "[1, 1, 0, 1, 0, 0, [131071, 1]]", /* of what is beyond 9e18 */
        "[1, 1, 0, 1, 0, 0, [0, 1]]",
    };
    struct numbers x = {.sketch = true};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        if (numbers_read(&x, str_z(wrong[i])) || x.count)
            fail_msg("%s is taken for a state", wrong[i]);
    assert_true(numbers_read(&x, STR("[ 2,\n-12.5 ,-10, -2.5, 1, 0, [65536,1]]")));
    assert_true(numbers_total(&x) == -12.5);
    assert_int_equal(x.n, 1);
    numbers_free(&x);
}

/* The largest sums that can be written: two of them stop at the bound, and do not turn negative. */
static void test_read_large(void **state)
{
    struct numbers x = {.broken = false}, y = {.broken = false};
    (void)state;
    assert_true(numbers_read(&x, STR("[1, 99999999999999999999999999, 0, 1, 0, 0, []]")));
    assert_true(numbers_read(&y, STR("[1, 99999999999999999999999999, 0, 1, 0, 0, []]")));
    numbers_merge(&x, &y);
    assert_true(numbers_total(&x) > 7.9e25 && numbers_total(&x) < 8.1e25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_whole),      cmocka_unit_test(test_edges),
        cmocka_unit_test(test_read),   cmocka_unit_test(test_read_large), cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
