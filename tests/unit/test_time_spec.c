/* moment: what each way to say a time means. */
#include "base/time_spec.h"
#include "unit.h"

/* 2026-03-15T10:30:00Z */
#define NOW INT64_C(1773570600000)

static const struct row {
    const char *text, *means; /* NULL: no time */
} ROWS[] = {
    {"2026-03-15T09:20:00Z", "2026-03-15T09:20:00.000Z"},
    {"2026-03-15T09:20:00+01:00", "2026-03-15T08:20:00.000Z"},
    {"2026-03-15 09:20", "2026-03-15T09:20:00.000Z"},
    {" 2026-03-15 09:20:01.5 ", "2026-03-15T09:20:01.500Z"},
    {"2026-03-15", "2026-03-15T00:00:00.000Z"},
    {"09:20", "2026-03-15T09:20:00.000Z"},
    {"9:20", "2026-03-15T09:20:00.000Z"},
    {"23:59:30", "2026-03-15T23:59:30.000Z"},
    {"15m", "2026-03-15T10:15:00.000Z"},
    {"15m ago", "2026-03-15T10:15:00.000Z"},
    {"1d12h", "2026-03-13T22:30:00.000Z"},
    {"now", "2026-03-15T10:30:00.000Z"},
    {"Today", "2026-03-15T00:00:00.000Z"},
    {"yesterday", "2026-03-14T00:00:00.000Z"},
    {"yesterday 18:00", "2026-03-14T18:00:00.000Z"},
    {"today 9:05:30", "2026-03-15T09:05:30.000Z"},
    {"2 days ago 09:00", "2026-03-13T09:00:00.000Z"},
    {"1 day ago 23:00", "2026-03-14T23:00:00.000Z"},
    {"2 days ago", "2026-03-13T10:30:00.000Z"},
    {"3 hours ago", "2026-03-15T07:30:00.000Z"},
    {"1 week", "2026-03-08T10:30:00.000Z"},
    {"sunday", "2026-03-15T00:00:00.000Z"},    /* it is one */
    {"sun 11:00", "2026-03-08T11:00:00.000Z"}, /* which is not there yet */
    {"Monday 09:00", "2026-03-09T09:00:00.000Z"},
    {"sat", "2026-03-14T00:00:00.000Z"},
    {"Mar 15 09:20:01", "2026-03-15T09:20:01.000Z"}, /* as logs have it */
    {"Mar 15 09:20", "2026-03-15T09:20:00.000Z"},
    {"Mar 3", "2026-03-03T00:00:00.000Z"},
    {"Dec 31 23:00:00", "2025-12-31T23:00:00.000Z"},
    {"15/Mar/2026:09:20:01 +0100", "2026-03-15T08:20:01.000Z"},
    {"[15/Mar/2026:09:20:01 +0000]", "2026-03-15T09:20:01.000Z"},
    {"2026/03/15 09:20", "2026-03-15T09:20:00.000Z"},
    {"15.03.2026", "2026-03-15T00:00:00.000Z"},
    {"2026-03-15 09:20:01,250", "2026-03-15T09:20:01.250Z"},
    {"1773568860", "2026-03-15T10:01:00.000Z"},
    {"Mar 15 09:20:01 gpu", NULL},
    {"Mar", NULL},
    {"2026-03-15 09:20:01 IST", NULL}, /* which one? */
    {"yesterday noon", NULL},
    {"days ago 09:00", NULL},
    {"mond", NULL},
    {"15m 09:00", NULL},
    {"", NULL},
    {"ago", NULL},
    {"25:00", NULL},
    {"2026-02-30", NULL},
    {"2026-03-15T09:20:00 tomorrow", NULL},
    {"tomorrowish", NULL},
    {"15", NULL},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct time_spec m;
        struct buf got = {0};
        bool ok = time_spec_parse(str_z(ROWS[i].text), &m);
        if (ok != (ROWS[i].means != NULL))
            fail_msg("'%s' %s", ROWS[i].text, ok ? "is taken for a time" : "is refused");
        if (!ok)
            continue;
        timestamp_format_rfc3339(time_spec_ms(&m, NOW), &got);
        if (!str_eq(buf_str(&got), str_z(ROWS[i].means)))
            fail_msg("'%s' means " STR_FMT, ROWS[i].text, STR_ARG(got));
        buf_free(&got);
    }
}

static void test_ranges(void **state)
{
    static const struct {
        const char *text, *from, *to; /* NULL: no range; "": open */
    } rows[] = {
        {"09:00..10:00", "2026-03-15T09:00:00.000Z", "2026-03-15T10:00:00.000Z"},
        {"yesterday 18:00..20:00", "2026-03-14T18:00:00.000Z", "2026-03-14T20:00:00.000Z"},
        {"2026-03-15 09:00 .. 10:00", "2026-03-15T09:00:00.000Z", "2026-03-15T10:00:00.000Z"},
        {"2026-03-12T09:00..10:00:30", "2026-03-12T09:00:00.000Z", "2026-03-12T10:00:30.000Z"},
        {"yesterday..today", "2026-03-14T00:00:00.000Z", "2026-03-15T00:00:00.000Z"},
        {"2h..1h", "2026-03-15T08:30:00.000Z", "2026-03-15T09:30:00.000Z"},
        {"..09:00", "", "2026-03-15T09:00:00.000Z"},
        {"09:00..", "2026-03-15T09:00:00.000Z", ""},
        {"yesterday", "2026-03-14T00:00:00.000Z", "2026-03-15T00:00:00.000Z"},
        {"today", "2026-03-15T00:00:00.000Z", "2026-03-16T00:00:00.000Z"},
        {"2026-03-12", "2026-03-12T00:00:00.000Z", "2026-03-13T00:00:00.000Z"},
        {"monday", "2026-03-09T00:00:00.000Z", "2026-03-10T00:00:00.000Z"},
        {"2h", NULL, NULL},
        {"now", NULL, NULL},
        {"2026-03-12T00:00:00Z", NULL, NULL},
        {"09:00", NULL, NULL},
        {"..", NULL, NULL},
        {"09:00..x", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct time_spec from, to;
        LOCAL_BUF want = {0};
        struct buf got = {0};
        bool ok = time_spec_parse_range(str_z(rows[i].text), &from, &to);
        if (ok != (rows[i].from != NULL))
            fail_msg("'%s' %s", rows[i].text, ok ? "is taken for a range" : "is refused");
        if (!ok)
            continue;
        buf_addf(&want, "%s|%s", rows[i].from, rows[i].to);
        timestamp_format_rfc3339(time_spec_ms(&from, NOW), &got);
        buf_addc(&got, '|');
        timestamp_format_rfc3339(time_spec_ms(&to, NOW), &got);
        if (!str_eq(buf_str(&got), buf_str(&want)))
            fail_msg("'%s' means " STR_FMT, rows[i].text, STR_ARG(got));
        buf_free(&got);
    }
}

/* A clock alone at which a window begins is the one that is nearest; what two clocks say ends after it
 * begins. */
static void test_windows(void **state)
{
    static const struct {
        const char *since, *until, *means;
    } rows[] = {
        {"09:20", "", "2026-03-15T09:20:00.000Z|"},
        {"11:00", "", "2026-03-15T11:00:00.000Z|"},
        {"23:00", "", "2026-03-14T23:00:00.000Z|"},
        {"23:00", "01:30", "2026-03-14T23:00:00.000Z|2026-03-15T01:30:00.000Z"},
        {"23:00", "23:30", "2026-03-14T23:00:00.000Z|2026-03-14T23:30:00.000Z"},
        {"09:20", "09:10", "2026-03-14T09:20:00.000Z|2026-03-15T09:10:00.000Z"},
        {"09:20", "11:00", "2026-03-15T09:20:00.000Z|2026-03-15T11:00:00.000Z"},
        {"today 22:30", "", "2026-03-15T22:30:00.000Z|"},
        {"", "22:30", "|2026-03-15T22:30:00.000Z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct time_spec since = {.kind = TIME_SPEC_NONE}, until = since;
        int64_t from, to;
        LOCAL_BUF got = {0};
        assert_true(!*rows[i].since || time_spec_parse(str_z(rows[i].since), &since));
        assert_true(!*rows[i].until || time_spec_parse(str_z(rows[i].until), &until));
        time_spec_window(&since, &until, NOW, &from, &to);
        if (from != NO_TIME)
            timestamp_format_rfc3339(from, &got);
        buf_addc(&got, '|');
        if (to != NO_TIME)
            timestamp_format_rfc3339(to, &got);
        if (!str_eq(buf_str(&got), str_z(rows[i].means)))
            fail_msg("%s..%s means " STR_FMT, rows[i].since, rows[i].until, STR_ARG(got));
    }
}

/* Without a now only absolute times are known; the days before 1970 are days too. */
static void test_now(void **state)
{
    struct time_spec at = {.kind = TIME_SPEC_AT, .ms = 7}, ago = {.kind = TIME_SPEC_AGO, .ms = 7},
                     day = {.kind = TIME_SPEC_DAY}, none = {.kind = TIME_SPEC_NONE, .ms = 7};
    (void)state;
    assert_int_equal(time_spec_ms(&at, NO_TIME), 7);
    assert_int_equal(time_spec_ms(&ago, NO_TIME), NO_TIME);
    assert_int_equal(time_spec_ms(&day, NO_TIME), NO_TIME);
    assert_int_equal(time_spec_ms(&none, NOW), NO_TIME);
    assert_int_equal(time_spec_ms(&day, -1), -86400000);
}

/* What says no zone, and midnight, are of the moment's. */
static void test_zone(void **state)
{
    static const struct row rows[] = {{"2026-03-15 09:20", "2026-03-15T07:20:00.000Z"},
                                      {"2026-03-15T09:20:00Z", "2026-03-15T09:20:00.000Z"},
                                      {"2026-03-15T09:20:00+01:00", "2026-03-15T08:20:00.000Z"},
                                      {"2026-03-15", "2026-03-14T22:00:00.000Z"},
                                      {"today", "2026-03-14T22:00:00.000Z"},
                                      {"09:20", "2026-03-15T07:20:00.000Z"},
                                      {"15m", "2026-03-15T10:15:00.000Z"}};
    struct zone zone;
    (void)state;
    zone_fixed(&zone, 7200, STR("EET"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct time_spec m;
        LOCAL_BUF got = {0};
        assert_true(time_spec_parse(str_z(rows[i].text), &m));
        m.zone = &zone;
        timestamp_format_rfc3339(time_spec_ms(&m, NOW), &got);
        buf_addc(&got, '\0');
        assert_string_equal(got.p, rows[i].means);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zone), cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_ranges), cmocka_unit_test(test_windows),
                                       cmocka_unit_test(test_now)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
