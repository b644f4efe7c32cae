#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "record/format_ops.h"

static void fields_have_names(void **state)
{
    (void)state;
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        assert_non_null(field_name((enum field)f));
        assert_int_equal(field_named(str_z(field_name((enum field)f))), f);
    }
    assert_int_equal(field_named(STR("modle")), FIELD_COUNT);
    assert_int_equal(field_named(STR("")), FIELD_COUNT);
}

static void formats_are_whole_rows(void **state)
{
    (void)state;
    for (unsigned f = 0; f < FORMATS; f++) {
        const struct format_ops *ops = format_ops((enum format)f);
        assert_true(ops->name && ops->skim && ops->texts);
        assert_int_equal(format_named(str_z(ops->name)), f); /* no other has its name */
    }
    assert_int_equal(format_named(STR("no such")), FORMATS);
}

static void frames_have_formats(void **state)
{
    (void)state;
    for (unsigned k = 0; k < FRAME_TORN; k++)
        assert_true(format_frames[k].read || !format_ops(format_frames[k].format)->claims);
}

static void levels_are_read_as_programs_write_them(void **state)
{
    static const struct {
        const char *text;
        enum level level;
    } rows[] = {
        {"INFO", LEVEL_INFO},      {"Warning", LEVEL_WARN}, {"WARN", LEVEL_WARN},   {"error", LEVEL_ERROR},
        {"CRITICAL", LEVEL_FATAL}, {"log", LEVEL_INFO},     {"trace", LEVEL_DEBUG}, {"0", LEVEL_FATAL},
        {"3", LEVEL_ERROR},        {"7", LEVEL_DEBUG},      {"30", LEVEL_INFO},     {"60", LEVEL_FATAL},
        {"8", LEVEL_NONE},         {"", LEVEL_NONE},        {"errors", LEVEL_NONE}, {"35", LEVEL_NONE},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (level_named(str_z(rows[i].text)) != rows[i].level)
            fail_msg("level `%s` is %s", rows[i].text, level_name(level_named(str_z(rows[i].text))));
    for (unsigned l = LEVEL_DEBUG; l < LEVEL_COUNT; l++)
        assert_int_equal(level_named(str_z(level_name((enum level)l))), l);
}

static void priorities_are_levels(void **state)
{
    (void)state;
    for (int p = 1; p <= 7; p++)
        assert_true(level_of_priority(p) <= level_of_priority(p - 1));
    assert_int_equal(level_of_priority(3), LEVEL_ERROR);
    assert_int_equal(level_of_priority(8), LEVEL_NONE);
    assert_int_equal(level_of_priority(-1), LEVEL_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_names),     cmocka_unit_test(formats_are_whole_rows),
        cmocka_unit_test(frames_have_formats),   cmocka_unit_test(levels_are_read_as_programs_write_them),
        cmocka_unit_test(priorities_are_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
