/* Timelines: the buckets depend on the times alone, start at multiples of the step, and lose nothing. */
#include "chance.h"
#include "tally/timeline.h"
#include "unit.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static void test_steps(void **state)
{
    static const struct {
        const char *name;
        int64_t first, last, start, step;
        size_t count;
    } rows[] = {
        {"one time", 1500, 1500, 1000, SECOND, 1},
        {"59 s", 0, 59999, 0, SECOND, 60},
        {"a minute", 0, 60000, 0, 5 * SECOND, 13},
        {"an hour, aligned", 7 * HOUR, 8 * HOUR - 1, 7 * HOUR, MINUTE, 60},
        {"an hour, not aligned", 7 * HOUR + 30 * SECOND, 8 * HOUR, 7 * HOUR, 5 * MINUTE, 13},
        {"before 1970", -1, 1, -1000, SECOND, 2},
        {"a day", 0, DAY, 0, 30 * MINUTE, 49},
        {"a year", 0, (int64_t)365 * DAY, 0, (int64_t)8 * DAY, 46},
        {"unknown", NO_TIME, NO_TIME, NO_TIME, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct timeline_grid g = timeline_grid_of(rows[i].first, rows[i].last);
        if (g.start_ms != rows[i].start || g.step_ms != rows[i].step || g.count != rows[i].count)
            fail_msg("%s: %zu steps of %lld ms from %lld", rows[i].name, g.count, (long long)g.step_ms,
                     (long long)g.start_ms);
    }
}

/* What `t` says on the grid of its own times. */
static struct timeline_grid show(const struct timeline *t, int64_t first, int64_t last, uint64_t *out)
{
    struct timeline_grid g = timeline_grid_of(first, last);
    memset(out, 0, TIMELINE_BUCKETS * sizeof *out);
    timeline_on_grid(t, &g, out);
    return g;
}

static void test_counts_stand_at_their_time(void **state)
{
    struct timeline t = {0};
    uint64_t out[TIMELINE_BUCKETS];
    (void)state;
    timeline_add(&t, 10 * MINUTE, 2);
    timeline_add(&t, 11 * MINUTE + 7, 1);
    timeline_add(&t, 9 * MINUTE, 5);
    timeline_add(&t, NO_TIME, 100);
    struct timeline_grid g = show(&t, 9 * MINUTE, 11 * MINUTE + 7, out);
    assert_int_equal(g.step_ms, 5 * SECOND);
    assert_int_equal(g.start_ms, 9 * MINUTE);
    assert_int_equal(g.count, 25);
    assert_int_equal(out[0], 5);
    assert_int_equal(out[12], 2);
    assert_int_equal(out[24], 1);
    timeline_free(&t);
}

/* Random times within `span_ms`, counted whole and in three parts, merged in another order. */
static void check_split(struct chance *chance, int64_t span_ms)
{
    enum { N = 400 };
    struct timeline whole = {0}, part[3] = {0}, merged = {0};
    uint64_t a[TIMELINE_BUCKETS], b[TIMELINE_BUCKETS], truth[TIMELINE_BUCKETS] = {0};
    int64_t times[N], first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < N; i++) {
        times[i] = (int64_t)chance_below(chance, (uint64_t)span_ms) - span_ms / 3;
        first = times[i] < first ? times[i] : first;
        last = times[i] > last ? times[i] : last;
        timeline_add(&whole, times[i], i % 3 + 1);
        timeline_add(&part[chance_below(chance, 3)], times[i], i % 3 + 1);
    }
    for (size_t k = 3; k-- > 0;)
        timeline_merge(&merged, &part[k]);
    struct timeline_grid g = show(&whole, first, last, a);
    show(&merged, first, last, b);
    for (size_t i = 0; i < N; i++)
        truth[(times[i] - g.start_ms) / g.step_ms] += i % 3 + 1;
    assert_int_equal(whole.rung, merged.rung);
    assert_int_equal(whole.first, merged.first);
    assert_int_equal(whole.count, merged.count);
    assert_int_equal(whole.count, g.count);
    if (memcmp(a, b, sizeof a) != 0 || memcmp(a, truth, sizeof a) != 0)
        fail_msg("counts over %lld ms differ", (long long)span_ms);
    for (size_t k = 0; k < 3; k++)
        timeline_free(&part[k]);
    timeline_free(&whole);
    timeline_free(&merged);
}

static void test_any_split(void **state)
{
    struct chance chance = {3};
    (void)state;
    for (int64_t span = 1; span < (int64_t)1 << 50; span *= 3)
        check_split(&chance, span);
}

/* A hostile clock: times as far apart as a number can say. */
static void test_far_apart(void **state)
{
    struct timeline t = {0};
    uint64_t out[TIMELINE_BUCKETS], sum = 0;
    (void)state;
    timeline_add(&t, INT64_MAX, 1);
    timeline_add(&t, 0, 1);
    timeline_add(&t, INT64_MIN + 1, 1);
    struct timeline_grid g = show(&t, INT64_MIN + 1, INT64_MAX, out);
    for (size_t i = 0; i < g.count; i++)
        sum += out[i];
    assert_int_equal(sum, 3);
    timeline_clear(&t);
    timeline_add(&t, 2000, 1);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.first, 2);
    timeline_free(&t);
}

/* What a report claims: steps that no timeline takes are refused, the longest one is not. */
static void test_restore(void **state)
{
    const uint64_t counts[2] = {1, 2};
    const int64_t day = 86400000;
    struct timeline t = {0};
    (void)state;
    assert_false(timeline_restore(&t, 0, 1234, counts, 2));
    assert_false(timeline_restore(&t, 0, day << 25, counts, 2));
    assert_false(timeline_restore(&t, 500, 1000, counts, 2));
    assert_true(timeline_restore(&t, 0, day << 17, counts, 2));
    timeline_add(&t, TIMESTAMP_FIRST_MS, 1);
    assert_true(timeline_restore(&t, TIMESTAMP_LAST_MS / day * day, day, counts, 2));
    timeline_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),     cmocka_unit_test(test_counts_stand_at_their_time),
        cmocka_unit_test(test_any_split), cmocka_unit_test(test_far_apart),
        cmocka_unit_test(test_restore),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
