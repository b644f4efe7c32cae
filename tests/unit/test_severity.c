/* What values and lines say of how bad they are. */
#include "base/byte_scan_pairs.h"
#include "record/level_word.h"
#include "record/plain.h"
#include "record/severity.h"
#include "unit.h"

static const struct {
    const char *text;
    enum level level;
} VALUES[] = {
    {"INFO", LEVEL_INFO},
    {"Warning", LEVEL_WARN},
    {"WARN", LEVEL_WARN},
    {"error", LEVEL_ERROR},
    {"CRITICAL", LEVEL_FATAL},
    {"log", LEVEL_INFO},
    {"trace", LEVEL_DEBUG},
    {"ERROR ", LEVEL_ERROR},
    {"  warn", LEVEL_WARN},
    {"[ERR]", LEVEL_ERROR},
    {"<error>", LEVEL_ERROR},
    {"error:", LEVEL_ERROR},
    {"\x1b[31merror\x1b[39m", LEVEL_ERROR},
    {"\x1b[1;33m WARN \x1b[0m", LEVEL_WARN},
    {"\\u001b[32minfo\\u001b[39m", LEVEL_INFO},
    {"\\\\u001b[32minfo\\\\u001b[39m", LEVEL_INFO},
    /* zerolog, Serilog, .NET's console, geth */
    {"wrn", LEVEL_WARN},
    {"FTL", LEVEL_FATAL},
    {"vrb", LEVEL_DEBUG},
    {"Information", LEVEL_INFO},
    {"fail", LEVEL_ERROR},
    {"EROR", LEVEL_ERROR},
    {"dpanic", LEVEL_FATAL},
    {"SEVERE", LEVEL_ERROR},
    {"FINEST", LEVEL_DEBUG},
    {"E", LEVEL_ERROR},
    {"W", LEVEL_WARN},
    /* slog */
    {"ERROR+2", LEVEL_ERROR},
    {"ERROR+4", LEVEL_FATAL},
    {"INFO-4", LEVEL_INFO},
    {"WARN+1", LEVEL_WARN},
    /* names around a word */
    {"LogLevel.ERROR", LEVEL_ERROR},
    {"SEVERITY_NUMBER_WARN2", LEVEL_WARN},
    {"DEBUG1", LEVEL_DEBUG},
    /* numbers: syslog; pino, bunyan, Python; Monolog; log4js */
    {"0", LEVEL_FATAL},
    {"3", LEVEL_ERROR},
    {"7", LEVEL_DEBUG},
    {"8", LEVEL_NONE},
    {"10", LEVEL_DEBUG},
    {"30", LEVEL_INFO},
    {"35", LEVEL_INFO},
    {"45", LEVEL_WARN},
    {"51", LEVEL_ERROR},
    {"60", LEVEL_FATAL},
    {"70", LEVEL_FATAL},
    {"250", LEVEL_NOTICE},
    {"400", LEVEL_ERROR},
    {"40000", LEVEL_ERROR},
    {"-1", LEVEL_NONE},
    {"2147483647", LEVEL_NONE},
    {"30.5", LEVEL_NONE},
    {"", LEVEL_NONE},
    {"[]", LEVEL_NONE},
    {"errors", LEVEL_NONE},
    {"error handler", LEVEL_NONE},
    {"off", LEVEL_NONE},
};

static void values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(VALUES); i++) {
        enum level got = severity_named(str_z(VALUES[i].text));
        if (got != VALUES[i].level)
            fail_msg("`%s` is %s", VALUES[i].text, level_name(got));
    }
    for (unsigned l = LEVEL_DEBUG; l < LEVEL_COUNT; l++)
        assert_int_equal(severity_named(str_z(level_name((enum level)l))), l);
}

static void numbers_of_opentelemetry(void **state)
{
    (void)state;
    assert_int_equal(severity_otlp(STR("9")), LEVEL_INFO);
    assert_int_equal(severity_otlp(STR("17")), LEVEL_ERROR);
    assert_int_equal(severity_otlp(STR("24")), LEVEL_FATAL);
    assert_int_equal(severity_otlp(STR("0")), LEVEL_NONE);
    assert_int_equal(severity_otlp(STR("25")), LEVEL_NONE);
    assert_int_equal(severity_otlp(STR("x")), LEVEL_NONE);
}

static void priorities(void **state)
{
    (void)state;
    for (int p = 1; p <= 7; p++)
        assert_true(severity_of_priority(p) <= severity_of_priority(p - 1));
    assert_int_equal(severity_of_priority(3), LEVEL_ERROR);
    assert_int_equal(severity_of_priority(8), LEVEL_NONE);
    assert_int_equal(severity_of_priority(-1), LEVEL_NONE);
}

/* What stands behind the mark, and how bad it says it is. */
static const struct {
    const char *line;
    enum level level;
    const char *rest;
} MARKS[] = {
    {"ERROR text", LEVEL_ERROR, "text"},
    {"ERROR: text", LEVEL_ERROR, "text"},
    {"error: text", LEVEL_ERROR, "text"},
    {"  [error] text", LEVEL_ERROR, "text"},
    {"[ERR] text", LEVEL_ERROR, "text"},
    {"[ warn ]: text", LEVEL_WARN, "text"},
    {"(error) text", LEVEL_ERROR, "text"},
    {"<3>text", LEVEL_ERROR, "text"},
    {"<30>text", LEVEL_INFO, "text"},
    {"| ERROR    | text", LEVEL_ERROR, "text"},
    {"- ERROR - text", LEVEL_ERROR, "text"},
    {"ERROR:root:text", LEVEL_ERROR, "root:text"},
    {"ERROR [thread] text", LEVEL_ERROR, "[thread] text"},
    {"ERROR/MainProcess] text", LEVEL_ERROR, "/MainProcess] text"},
    {"ERROR[03-15|10:00:44.123] text", LEVEL_ERROR, "[03-15|10:00:44.123] text"},
    {"ERROR crate::mod: text", LEVEL_ERROR, "crate::mod: text"},
    {"WARNING: text", LEVEL_WARN, "text"},
    {"fail: Microsoft.AspNetCore", LEVEL_ERROR, "Microsoft.AspNetCore"},
    {"dbug: x", LEVEL_DEBUG, "x"},
    {"info\tmain.go:12\ttext", LEVEL_INFO, "main.go:12\ttext"},
    {"info  - text", LEVEL_INFO, "text"},
    {"LOG:  checkpoint complete", LEVEL_INFO, "checkpoint complete"},
    {"FATAL:  password", LEVEL_FATAL, "password"},
    {"E1202 14:22:52.560506  8137 a.go:89] text", LEVEL_ERROR, "1202 14:22:52.560506  8137 a.go:89] text"},
    {"W, [2026-03-15T10:00:44 #1] text", LEVEL_WARN, "[2026-03-15T10:00:44 #1] text"},
    {"E/AndroidRuntime( 1234): text", LEVEL_ERROR, "AndroidRuntime( 1234): text"},
    {"I/Tag     : text", LEVEL_INFO, "Tag     : text"},
    {"E: Unable to locate package x", LEVEL_ERROR, "Unable to locate package x"},
    {"[E 10:00:44.123 app] text", LEVEL_ERROR, "10:00:44.123 app] text"},
    {"[core:error] text", LEVEL_ERROR, "text"},
    {"[Server thread/ERROR]: text", LEVEL_ERROR, "text"},
    {"[FAILED] text", LEVEL_ERROR, "text"},
    {"[Note] text", LEVEL_NOTICE, "text"},
    {"level=error msg=x", LEVEL_ERROR, "msg=x"},
    {"level=\"warning\" msg=x", LEVEL_WARN, "msg=x"},
    {"Level: error", LEVEL_ERROR, ""},
    {"\xe2\x9c\x96 text", LEVEL_ERROR, "text"},
    {"\xe2\x9a\xa0\xef\xb8\x8f  text", LEVEL_WARN, "text"},
    {"\xe2\x9c\x98  text", LEVEL_ERROR, "text"},
    {"\xf0\x9f\x92\xa5 text", LEVEL_ERROR, "text"},
    {"\xe2\x9c\x94 text", LEVEL_INFO, "text"},
    {"\xf0\x9f\x9a\xa8 text", LEVEL_ERROR, "text"},
    {"ERROR", LEVEL_ERROR, ""},
};

static void marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        struct str s = str_z(MARKS[i].line);
        size_t used = 0;
        enum level got = severity_at(s, &used);
        if (got != MARKS[i].level || !str_eq(str_skip(s, used), str_z(MARKS[i].rest)))
            fail_msg("`%s` is %s, then `" STR_FMT "`", MARKS[i].line, level_name(got),
                     STR_ARG(str_skip(s, used)));
    }
}

static void no_marks(void **state)
{
    static const char *const lines[] = {
        "error handler registered",
        "errors: 3",
        "error: none",
        "error: null",
        "error: <nil>",
        "error: 0",
        "ERROR_CODE 5",
        "ERROR=5",
        "FATAL errors so far: 0",
        "ERROR count: 0",
        "errorRate=0.00%",
        "Error tracking: on",
        "Failed requests: 0",
        "http: proxy",
        "alarm cleared",
        "panic button widget rendered",
        "GET /error 200 1ms",
        "[da59562e] user=x",
        "[1/3] retry",
        "[a/b] x",
        "(root) CMD",
        "<div>",
        "<999>",
        "information is power",
        "",
        " ",
        "E",
        "Elephants",
        "E app: text",
        "I/O error, dev sda, sector 12",
        "I/O: 5 reads",
        "W/O number 7: sent",
        "\xe2\x9c\x96text",
        "\xe2\x98\x83 text",
        "level=",
        "level=5x",
        "[",
        "[error",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        size_t used = 7;
        enum level got = severity_at(str_z(lines[i]), &used);
        if (got != LEVEL_NONE || used != 7)
            fail_msg("`%s` is %s", lines[i], level_name(got));
    }
}

static enum level level_of(struct str s)
{
    struct byte_scan_line bits;
    byte_scan_line(s, &bits);
    return severity_of_text(NULL, s, &bits, plain_level(s, &bits)).level;
}

static const struct {
    const char *line;
    enum level level;
} TEXTS[] = {
    {"Error: connect ECONNREFUSED 10.0.0.1:80", LEVEL_ERROR},
    {"TypeError: x is not a function", LEVEL_ERROR},
    {"2026-03-15T10:00:00Z <warn> a", LEVEL_WARN},
    {"Prompt: ERROR 500 internal server error, retro poster", LEVEL_NONE},
    {"User prompt: a cat shouting ERROR: segmentation fault", LEVEL_NONE},
    {"no prompt today; Prompt: ERROR x", LEVEL_ERROR},
    {"prompt rejected. Error: x", LEVEL_ERROR},
    {"Prompt: a cat\nError: no worker", LEVEL_ERROR},
    {"cached image for \"Exception: boom\"", LEVEL_NONE},
    {"upstream said \"Error: boom\"", LEVEL_ERROR},
    {"15 Mar 2026 10:00:01 INFO x failed: y", LEVEL_INFO},
    {"15 Mar 10:00:01.123 INFO x failed: y", LEVEL_INFO},
    {"5 Mar 10:00:01 - WARN - x failed: y", LEVEL_WARN},
    {"15 May 10 failed: y", LEVEL_ERROR},
    {"2026-03-15T10:00:00Z <warn", LEVEL_NONE},
    {"ERROR something", LEVEL_ERROR},
    {"FAILED 0", LEVEL_NONE},
    {"ERROR 0", LEVEL_NONE},
    {"ERROR 0 rows written", LEVEL_ERROR},
    {"PASSED FAILED SKIPPED", LEVEL_NONE},
    {"NAME  PASSED  FAILED  TIME", LEVEL_NONE},
    {"FAILED SKIPPED TIME", LEVEL_NONE},
    {"DATABASE CONNECTION FAILED", LEVEL_ERROR},
    {"I/O error, dev sda, sector 12", LEVEL_ERROR},
    {"[12345.678901] I/O error, dev sda, sector 12", LEVEL_ERROR},
    {"2026-11-28T10:00:00Z I/O error: read failed", LEVEL_ERROR},
    {"[12345.678] blk_update_request: I/O error, dev sda", LEVEL_ERROR},
    {"cp: read a: Input/output error", LEVEL_ERROR},
    {"no I/O error was seen", LEVEL_NONE},
    {"[error] something", LEVEL_ERROR},
    {"level=error msg=x", LEVEL_ERROR},
    {"Unhandled error: x", LEVEL_ERROR},
    {"Fatal error, good bye", LEVEL_FATAL},
    {"FATAL: out", LEVEL_FATAL},
    {"12:04 FTL dying", LEVEL_FATAL}, /* shorter than what is compared at once */
    {"10:00AM ERR dying", LEVEL_ERROR},
    {"2026/03/15 10:00 FTL x", LEVEL_FATAL},
    {"Killed", LEVEL_ERROR},
    {"error Command failed with exit code 1.", LEVEL_ERROR}, /* yarn */
    {"src/a.ts(3,5): error TS2345: x", LEVEL_ERROR},
    {"FATA[0004] dead", LEVEL_FATAL}, /* logrus on a terminal */
    {"ERRO[0003] cannot paint", LEVEL_ERROR},
    {"2026/03/15 10:00:02 ERRO brush broke", LEVEL_ERROR}, /* charmbracelet/log */
    {"Failed to start image", LEVEL_ERROR},
    {"unit: Failed with result 'exit-code'.", LEVEL_ERROR},
    {"segfault at 0", LEVEL_ERROR},
    {"2026-03-15 10:00:44 UTC [12] LOG:  checkpoint complete", LEVEL_INFO},
    {"2026-03-15 10:00:44,707 - app - INFO - Error: handled", LEVEL_INFO},
    {"[2026-03-15 10:00:44,123: WARNING/MainProcess] x", LEVEL_WARN},
    {"[2026-03-15T10:00:44.123456+00:00] app.ERROR: x", LEVEL_ERROR},
    {"[2026-03-15 10:00:44.123 AM] warn: \tx", LEVEL_WARN},
    {"[3/15/2026] [10:00:44 AM] [paint] \xe2\x80\xba \xe2\x9c\x96  error     x", LEVEL_ERROR},
    {"2026-03-15 10:00:44.123\tWARN\tpaint.mjs:18\tqueue is long", LEVEL_WARN},
    {"2026-03-15T10:00:44.123Z W app\xc2\xb7http: Error: handled", LEVEL_WARN},
    {"2026-03-15T10:00:44.123Z I NETWORK  [conn1] Error: handled", LEVEL_INFO},
    {"03-15 10:00:44.123  1234  5678 E AndroidRuntime: x", LEVEL_ERROR},
    {"2026-03-15T10:00:44.123Z F gone", LEVEL_FATAL},
    {"2026-03-15T10:00:44.123Z I met an Error: x", LEVEL_ERROR},
    {"2026-03-15T10:00:44.123Z E 42 N 7", LEVEL_NONE},
    {"I met app: x", LEVEL_NONE},
    {"2026-03-15T10:00:44+0000 <fatal> a.js:14 () gone", LEVEL_FATAL},
    {"<fatal> gone", LEVEL_NONE},
    {"[Nest] 12  - 3/15/2026, 10:00:44 AM     LOG [Paint] Error: handled", LEVEL_INFO},
    {"2026-03-15 10:00:44.123 | SUCCESS  | m:f:1 - x", LEVEL_INFO},
    {"Log rotated", LEVEL_NONE},
    {"event='queue is long' level='warning'", LEVEL_WARN},
    {"thread 'main' (12) panicked at a.rs:2:5:", LEVEL_ERROR},
    {"x prompt=\"Error: what is it\"", LEVEL_NONE},
    {"passed: 4 failed: 0", LEVEL_NONE},
    {"LOG_LEVEL=error", LEVEL_NONE},
    {"0 errors", LEVEL_NONE},
    {"no error", LEVEL_NONE},
    {"terror: x", LEVEL_NONE},
    {"error_count=0", LEVEL_NONE},
    {"MY_ERROR_CODE", LEVEL_NONE},
    {"We said Failed to x", LEVEL_NONE},
    {"all is well", LEVEL_NONE},
    {"", LEVEL_NONE},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        enum level got = level_of(str_z(TEXTS[i].line));
        if (got != TEXTS[i].level) {
            print_error("`%s`: %s\n", TEXTS[i].line, level_name(got));
            fail();
        }
    }
}

/* A text in which the phrase `p` stands where it may. */
static void put_phrase(const struct level_phrase *p, struct buf *out)
{
    buf_add(out, p->entry.text);
    if (p->entry.tail.n) {
        buf_addz(out, "1");
        buf_add(out, p->entry.tail);
    }
    if (!(p->entry.edges & EDGE_END))
        buf_addz(out, p->entry.edges & (EDGE_RIGHT | EDGE_BLANK) ? " x" : "x");
}

static unsigned not_found(const struct level_phrase *phrases, size_t n)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < n; i++) {
        LOCAL_BUF text = {0};
        put_phrase(&phrases[i], &text);
        enum level got = level_of(buf_str(&text));
        if (got < phrases[i].level)
            print_error("`" STR_FMT "`: %s\n", STR_ARG(buf_str(&text)), level_name(got));
        wrong += got < phrases[i].level;
    }
    return wrong;
}

/* No phrase hides another one, or is written so that it is never found. */
static void phrases(void **state)
{
    (void)state;
    size_t n = level_phrase_from[(size_t)64 * BYTE_SCAN_PAIR_COUNT];
    assert_true(n > 100 && level_start_from[256] > 100);
    assert_int_equal(not_found(level_phrases, n) + not_found(level_starts, level_start_from[256]), 0);
}

/* Wherever the word stands against blocks of 64 bytes, it is seen. */
static void anywhere(void **state)
{
    (void)state;
    for (size_t before = 0; before < 200; before++) {
        LOCAL_BUF line = {0};
        buf_fill(&line, '.', before);
        buf_addz(&line, " Error: x");
        assert_int_equal(level_of(buf_str(&line)), LEVEL_ERROR);
        line.n -= 3; /* `Error` at the very end, without its colon */
        assert_int_equal(level_of(buf_str(&line)), LEVEL_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),     cmocka_unit_test(numbers_of_opentelemetry),
        cmocka_unit_test(priorities), cmocka_unit_test(marks),
        cmocka_unit_test(no_marks),   cmocka_unit_test(texts),
        cmocka_unit_test(phrases),    cmocka_unit_test(anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
