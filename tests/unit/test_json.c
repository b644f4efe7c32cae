/*
 * The cursor against yajl: what yajl takes is measured at the same length and gives the same strings; and
 * JSON inside strings, up to four deep, reads in place as it does by itself.
 */
#include <yajl/yajl_parse.h>

#include "chance.h"
#include "record/json.h"
#include "unit.h"

static int add_string(void *context, const unsigned char *p, size_t n)
{
    buf_add(context, str_of((const char *)p, n));
    buf_addc(context, '\n');
    return 1;
}

static int add_number(void *context, const char *p, size_t n)
{
    return add_string(context, (const unsigned char *)p, n);
}

static const yajl_callbacks CALLBACKS = {
    .yajl_string = add_string, .yajl_map_key = add_string, .yajl_number = add_number};

/* The length of the value that `s` begins with, and its keys, strings and numbers; 0 when it is none. */
static size_t yajl_read(struct str s, struct buf *out)
{
    yajl_handle yajl = yajl_alloc(&CALLBACKS, NULL, out);
    size_t n = 0;
    yajl_config(yajl, yajl_allow_trailing_garbage, 1);
    if (yajl_parse(yajl, (const unsigned char *)s.p, s.n) == yajl_status_ok) {
        n = yajl_get_bytes_consumed(yajl);
        n = yajl_complete_parse(yajl) == yajl_status_ok ? n : 0; /* which counts from 0 again */
    }
    yajl_free(yajl);
    return n;
}

static bool is_word(struct str s)
{
    return s.n && (s.p[0] == 't' || s.p[0] == 'f' || s.p[0] == 'n');
}

static void add(struct str raw, const struct json *j, struct buf *out)
{
    json_unescape(raw, j->slashes, out);
    buf_addc(out, '\n');
}

static bool read_value(struct json *j, struct buf *out)
{
    struct str s;
    bool ok = true;
    char c = json_peek(j);
    if (c == '{') {
        for (json_object_open(j); json_object_next(j, &s, &ok);) {
            add(s, j, out);
            if (!read_value(j, out))
                return false;
        }
    } else if (c == '[') {
        for (json_array_open(j); json_array_next(j, &ok);)
            if (!read_value(j, out))
                return false;
    } else if (c == '"' || c == '\\') {
        ok = json_string(j, &s);
        if (ok)
            add(s, j, out);
    } else {
        ok = json_scalar(j, &s);
        if (ok && !is_word(s))
            add(s, j, out);
    }
    return ok;
}

/* `s` as it stands in the raw inside of a string `levels` deep. */
static void nest(struct str s, unsigned levels, struct buf *out)
{
    LOCAL_BUF once = {0};
    if (levels == 0) {
        buf_add(out, s);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\' || c == '\n')
            buf_addc(&once, '\\');
        buf_addc(&once, c == '\n' ? 'n' : c);
    }
    nest(buf_str(&once), levels - 1, out);
}

static void check_nested(struct str value, struct str strings)
{
    for (unsigned levels = 1; levels <= 4; levels++) {
        LOCAL_BUF raw = {0}, ours = {0};
        nest(value, levels, &raw);
        struct json j = json_open(buf_str(&raw)), skipped;
        for (unsigned i = 0; i < levels; i++)
            j = json_inside(&j, buf_str(&raw));
        skipped = j;
        if (!read_value(&j, &ours) || !str_eq(buf_str(&ours), strings) || j.p != j.end) {
            print_error("%u deep: " STR_FMT "\n", levels, STR_ARG(value));
            fail();
        }
        assert_true(json_skip(&skipped));
        assert_ptr_equal(skipped.p, skipped.end);
    }
}

/* Read with the marks of its scan, the value gives the same. */
static void check_marked(struct str value, struct str strings)
{
    static struct json_bitmaps bitmaps;
    struct json_scan scan = {.bitmaps = &bitmaps};
    LOCAL_BUF ours = {0};
    size_t used;
    while (json_scan_run(&scan, value, &used) == JSON_SCAN_LINE)
        json_scan_accept_line(&scan, used);
    assert_int_equal(used, value.n);
    struct json j = json_with_bitmaps(value, &bitmaps), skipped = j;
    assert_true(read_value(&j, &ours));
    assert_true(str_eq(buf_str(&ours), strings));
    assert_true(json_skip(&skipped));
    assert_ptr_equal(skipped.p, skipped.end);
}

/* `pairs`: surrogates stand in pairs only; yajl joins others anyhow, or replaces them by a question mark. */
static void check(struct str s, bool pairs)
{
    LOCAL_BUF theirs = {0}, ours = {0};
    size_t n = strchr("{[\"", s.p[0]) ? yajl_read(s, &theirs) : 0;
    if (n > 0) {
        struct json j = json_open(s);
        if (json_measure(s) != n || !read_value(&j, &ours) ||
            (pairs && !str_eq(buf_str(&ours), buf_str(&theirs)))) {
            print_error("read otherwise than by yajl: " STR_FMT "\n" STR_FMT "instead of\n" STR_FMT,
                        STR_ARG(s), STR_ARG(buf_str(&ours)), STR_ARG(buf_str(&theirs)));
            fail();
        }
        check_nested(str_head(s, n), buf_str(&ours));
        if (s.p[0] == '{' || s.p[0] == '[')
            check_marked(str_head(s, n), buf_str(&ours));
    }
}

static const char *const VALUES[] = {
    "{}",
    "[]",
    "{\"a\":1,\"b\":[true,false,null,-1.5e+10,\"x\"],\"c\":{\"d\":\"\"}}",
    "{\n    \"a\": \"b\\\"c\\\\\",\n    \"\\u0041\\t\": \"\\ud83d\\ude00 \\u00e9\\u20ac\"\n}",
    "{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"c\\\\\\\":1}\\\"}\"}",
    "[[[[[[[[\"deep\"]]]]]]]]",
    "{\"a\\\"\":\"\\\\\\\\\",\"b\":\"\\\\\\\"\"}",
    "[\"a\"] and more",
    "{\"a\":1}{\"b\":2}",
    "{\"\":\"\"}",
    "[1 , 2\n,\n3 ]",
    ("[-0.5e-3,1E5,0,"
     "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890.5]"),
};

static void values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(VALUES); i++) {
        struct buf ignored = {0};
        if (yajl_read(str_z(VALUES[i]), &ignored) == 0) {
            print_error("yajl refuses %s\n", VALUES[i]);
            fail();
        }
        buf_free(&ignored);
        check(str_z(VALUES[i]), true);
    }
}

/* Values with a byte changed, cut or doubled: either yajl refuses them too, or they read the same. */
static void changed(void **state)
{
    static const char bytes[] = "\"\\{}[],: \nau0";
    struct chance c = {.state = 11};
    (void)state;
    for (unsigned round = 0; round < 60000; round++) {
        struct str s = str_z(VALUES[chance_below(&c, COUNT_OF(VALUES))]);
        size_t at = chance_below(&c, s.n), cut = at + chance_below(&c, 2);
        LOCAL_BUF b = {0};
        buf_add(&b, str_head(s, at));
        buf_addc(&b, bytes[chance_below(&c, sizeof bytes - 1)]);
        buf_add(&b, str_skip(s, cut));
        char *exact = malloc(b.n);
        memcpy(exact, b.p, b.n);
        check(str_of(exact, b.n), str_find(buf_str(&b), STR("\\ud")) == b.n);
        assert_true(json_measure(str_of(exact, b.n)) <= b.n);
        free(exact);
    }
}

static const struct {
    const char *raw;
    unsigned slashes;
    const char *text;
} ESCAPES[] = {
    {"plain", 0, "plain"},
    {"\\\"\\\\\\/\\b\\f\\n\\r\\t", 0, "\"\\/\b\f\n\r\t"},
    {"\\u0041\\u00e9\\u20ac\\ud83d\\ude00", 0, "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"\\ud83d", 0, "\xef\xbf\xbd"},
    {"\\ud83dx", 0, "\xef\xbf\xbdx"},
    {"\\ude00\\ud83d", 0, "\xef\xbf\xbd\xef\xbf\xbd"},
    {"\\ud83d\\u0041", 0,
     "\xef\xbf\xbd"
     "A"},
    {"\\ud83d\\ud83d\\ude00", 0, "\xef\xbf\xbd\xf0\x9f\x98\x80"},
    {"\\u12", 0, "\\u12"},
    {"\\uzzzz", 0, "\\uzzzz"},
    {"\\x \\", 0, "\\x \\"},
    {"\\\\n", 1, "\n"},
    {"\\\\\\\\n", 3, "\n"},
    {"a\\\\\\\"b", 1, "a\"b"},
};

static void escapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ESCAPES); i++) {
        LOCAL_BUF out = {0};
        json_unescape(str_z(ESCAPES[i].raw), ESCAPES[i].slashes, &out);
        if (!str_eq(buf_str(&out), str_z(ESCAPES[i].text))) {
            print_error("`%s` at %u: `" STR_FMT "`\n", ESCAPES[i].raw, ESCAPES[i].slashes,
                        STR_ARG(buf_str(&out)));
            fail();
        }
    }
}

/* What json_measure refuses: it is no JSON, though brackets may balance. */
static void refused(void **state)
{
    static const char *const not_json[] = {
        "[provider]", "{a:1}",       "{\"a\"}", "{\"a\":1", "[1}",  "{\"a\":tru}", "",      "x",
        "\"open",     "{\"a\":01x}", "[1.]",    "[.5]",     "[1e]", "[-]",         "[--1]", "[1.5.5]"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(not_json); i++)
        if (json_measure(str_z(not_json[i])) != 0) {
            print_error("taken for JSON: %s\n", not_json[i]);
            fail();
        }
}

static void bounds(void **state)
{
    enum { DEEP = 200000, LONG = 10 << 20 };
    LOCAL_BUF b = {0};
    struct str raw;
    (void)state;
    buf_fill(&b, '[', DEEP);
    buf_fill(&b, ']', DEEP);
    struct json j = json_open(buf_str(&b));
    assert_int_equal(json_measure(buf_str(&b)), 0);
    assert_true(json_skip(&j));
    assert_ptr_equal(j.p, j.end);
    buf_clear(&b);
    buf_addc(&b, '"');
    buf_fill(&b, 'x', LONG);
    buf_addc(&b, '"');
    j = json_open(buf_str(&b));
    assert_true(json_string(&j, &raw));
    assert_int_equal(raw.n, LONG);
    assert_int_equal(json_measure(buf_str(&b)), LONG + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values), cmocka_unit_test(changed),
                                       cmocka_unit_test(escapes), cmocka_unit_test(refused),
                                       cmocka_unit_test(bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
