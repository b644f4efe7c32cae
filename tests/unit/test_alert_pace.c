#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "cli/alert_pace.h"

enum { COOL_MS = 900000 };

static void each_once_in_a_cool_down(void **state)
{
    struct alert_pace p = {.cool_ms = COOL_MS};
    (void)state;
    assert_int_equal(alert_pace_take(&p, ALERT_NEW, STR("a"), 0), PACE_GO);
    assert_int_equal(alert_pace_take(&p, ALERT_NEW, STR("a"), COOL_MS - 1), PACE_COOLING);
    assert_int_equal(alert_pace_take(&p, ALERT_BURST, STR("a"), COOL_MS - 1), PACE_GO); /* is another thing */
    assert_int_equal(alert_pace_take(&p, ALERT_NEW, STR("b"), COOL_MS - 1), PACE_GO);
    assert_int_equal(alert_pace_take(&p, ALERT_NEW, STR("a"), COOL_MS), PACE_GO);
    alert_pace_free(&p);
}

static enum pace take_number(struct alert_pace *p, unsigned n, int64_t now_ms)
{
    char id[16];
    return alert_pace_take(p, ALERT_NEW, str_of(id, (size_t)snprintf(id, sizeof id, "%u", n)), now_ms);
}

static void ten_in_a_minute(void **state)
{
    struct alert_pace p = {.cool_ms = COOL_MS};
    (void)state;
    for (unsigned n = 0; n < PACE_MOST; n++)
        assert_int_equal(take_number(&p, n, 1000 * n), PACE_GO);
    assert_int_equal(take_number(&p, 10, 10000), PACE_FULL);
    assert_int_equal(alert_pace_free_at(&p, 10000), PACE_MS);
    assert_int_equal(take_number(&p, 11, PACE_MS - 1), PACE_FULL);
    assert_int_equal(take_number(&p, 10, PACE_MS), PACE_COOLING); /* it was told as one that was held back */
    alert_pace_note(&p, PACE_MS);
    assert_int_equal(take_number(&p, 12, PACE_MS), PACE_FULL); /* the second one ran at 1000 */
    assert_int_equal(take_number(&p, 13, PACE_MS + 1000), PACE_GO);
    alert_pace_free(&p);
}

static void it_is_bounded(void **state)
{
    struct alert_pace p = {.cool_ms = COOL_MS};
    (void)state;
    for (unsigned n = 0; n < 3 * PACE_IDS; n++)
        assert_int_not_equal(take_number(&p, n, n), PACE_COOLING);
    assert_int_equal(take_number(&p, 3 * PACE_IDS - 1, 3 * PACE_IDS), PACE_COOLING);
    assert_int_equal(p.n, PACE_IDS);
    alert_pace_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_once_in_a_cool_down),
        cmocka_unit_test(ten_in_a_minute),
        cmocka_unit_test(it_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
