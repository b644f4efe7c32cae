/* filter: what each expression means, and what is said of a bad one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "by_hand.h"
#include "match/filter.h"

static struct str raw_path(void *context, const struct record *rec, struct str path)
{
    (void)context, (void)rec;
    return str_eq(path, STR(".event.request.cf.colo")) ? STR("SJC") : (struct str){0};
}

static const struct row {
    const char *text;
    bool holds;
} ROWS[] = {
    {"status=500", true},
    {" status = 500 ", true},
    {"status=5xx", true},
    {"status=5XX", true},
    {"status=4xx", false},
    {"status=4xx,5xx", true},
    {"status!=5xx", false},
    {"status=401,500", true},
    {"status!=401,403", true},
    {"status>=500", true},
    {"status>500", false},
    {"status<=499.5", false},
    {"status<1000", true},
    {"status~^5", true},
    {"upstream=429", false},
    {"upstream!=429", true},
    {"upstream=''", true},
    {"upstream!=''", false},
    {"upstream<500", false},
    {"upstream!~4", true},
    {"user!=''", true},
    {"user=", false},
    {"user=Ann Lee", true},
    {"user='Ann Lee'", true},
    {"user=\"Ann Lee\"", true},
    {"user=bob,'Ann Lee'", true},
    {"user='bob,Ann Lee'", false},
    {"user=ann lee", false},
    {"user~(?i)^ann", true},
    {"user~'^Ann L'", true},
    {"user!~Ann", false},
    {"user>='Ann'", true},
    {"tier=''", true},
    {"tier!=spore", true},
    {"duration>1.5s", true},
    {"duration<2000", true},
    {"duration=1750", true},
    {"level>=warn", true},
    {".event.request.cf.colo=SJC", true},
    {".event.request.cf.colo>3", false},
    {".logs[].message[]>properties.status=429", false},
    {".a.'b=c'.d=''", true},
    {"level=ERROR", true},
    {"level<error", false},
    {"level=fatal,error", true},
    {"time>=2026-03-15T10:00", true},
    {"time<2026-03-15T10:00:00.500Z", false},
    {"time>=2026-03-15", true},
    {"time<2026-03-15 12:00 UTC", true},
    {"time=1773568800500", true},
    {"version=7.0", true},
    {"version<10", true},
    {".event.request.cf.colo=SJC", true},
    {".event.request.cf.colo!=SJC,LAX", false},
    {".other.path=''", true},
    {".other[].path!=''", false},
    {"cap.host=a.example", true},
    {"cap.host=b.example", true},
    {"cap.host!=b.example", false},
    {"cap.host~^b", true},
    {"cap.voice=''", true},
    {"cap.voice!=''", false},
    {"message~a\\x00b", true},
};

static struct record sample(void)
{
    struct record r = {.status = 500, .duration_ms = 1750, .level = LEVEL_ERROR, .weight = 1};
    r.time_ms = 1773568800500; /* 2026-03-15T10:00:00.500Z */
    r.field[FIELD_USER] = STR("Ann Lee");
    r.field[FIELD_VERSION] = STR("7");
    r.field[FIELD_MESSAGE] = STR("\xff a\0b");
    return r;
}

static void test_rows(void **state)
{
    struct pattern pattern = {.source = STR("from (?<host>.*)")};
    struct signature signature = {.match = &pattern, .match_count = 1};
    struct table table = {.signatures = &signature, .signature_count = 1};
    struct rules *rules = by_hand_rules(&table, NULL);
    struct hit v[] = {{.capture = {STR("a.example")}}, {.capture = {STR("b.example")}}};
    struct hits hits = {v, 2};
    struct filter_world world = {rules, &hits, engine_new(), raw_path, NULL};
    struct record rec = sample();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct err err = {0};
        struct filter *f = filter_parse(str_z(ROWS[i].text), &err);
        if (!f)
            fail_msg("%s: %s", ROWS[i].text, err.what);
        if (filter_test(f, &rec, &world) != ROWS[i].holds)
            fail_msg("%s: %s", ROWS[i].text, ROWS[i].holds ? "does not hold" : "holds");
        filter_free(f);
    }
    engine_free(world.engine);
    by_hand_free(rules, &table);
}

/* A world with nothing in it, and a record that knows nothing. */
static void test_nothing(void **state)
{
    static const struct row rows[] = {
        {"status=''", true},   {"time=''", true},  {"duration=''", true}, {"level=''", true},
        {"level<warn", false}, {"cap.x=''", true}, {".a.b!=''", false},   {"message~.", false},
    };
    struct record rec = {.time_ms = NO_TIME, .duration_ms = -1};
    struct filter_world world = {.engine = engine_new()};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct filter *f = filter_parse(str_z(rows[i].text), NULL);
        if (filter_test(f, &rec, &world) != rows[i].holds)
            fail_msg("%s", rows[i].text);
        filter_free(f);
    }
    engine_free(world.engine);
}

static const struct bad {
    const char *text, *what, *mend;
    unsigned column;
} BAD[] = {
    {"", "no field", "FIELD OP VALUE", 1},
    {"=500", "no field", "FIELD OP VALUE", 1},
    {"modle=flux", "no field `modle`", "did you mean `model`", 1},
    {"  stats>3", "no field `stats`", "did you mean `status`", 3},
    {"zzzzzzz=1", "no field `zzzzzzz`", "fields: time", 1},
    {"status", "no operator", "operators are", 7},
    {"status==500", "no such operator", "operators are", 8},
    {"status=>500", "no such operator", "operators are", 8},
    {"status:500", "no field", "fields: ", 1},
    {"status=abc", "`abc` cannot be", "5xx", 8},
    {"status=500,x", "`x` cannot be", "5xx", 12},
    {"status>=5xx", "`5xx` cannot be", "5xx goes with", 9},
    {"status>", "cannot be", "number", 8},
    {"status=50", "never matches", "5xx", 8},
    {".a..b=1", "wrong at byte 2", "", 1},
    {"level=loud", "`loud`", "debug info", 7},
    {"time>yesterdayish", "`yesterdayish`", "2026-03-15", 6},
    {"duration>1q", "`1q`", "1.5s", 10},
    {"user='Ann", "quote is not closed", "end the value", 6},
    {"user='Ann' x", "more text", "", 12},
    {"user~", "no regex", "PCRE2", 6},
    {"user~a(b", "parenthesis", "", 6},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct err err = {0};
        if (filter_parse(str_z(BAD[i].text), &err))
            fail_msg("%s: taken for good", BAD[i].text);
        if (!strstr(err.what, BAD[i].what) || !strstr(err.mend, BAD[i].mend) || err.column != BAD[i].column)
            fail_msg("%s: column %u: %s; %s", BAD[i].text, err.column, err.what, err.mend);
    }
}

/* Whatever is written, it is taken or refused with a reason, and then it can be tested. */
static void test_hostile(void **state)
{
    static const char *const pieces[] = {
        "status", "cap.", ".a", "time", "level",         "=",    "!",     "~", "<",    ">",  "'",  "\"", ",",
        "5xx",    "(",    " ",  "\xff", "2026-03-15T10", "user", "1e999", "-", "warn", "\\", "[x", "{9"};
    struct filter_world world = {.engine = engine_new()};
    struct record rec = sample();
    uint32_t seed = 7;
    (void)state;
    for (int i = 0; i < 30000; i++) {
        struct buf b = {0};
        struct err err = {0};
        for (int k = 0; k < 1 + i % 7; k++) {
            seed = seed * 1664525 + 1013904223;
            buf_addz(&b, pieces[(seed >> 16) % COUNT_OF(pieces)]);
        }
        struct filter *f = filter_parse(buf_str(&b), &err);
        if (f)
            (void)filter_test(f, &rec, &world);
        else
            assert_true(err.what[0] && err.column >= 1 && err.column <= b.n + 1);
        filter_free(f);
        buf_free(&b);
    }
    engine_free(world.engine);
}

static void test_parts(void **state)
{
    struct filter *f = filter_parse(STR("cap.host=x"), NULL);
    (void)state;
    assert_true(str_eq(filter_subject(f)->name, STR("host")));
    assert_int_equal(filter_subject(f)->kind, SUBJECT_CAPTURE);
    filter_free(f);
    f = filter_parse(STR(".a.b~x"), NULL);
    assert_true(str_eq(filter_subject(f)->name, STR(".a.b")));
    filter_free(f);
    f = filter_parse(STR("status>1"), NULL);
    assert_int_equal(filter_subject(f)->field, FIELD_STATUS);
    assert_int_equal(filter_subject(f)->kind, SUBJECT_FIELD);
    filter_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_nothing), cmocka_unit_test(test_bad),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
