/*
 * Every implementation of json_scan_run says what one byte after the other says, on JSON, on damaged JSON and
 * on noise, fed at once and in pieces; and the marks that it leaves are right.
 */
#include "chance.h"
#include "input/json_scan.h"
#include "unit.h"

static struct json_scan_variant variants[JSON_SCAN_VARIANTS_MAX];
static size_t variant_count;

struct result {
    enum json_scan_stop stop;
    size_t used;
};

static bool opens(char c)
{
    return c == '{' || c == '[';
}

static bool closes(char c)
{
    return c == '}' || c == ']';
}

static bool blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* What a reader that goes from byte to byte knows. */
struct reader {
    struct str in;
    size_t line_seen, depth;
    bool string, escaped, closed; /* closed: the byte before closed a string */
};

/* Does the scan stop before the byte at `at`? */
static bool stops_at(const struct reader *r, size_t at, struct result *out)
{
    char c = r->in.p[at], before = at ? r->in.p[at - 1] : '\n';
    bool inside = r->string, opening = opens(c) && !inside;
    *out = (struct result){JSON_SCAN_LINE, at};
    if (at > 0 && before == '\n' && at >= r->line_seen &&
        ((!blank(c) && !closes(c) && c != ',' && c != ':') || c == '\x1e'))
        return true;
    out->stop = JSON_SCAN_BREAK;
    if (at > 0 && opening && (!blank(before) || before == '\x1e') && before != ',' && before != ':' &&
        !opens(before))
        return true;
    return r->closed && (!blank(c) || c == '\x1e') && c != ',' && c != ':' && !closes(c);
}

static struct result read_bytes(struct str in, size_t line_seen)
{
    struct reader r = {.in = in, .line_seen = line_seen};
    struct result out;
    for (size_t at = 0; at < in.n; at++) {
        char c = in.p[at];
        bool escaped = r.escaped;
        r.escaped = c == '\\' && !escaped;
        if (stops_at(&r, at, &out))
            return out;
        r.closed = r.string && c == '"' && !escaped;
        if (c == '"' && !escaped)
            r.string = !r.string;
        else if (!r.string && opens(c))
            r.depth++;
        else if (!r.string && closes(c) && --r.depth == 0)
            return (struct result){JSON_SCAN_DONE, at + 1};
    }
    return (struct result){JSON_SCAN_MORE, 0};
}

/* `in` scanned by `v`, shown to it byte by byte from `step` on; lines are accepted when `accept`. */
static struct result run(const struct json_scan_variant *v, struct str in, size_t step, bool accept)
{
    struct json_scan scan = {0};
    struct result r = {JSON_SCAN_MORE, 0};
    for (size_t n = step < in.n ? step : in.n;; n = n + step < in.n ? n + step : in.n) {
        while ((r.stop = v->run(&scan, str_head(in, n), &r.used)) == JSON_SCAN_LINE && accept)
            json_scan_accept_line(&scan, r.used);
        if (r.stop != JSON_SCAN_MORE || n == in.n)
            return r;
    }
}

static struct result reference(struct str in, bool accept)
{
    struct result r = read_bytes(in, 0);
    while (r.stop == JSON_SCAN_LINE && accept)
        r = read_bytes(in, r.used + 1);
    return r;
}

static void check(struct str in, size_t step, bool accept)
{
    struct result want = reference(in, accept);
    for (size_t i = 0; i < variant_count; i++) {
        struct result got = run(&variants[i], in, step, accept);
        if (got.stop == want.stop && (want.stop == JSON_SCAN_MORE || got.used == want.used))
            continue;
        print_error("%s in steps of %zu: stop %d at %zu instead of %d at %zu: " STR_FMT "\n",
                    variants[i].name, step, got.stop, got.used, want.stop, want.used, STR_ARG(in));
        fail();
    }
}

static const char *const CASES[] = {
    "{}",
    "{\"a\":1}",
    "[1,2,{\"a\":[]}] tail",
    "{\"a\": \"}\\\"]\\\\\"}",
    "{\"a\"\"b\"}",
    "{\"a\":1{\"b\":2}}",
    "{\"a\": 1}{\"a\": 2}",
    "{\n    \"a\": 1\n}\n{\n",
    "{\n    \"a\": \"torn\n{\n    \"a\": 2\n}\n",
    "{\"a\":\"torn {\"a\":1}",
    "{\"a\": [\n\x1e{\"a\": 1}",
    "{\n\"a\": 1\n}",
    "{\"a\":\"\\\\\\\\\\\"\"}",
    "{\"a\":tru",
    "[",
};

static void cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        for (size_t step = 1; step < 80; step++) {
            check(str_z(CASES[i]), step, false);
            check(str_z(CASES[i]), step, true);
        }
}

/* Bytes that look like JSON: mostly what matters to the scan. */
static size_t noise(struct chance *c, char *out, size_t n)
{
    static const char bytes[] = "{{[[}}]]\"\"\"\"::,,  \nab1\x1e";
    bool string = false;
    out[0] = '{';
    for (size_t i = 1; i < n; i++) {
        out[i] = bytes[chance_below(c, sizeof bytes - 1)];
        if (string && chance_below(c, 4) == 0)
            out[i] = '\\';
        if (out[i] == '"' && out[i - 1] != '\\')
            string = !string;
        if (string && out[i] == '\\' && i + 1 < n)
            out[++i] = "\"\\nu"[chance_below(c, 4)];
    }
    return n;
}

/* An object of short strings and nested objects that is whole, `n` bytes at the most. */
static size_t json(struct chance *c, char *out, size_t n)
{
    size_t at = 0, depth = 1;
    out[at++] = '{';
    while (at + depth + 40 < n) {
        at += (size_t)sprintf(out + at, "\"k\\\"%u\": ", (unsigned)chance_below(c, 1000));
        if (chance_below(c, 3) == 0) {
            out[at++] = '{';
            depth++;
            continue;
        }
        at += (size_t)sprintf(out + at, chance_below(c, 2) ? "\"{]\\\\\"" : "12");
        if (depth > 1 && chance_below(c, 3) == 0) {
            out[at++] = '}';
            depth--;
        }
        out[at++] = ',';
        out[at++] = chance_below(c, 2) ? ' ' : '\n';
        if (out[at - 1] == '\n')
            out[at++] = ' ';
    }
    at += (size_t)sprintf(out + at, "\"z\":0");
    while (depth--)
        out[at++] = '}';
    return at;
}

static void chance_input(void **state)
{
    struct chance c = {.state = 7};
    char in[600];
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        size_t n = noise(&c, in, 2 + chance_below(&c, 250));
        check(str_of(in, n), 1 + chance_below(&c, n), round & 1);
    }
    for (unsigned round = 0; round < 3000; round++) {
        size_t n = json(&c, in, 100 + chance_below(&c, 450));
        assert_int_equal(reference(str_of(in, n), false).used, n);
        check(str_of(in, n), 1 + chance_below(&c, n), false);
        in[chance_below(&c, n - 1) + 1] = "\"{}\n,x"[chance_below(&c, 6)];
        check(str_of(in, n), 1 + chance_below(&c, n), round & 1);
    }
}

static void marks(void **state)
{
    static struct json_bitmaps of_step, of_all;
    struct chance c = {.state = 9};
    char in[600];
    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        size_t n = json(&c, in, 300), used;
        struct json_scan whole = {.bitmaps = &of_all}, steps = {.bitmaps = &of_step};
        assert_int_equal(variants[0].run(&whole, str_of(in, n), &used), JSON_SCAN_DONE);
        for (size_t i = 1; i <= n; i++)
            (void)variants[variant_count - 1].run(&steps, str_of(in, i), &used);
        for (size_t i = 0; i < n; i++) {
            uint64_t bit = 1ull << (i & 63);
            assert_int_equal(of_all.quotes[i / 64] & bit, of_step.quotes[i / 64] & bit);
            assert_int_equal(of_all.opens[i / 64] & bit, of_step.opens[i / 64] & bit);
            assert_int_equal(of_all.closes[i / 64] & bit, of_step.closes[i / 64] & bit);
        }
    }
}

/* Where the value that opens at `at` ends, byte by byte. */
static size_t end_by_hand(struct str in, size_t at)
{
    bool string = false;
    size_t depth = 0;
    for (; at < in.n; at++) {
        if (string && in.p[at] == '\\')
            at++;
        else if (in.p[at] == '"')
            string = !string;
        else if (!string && opens(in.p[at]))
            depth++;
        else if (!string && closes(in.p[at]) && --depth == 0)
            return at + 1;
    }
    return 0;
}

/* Every opening bracket of `in`, a whole value. */
static void check_ends(const struct json_scan_variant *v, struct str in)
{
    static struct json_bitmaps bitmaps;
    struct json_scan s = {.bitmaps = &bitmaps};
    size_t used;
    assert_int_equal(v->run(&s, in, &used), JSON_SCAN_DONE);
    bool string = false;
    for (size_t at = 0; at < in.n; at++) {
        if (string && in.p[at] == '\\')
            at++;
        else if (in.p[at] == '"')
            string = !string;
        else if (!string && opens(in.p[at]) && v->value_end(&bitmaps, at, in.n) != end_by_hand(in, at))
            fail_msg("%s: the value at %zu of %zu ends at %zu, not %zu", v->name, at, in.n,
                     v->value_end(&bitmaps, at, in.n), end_by_hand(in, at));
    }
}

static void ends(void **state)
{
    enum { MOST = 8192 };
    static char in[2 * MOST];
    struct chance c = {.state = 11};
    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        size_t n = json(&c, in, round % 30 ? 300 : MOST);
        for (size_t i = 0; i < variant_count; i++)
            check_ends(&variants[i], str_of(in, n));
    }
}

static void deep(void **state)
{
    enum { DEEP = 200000 };
    static char in[2 * DEEP];
    (void)state;
    memset(in, '[', DEEP);
    memset(in + DEEP, ']', DEEP);
    for (size_t i = 0; i < variant_count; i++) {
        struct result r = run(&variants[i], str_of(in, sizeof in), 4096, false);
        assert_int_equal(r.stop, JSON_SCAN_DONE);
        assert_int_equal(r.used, sizeof in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases), cmocka_unit_test(chance_input),
                                       cmocka_unit_test(marks), cmocka_unit_test(ends),
                                       cmocka_unit_test(deep)};
    variant_count = json_scan_variants(variants);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
