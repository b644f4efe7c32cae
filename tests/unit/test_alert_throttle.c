/* How often commands run: each error once in a cool-down, and ten of them a minute. */
#include "cli/alert_throttle.h"
#include "unit.h"

enum { COOL_MS = 900000 };

static void each_once_in_a_cool_down(void **state)
{
    struct alert_throttle p = {.cool_ms = COOL_MS};
    (void)state;
    assert_int_equal(alert_throttle_take(&p, ALERT_NEW, STR("a"), 0), THROTTLE_GO);
    assert_int_equal(alert_throttle_take(&p, ALERT_NEW, STR("a"), COOL_MS - 1), THROTTLE_COOLING);
    assert_int_equal(alert_throttle_take(&p, ALERT_BURST, STR("a"), COOL_MS - 1),
                     THROTTLE_GO); /* is another thing */
    assert_int_equal(alert_throttle_take(&p, ALERT_NEW, STR("b"), COOL_MS - 1), THROTTLE_GO);
    assert_int_equal(alert_throttle_take(&p, ALERT_NEW, STR("a"), COOL_MS), THROTTLE_GO);
    alert_throttle_free(&p);
}

static enum throttle take_number(struct alert_throttle *p, unsigned n, int64_t now_ms)
{
    char id[16];
    return alert_throttle_take(p, ALERT_NEW, str_of(id, (size_t)snprintf(id, sizeof id, "%u", n)), now_ms);
}

static void ten_in_a_minute(void **state)
{
    struct alert_throttle p = {.cool_ms = COOL_MS};
    (void)state;
    for (unsigned n = 0; n < THROTTLE_MOST; n++)
        assert_int_equal(take_number(&p, n, 1000 * n), THROTTLE_GO);
    assert_int_equal(take_number(&p, 10, 10000), THROTTLE_FULL);
    assert_int_equal(alert_throttle_free_at(&p, 10000), THROTTLE_MS);
    assert_int_equal(take_number(&p, 11, THROTTLE_MS - 1), THROTTLE_FULL);
    assert_int_equal(take_number(&p, 10, THROTTLE_MS),
                     THROTTLE_COOLING); /* it was told as one that was held back */
    alert_throttle_note(&p, THROTTLE_MS);
    assert_int_equal(take_number(&p, 12, THROTTLE_MS), THROTTLE_FULL); /* the second one ran at 1000 */
    assert_int_equal(take_number(&p, 13, THROTTLE_MS + 1000), THROTTLE_GO);
    alert_throttle_free(&p);
}

static void it_is_bounded(void **state)
{
    struct alert_throttle p = {.cool_ms = COOL_MS};
    (void)state;
    for (unsigned n = 0; n < 3 * THROTTLE_IDS; n++)
        assert_int_not_equal(take_number(&p, n, n), THROTTLE_COOLING);
    assert_int_equal(take_number(&p, 3 * THROTTLE_IDS - 1, 3 * THROTTLE_IDS), THROTTLE_COOLING);
    assert_int_equal(p.n, THROTTLE_IDS);
    alert_throttle_free(&p);
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
