/* filter: what each expression means, and what is said of a bad one. */
#include "by_hand.h"
#include "match/condition.h"
#include "unit.h"

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
    {"status={status}", true},
    {"status!={status}", false},
    {"status>={status}", true},
    {"duration>{status}", true},
    {"user={ user }", false},
    {"status={upstream}", false}, /* neither may be missing */
    {"status!={upstream}", false},
    {"upstream!={status}", false},
    {"not (upstream={status})", true},
    {"has upstream and status={upstream}", false},
    {"user={user} and status={status}", true},
    {"user='{user}'", false},
    {"user={\"a\":1}", false},
    {"level>={level}", true},
    {".event.request.cf.colo={user}", false},
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
    {"user~*^ANN", true},
    {"user ~* '^ANN'", true},
    {"user!~*ANN", false},
    {"user!~*BOB", true},
    {"status in (401, 500)", true},
    {"status IN(5xx)", true},
    {"status not in (4xx, 500)", false},
    {"user in ('Ann Lee')", true},
    {"user in (Ann Lee, 'a,b')", true},
    {"tier in ('')", true},
    {"has user", true},
    {"HAS tier", false},
    {"has .event.request.cf.colo", true},
    {"has cap.voice", false},
    {"user~Ann (L|K)ee", true},
    {"user~[)] or|Ann", true},
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
    struct filter_context filter_context = {
        .rules = rules, .hits = &hits, .engine = engine_new(), .resolve = raw_path};
    struct record rec = sample();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct err err = {0};
        struct condition *f = condition_parse(str_z(ROWS[i].text), &err);
        if (!f)
            fail_msg("%s: %s", ROWS[i].text, err.what);
        if (condition_test(f, &rec, &filter_context) != ROWS[i].holds)
            fail_msg("%s: %s", ROWS[i].text, ROWS[i].holds ? "does not hold" : "holds");
        condition_free(f);
    }
    engine_free(filter_context.engine);
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
    struct filter_context filter_context = {.engine = engine_new()};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct condition *f = condition_parse(str_z(rows[i].text), NULL);
        if (condition_test(f, &rec, &filter_context) != rows[i].holds)
            fail_msg("%s", rows[i].text);
        condition_free(f);
    }
    engine_free(filter_context.engine);
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
    {"status===500", "no such operator", "operators are", 9},
    {"status=>500", "no such operator", "operators are", 8},
    {"status:500", "no operator", "quote a value", 11},
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
    {"user~a(b", "parenthesis", "", 9},
    {"user~*a(b", "parenthesis", "", 10},
    {"has", "no field", "FIELD OP VALUE", 4},
    {"has modle", "no field `modle`", "did you mean `model`", 5},
    {"has user=ann", "more text", "join", 9},
    {"user in ann", "no list after `in`", "in parentheses", 9},
    {"user in (ann, bob", "not closed", "`)`", 9},
    {"user in (ann or bob)", "no comma", "commas", 14},
    {"status in (500, abc)", "`abc` cannot be", "5xx", 17},
    {"user in (ann) x", "more text", "join", 15},
    {"user not = ann", "no such operator", "not in", 6},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct err err = {0};
        if (condition_parse(str_z(BAD[i].text), &err))
            fail_msg("%s: taken for good", BAD[i].text);
        if (!strstr(err.what, BAD[i].what) || !strstr(err.mend, BAD[i].mend) || err.column != BAD[i].column)
            fail_msg("%s: column %u: %s; %s", BAD[i].text, err.column, err.what, err.mend);
    }
}

/* Whatever is written, it is taken or refused with a reason, and then it can be tested. */
static void test_hostile(void **state)
{
    static const char *const pieces[] = {
        "status", "cap.",  ".a",    "time", "level", "=",  "!",  "~",    "<",
        ">",      "'",     "\"",    ",",    "5xx",   "(",  " ",  "\xff", "2026-03-15T10",
        "user",   "1e999", "-",     "warn", "\\",    "[x", "{9", ")",    " and ",
        " or ",   "not ",  " in (", "has "};
    struct filter_context filter_context = {.engine = engine_new()};
    struct record rec = sample();
    uint32_t seed = 7;
    (void)state;
    for (int i = 0; i < 30000; i++) {
        LOCAL_BUF b = {0};
        struct err err = {0};
        for (int k = 0; k < 1 + i % 7; k++) {
            seed = seed * 1664525 + 1013904223;
            buf_addz(&b, pieces[(seed >> 16) % COUNT_OF(pieces)]);
        }
        struct condition *f = condition_parse(buf_str(&b), &err);
        if (f)
            (void)condition_test(f, &rec, &filter_context);
        else
            assert_true(err.what[0] && err.column >= 1 && err.column <= b.n + 1);
        condition_free(f);
    }
    engine_free(filter_context.engine);
}

static void test_parts(void **state)
{
    static const struct {
        const char *text;
        enum subject_kind kind;
        const char *name, *rest;
    } rows[] = {
        {"cap.host=x", SUBJECT_CAPTURE, "host", ""},
        {".a.b~x or y", SUBJECT_RAW, ".a.b", "or y"},
        {"status>1)", SUBJECT_FIELD, "status", ")"},
        {"has user and", SUBJECT_FIELD, "user", "and"},
        {"message~(a|[)(])\\)(x) and c", SUBJECT_FIELD, "message", "and c"},
        {"message~'it's' and c", SUBJECT_FIELD, "message", "and c"},
        {"user in (a,b) and c", SUBJECT_FIELD, "user", "and c"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str text = str_z(rows[i].text), rest = text;
        struct filter *f = filter_take(text, &rest, NULL);
        assert_non_null(f);
        assert_int_equal(filter_subject(f, 0)->kind, rows[i].kind);
        assert_true(str_eq(filter_subject(f, 0)->name, str_z(rows[i].name)));
        if (!str_eq(rest, str_z(rows[i].rest)))
            fail_msg("%s: leaves %.*s", rows[i].text, STR_ARG(rest));
        filter_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_nothing), cmocka_unit_test(test_bad),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
