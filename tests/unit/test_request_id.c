/* request_id: where an id is found, and where it only looks like one. */
#include "record/request_id.h"
#include "unit.h"

#define ID "7c1e09ab-52f4-4d0e-9a6b-0f2d8c3b71e5"

static const struct row {
    const char *id, *raw;
    bool named;
} ROWS[] = {
    {ID, "{\"requestId\":\"" ID "\"}", true},
    {ID, "\\\"requestId\\\":\\\"" ID "\\\"", true},
    {ID, "x-request-id: " ID, true},
    {ID, "done\\n" ID, true},
    {ID, "[7c1e09ab] GET /", true},
    {ID, "7c1e09ab GET /", false},
    {ID, "[7c1e09ab-52f4] GET /", false},
    {ID, "x" ID, false},
    {ID, ID "0", false},
    {ID, "", false},
    {"7c1e09ab", "{\"requestId\":\"" ID "\"}", true},
    {"7c1e09ab", "[7c1e09ab] GET /", true},
    {"7c1e09ab", "at 7c1e09ab.", true},
    {"7c1e09ab", "97c1e09ab", false},
    {"7c1e09ab", "7c1e09abc", false},
    {"7c1e09ab", "7c1e09abc 7c1e09ab", true},
    {"4bf92f35", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
    {"8f1e22ab", "\"cf-ray\": \"8f1e22ab03d54e07-FRA\"", true},
    {"req_011C", "request req_011CTx8MZ failed, req_011CTx8MZQfLfKnc", true},
    {"4bf92f35", "a4bf92f3577b34da6a3ce929d0e0e4736", false},
    {"4bf92f3577", "4bf92f3577b34da6a3ce929d0e0e4736", false},
    {"internal", "internalServerErrorOf", false},
    {"8f1e22ab03d54e07", "\"cf-ray\": \"8f1e22ab03d54e07-FRA\"", true},
};

static void test_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (request_id_named(str_z(ROWS[i].id), str_z(ROWS[i].raw)) != ROWS[i].named)
            fail_msg("%s in %s", ROWS[i].id, ROWS[i].raw);
}

static const struct row NEAR[] = {
    {ID, "{\"requestId\":\"7c1e09ab-52f4-4d0e-9a6b-0f2d8c3b71e6\"}", true},
    {ID, "c1e09ab-52f4-4d0e-9a6b-0f2d8c3b71e5", true},
    {ID, "7c1e90ab-52f4-4d0e-9a6b-0f2d8c3b71e5", true},
    {ID, "7c1e09ab-52f4-4d0e-9a6b-0f2d8c3b0000", false},
    {ID, "7c1e09ab", false},
    {"7c1e09ab", "7c1e09ac-52f4-4d0e-9a6b-0f2d8c3b71e5", true},
    {"7c1e09ab", "[7c1e09b] [7c1e0900] [7cle09ab]", true},
    {"7c1e09ab", "7c1e0000 9b6f21c4", false},
    {"7c1e09ab", "", false},
};

static void count_near(void *context, struct str word)
{
    (void)word;
    ++*(unsigned *)context;
}

static void test_near(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(NEAR); i++) {
        unsigned n = 0;
        request_ids_near(str_z(NEAR[i].id), str_z(NEAR[i].raw), count_near, &n);
        if ((n > 0) != NEAR[i].named)
            fail_msg("%s near %s", NEAR[i].id, NEAR[i].raw);
    }
}

static void test_valid(void **state)
{
    (void)state;
    assert_true(request_id_valid(STR(ID)));
    assert_true(request_id_valid(STR("7c1e09ab")));
    assert_false(request_id_valid(STR("7c1e09a")));
    assert_false(request_id_valid(STR("image.txt")));
    assert_false(request_id_valid(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_named), cmocka_unit_test(test_near),
                                       cmocka_unit_test(test_valid)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
