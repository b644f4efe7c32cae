/* What a line of text says by itself: the fields in it, and what only goes on about the line
 * before. */
#include "record/plain.h"
#include "unit.h"

static struct record read(struct str line)
{
    struct record rec = {.duration_ms = -1};
    struct byte_scan_line bits;
    byte_scan_line(line, &bits);
    plain_fields(line, &bits, &rec);
    plain_more(line, &rec);
    return rec;
}

static const struct {
    const char *line;
    enum field field;
    const char *value;
} FIELDS[] = {
    {"model=flux user=ann tier=seed", FIELD_MODEL, "flux"},
    {"model=flux user=ann tier=seed", FIELD_USER, "ann"},
    {"model=flux user=ann tier=seed", FIELD_TIER, "seed"},
    {"user=\"ann lee\"", FIELD_USER, "ann lee"},
    {"user_id=7 req_id=zz-1", FIELD_USER, "7"},
    {"user_id=7 req_id=zz-1", FIELD_REQUEST, "zz-1"},
    {"userId=7 reqId=a", FIELD_USER, "7"},
    {"userId=7 reqId=a", FIELD_REQUEST, "a"},
    {"my_username=x username=y", FIELD_USER, "y"},
    {"xmodel=flux", FIELD_MODEL, ""},
    {"requestId=abc-1, x", FIELD_REQUEST, "abc-1"},
    {"status=503", FIELD_STATUS, "503"},
    {"status=abc", FIELD_STATUS, ""},
    {"status=5031", FIELD_STATUS, ""},
    {"GET /x 200 24012ms", FIELD_STATUS, "200"},
    {"GET /x 200 24012ms", FIELD_DURATION, "24012"},
    {"GET /x 200 24012ms", FIELD_METHOD, "GET"},
    {"GET /x 200 24012ms", FIELD_URL, "/x"},
    {"INFO [http] POST /v1/a?b 502 1 - 12.5 ms", FIELD_STATUS, "502"},
    {"INFO [http] POST /v1/a?b 502 1 - 12.5 ms", FIELD_DURATION, "12.5"},
    {"INFO [http] POST /v1/a?b 502 1 - 12.5 ms", FIELD_URL, "/v1/a?b"},
    {"INFO POST /v1 -> 504 (60002ms)", FIELD_STATUS, "504"},
    {"INFO POST /v1 -> 504 (60002ms)", FIELD_DURATION, "60002"},
    {"I, [x]  INFO -- : Completed 500 Internal Server Error in 12ms", FIELD_STATUS, "500"},
    {"stored 500 rows in 12ms", FIELD_STATUS, ""},
    {"GET /x is slow: 500 rows in 12ms", FIELD_STATUS, ""},
    {"GET /x 500 2msgs", FIELD_STATUS, ""},
    {"[1a2b3c4d] hello", FIELD_REQUEST, "1a2b3c4d"},
    {"[1a2b3c4] hello", FIELD_REQUEST, ""},
    {"Chat completions error 503: {}", FIELD_STATUS, "503"},
};

static void fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        struct record rec = read(str_z(FIELDS[i].line));
        struct str got = rec.field[FIELDS[i].field];
        if (!str_eq(got, str_z(FIELDS[i].value))) {
            print_error("`%s`: %s is `" STR_FMT "`\n", FIELDS[i].line, field_name(FIELDS[i].field),
                        STR_ARG(got));
            fail();
        }
    }
}

/* Bytes that no text has are a part of the value, wherever it stands. */
static void stray_bytes(void **state)
{
    static const struct {
        struct str line;
        size_t n; /* of the value, behind model= */
    } rows[] = {
        {STR_INIT("model=mo\0x-END"), 8},
        {STR_INIT("model=\1\2 x"), 2},
        {STR_INIT("model=mo\0x-END and some more words behind it"), 8},
        {STR_INIT("model=mo\0x, user=somebody-somewhere-else"), 4},
        {STR_INIT("model=0123456789abcdef\0 and more words behind it"), 17},
        {STR_INIT("model=mo\tx and some more words behind it"), 2},
        {STR_INIT("model=mo\x1b[0m and some more words behind it"), 2},
        {STR_INIT("model=mo\0"), 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct record rec = read(rows[i].line);
        if (!str_eq(rec.field[FIELD_MODEL], str_head(str_skip(rows[i].line, 6), rows[i].n)))
            fail_msg("row %zu: " STR_FMT, i, STR_ARG(rec.field[FIELD_MODEL]));
    }
}

static void trailing(void **state)
{
    (void)state;
    assert_true(plain_continuation(STR("    at f (x.js:1:2)")));
    assert_true(plain_continuation(STR("\tat f")));
    assert_true(plain_continuation(STR("")));
    assert_false(plain_continuation(STR("Error: x")));
}

static const struct {
    struct str raw;
    const char *text;
} ANSI[] = {
    {STR_INIT("plain"), "plain"},
    {STR_INIT("\x1b[31mred\x1b[0m"), "red"},
    {STR_INIT("\x1b]8;;http://x\x1b\\link\x1b]8;;\a"), "link"},
    {STR_INIT("a\x1b"), "a"},
    {STR_INIT("a\x1b["), "a"},
    {STR_INIT("a\x1b[31"), "a"},
    {STR_INIT("a\x1b]0;never ends"), "a"},
    {STR_INIT("\x1b(Bx"), "Bx"},
    /* Behind times of all lengths: what follows an ESC there is no colour that lost it. */
    {STR_INIT("2026-03-15 10:00:47.123 \x1b[31merror\x1b[39m: boom"), "2026-03-15 10:00:47.123 error: boom"},
    {STR_INIT("2026-03-15T10:00+00:00 \x1b[31;1mERROR\x1b[0m boom"), "2026-03-15T10:00+00:00 ERROR boom"},
    {STR_INIT("2026-03-15 10:00:47 [31mERROR[0m \x1b[1mboom\x1b[0m"), "2026-03-15 10:00:47 ERROR boom"},
};

static void ansi(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ANSI); i++) {
        struct arena a = {0};
        bool changed = false;
        struct str got = plain_strip(ANSI[i].raw, &a, &changed);
        if (!str_eq(got, str_z(ANSI[i].text))) {
            print_error("row %zu: `" STR_FMT "` instead of `%s`\n", i, STR_ARG(got), ANSI[i].text);
            fail();
        }
        arena_free(&a);
    }
}

/* A value ends at the same byte wherever it stands and however long it is; the line is of just its size. */
static void values(void **state)
{
    static const char after[] = " ,&;)]}\"'\t";
    (void)state;
    for (size_t i = 0; i < 4000; i++) {
        LOCAL_BUF line = {0};
        struct record rec = {.duration_ms = -1};
        struct byte_scan_line bits;
        size_t before = i % 20, n = i / 20 % 40, behind = i % 3 * 9;
        buf_fill(&line, ' ', before);
        buf_addz(&line, "model=");
        buf_fill(&line, 'v', n);
        if (behind)
            buf_addc(&line, after[i % (sizeof after - 1)]);
        buf_fill(&line, 'w', behind);
        char *exact = malloc(line.n);
        memcpy(exact, line.p, line.n);
        byte_scan_line(str_of(exact, line.n), &bits);
        plain_fields(str_of(exact, line.n), &bits, &rec);
        char end = after[i % (sizeof after - 1)];
        if (n || !behind || (end != '"' && end != '\'')) { /* else it is a quoted one */
            assert_int_equal(rec.field[FIELD_MODEL].n, n);
            assert_ptr_equal(rec.field[FIELD_MODEL].p, exact + before + 6);
        }
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(stray_bytes),
                                       cmocka_unit_test(trailing), cmocka_unit_test(ansi),
                                       cmocka_unit_test(values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
