/* What stands before the lines of others: what is a prefix, its parts, and what only looks like one. */
#include "input/prefix.h"
#include "unit.h"

static const struct row {
    const char *line, *rest; /* rest NULL: no prefix */
    const char *time, *service, *host, *pid, *level;
} ROWS[] = {
    /* docker compose, overmind */
    {"paint-1  | {\"a\":1}", "{\"a\":1}", "", "paint-1", "", "", ""},
    {"paint-1  |     at x", "    at x", "", "paint-1", "", "", ""},
    {"paint-1  | ", "", "", "paint-1", "", "", ""},
    {"paint-1  |", "", "", "paint-1", "", "", ""},
    {"web  | [GIN] 2026/03/15 - 10:00:00 | 500 |", "[GIN] 2026/03/15 - 10:00:00 | 500 |", "", "web", "", "",
     ""},
    {"\x1b[36mpaint-1  | \x1b[0mhello", "hello", "", "paint-1", "", "", ""},
    {"name | age | city", NULL, "", "", "", "", ""},
    {"12 | let x = 1;", NULL, "", "", "", "", ""},
    {"a|b", NULL, "", "", "", "", ""},
    {"two words | x", NULL, "", "", "", "", ""},
    /* pm2 */
    {"0|paint-s | {\"a\":1}", "{\"a\":1}", "", "paint-s", "", "", ""},
    {"\x1b[32m0|image    | \x1b[39m2026-11-28T05:07:58: ready", "ready", "2026-11-28T05:07:58", "image", "",
     "", ""},
    {"2026-11-28T05:07:58: ready", "ready", "2026-11-28T05:07:58", "", "", "", ""},
    /* kubectl, docker logs -t */
    {"[pod/web-6c/app] hello", "hello", "", "app", "web-6c", "", ""},
    {"[pod/web-6c/app] 2026-03-15T10:00:44.123456789Z TypeError: x", "TypeError: x",
     "2026-03-15T10:00:44.123456789Z", "app", "web-6c", "", ""},
    {"2026-03-15T10:00:44.123456789Z  * listening", " * listening", "2026-03-15T10:00:44.123456789Z", "", "",
     "", ""},
    {"[pod/web-6c] hello", NULL, "", "", "", "", ""},
    {"2026-03-15T10:00:44.001Z {\"a\":1}", "{\"a\":1}", "2026-03-15T10:00:44.001Z", "", "", "", ""},
    {"2026-03-15T10:00:44.001Z ERROR x", NULL, "", "", "", "", ""},
    {"2026-03-15T10:00:44.930+01:00  INFO 1 --- [main] d.A : x", NULL, "", "", "", "", ""},
    /* container runtimes */
    {"2026-03-15T10:00:44.1Z stdout F hello", "hello", "2026-03-15T10:00:44.1Z", "", "", "", ""},
    {"2026-03-15T10:00:44.123456789+02:00 stderr F     at x", "    at x",
     "2026-03-15T10:00:44.123456789+02:00", "", "", "", ""},
    {"2026-03-15T10:00:44.1Z stdout F", "", "2026-03-15T10:00:44.1Z", "", "", "", ""},
    {"2026-03-15T10:00:44.1Z stdout X hello", NULL, "", "", "", "", ""},
    /* platforms */
    {"2026-03-15T10:00:02Z app[178100] ams [info]{\"a\":1}", "{\"a\":1}", "2026-03-15T10:00:02Z", "app",
     "ams", "178100", ""},
    {"2026-03-15T10:00:02Z app[e82d] ams [error] no", "no", "2026-03-15T10:00:02Z", "app", "ams", "e82d",
     "error"},
    {"I20260315-10:00:00.662(-3)? {\"a\":1}", "{\"a\":1}", "20260315-10:00:00.662(-3)", "", "", "", "I"},
    {"W20260315-10:00:00.662(0) (web.js:7) slow", "slow", "20260315-10:00:00.662(0)", "", "", "", "W"},
    /* runners */
    {"10:00:02 gw.1   | ready", "ready", "10:00:02", "gw.1", "", "", ""},
    {"[0] {\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"[api] {\"a\":1}", "{\"a\":1}", "", "api", "", "", ""},
    {"[dev:web  ] {\"a\":1}", "{\"a\":1}", "", "dev:web", "", "", ""},
    {"[api]     at x", "    at x", "", "api", "", "", ""},
    {"[2] ready", "ready", "", "", "", "", ""},
    {"[2026] ready", NULL, "", "", "", "", ""},
    {"ERR! paint     at x", "    at x", "", "", "", "", "ERR!"},
    {"ERR! paint broke", NULL, "", "", "", "", ""},
    {"[api] ready", NULL, "", "", "", "", ""},
    {"[GIN] 2026/03/15 - 10:00:00 | 500", NULL, "", "", "", "", ""},
    {"gw:dev: {\"a\":1}", "{\"a\":1}", "", "gw", "", "", ""},
    {"@acme/gw:dev:     at x", "    at x", "", "@acme/gw", "", "", ""},
    {"gw:dev: ready", "ready", "", "gw", "", "", ""},
    {"gw:jobs: ready", NULL, "", "", "", "", ""},
    {"gw-7cfd7bf68f-nk5kr app ready", "ready", "", "app", "gw-7cfd7bf68f-nk5kr", "", ""},
    {"gw-0 gw ready", "ready", "", "gw", "gw-0", "", ""},
    {"fluent-bit-x2bcd fluent-bit ready", "ready", "", "fluent-bit", "fluent-bit-x2bcd", "", ""},
    {"night-29560320-x7k2p job ready", "ready", "", "job", "night-29560320-x7k2p", "", ""},
    {"gw-0 app ready", NULL, "", "", "", "", ""},
    {"web-app web ready", NULL, "", "", "", "", ""},
    {"backup-20260315-daily was made", NULL, "", "", "", "", ""},
    {"no-worker jobs left", NULL, "", "", "", "", ""},
    {"std::bad_alloc: {\"a\":1}", NULL, "", "", "", "", ""},
    /* ts */
    {"Mar 15 10:00:00 {\"a\":1}", "{\"a\":1}", "Mar 15 10:00:00", "", "", "", ""},
    {"00:00:12 {\"a\":1}", "{\"a\":1}", "00:00:12", "", "", "", ""},
    {"1773568844.712018 {\"a\":1}", "{\"a\":1}", "1773568844.712018", "", "", "", ""},
    {"Mar 15 10:00:00     at x", "    at x", "Mar 15 10:00:00", "", "", "", ""},
    {"Mar 15 10:00:00 ready", NULL, "", "", "", "", ""},
    /* grep */
    {"logs.jsonl:{\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"/var/log/my-app.log.1:12:Error: x", "Error: x", "", "", "", "", ""},
    {"logs.jsonl-13-{\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"12:{\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"12-    at x", "    at x", "", "", "", "", ""},
    {"7:Mar 15 10:00:44 h a[1]: x", "Mar 15 10:00:44 h a[1]: x", "", "", "", "", ""},
    {"12:panic: no paper", "panic: no paper", "", "", "", "", ""},
    {"12:[ERROR] no paper", "[ERROR] no paper", "", "", "", "", ""},
    {"12:2026-03-15 10:00:00 ERROR x", "2026-03-15 10:00:00 ERROR x", "", "", "", "", ""},
    {"2026-03-15 10:00:00 ERROR x", NULL, "", "", "", "", ""},
    {"10:21PM ERR x", NULL, "", "", "", "", ""},
    {"12-factor app", NULL, "", "", "", "", ""},
    {"1773568844:ERROR x", NULL, "", "", "", "", ""},
    {"2001:db8::1 - - [15/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 500 12", NULL, "", "", "", "", ""},
    {"12345:error:0A000126:SSL routines::unexpected eof", NULL, "", "", "", "", ""},
    {"1:M 15 Mar 2026 10:00:00.123 * Ready", NULL, "", "", "", "", ""},
    {"error.log: permission denied", NULL, "", "", "", "", ""},
    {"12:30 is late", NULL, "", "", "", "", ""},
    {"127.0.0.1:42502 [28/Nov/2026:06:35:04.333] f", NULL, "", "", "", "", ""},
    /* several, and none */
    {"@cee: {\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"@cee:{\"a\":1}", "{\"a\":1}", "", "", "", "", ""},
    {"app.log:web-1  | 2026-03-15T10:00:44.123456789Z x", "x", "2026-03-15T10:00:44.123456789Z", "web-1", "",
     "", ""},
    {"{\"a\":1}", NULL, "", "", "", "", ""},
    {"Error: x", NULL, "", "", "", "", ""},
    {"", NULL, "", "", "", "", ""},
};

static void is(const struct row *row, const char *what, struct str got, const char *want)
{
    if (str_eq(got, str_z(want)))
        return;
    print_error("`%s`: %s is `" STR_FMT "`, not `%s`\n", row->line, what, STR_ARG(got), want);
    fail();
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct row *row = &ROWS[i];
        struct prefix p;
        struct str line = str_z(row->line);
        size_t n = line_prefix(line, &p);
        is(row, "the rest", str_skip(line, n), row->rest ? row->rest : row->line);
        if (!row->rest)
            continue;
        is(row, "time", p.part[PREFIX_TIME], row->time);
        is(row, "service", p.part[PREFIX_SERVICE], row->service);
        is(row, "host", p.part[PREFIX_HOST], row->host);
        is(row, "pid", p.part[PREFIX_PID], row->pid);
        is(row, "level", p.part[PREFIX_LEVEL], row->level);
    }
}

/* Every start of every line: no byte behind it is read, and nothing is longer than the line. */
static void cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t n = 0; n <= strlen(ROWS[i].line); n++) {
            char *copy = test_malloc(n + 1);
            memcpy(copy, ROWS[i].line, n);
            assert_true(line_prefix(str_of(copy, n), NULL) <= n);
            test_free(copy);
        }
}

static void alike(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool alike;
    } pairs[] = {
        {"web-1  | x", "web-1  |     at y", true},
        {"web-1  | x", "db-1   |     at y", false},
        {"2026-03-15T10:00:44.1Z stderr F x", "2026-03-15T10:00:44.2Z stderr F     at y", true},
        {"a.log:12:Error: x", "a.log-13-    at y", true},
        {"[web] Error: x", "[web]     at y", true},
        {"[web] Error: x", "[db]     at y", false},
        {"gw:dev: Error: x", "gw:dev:     at y", true},
        {"Mar 15 10:00:44 Error: x", "Mar 15 10:00:44     at y", true},
        {"12:Error: x", "13-    at y", true},
        {"web-1  | 2026-03-15 10:00:44 ERROR x", "web-1  |     at y", true},
        {"web-1  | 2026-03-15 10:00:44 ERROR x", "db-1   |     at y", false},
        {"web-1  | x", "    at y", false},
        {"Error: x", "[web]     at y", false},
        {"Error: x", "Mar 15 10:00:44     at y", false},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct prefix a, b;
        line_prefix(str_z(pairs[i].a), &a);
        line_prefix(str_z(pairs[i].b), &b);
        if (prefix_alike(&a, &b) != pairs[i].alike)
            fail_msg("`%s` and `%s`", pairs[i].a, pairs[i].b);
    }
}

static void partial(void **state)
{
    (void)state;
    struct prefix p;
    line_prefix(STR("2026-03-15T10:00:44.1Z stdout P {\"a\":"), &p);
    assert_true(p.partial);
    line_prefix(STR("2026-03-15T10:00:44.1Z stdout F 1}"), &p);
    assert_false(p.partial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(cut_short),
                                       cmocka_unit_test(alike), cmocka_unit_test(partial)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
