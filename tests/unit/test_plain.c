/* What a line of text says by itself: its severity, the fields in it, and what only goes on about the line
 * before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "record/plain.h"

static enum level level_of(struct str s)
{
    struct sweep_line marks;
    sweep_line(s, &marks);
    return plain_level(s, &marks);
}

static const struct {
    const char *line;
    enum level level;
} LEVELS[] = {
    {"Error: connect ECONNREFUSED 10.0.0.1:80", LEVEL_ERROR},
    {"TypeError: x is not a function", LEVEL_ERROR},
    {"ERROR something", LEVEL_ERROR},
    {"[error] something", LEVEL_ERROR},
    {"level=error msg=x", LEVEL_ERROR},
    {"Unhandled error: x", LEVEL_ERROR},
    {"Fatal error, good bye", LEVEL_FATAL},
    {"FATAL: out", LEVEL_FATAL},
    {"Failed to start image", LEVEL_ERROR},
    {"unit: Failed with result 'exit-code'.", LEVEL_ERROR},
    {"segfault at 0", LEVEL_ERROR},
    {"0 errors", LEVEL_NONE},
    {"no error", LEVEL_NONE},
    {"terror: x", LEVEL_NONE},
    {"error_count=0", LEVEL_NONE},
    {"MY_ERROR_CODE", LEVEL_NONE},
    {"We said Failed to x", LEVEL_NONE},
    {"all is well", LEVEL_NONE},
    {"", LEVEL_NONE},
};

static void levels(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) {
        enum level got = level_of(str_z(LEVELS[i].line));
        if (got != LEVELS[i].level) {
            print_error("`%s`: %s\n", LEVELS[i].line, level_name(got));
            fail();
        }
    }
}

/* Wherever the word stands against blocks of 64 bytes, it is seen. */
static void anywhere(void **state)
{
    (void)state;
    for (size_t before = 0; before < 200; before++) {
        struct buf line = {0};
        buf_fill(&line, '.', before);
        buf_addz(&line, " Error: x");
        assert_int_equal(level_of(buf_str(&line)), LEVEL_ERROR);
        line.n -= 3; /* `Error` at the very end, without its colon */
        assert_int_equal(level_of(buf_str(&line)), LEVEL_NONE);
        buf_free(&line);
    }
}

static struct record read(struct str line)
{
    struct record rec = {.duration_ms = -1};
    struct sweep_line marks;
    sweep_line(line, &marks);
    plain_fields(line, &marks, &rec);
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
    {"xmodel=flux", FIELD_MODEL, ""},
    {"requestId=abc-1, x", FIELD_REQUEST, "abc-1"},
    {"status=503", FIELD_STATUS, "503"},
    {"status=abc", FIELD_STATUS, ""},
    {"status=5031", FIELD_STATUS, ""},
    {"GET /x 200 24012ms", FIELD_STATUS, "200"},
    {"GET /x 200 24012ms", FIELD_DURATION, "24012"},
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

static void trailing(void **state)
{
    (void)state;
    assert_true(plain_trailing(STR("    at f (x.js:1:2)")));
    assert_true(plain_trailing(STR("\tat f")));
    assert_true(plain_trailing(STR("")));
    assert_false(plain_trailing(STR("Error: x")));
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
        struct buf line = {0};
        struct record rec = {.duration_ms = -1};
        struct sweep_line marks;
        size_t before = i % 20, n = i / 20 % 40, behind = i % 3 * 9;
        buf_fill(&line, ' ', before);
        buf_addz(&line, "model=");
        buf_fill(&line, 'v', n);
        if (behind)
            buf_addc(&line, after[i % (sizeof after - 1)]);
        buf_fill(&line, 'w', behind);
        char *exact = malloc(line.n);
        memcpy(exact, line.p, line.n);
        sweep_line(str_of(exact, line.n), &marks);
        plain_fields(str_of(exact, line.n), &marks, &rec);
        if (n || !behind || after[i % (sizeof after - 1)] != '"') { /* else it is a quoted one */
            assert_int_equal(rec.field[FIELD_MODEL].n, n);
            assert_ptr_equal(rec.field[FIELD_MODEL].p, exact + before + 6);
        }
        free(exact);
        buf_free(&line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(levels), cmocka_unit_test(anywhere),
                                       cmocka_unit_test(fields), cmocka_unit_test(trailing),
                                       cmocka_unit_test(ansi),   cmocka_unit_test(values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
