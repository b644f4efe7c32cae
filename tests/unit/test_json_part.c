/* JSON behind other words. */
#include "record/json_part.h"
#include "unit.h"

static const struct row {
    const char *text, *before, *object, *after; /* object NULL: none */
} ROWS[] = {
    {"{\"a\":1}", "", "{\"a\":1}", ""},
    {"ERROR paint {\"a\":{\"b\":[1]}}", "ERROR paint", "{\"a\":{\"b\":[1]}}", ""},
    {"x { \"a\" : 1 } y", "x", "{ \"a\" : 1 }", "y"},
    {"{id} is {\"a\":1}", "{id} is", "{\"a\":1}", ""},
    {"{\"a\": torn {\"b\":2}", "{\"a\": torn", "{\"b\":2}", ""},
    {"x {\n  \"a\": 1\n}", "x", "{\n  \"a\": 1\n}", ""},
    {"{}", NULL, NULL, NULL},
    {"{\"a\":1", NULL, NULL, NULL},
    {"{\"{\"{\"{\"{\"{\"", NULL, NULL, NULL},
    {"no braces", NULL, NULL, NULL},
    {"", NULL, NULL, NULL},
};

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct row *row = &ROWS[i];
        struct json_part part;
        bool found = json_part_find(str_z(row->text), &part);
        if (found != (row->object != NULL))
            fail_msg("`%s`", row->text);
        if (found && (!str_eq(part.object, str_z(row->object)) || !str_eq(part.before, str_z(row->before)) ||
                      !str_eq(part.after, str_z(row->after))))
            fail_msg("`%s`: `" STR_FMT "`, `" STR_FMT "`, `" STR_FMT "`", row->text, STR_ARG(part.before),
                     STR_ARG(part.object), STR_ARG(part.after));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
