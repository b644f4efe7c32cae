/* What is a burst, and what only looks like one. */
#include "report/burst.h"
#include "unit.h"

enum { STEPS = 8 };

static const struct row {
    const char *name;
    uint64_t counts[STEPS];
    int at; /* the step where it begins, -1: none */
} ROWS[] = {
    {"steady", {20, 21, 19, 22, 18, 20, 21, 20}, -1},
    {"nothing", {0}, -1},
    {"too few to tell", {0, 0, 0, 0, 9, 0, 0, 0}, -1},
    {"from silence", {0, 0, 0, 0, 12, 30, 0, 0}, 4},
    {"well above its own before", {3, 2, 4, 3, 2, 40, 38, 41}, 5},
    {"only three times as much", {10, 10, 10, 30, 30, 30, 30, 30}, -1},
    {"too early to know a before", {0, 0, 50, 50, 50, 50, 50, 50}, -1},
    {"the third step has one", {0, 0, 0, 50, 50, 50, 50, 50}, 3},
    {"falling", {90, 80, 70, 60, 50, 40, 30, 20}, -1},
};

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        uint64_t counts[STEPS];
        struct burst b;
        memcpy(counts, ROWS[i].counts, sizeof counts);
        struct report_timeline t = {1000, 60000, counts, STEPS};
        bool found = burst_find(&t, NO_TIME, &b);
        if (found != (ROWS[i].at >= 0))
            fail_msg("%s: %s", ROWS[i].name, found ? "a burst" : "none");
        if (found && (b.since_ms != 1000 + ROWS[i].at * 60000 || b.records != counts[ROWS[i].at]))
            fail_msg("%s: since %lld", ROWS[i].name, (long long)b.since_ms);
    }
}

static void no_times(void **state)
{
    uint64_t counts[STEPS] = {0, 0, 0, 0, 99, 0, 0, 0};
    struct report_timeline t = {NO_TIME, 60000, counts, STEPS};
    struct burst b;
    (void)state;
    assert_false(burst_find(&t, NO_TIME, &b));
}

/* Before its source was read nobody looked: what came then says nothing. */
static void since(void **state)
{
    uint64_t counts[STEPS] = {0, 0, 0, 0, 99, 90, 95, 97};
    struct report_source sources[] = {{.first_ms = 1000}, {.first_ms = 1000 + 4 * 60000}};
    struct report r = {.sources = sources, .source_count = 2};
    struct report_timeline t = {1000, 60000, counts, STEPS};
    struct report_stats first = {.timeline = t, .sums.sources = 1},
                        second = {.timeline = t, .sums.sources = 2};
    struct burst b;
    (void)state;
    assert_true(burst_of(&r, &first, &b));
    assert_false(burst_of(&r, &second, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(no_times),
                                       cmocka_unit_test(since)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
