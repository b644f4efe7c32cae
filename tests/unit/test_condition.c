/* condition: how tests are joined, and what is said of a bad expression. */
#include "match/condition.h"
#include "unit.h"

static struct record sample(void)
{
    struct record r = {.status = 500, .duration_ms = 1750, .level = LEVEL_ERROR, .weight = 1};
    r.field[FIELD_USER] = STR("Salt and Pepper");
    r.field[FIELD_MODEL] = STR("veo");
    return r;
}

static const struct row {
    const char *text;
    bool holds;
    size_t parts;
} ROWS[] = {
    {"status=500", true, 1},
    {"status=500 and model=veo", true, 2},
    {"status=500 and model=flux", false, 2},
    {"status=400 or model=veo", true, 1},
    {"status=400 or model=flux", false, 1},
    {"status=400 OR model=flux Or duration>1s", true, 1},
    {"not status=400", true, 1},
    {"not not status=400", false, 1},
    {"not (status=400 or model=veo)", false, 1},
    {"not(status=400)and not(model=flux)", true, 2},
    {"status=500 or status=400 and model=flux", true, 1}, /* `and` binds closer */
    {"(status=500 or status=400) and model=flux", false, 2},
    {"((status=500))", true, 1},
    {"(status=500 and model=veo) and duration<2s", true, 2},
    {"not (status=500 and model=veo)", false, 1},
    {"user='Salt and Pepper'", true, 1},
    {"user in (x, 'Salt and Pepper') and has model", true, 2},
    {"user~'salt and' or model=veo", true, 1},
    {"user~*'salt and' and model=veo", true, 2},
    {"user~(Salt|Sugar) and model!=flux", true, 2},
    {"user~a\tand\nmodel=veo", true, 2},
    {"model=flux,veo and not tier=x", true, 2},
};

static void test_rows(void **state)
{
    struct filter_context filter_context = {.engine = engine_new()};
    struct record rec = sample();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct err err = {0};
        struct condition *c = condition_parse(str_z(ROWS[i].text), &err);
        if (!c)
            fail_msg("%s: %u: %s", ROWS[i].text, err.column, err.what);
        if (condition_test(c, &rec, &filter_context) != ROWS[i].holds)
            fail_msg("%s: %s", ROWS[i].text, ROWS[i].holds ? "does not hold" : "holds");
        bool all = true;
        size_t n = 0;
        for (const struct condition *part; (part = condition_part(c, n)); n++)
            all &= condition_test(part, &rec, &filter_context);
        if (n != ROWS[i].parts || all != ROWS[i].holds)
            fail_msg("%s: %zu parts, of which %s", ROWS[i].text, n, all ? "all hold" : "one does not");
        condition_free(c);
    }
    engine_free(filter_context.engine);
}

static const struct {
    const char *text, *what;
    unsigned column;
} BAD[] = {
    {"status=500 and", "no field", 15},
    {"status=500 or or model=x", "no field", 15},
    {"status=500 and modle=x", "no field `modle`", 16},
    {"and status=500", "no field", 1},
    {"(status=500", "not closed", 1},
    {"status=500 and (model=x or (user=y)", "not closed", 16},
    {"status=500)", "closes nothing", 11},
    {"()", "no field", 2},
    {"(status=500) model=x", "more text after the test", 14},
    {"not", "no field", 4},
    {"message~oom or killed", "no operator", 22},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct err err = {0};
        if (condition_parse(str_z(BAD[i].text), &err))
            fail_msg("%s: taken for good", BAD[i].text);
        if (!strstr(err.what, BAD[i].what) || err.column != BAD[i].column)
            fail_msg("%s: column %u: %s; %s", BAD[i].text, err.column, err.what, err.mend);
    }
}

static void test_bounds(void **state)
{
    LOCAL_BUF b = {0};
    struct err err = {0};
    (void)state;
    buf_fill(&b, '(', CONDITION_DEPTH + 1);
    buf_addz(&b, "status=500");
    buf_fill(&b, ')', CONDITION_DEPTH + 1);
    assert_null(condition_parse(buf_str(&b), &err));
    assert_int_equal(err.column, CONDITION_DEPTH + 1);
    buf_clear(&b);
    for (int i = 0; i <= CONDITION_TESTS; i++)
        buf_addz(&b, i ? " or has user" : "has user");
    assert_null(condition_parse(buf_str(&b), &err));
    assert_non_null(strstr(err.what, "64"));
}

static void test_texts(void **state)
{
    struct condition *c = condition_parse(
        STR("  status=200 or user=x  and ( model=a or not model=b ) and not has tier "), NULL);
    struct filter_context filter_context = {.engine = engine_new()};
    struct record rec = sample();
    LOCAL_BUF value = {0};
    (void)state;
    assert_true(str_eq(condition_text(c),
                       STR("status=200 or user=x  and ( model=a or not model=b ) and not has tier")));
    condition_value(c, &rec, &filter_context, &value);
    assert_true(str_eq(buf_str(&value), STR("status=500 user=Salt and Pepper model=veo")));
    condition_free(c);
    c = condition_parse(STR("model=a and (status=200 or status=201)"), NULL);
    assert_true(str_eq(condition_text(condition_part(c, 0)), STR("model=a")));
    assert_true(str_eq(condition_text(condition_part(c, 1)), STR("(status=200 or status=201)")));
    size_t n;
    (void)condition_subjects(c, &n);
    assert_int_equal(n, 2);
    assert_int_equal(condition_subjects(condition_part(c, 1), &n)[0]->field, FIELD_STATUS);
    assert_int_equal(n, 1);
    condition_free(c);
    engine_free(filter_context.engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
