/* Names of fields, there and back; each format has all that one needs. */
#include "record/format_ops.h"
#include "unit.h"

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
        assert_true(ops->name && ops->basic_fields && ops->texts);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_names),
        cmocka_unit_test(formats_are_whole_rows),
        cmocka_unit_test(frames_have_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
