/* raw_path and raw_walk: what a path finds, and that every path that the walk tells is found again. */
#include "record/raw_path.h"
#include "record/raw_walk.h"
#include "unit.h"

static const char JSON[] =
    "{\"a\":{\"b\":1,\"c d\":true,\"e.f\":\"x\\ny\"},\"l\":[{\"m\":[]},{\"m\":[\"one\",\"two\"]}],"
    "\"n\":null,\"u\":\"undefined\",\"z\":\"\",\"url\":\"https://h/p?model=veo&q=a%20b\","
    "\"s\":\"{\\\"t\\\": {\\\"v\\\" : -2.5e3}, \\\"deep\\\":\\\"{\\\\\\\"w\\\\\\\":\\\\\\\"7\\\\\\\"}\\\"}\","
    "\"t\":\"{\\\"r\\\":[{\\\"k\\\":\\\"in array\\\"}],\\\"k\\\":\\\"not this\\\"}\","
    "\"odd\":\"{not json\",\"uni\":\"\\u00e9\"}";

static const struct row {
    const char *path, *value;
} ROWS[] = {
    {".a.b", "1"},
    {".a.'c d'", "true"},
    {".a.'e.f'", "x\ny"},
    {".a", ""},
    {".l[].m[]", "one"},
    {".n", ""},
    {".u", ""},
    {".z", ""},
    {".missing", ""},
    {".a.b.c", ""},
    {".url?model", "veo"},
    {".s>t.v", "-2.5e3"},
    {".s>deep>w", "7"},
    {".t>r[].k", "in array"},
    {".t>k", "not this"},
    {".odd", "{not json"},
    {".uni", "\xc3\xa9"},
};

static struct record sample(void)
{
    return (struct record){.raw = str_z(JSON), .json = str_z(JSON), .format = FORMAT_JSON};
}

static void test_finds(void **state)
{
    struct raw_paths *paths = raw_paths_new();
    struct record rec = sample();
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(ROWS); i++) { /* twice: compiled, then known */
        const struct row *row = &ROWS[i % COUNT_OF(ROWS)];
        struct str got = raw_path_find(paths, &rec, str_z(row->path));
        if (!str_eq(got, str_z(row->value)))
            fail_msg("%s: " STR_FMT, row->path, STR_ARG(got));
    }
    raw_paths_free(paths);
}

/* The message of a journal line stands where journalctl's own JSON has it; other text has no paths. */
static void test_formats(void **state)
{
    struct raw_paths *paths = raw_paths_new();
    struct record rec = {.format = FORMAT_JOURNAL_TEXT,
                         .raw = STR("Mar 15 10:00:45 h n[1]: {\"p\":{\"q\":\"r\"}}")};
    (void)state;
    rec.spans[SPAN_LOGS] = str_skip(rec.raw, 24);
    assert_true(str_eq(raw_path_find(paths, &rec, STR(".MESSAGE>p.q")), STR("r")));
    assert_int_equal(raw_path_find(paths, &rec, STR(".p.q")).n, 0);
    rec.format = FORMAT_TEXT;
    assert_int_equal(raw_path_find(paths, &rec, STR(".MESSAGE>p.q")).n, 0);
    raw_paths_free(paths);
}

static void test_check(void **state)
{
    struct err err = {0};
    (void)state;
    assert_true(raw_path_check(STR(".a[].'b c'>d?e"), &err));
    assert_false(raw_path_check(STR(".a..b"), &err));
    assert_false(raw_path_check(STR("."), &err));
}

struct walked {
    struct raw_paths *paths;
    struct record rec;
    unsigned n, firsts;
};

static void check_walked(void *context, struct str path, struct str value)
{
    struct walked *w = context;
    struct str found = raw_path_find(w->paths, &w->rec, path);
    w->n++;
    w->firsts += str_eq(found, value);
    if (found.n == 0)
        fail_msg("nothing at " STR_FMT, STR_ARG(path));
}

static void test_walk(void **state)
{
    struct walked w = {raw_paths_new(), sample(), 0, 0};
    (void)state;
    raw_walk(&w.rec, check_walked, &w);
    assert_int_equal(w.n, 12);
    assert_int_equal(w.firsts, 11); /* "two" is the second of its path */
    raw_paths_free(w.paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_finds), cmocka_unit_test(test_formats),
                                       cmocka_unit_test(test_check), cmocka_unit_test(test_walk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
