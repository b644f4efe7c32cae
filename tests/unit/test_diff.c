/* What counts as new, gone, up, down or the same. */
#include "report/diff.h"
#include "unit.h"

static const struct judgement {
    const char *name;
    uint64_t before_total, after_total, before, after;
    enum change change;
    double factor;
} ROWS[] = {
    {"nothing on either side", 1000, 1000, 0, 0, CHANGE_SAME, 0},
    {"equal", 1000, 1000, 50, 50, CHANGE_SAME, 1},
    {"new", 1000, 1000, 0, 5, CHANGE_NEW, 0},
    {"too few to be new", 1000, 1000, 0, 4, CHANGE_SAME, 0},
    {"gone", 1000, 1000, 5, 0, CHANGE_GONE, 0},
    {"too few to be gone", 1000, 1000, 4, 0, CHANGE_SAME, 0},
    {"twice", 1000, 1000, 50, 100, CHANGE_UP, 2},
    {"half", 1000, 1000, 100, 50, CHANGE_DOWN, 2},
    {"not quite twice", 1000, 1000, 50, 99, CHANGE_SAME, 1.98},
    {"thrice, but of one", 1000, 1000, 2, 6, CHANGE_SAME, 3},
    {"twice the records of twice the log", 1000, 2000, 50, 100, CHANGE_SAME, 1},
    {"as many records of a tenth of the log", 10000, 1000, 50, 50, CHANGE_UP, 10},
    {"a log too short to hold it before", 10, 100000, 0, 50, CHANGE_SAME, 0},
    {"a log too short to hold it after", 100000, 10, 50, 0, CHANGE_SAME, 0},
    {"no log before", 0, 1000, 0, 50, CHANGE_SAME, 0},
    {"no log after", 1000, 0, 50, 0, CHANGE_SAME, 0},
};

static struct report report_of(uint64_t total)
{
    struct report r = {.records = total, .first_ms = NO_TIME, .last_ms = NO_TIME};
    r.classes[CLASS_CLEAN] = total;
    return r;
}

static void test_judgement(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct judgement *row = &ROWS[i];
        struct report before = report_of(row->before_total), after = report_of(row->after_total);
        struct report_signature b = {.id = STR("one"), .records = row->before, .stats.first_ms = NO_TIME};
        struct report_signature a = {.id = STR("one"), .records = row->after, .stats.first_ms = 1000};
        before.signatures = &b;
        after.signatures = &a;
        before.signature_count = after.signature_count = 1;
        struct diff *d = diff_build(&before, &after, NULL);
        double off = d->rows[0].factor - row->factor;
        if (d->row_count != 1 || d->rows[0].change != row->change || off > 0.001 || off < -0.001)
            fail_msg("%s: %s x%g", row->name, change_name(d->rows[0].change), d->rows[0].factor);
        diff_free(d);
    }
}

/* One report knows one shape of an error, the other several: still the same error. */
static void test_clusters(void **state)
{
    (void)state;
    struct report before = report_of(1000), after = report_of(1000);
    struct report_cluster b[] = {{.template = STR("worker <word> lost its lease"), .records = 40},
                                 {.template = STR("cannot mount <word> on node <word>"), .records = 30}};
    struct report_cluster a[] = {{.template = STR("worker alpha lost its lease"), .records = 45},
                                 {.template = STR("cannot mount redwood on node oakhill"), .records = 31},
                                 {.template = STR("disk <num> is full"), .records = 12}};
    before.clusters = b;
    before.cluster_count = COUNT_OF(b);
    after.clusters = a;
    after.cluster_count = COUNT_OF(a);
    struct diff *d = diff_build(&before, &after, NULL);
    assert_int_equal(d->row_count, 3);
    assert_int_equal(d->rows[0].change, CHANGE_NEW);
    assert_int_equal(d->rows[0].after, 12);
    assert_int_equal(d->rows[1].change, CHANGE_SAME);
    assert_int_equal(d->rows[1].before, 40);
    assert_int_equal(d->rows[1].after, 45);
    assert_int_equal(d->rows[2].before, 30);
    assert_int_equal(d->rows[2].after, 31);
    diff_free(d);
}

/* New and worse first, and of them the most frequent. */
static void test_order(void **state)
{
    (void)state;
    struct report before = report_of(1000), after = report_of(1000);
    struct report_signature b[] = {{.id = STR("gone"), .records = 500},
                                   {.id = STR("up"), .records = 10},
                                   {.id = STR("down"), .records = 90}};
    struct report_signature a[] = {{.id = STR("new-few"), .records = 9},
                                   {.id = STR("up"), .records = 400},
                                   {.id = STR("down"), .records = 9},
                                   {.id = STR("new-many"), .records = 20}};
    static const char *const order[] = {"new-many", "new-few", "up", "gone", "down"};
    before.signatures = b;
    before.signature_count = COUNT_OF(b);
    after.signatures = a;
    after.signature_count = COUNT_OF(a);
    struct diff *d = diff_build(&before, &after, NULL);
    assert_int_equal(d->row_count, COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++)
        assert_string_equal(d->rows[i].id.p, order[i]);
    diff_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judgement),
        cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
