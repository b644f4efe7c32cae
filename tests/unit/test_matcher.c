/* matcher: which signatures a record matches, with what captures; limits; hostile texts. */
#include <pthread.h>

#include "base/regex.h"
#include "by_hand.h"
#include "match/matcher.h"
#include "unit.h"

#define PATTERN(z)                                                                                           \
    {                                                                                                        \
        .source = {z, sizeof(z) - 1}, .at = { "t.yaml", 3, 12 }                                              \
    }
#define LIST(name, ...) static struct pattern name[] = {__VA_ARGS__}

LIST(DNS, PATTERN("getaddrinfo ENOTFOUND (?<host>[\\w.-]+\\.cognitiveservices\\.azure\\.com)"));
LIST(OTHER_DNS, PATTERN("getaddrinfo ENOTFOUND (?<host>[\\w.-]+)"));
LIST(OTHER_DNS_UNLESS, PATTERN("cognitiveservices\\.azure\\.com"));
LIST(RESET, PATTERN("(?<call>read) ECONNRESET"), PATTERN("socket hang up(?: of (?<peer>\\w+))?"));
LIST(QUOTA, PATTERN("quota exceeded for (?<model>\\w+)"));
LIST(QUOTA_WHERE, PATTERN("status=429,5xx"), PATTERN("cap.model!=free"));
LIST(PLAIN_WHERE, PATTERN("status=4xx"), PATTERN("upstream=5xx"));
LIST(SHORT, PATTERN("^E\\d+$"));
LIST(WILD, PATTERN("^(a+)+$"));

static struct signature SIGNATURES[] = {
    {.match = DNS, .match_count = 1},
    {.match = OTHER_DNS, .match_count = 1, .unless = OTHER_DNS_UNLESS, .unless_count = 1},
    {.match = RESET, .match_count = 2},
    {.match = QUOTA, .match_count = 1, .where = QUOTA_WHERE, .where_count = 2},
    {.match = SHORT, .match_count = 1},
    {.match = WILD, .match_count = 1},
    {.where = PLAIN_WHERE, .where_count = 2, .scope = SCOPE_ERRORS, .fallback = true},
};
enum { DNS_AT, OTHER_AT, RESET_AT, QUOTA_AT, SHORT_AT, WILD_AT, PLAIN_AT };

struct world {
    struct table table;
    struct rules *rules;
    struct matcher *matcher;
};

static void make(struct world *w, size_t count)
{
    struct err err = {0};
    *w = (struct world){.table = {.signatures = SIGNATURES, .signature_count = count}};
    w->rules = by_hand_rules(&w->table, &err);
    if (!w->rules)
        fail_msg("%s", err.what);
    w->matcher = matcher_new(w->rules);
}

static void unmake(struct world *w)
{
    matcher_free(w->matcher);
    by_hand_free(w->rules, &w->table);
}

static struct hits run(struct world *w, int status, struct text *texts, size_t n)
{
    struct record rec = {.status = status, .texts = texts, .text_count = n, .weight = 1};
    struct hits hits;
    matcher_run(w->matcher, &rec, &hits);
    return hits;
}

static const struct row {
    const char *texts[3];
    int status;
    const char *want; /* signatures, in order, as digits */
    const char *capture;
} ROWS[] = {
    {{"nothing here"}, 200, "", NULL},
    {{""}, 200, "", NULL},
    {{"getaddrinfo ENOTFOUND x.cognitiveservices.azure.com"}, 0, "0", "x.cognitiveservices.azure.com"},
    {{"getaddrinfo ENOTFOUND example.com"}, 0, "1", "example.com"},
    {{"getaddrinfo ENOTFOUND example.com", "x.cognitiveservices.azure.com"}, 0, "", NULL},
    {{"getaddrinfo enotfound example.com"}, 0, "", NULL},
    {{"socket hang up of proxy", "read ECONNRESET"}, 0, "2", ""},
    {{"read ECONNRESET, socket hang up"}, 0, "2", "read"},
    {{"quota exceeded for veo"}, 429, "3", "veo"},
    {{"quota exceeded for veo"}, 503, "3", "veo"},
    {{"quota exceeded for veo"}, 400, "", NULL},
    {{"quota exceeded for free"}, 429, "", NULL},
    {{"E17"}, 0, "4", NULL},
    {{"E17", "read ECONNRESET", "getaddrinfo ENOTFOUND a.b"}, 0, "124", "a.b"},
};

static void check_row(struct world *w, const struct row *row)
{
    struct text texts[3] = {0};
    size_t n = 0;
    for (; n < 3 && row->texts[n]; n++)
        texts[n].s = str_z(row->texts[n]);
    struct hits hits = run(w, row->status, texts, n);
    char got[8] = "";
    for (size_t i = 0; i < hits.n && i + 1 < sizeof got; i++)
        got[i] = (char)('0' + hits.v[i].signature);
    if (strcmp(got, row->want) != 0)
        fail_msg("%s: hit `%s`, not `%s`", row->texts[0], got, row->want);
    if (row->capture && !str_eq(hits.v[0].capture[0], str_z(row->capture)))
        fail_msg("%s: captured `" STR_FMT "`", row->texts[0], STR_ARG(hits.v[0].capture[0]));
}

static void test_rows(void **state)
{
    struct world w;
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        check_row(&w, &ROWS[i]);
    unmake(&w);
}

/* A signature of fields alone needs no text, is asked of errors only, and as a fallback gives way. */
static void test_fields_alone(void **state)
{
    static const struct {
        int status, upstream;
        const char *text;
        int want; /* -1: none */
    } rows[] = {
        {403, 502, NULL, PLAIN_AT},
        {403, 502, "who knows", PLAIN_AT},
        {403, 403, "who knows", -1},
        {200, 502, "who knows", -1},
        {502, 502, "who knows", -1},
        {403, NO_STATUS, NULL, -1},
        {403, 502, "read ECONNRESET", RESET_AT},
    };
    struct world w;
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text text = {.s = str_z(rows[i].text ? rows[i].text : "")};
        struct record rec = {.status = rows[i].status,
                             .upstream = rows[i].upstream,
                             .texts = &text,
                             .text_count = rows[i].text != NULL,
                             .weight = 1};
        struct hits hits;
        matcher_run(w.matcher, &rec, &hits);
        assert_int_equal(hits.n, rows[i].want >= 0);
        if (hits.n)
            assert_int_equal(hits.v[0].signature, rows[i].want);
        assert_int_equal(matcher_fits_fields(w.matcher, &rec),
                         rows[i].status == 403 && rows[i].upstream == 502);
    }
    unmake(&w);
}

static void test_captures_and_spans(void **state)
{
    struct world w;
    struct text texts[] = {{.s = STR("no")}, {.s = STR("so: socket hang up of proxy")}};
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    struct hits hits = run(&w, 0, texts, 2);
    assert_int_equal(hits.n, 1);
    assert_int_equal(hits.v[0].text, 1);
    assert_int_equal(hits.v[0].start, 4);
    assert_int_equal(hits.v[0].end, texts[1].s.n);
    assert_int_equal(rules_capture_count(w.rules, RESET_AT), 2);
    assert_true(str_eq(rules_capture_name(w.rules, RESET_AT, 0), STR("call")));
    assert_true(str_eq(rules_capture_name(w.rules, RESET_AT, 1), STR("peer")));
    assert_true(str_eq(hits.v[0].capture[1], STR("proxy")));
    assert_true(hits.v[0].capture[1].p >= texts[1].s.p);
    unmake(&w);
}

struct seen {
    size_t offset[8];
    uint32_t signature[8];
    size_t n;
};

static bool see(void *context, size_t offset, uint32_t signature)
{
    struct seen *s = context;
    s->offset[s->n] = offset;
    s->signature[s->n++] = signature;
    return s->n < COUNT_OF(s->offset);
}

static void test_may_match_and_scan(void **state)
{
    struct world w;
    struct seen seen = {0};
    (void)state;
    make(&w, SHORT_AT); /* those with literals */
    assert_false(rules_blind(w.rules));
    assert_false(rules_may_match(w.rules, STR("getaddrinfo ENOENT, econnrese")));
    assert_true(rules_may_match(w.rules, STR("{\"m\":\"{\\\"e\\\":\\\"READ ECONNRESET\\\"}\"}")));
    struct str log = STR("a read ECONNRESET\nb\nc quota exceeded for x\nd socket hang up\n");
    rules_scan(w.rules, log, see, &seen);
    assert_int_equal(seen.n, 3);
    assert_int_equal(seen.signature[0], RESET_AT);
    assert_int_equal(seen.offset[0], 2);
    assert_int_equal(seen.signature[1], QUOTA_AT);
    assert_int_equal(seen.signature[2], RESET_AT);
    assert_true(seen.offset[1] < seen.offset[2]);
    unmake(&w);
    make(&w, COUNT_OF(SIGNATURES));
    assert_true(rules_blind(w.rules));
    assert_true(rules_may_match(w.rules, STR("")));
    unmake(&w);
}

static void test_limits(void **state)
{
    struct world w;
    struct text text = {.s = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")};
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    assert_int_equal(run(&w, 0, &text, 1).n, 0);
    assert_int_equal(matcher_limit_hits(w.matcher), 1);
    const struct given_up *given_up = engine_given_up(matcher_engine(w.matcher));
    assert_int_equal(given_up->n, 1);
    assert_true(str_eq(given_up->who[0], SIGNATURES[WILD_AT].id));
    engine_forget(matcher_engine(w.matcher));
    text.s = STR("aaaa");
    assert_int_equal(run(&w, 0, &text, 1).v[0].signature, WILD_AT);
    assert_int_equal(engine_given_up(matcher_engine(w.matcher))->n, 0);
    assert_int_equal(matcher_limit_hits(w.matcher), 1);
    unmake(&w);
}

/* Wherever a match stands in a long text it is found, also behind a run that uses up a pattern's work. */
static void test_long_texts(void **state)
{
    LIST(unit, PATTERN("(?<unit>[\\w.-]+(?:@[\\w]+)?): Failed with result"));
    struct signature s = {.match = unit, .match_count = 1};
    struct world w;
    (void)state;
    w = (struct world){.table = {.signatures = &s, .signature_count = 1}};
    w.rules = by_hand_rules(&w.table, NULL);
    w.matcher = matcher_new(w.rules);
    for (size_t before = 0; before < 40000; before += 997) {
        LOCAL_BUF b = {0};
        buf_fill(&b, before % 2 ? 'a' : '\xa9', before);
        buf_addz(&b, " web.service: Failed with result 'x'");
        buf_fill(&b, 'b', 30000);
        struct text text = {.s = buf_str(&b)};
        struct hits hits = run(&w, 0, &text, 1);
        if (hits.n != 1 || !str_eq(hits.v[0].capture[0], STR("web.service")))
            fail_msg("not found behind %zu bytes", before);
        assert_int_equal(hits.v[0].start, before + 1);
    }
    assert_int_equal(matcher_limit_hits(w.matcher), 0);
    unmake(&w);
}

/* A window's edge is no end of the text. */
static void test_window_edges(void **state)
{
    LIST(edges, PATTERN("^start of"), PATTERN("the end$"));
    struct signature s = {.match = edges, .match_count = 2};
    struct world w = {.table = {.signatures = &s, .signature_count = 1}};
    struct buf b = {0};
    (void)state;
    w.rules = by_hand_rules(&w.table, NULL);
    w.matcher = matcher_new(w.rules);
    while (b.n < 100000)
        buf_addz(&b, "start of it, the end");
    struct text text = {.s = str_skip(buf_str(&b), 1)};
    struct hits hits = run(&w, 0, &text, 1);
    assert_int_equal(hits.n, 1);
    assert_int_equal(hits.v[0].end, text.s.n);
    text.s = str_of(text.s.p, text.s.n - 1);
    assert_int_equal(run(&w, 0, &text, 1).n, 0);
    buf_free(&b);
    unmake(&w);
}

static void test_hostile_texts(void **state)
{
    struct world w;
    struct buf b = {0};
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    buf_fill(&b, '\0', 1 << 20);
    buf_add(&b, STR("\xff\xc3 read ECONNRESET \xe2\x82 socket hang up"));
    buf_fill(&b, '\xff', 1 << 20);
    struct text texts[] = {{.s = {0}}, {.s = buf_str(&b)}, {.s = STR("\xff\xfe")}, {.s = STR("\0E1")}};
    struct hits hits = run(&w, 0, texts, 4);
    assert_int_equal(hits.n, 1);
    assert_int_equal(hits.v[0].signature, RESET_AT);
    assert_int_equal(hits.v[0].start, (1 << 20) + 3);
    assert_int_equal(run(&w, 0, NULL, 0).n, 0);
    buf_free(&b);
    unmake(&w);
}

static void test_errors(void **state)
{
    LIST(many, PATTERN("(?<a>.)(?<b>.)(?<c>.)(?<d>.)(?<e>.)(?<f>.)(?<g>.)(?<h>.)(?<i>.)"));
    LIST(good, PATTERN("fine (?<a>x)"));
    LIST(where, PATTERN("modle=flux"));
    LIST(where_cap, PATTERN("cap.a=x"), PATTERN("cap.b=x"));
    struct signature rows[] = {{.match = many, .match_count = 1},
                               {.match = good, .match_count = 1, .where = where, .where_count = 1},
                               {.match = good, .match_count = 1, .where = where_cap, .where_count = 2}};
    static const char *const whats[] = {"`i`", "`modle`", "`cap.b`"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct table t = {.signatures = &rows[i], .signature_count = 1};
        struct err err = {0};
        assert_null(by_hand_rules(&t, &err));
        by_hand_free(NULL, &t);
        assert_non_null(strstr(err.what, whats[i]));
        assert_string_equal(err.file, "t.yaml");
        assert_int_equal(err.line, 3);
    }
}

/* Several threads use one set of rules from the first record on. */
static void *match_in_thread(void *rules)
{
    struct world w = {.rules = rules, .matcher = matcher_new(rules)};
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct text text = {.s = str_z(ROWS[i].texts[0])};
        n += run(&w, ROWS[i].status, &text, 1).n;
    }
    matcher_free(w.matcher);
    return (void *)n;
}

static void test_threads(void **state)
{
    struct world w;
    pthread_t threads[4];
    void *first, *n;
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, match_in_thread, w.rules), 0);
    pthread_join(threads[0], &first);
    assert_in_range((size_t)first, 8, COUNT_OF(ROWS));
    for (size_t i = 1; i < COUNT_OF(threads); i++) {
        pthread_join(threads[i], &n);
        assert_ptr_equal(n, first);
    }
    unmake(&w);
}

static void test_try(void **state)
{
    struct world w;
    struct hit hit;
    (void)state;
    make(&w, COUNT_OF(SIGNATURES));
    assert_true(matcher_try(w.matcher, QUOTA_AT, STR("quota exceeded for veo"), &hit));
    assert_true(str_eq(hit.capture[0], STR("veo")));
    assert_false(
        matcher_try(w.matcher, OTHER_AT, STR("getaddrinfo ENOTFOUND x.cognitiveservices.azure.com"), &hit));
    assert_false(matcher_try(w.matcher, DNS_AT, STR("getaddrinfo"), &hit));
    unmake(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_fields_alone),
        cmocka_unit_test(test_captures_and_spans),
        cmocka_unit_test(test_may_match_and_scan),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_window_edges),
        cmocka_unit_test(test_hostile_texts),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
