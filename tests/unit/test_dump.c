/* Objects as programs print them for people, as JSON. */
#include "record/dump.h"
#include "record/json.h"
#include "unit.h"

static const struct row {
    const char *text, *json; /* json NULL: it is none */
} ROWS[] = {
    /* node */
    {"{ level: 'error', status: 503 }", "{\"level\":\"error\",\"status\":503}"},
    {"{\n  message: 'it\\'s \"x\"\\n',\n  'request-id': `q`,\n  n: -1.5\n}",
     "{\"message\":\"it's \\\"x\\\"\\n\",\"request-id\":\"q\",\"n\":-1.5}"},
    {"{ a: undefined, b: null, c: true, d: 12n, e: NaN }",
     "{\"a\":null,\"b\":null,\"c\":true,\"d\":\"12n\",\"e\":null}"},
    {"{ at: 2026-03-15T10:00:00.123Z, f: [Function: g], s: Symbol(x), o: [Object] }",
     "{\"at\":\"2026-03-15T10:00:00.123Z\",\"f\":\"[Function: g]\",\"s\":\"Symbol(x)\",\"o\":\"[Object]\"}"},
    {"{ a: [ 1, 'x', { b: [] } ], ... 2 more items }", "{\"a\":[1,\"x\",{\"b\":[]}]}"},
    {"{ a: [\n    1, 2,\n    3, ... 97 more items\n  ]\n}", "{\"a\":[1,2,3]}"},
    {"{ m: Map(1) { 'a' => 1 }, s: Set(1) { 'b' }, h: Headers { c: [Getter] } }",
     "{\"m\":{\"a\":1},\"s\":{\"0\":\"b\"},\"h\":{\"c\":\"[Getter]\"}}"},
    {"{ o: [Object: null prototype] { a: <ref *1> Foo { b: [Circular *1] } } }",
     "{\"o\":{\"a\":{\"b\":\"[Circular *1]\"}}}"},
    {"{\n  long: 'abc' +\n    'def',\n  [Symbol(level)]: 'error'\n}",
     "{\"long\":\"abcdef\",\"Symbol(level)\":\"error\"}"},
    {"{\n  err: Error: boom, really\n      at f (a.js:1:2) {\n    code: 'X',\n    [cause]: Error: y\n        "
     "at g\n  },\n"
     "  status: 500\n}",
     "{\"err\":\"Error: boom, really\\n      at f (a.js:1:2) {\\n    code: 'X',\\n    [cause]: Error: y\\n   "
     "     at g\\n"
     "  }\",\"status\":500}"},
    {"{\n  e: Error [ERR_X]: boom\n      at f (a.js:1:2)\n}",
     "{\"e\":\"Error [ERR_X]: boom\\n      at f (a.js:1:2)\"}"},
    {"{ err: [Error: a, b] }", "{\"err\":\"[Error: a, b]\"}"},
    {"{\n  when: Sun Mar 15, 2026,\n  b: 1\n}", "{\"when\":\"Sun Mar 15, 2026\",\"b\":1}"},
    /* JSON5 */
    {"{level: 'error', \"msg\": 'x',}", "{\"level\":\"error\",\"msg\":\"x\"}"},
    /* Python */
    {"{'level': 'error', 'ok': False, 'x': None, \"it's\": b'y', 't': datetime.datetime(2026, 3, 15)}",
     "{\"level\":\"error\",\"ok\":false,\"x\":null,\"it's\":\"y\",\"t\":\"datetime.datetime(2026, 3, 15)\"}"},
    {"{'a': ['x', None],\n 'b': <Foo object at 0x7f>}",
     "{\"a\":[\"x\",null],\"b\":\"<Foo object at 0x7f>\"}"},
    /* Ruby */
    {"{:level=>\"error\", \"status\" => 503, :x=>nil}", "{\"level\":\"error\",\"status\":503,\"x\":null}"},
    /* none */
    {"{ level: 'error'", NULL},
    {"{ level: 'error }", NULL},
    {"{", NULL},
    {"{}", NULL},
    {"{ text }", NULL},
    {"{ a: (}", NULL},
    {"{ a: <ref *1", NULL},
    {"{ a: [Foo", NULL},
    {"[ a: 1 ]", NULL},
    {"", NULL},
};

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LOCAL_BUF json = {0};
        struct str text = str_z(ROWS[i].text);
        size_t n = dump_json(text, &json);
        if ((n > 0) != (ROWS[i].json != NULL) || n > text.n)
            fail_msg("`%s` is %zu bytes", ROWS[i].text, n);
        if (n && (!str_eq(buf_str(&json), str_z(ROWS[i].json)) || json_measure(buf_str(&json)) != json.n))
            fail_msg("`%s` is " STR_FMT, ROWS[i].text, STR_ARG(buf_str(&json)));
    }
}

static void behind_words(void **state)
{
    static const struct {
        const char *text, *json; /* json NULL: none */
    } lines[] = {
        {"draw failed { status: 503 }", "{\"status\":503}"},
        {"{id} failed {'a': {'b': 1}}", "{\"a\":{\"b\":1}}"},
        {"failed {\n  status: 503\n}", "{\"status\":503}"},
        {"Error: x\n    at f (a.js:1:2) {\n  status: 429\n}", NULL},
        {"a { b: 1 } c", NULL},
        {"f() { return }", NULL},
        {"}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        LOCAL_BUF json = {0};
        struct str text = str_z(lines[i].text);
        bool found = dump_find(text, &json) < text.n;
        if (found != (lines[i].json != NULL) || (found && !str_eq(buf_str(&json), str_z(lines[i].json))))
            fail_msg("`%s`: " STR_FMT, lines[i].text, STR_ARG(buf_str(&json)));
    }
}

static void below(void **state)
{
    static const struct {
        const char *text, *json; /* json NULL: none */
    } lines[] = {
        {"INFO x\n    res: {\n      \"statusCode\": 502\n    }\n    took: 61",
         "{\"res\":{\"statusCode\":502},\"took\":61}"},
        {"ERROR x\n    err: {\n      \"type\": \"Error\",\n      \"stack\":\n          Error: y\n            "
         "  at f (a.js:1:2)\n"
         "          caused by: z\n    }\n    n: 1",
         "{\"err\":{\"type\":\"Error\",\"stack\":\"Error: y\\n              at f (a.js:1:2)\\n          "
         "caused by: "
         "z\"},\"n\":1}"},
        {"x\n    at f (a.js:1:2)\n    a: {\n    b: 2", NULL},
        {"x\n    at f (a.js:1:2)", NULL},
        {"x\na: 1", NULL},
        {"x", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        LOCAL_BUF json = {0};
        bool found = dump_below(str_z(lines[i].text), &json);
        if (found != (lines[i].json != NULL) || (found && !str_eq(buf_str(&json), str_z(lines[i].json))))
            fail_msg("`%s`: " STR_FMT, lines[i].text, STR_ARG(buf_str(&json)));
    }
}

/* Every start of each of them: nothing behind it is read. */
static void cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t n = 0; n <= strlen(ROWS[i].text); n++) {
            LOCAL_BUF json = {0};
            char *copy = malloc(n); /* no byte more, which a sanitizer would not miss */
            memcpy(copy, ROWS[i].text, n);
            assert_true(dump_json(str_of(copy, n), &json) <= n);
            (void)dump_below(str_of(copy, n), &json);
            free(copy);
        }
}

static void deep(void **state)
{
    (void)state;
    LOCAL_BUF text = {0}, json = {0};
    for (unsigned i = 0; i < 5000; i++)
        buf_addz(&text, "{ a: ");
    assert_int_equal(dump_json(buf_str(&text), &json), 0);
}

/* `value` many times in one line behind `start`. */
static void read_long(const char *start, const char *value)
{
    LOCAL_BUF text = {0}, json = {0};
    buf_addz(&text, start);
    for (unsigned n = 0; n < 200000; n++)
        buf_addz(&text, value);
    buf_addz(&text, "z: 1\n}");
    bool whole = dump_json(buf_str(&text), &json);
    (void)dump_below(buf_str(&text), &json);
    (void)whole; /* it need not be one: it has to come to an end */
}

/* A line is read once, not for each of its values: else this takes minutes. */
static void long_lines(void **state)
{
    (void)state;
    static const char *const starts[] = {"{", "{\n  s: 1, ", "x\n  s: { ", "{ s: ["};
    static const char *const values[] = {"a: b, ", "a: [x], ", "a: b                , ", "'k': c d, ",
                                         "x y, "};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        for (size_t k = 0; k < COUNT_OF(values); k++)
            read_long(starts[i], values[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows),         cmocka_unit_test(below),
                                       cmocka_unit_test(behind_words), cmocka_unit_test(cut_short),
                                       cmocka_unit_test(deep),         cmocka_unit_test(long_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
