/* measure, bucket: what their names mean, and what is said of wrong ones. */
#include "tally/bucket.h"
#include "tally/measure.h"
#include "unit.h"

static void test_measures(void **state)
{
    static const struct {
        const char *text, *name, *of;
        enum measure_kind kind;
        double part;
    } rows[] = {
        {"rate", "rate", "", MEASURE_RATE, 0},
        {"p95(duration)", "p95(duration)", "duration", MEASURE_QUANTILE, 0.95},
        {"p95", "p95(duration)", "duration", MEASURE_QUANTILE, 0.95},
        {"p99.9( .a.b )", "p99.9(.a.b)", ".a.b", MEASURE_QUANTILE, 0.999},
        {"distinct(user)", "distinct(user)", "user", MEASURE_DISTINCT, 0},
        {"sum(.a.'x(y')", "sum(.a.'x(y')", ".a.'x(y'", MEASURE_SUM, 0},
    };
    struct arena a = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct measure m;
        assert_true(measure_parse(&m, str_z(rows[i].text), &a, NULL));
        assert_true(str_eq(m.name, str_z(rows[i].name)) && str_eq(m.of, str_z(rows[i].of)));
        assert_true(m.kind == rows[i].kind && m.part - rows[i].part < 1e-12 && rows[i].part - m.part < 1e-12);
        assert_true(measure_named(&m, m.name));
    }
    arena_free(&a);
}

static void test_wrong_measures(void **state)
{
    static const struct {
        const char *text, *what;
        unsigned column;
    } rows[] = {
        {"", "no measure", 1},       {"avrg", "no measure `avrg`", 1},
        {"p0", "no measure", 1},     {"p101", "no measure", 1},
        {"p", "no measure", 1},      {"p-5", "no measure", 1},
        {"distinct", "no field", 9}, {"rate(user)", "takes no field", 5},
        {"p95()", "no field", 4},    {"p95(duration", "not closed", 4},
    };
    struct arena a = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct measure m;
        struct err err = {0};
        if (measure_parse(&m, str_z(rows[i].text), &a, &err))
            fail_msg("%s: taken for good", rows[i].text);
        if (!strstr(err.what, rows[i].what) || err.column != rows[i].column)
            fail_msg("%s: %u: %s", rows[i].text, err.column, err.what);
    }
    arena_free(&a);
}

static void test_buckets(void **state)
{
    static const struct {
        const char *key, *name;
        double v;
        const char *least;
        double next;
    } rows[] = {
        {"duration:100", "duration", 250, "200", 300},
        {"duration:1.5s", "duration", 1500, "1500", 3000},
        {"status:100", "status", 499, "400", 500},
        {".a.b:0.25", ".a.b", -0.3, "-0.5", -0.25},
        {".a:s:10", ".a:s", 25, "20", 30},
        {"duration:log", "duration", 1000, "1000", 2000},
        {"duration:log", "duration", 999, "500", 1000},
        {"duration:log", "duration", 0, "0", 0},
        {"duration:log", "duration", 0.003, "0.002", 0.005},
        {"duration:log", "duration", 0.001, "0.001", 0.002},
        {".x:log", ".x", -3, "-5", -2},
        {".x:log2", ".x", 1023, "512", 1024},
        {".x:log2", ".x", 0.3, "0.25", 0.5},
        {".x:log10", ".x", 1e9, "1000000000", 1e10},
        {".x:log10", ".x", -2, "-10", -1},
        {".x:log10", ".x", -1, "-1", -0.1},
        {".x:log", ".x", -10, "-10", -5},
        {".x:log2", ".x", -4, "-4", -2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bucket b;
        struct str name;
        LOCAL_BUF least = {0};
        double read;
        assert_true(bucket_parse(str_z(rows[i].key), &name, &b, NULL));
        assert_true(str_eq(name, str_z(rows[i].name)));
        bucket_number(&b, rows[i].v, &least);
        assert_true(str_double(buf_str(&least), &read));
        double next = bucket_next(&b, read);
        if (!str_eq(buf_str(&least), str_z(rows[i].least)) || next - rows[i].next > 1e-9 ||
            rows[i].next - next > 1e-9)
            fail_msg("%s of %g: " STR_FMT " - %g", rows[i].key, rows[i].v, STR_ARG(buf_str(&least)), next);
    }
}

static void test_no_buckets(void **state)
{
    static const char *const none[] = {"model", ".a.b:s", ".a.'x:5'", "url"};
    static const struct {
        const char *key;
        unsigned column;
    } wrong[] = {{"time:x", 6},      {"time:log", 6},     {"time:5", 6}, {"time:0m", 6},
                 {"duration:0", 10}, {"duration:5q", 10}, {"x:logs", 3}};
    struct bucket b;
    struct str name;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        assert_true(bucket_parse(str_z(none[i]), &name, &b, NULL));
        assert_true(b.kind == BUCKET_NONE && str_eq(name, str_z(none[i])));
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct err err = {0};
        assert_false(bucket_parse(str_z(wrong[i].key), &name, &b, &err));
        assert_int_equal(b.kind, BUCKET_NONE);
        if (err.column != wrong[i].column)
            fail_msg("%s: column %u", wrong[i].key, err.column);
    }
}

static void test_times(void **state)
{
    static const struct {
        const char *key, *at, *least;
        int east_h;
    } rows[] = {
        {"time:5m", "2026-03-15T09:23:59Z", "2026-03-15T09:20:00.000Z", 0},
        {"time:1d", "2026-03-15T23:30:00Z", "2026-03-15T23:00:00.000Z", 1},
        {"time:1h", "2026-03-15T23:45:00Z", "2026-03-15T23:00:00.000Z", 1},
        {"time:1w", "2026-03-15T12:00:00Z", "2026-03-09T00:00:00.000Z", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct zone zone;
        struct bucket b;
        struct str name;
        LOCAL_BUF text = {0};
        zone_fixed(&zone, rows[i].east_h * 3600, STR("X"));
        assert_true(bucket_parse(str_z(rows[i].key), &name, &b, NULL));
        timestamp_format_rfc3339(bucket_time(&b, timestamp_from_text(str_z(rows[i].at)), &zone), &text);
        if (!str_eq(buf_str(&text), str_z(rows[i].least)))
            fail_msg("%s %s: " STR_FMT, rows[i].key, rows[i].at, STR_ARG(buf_str(&text)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_measures), cmocka_unit_test(test_wrong_measures),
        cmocka_unit_test(test_buckets),  cmocka_unit_test(test_no_buckets),
        cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
