/* log_time: each form in which logs write times, what it means, and what is none. */
#include "base/log_time.h"
#include "unit.h"

/* 2026-03-20T00:00:00Z */
#define NOW INT64_C(1773964800000)

/* `text` up to the bar is the time; without a bar all of it is. */
static const struct row {
    const char *text, *means; /* NULL: a time, but nobody knows which */
} ROWS[] = {
    {"2026-03-15T10:00:01Z", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15T10:00:01.123456789Z", "2026-03-15T10:00:01.123Z"},
    {"2026-03-15 10:00:01,123| [main] ERROR", "2026-03-15T10:00:01.123Z"},
    {"2026-03-15T10:00:01.5+02:00| x", "2026-03-15T08:00:01.500Z"},
    {"2026-03-15T10:00:01+0530", "2026-03-15T04:30:01.000Z"},
    {"2026-03-15 10:00:01 +0000| x", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 10:00:12.5 +0000 UTC", "2026-03-15T10:00:12.500Z"},
    {"2026-03-15 12:00:12.5 +0200 CEST| m=+0.1", "2026-03-15T10:00:12.500Z"},
    {"2026-03-15 10:00:01 UTC| [12] LOG", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 12:00:01 CEST| x", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 07:00:01.123 -03| [77] ERROR", "2026-03-15T10:00:01.123Z"},
    {"2026-03-15 05:00:01 EST|", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 10:00:01 IST| x", NULL},
    {"2026-03-15 10:00:01 Europe/Berlin", NULL},
    {"2026-03-15 10:00:01| ERROR x", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 10:00:01| GET /x", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15 10:00:01| 12 -3 4", "2026-03-15T10:00:01.000Z"},
    {"2026-03-15  9:00:01| 0 [Warning]", "2026-03-15T09:00:01.000Z"},
    {"2026-03-15T10:00|", "2026-03-15T10:00:00.000Z"},
    {"2026-03-15 10:00:01:250| x", "2026-03-15T10:00:01.250Z"},
    {"[2026-03-15 10:00:01 +0000]| [12] [INFO]", "2026-03-15T10:00:01.000Z"},
    {"[2026-03-15T10:00:01Z| INFO  app] x", "2026-03-15T10:00:01.000Z"},
    {"\"2026-03-15T10:00:01Z\"| x", "2026-03-15T10:00:01.000Z"},
    {"(2026-03-15 10:00:01)|: x", "2026-03-15T10:00:01.000Z"},
    {"[15/Mar/2026:10:00:01 +0000]| \"GET", "2026-03-15T10:00:01.000Z"},
    {"15/Mar/2026:12:00:01 +0200", "2026-03-15T10:00:01.000Z"},
    {"[15/Mar/2026:10:00:01.250]| fe", "2026-03-15T10:00:01.250Z"},
    {"2026/3/15 10:00:01| ERROR", "2026-03-15T10:00:01.000Z"},
    {"2026/3/5 9:00:01.250| ERROR", "2026-03-05T09:00:01.250Z"},
    {"2026\xe5\xb9\xb4"
     "3\xe6\x9c\x88"
     "15\xe6\x97\xa5 10:00:01| ERROR",
     "2026-03-15T10:00:01.000Z"},
    {"[2026-03-15][10:00:01]|[app][ERROR] x", "2026-03-15T10:00:01.000Z"},
    {"[2026-03-15][10:00:01.250]| x", "2026-03-15T10:00:01.250Z"},
    {"15-Mar-2026::10:00:01.123456| ===", "2026-03-15T10:00:01.123Z"},
    {"2026/03/15 10:00:01| [error] 1#1", "2026-03-15T10:00:01.000Z"},
    {"2026/03/15 10:00:01.123456| main.go:3: x", "2026-03-15T10:00:01.123Z"},
    {"2026/03/15-10:00:01.123456| 7f [db]", "2026-03-15T10:00:01.123Z"},
    {"2026.03.15 10:00:01.123", "2026-03-15T10:00:01.123Z"},
    {"1.7735688011234567e+09|\tERROR", "2026-03-15T10:00:01.123Z"},
    {"1.77356880125e+09|\tERROR", "2026-03-15T10:00:01.250Z"},
    {"20260315-07:00:01.250(-3)|? x", "2026-03-15T10:00:01.250Z"},
    {"20260315-12:00:01.250(2)| x", "2026-03-15T10:00:01.250Z"},
    {"Sun Mar 15 10:00:01 2026", "2026-03-15T10:00:01.000Z"},
    {"Sun Mar  8 10:00:01 2026", "2026-03-08T10:00:01.000Z"},
    {"Sun Mar 15 10:00:01 UTC 2026| x", "2026-03-15T10:00:01.000Z"},
    {"Sun Mar 15 10:00:01 AM UTC 2026", "2026-03-15T10:00:01.000Z"},
    {"Sun Mar 15 05:00:01 EST 2026", "2026-03-15T10:00:01.000Z"},
    {"Sun Mar 15 07:00:01 -03 2026", "2026-03-15T10:00:01.000Z"},
    {"Sun Mar 15 10:00:01 QQT 2026", NULL},
    {"[Sun Mar 15 10:00:01.123456 2026]| [core:error]", "2026-03-15T10:00:01.123Z"},
    {"Sun Mar 15 2026 11:00:01 GMT+0100 (Central European Standard Time)|", "2026-03-15T10:00:01.000Z"},
    {"Sun, 15 Mar 2026 10:00:01 +0000", "2026-03-15T10:00:01.000Z"},
    {"Sun, 15 Mar 2026 10:00:01 GMT| x", "2026-03-15T10:00:01.000Z"},
    {"Sunday, 15-Mar-26 10:00:01 GMT", "2026-03-15T10:00:01.000Z"},
    {"Sun 2026-03-15 11:00:44 CET| host", "2026-03-15T10:00:44.000Z"},
    {"Sun 2026-03-15 07:00:44.5 -03| host", "2026-03-15T10:00:44.500Z"},
    {"Sun 2026-03-15 10:00:44 XYZT| host", NULL},
    {"Mar 15 10:00:01| host", "2026-03-15T10:00:01.000Z"},
    {"Mar  5 10:00:01.123| host", "2026-03-05T10:00:01.123Z"},
    {"Nov 15 10:00:01| host", "2025-11-15T10:00:01.000Z"},
    {"Feb 29 10:00:01| host", "2024-02-29T10:00:01.000Z"},
    {"Mar 15 2026 10:00:01|: %ASA", "2026-03-15T10:00:01.000Z"},
    {"Mar 15, 2026 10:00:01 PM| org.x", "2026-03-15T22:00:01.000Z"},
    {"Mar 15, 2026 @ 10:00:04.123| ERROR", "2026-03-15T10:00:04.123Z"}, /* Kibana */
    {"Sunday, March 15, 2026 10:00:03 AM| ERROR", "2026-03-15T10:00:03.000Z"},
    {"15 Mar 2026 10:00:01.123| * Ready", "2026-03-15T10:00:01.123Z"},
    {"15 Mar 10:00:01| - ERROR x", "2026-03-15T10:00:01.000Z"},
    {"[15 Mar 10:00:01.123]| x", "2026-03-15T10:00:01.123Z"},
    {"03-15 10:00:01| [engine.py:135] x", "2026-03-15T10:00:01.000Z"},
    {"03-15 10:00:01.123|  1234  1234 E Tag: x", "2026-03-15T10:00:01.123Z"},
    {"15-Mar-2026 10:00:01.123| SEVERE", "2026-03-15T10:00:01.123Z"},
    {"[15-Mar-2026 10:00:01 UTC]| PHP", "2026-03-15T10:00:01.000Z"},
    {"[15-Mar-2026 10:00:01 Europe/Berlin]| PHP", NULL},
    {"03/15/2026, 10:00:01 AM| LOG", "2026-03-15T10:00:01.000Z"},
    {"3/5/2026, 12:00:01 AM", "2026-03-05T00:00:01.000Z"},
    {"3/15/2026, 10:00:01\xe2\x80\xafPM| x", "2026-03-15T22:00:01.000Z"},
    {"15/03/2026 10:00:00", "2026-03-15T10:00:00.000Z"},
    {"15/03/2026, 10:00:00 am", "2026-03-15T10:00:00.000Z"},
    {"03/15/2026 10:00:00", "2026-03-15T10:00:00.000Z"},
    {"03/04/2026 10:00:00", NULL},
    {"03/03/2026 10:00:00", "2026-03-03T10:00:00.000Z"},
    {"15.03.2026, 10:00:01| x", "2026-03-15T10:00:01.000Z"},
    {"20260315T100001Z", "2026-03-15T10:00:01.000Z"},
    {"20260315 100001| x", "2026-03-15T10:00:01.000Z"},
    {"20260315 10:00:01.5| x", "2026-03-15T10:00:01.500Z"},
    {"20260315100001| x", "2026-03-15T10:00:01.000Z"},
    {"0315 10:00:01.123456| 77 x.go:1]", "2026-03-15T10:00:01.123Z"},
    {"260315 10:00:01| [Note]", "2026-03-15T10:00:01.000Z"},
    {"10:00:00.764| x", NULL},
    {"[10:00:00.764]| x", NULL},
    {"9:20:44 PM| [vite] x", NULL},
    {"3:04PM| INF x", NULL},
    {"10:00 AM| x", NULL},
    {"2026-03-15\t10:00:01| x", "2026-03-15T10:00:01.000Z"},
    {"1773568801", "2026-03-15T10:00:01.000Z"},
    {"1773568801.2509999| x", "2026-03-15T10:00:01.250Z"},
    {"1773568801250", "2026-03-15T10:00:01.250Z"},
    {"1773568801250999", "2026-03-15T10:00:01.250Z"},
    {"1773568801250999999| x", "2026-03-15T10:00:01.250Z"},
};

static const char *const NONE[] = {
    "",
    "2026-03-15",
    "2026-03-15T10:00:01x",
    "2026-02-30 10:00:01",
    "2025-02-29 10:00:01",
    "2026-13-01 10:00:01",
    "2026-03-15 24:00:01",
    "10:00:01:22:33:44",
    "10:00",
    "Mar 15",
    "March of time",
    "Monday",
    "[12] x",
    "\"2026-03-15T10:00:01Z",
    "1773568801.",
    "1773568801x",
    "99999999999",
    "3.14",
    "15 Marches 10:00:01",
    "1-15 10:00:01",
    "13-15 10:00:01",
    "10.6.79.98:443",
    "Error: x",
};

static int64_t meaning(const char *text, const struct zone *zone, size_t *used)
{
    struct log_time t;
    if (!log_time_at(str_z(text), &t))
        return -1;
    *used = t.n;
    return log_time_ms(&t, zone, NOW, NO_TIME);
}

static void check(const struct row *row)
{
    char text[200];
    LOCAL_BUF got = {0};
    size_t bar = str_chr(str_z(row->text), '|'), used = 0;
    snprintf(text, sizeof text, "%.*s%s", (int)bar, row->text, row->text[bar] ? row->text + bar + 1 : "");
    int64_t ms = meaning(text, NULL, &used);
    timestamp_format_rfc3339(ms, &got);
    buf_addc(&got, '\0');
    if (ms == -1 || used != bar || strcmp(got.p, row->means ? row->means : "") != 0)
        fail_msg("%s: %zu bytes, %s", row->text, used, ms == -1 ? "none" : got.p);
}

static void forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        check(&ROWS[i]);
}

static void none(void **state)
{
    struct log_time t;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        if (log_time_at(str_z(NONE[i]), &t))
            fail_msg("%s: %zu bytes", NONE[i], t.n);
}

/* What is cut anywhere is read without a byte behind it, and says no more than what is there. */
static void cut_anywhere(void **state)
{
    struct log_time t;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t n = 0; n < strlen(ROWS[i].text); n++) {
            char *copy = malloc(n + 1);
            memcpy(copy, ROWS[i].text, n);
            if (log_time_at(str_of(copy, n), &t))
                assert_true(t.n <= n);
            free(copy);
        }
}

static void flags(void **state)
{
    struct log_time t;
    (void)state;
    assert_true(log_time_at(STR("[10:00:00.764] x"), &t));
    assert_true(!t.has_date && !t.has_year && !t.open && t.zone == TIME_ZONE_NONE && t.civil.ms == 764);
    assert_true(log_time_at(STR("[2026-03-15T10:00:01Z INFO x] y"), &t));
    assert_true(t.has_date && t.has_year && t.open && t.zone == TIME_ZONE_OFFSET);
    assert_true(log_time_at(STR("2026-03-15 10:00:01,5 IST"), &t));
    assert_true(t.comma && t.zone == TIME_ZONE_NAME && str_eq(t.name, STR("IST")));
    assert_true(log_time_at(STR("Mar 15 10:00:01 x"), &t));
    assert_true(t.has_date && !t.has_year);
    assert_true(log_time_at(STR("1773568801 x"), &t) && t.number);
}

/* --- whole values --- */

static const struct row VALUES[] = {
    {"2026-03-15T10:00:00.000Z", "2026-03-15T10:00:00.000Z"},
    {"1773568805.250", "2026-03-15T10:00:05.250Z"},
    {"1.77356880525e9", "2026-03-15T10:00:05.250Z"},
    {"1773568800.7125623", "2026-03-15T10:00:00.712Z"},
    {"{\"seconds\":1773568810,\"nanos\":500000000}", "2026-03-15T10:00:10.500Z"},
    {"{\"nanos\": 250000000, \"seconds\": \"1773568810\"}", "2026-03-15T10:00:10.250Z"},
    {"{\"_seconds\":1773568810,\"_nanoseconds\":500000000}", "2026-03-15T10:00:10.500Z"},
    {"{\"$date\":\"2026-03-15T10:00:00Z\"}", "2026-03-15T10:00:00.000Z"},
    {"{\"$date\":{\"$numberLong\":\"1773568800123\"}}", "2026-03-15T10:00:00.123Z"},
    {"/Date(1773568800000)/", "2026-03-15T10:00:00.000Z"},
    {"/Date(1773568800000+0100)/", "2026-03-15T10:00:00.000Z"},
    {"Sun, 15 Mar 2026 10:00:04 GMT", "2026-03-15T10:00:04.000Z"},
    {"12", ""},
    {"{}", ""},
    {"soon", ""},
};

static void values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(VALUES); i++) {
        LOCAL_BUF got = {0};
        timestamp_format_rfc3339(timestamp_from_text(str_z(VALUES[i].text)), &got);
        buf_addc(&got, '\0');
        if (strcmp(got.p, VALUES[i].means) != 0)
            fail_msg("%s: %s", VALUES[i].text, got.p);
    }
}

/* --- zones --- */

/* Berlin in 2026: summer from 29 March to 25 October, 01:00 UTC. */
static const struct zone BERLIN = {.n = 3,
                                   .spans = {{INT64_MIN, 3600, "CET"},
                                             {INT64_C(1774746000000), 7200, "CEST"},
                                             {INT64_C(1792890000000), 3600, "CET"}}};
static const struct zone KOLKATA = {.n = 1, .spans = {{INT64_MIN, 19800, "IST"}}};

static void in_zone(const struct zone *zone, const char *text, int64_t after_ms, const char *means)
{
    struct log_time t;
    LOCAL_BUF got = {0};
    assert_true(log_time_at(str_z(text), &t));
    timestamp_format_rfc3339(log_time_ms(&t, zone, NOW, after_ms), &got);
    buf_addc(&got, '\0');
    if (strcmp(got.p, means) != 0)
        fail_msg("%s: %s", text, got.p);
}

static void zones(void **state)
{
    (void)state;
    in_zone(&BERLIN, "2026-03-15 11:00:00", NO_TIME, "2026-03-15T10:00:00.000Z");
    in_zone(&BERLIN, "2026-07-15 11:00:00", NO_TIME, "2026-07-15T09:00:00.000Z");
    in_zone(&BERLIN, "2026-12-15 11:00:00", NO_TIME, "2026-12-15T10:00:00.000Z");
    in_zone(&BERLIN, "2026-07-15 11:00:00Z", NO_TIME, "2026-07-15T11:00:00.000Z");
    in_zone(&KOLKATA, "2026-03-15 15:30:00 IST", NO_TIME, "2026-03-15T10:00:00.000Z");
    in_zone(&KOLKATA, "2026-03-15 12:00:00 CEST", NO_TIME, "2026-03-15T10:00:00.000Z");
    in_zone(&BERLIN, "Mar 15 11:00:00", NO_TIME, "2026-03-15T10:00:00.000Z");
    in_zone(&BERLIN, "2026-03-29 02:30:00", NO_TIME, "2026-03-29T01:30:00.000Z"); /* left out */
    in_zone(&BERLIN, "2026-10-25 02:30:00", NO_TIME, "2026-10-25T00:30:00.000Z"); /* shown twice */
    in_zone(&BERLIN, "2026-10-25 02:30:00", INT64_C(1792888200001), "2026-10-25T01:30:00.000Z");
    in_zone(&BERLIN, "2026-10-25 02:30:00 CET", NO_TIME, "2026-10-25T01:30:00.000Z");
    in_zone(&BERLIN, "2026-10-25 02:30:00 CEST", NO_TIME, "2026-10-25T00:30:00.000Z");
    in_zone(&BERLIN, "2026-03-15 10:00:00 IST", NO_TIME, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms), cmocka_unit_test(none),   cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(flags), cmocka_unit_test(values), cmocka_unit_test(zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
