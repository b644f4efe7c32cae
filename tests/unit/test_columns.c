/* Lines as rows of values whose names an earlier line told. */
#include "record/columns.h"
#include "unit.h"

static const struct row {
    const char *names, *line;
    const char *object; /* NULL: it is no row */
} ROWS[] = {
    {"a b", "1 x", "{\"a\":\"1\",\"b\":\"x\"}"},
    {"a b", "1  x ", "{\"a\":\"1\",\"b\":\"x\"}"},
    {"a b", "1", NULL},
    {"a b", "1 x y", NULL},
    {"a b", "", NULL},
    {"a b", "1 2\tx y", "{\"a\":\"1 2\",\"b\":\"x y\"}"},
    {"a b", "\tx", "{\"a\":\"\",\"b\":\"x\"}"},
    {"a b", "1\tx\t", NULL},
    {"a\tb", "0.25\t1.2.3", "{\"a\":0.25,\"b\":\"1.2.3\"}"},
    {"a b", "-.5 5.", "{\"a\":\"-.5\",\"b\":\"5.\"}"},
    {"a", "\"\\", "{\"a\":\"\\\"\\\\\"}"},
    {"time x date", "10:00:01 - 2026-03-15",
     "{\"time\":\"10:00:01\",\"x\":\"-\",\"date\":\"2026-03-15\",\"timestamp\":\"2026-03-15T10:00:01Z\"}"},
    {"date time x", "ERROR disk full", NULL},
    {"date time x", "- - 1", "{\"date\":\"-\",\"time\":\"-\",\"x\":\"1\",\"timestamp\":\"-T-Z\"}"},
    {"", "1", NULL},
};

static void rows(void **state)
{
    struct columns c;
    LOCAL_BUF out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        columns_name(&c, str_z(row->names));
        bool ok = columns_object(&c, str_z(row->line), &out);
        if (ok != (row->object != NULL) || (ok && !str_eq(buf_str(&out), str_z(row->object))))
            fail_msg("`%s` of `%s` is " STR_FMT, row->line, row->names, STR_ARG(buf_str(&out)));
    }
}

static void bound(void **state)
{
    static char names[COLUMNS_BYTES + 1];
    struct columns c, none;
    (void)state;
    memset(names, 'a', sizeof names);
    columns_name(&none, STR(""));
    columns_name(&c, str_of(names, COLUMNS_BYTES));
    assert_int_equal(c.n, COLUMNS_BYTES);
    assert_true(columns_same(&c, &c));
    assert_false(columns_same(&c, &none));
    columns_name(&c, str_of(names, sizeof names));
    assert_true(columns_same(&c, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(bound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
