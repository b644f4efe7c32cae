/* Formats of lines: what is read by which, what a table must say of them, and the shipped ones, which hold.
 */
#include "match/frozen.h"
#include "match/prove.h"
#include "record/line_format.h"
#include "unit.h"

#define HEAD                                                                                                 \
    "formats:\n  - name: ours\n    starts: ['job ']\n    match: '^job (?<request>\\w+) took "                \
    "(?<duration>\\S+)'\n"

static const struct row {
    const char *yaml;
    const char *finding; /* NULL: none */
    unsigned line;
} ROWS[] = {
    {HEAD "    samples: [{text: 'job a took 5ms', fields: {request: a, duration: 5}}]\n", NULL, 0},
    {HEAD "    duration_unit: s\n    samples: [{text: 'job a took 5', fields: {duration: 5000}}]\n", NULL, 0},
    {HEAD "    level: error\n    samples: [{text: 'job a took 5', fields: {level: error}}]\n", NULL, 0},
    {HEAD "    samples: [{text: 'job a took 1,005ms', fields: {duration: 1.005s}}]\n", NULL, 0},
    {HEAD "    samples: [{text: 'job a took 5ms', fields: {request: b}}]\n",
     "`request` is read as `a`, not `b`", 5},
    {HEAD "    samples: [{text: 'job a took 5ms', fields: {duration: 6}}]\n",
     "`duration` is read as `5ms`, not `6`", 5},
    {HEAD "    samples: [{text: 'a job a took 5ms', fields: {request: a}}]\n", "does not match its sample",
     5},
    {HEAD "    samples: [{text: 'job a took 5ms', fields: {request: a}}]\n    counterexamples: ['job b took "
          "6ms']\n",
     "matches its counterexample", 6},
    {HEAD "    samples: [{text: 'job a took 5ms', fields: {request: a}}]\n"
          "  - name: other\n    starts: jo\n    match: 'job (?<user>\\w+)'\n"
          "    samples: [{text: 'job b took 5ms', fields: {user: b}}]\n",
     "the sample of `other` is read by `ours`, which stands before it", 9},
    {"formats:\n  - name: ours\n    holds: a\n    match: ['a(?<user>b)', 'a(?<user>c)']\n"
     "    samples: [{text: 'ab', fields: {user: b}}]\n",
     "no sample of `ours` matches this pattern", 4},
    {"formats:\n  - name: ours\n    holds: a\n    match: '^(?<user>(?:a+)+)$'\n"
     "    samples: [{text: 'aaaa', fields: {user: aaaa}}]\n",
     "runs away", 4},
};

static void prove(const struct row *row)
{
    struct table t;
    struct err err = {0};
    struct findings found = {0};
    table_init(&t);
    if (!table_load(&t, "f.yaml", str_z(row->yaml), &err))
        fail_msg("%s: %s", row->yaml, err.what);
    bool holds = prove_formats(&t, &found);
    if (holds != !row->finding || found.n != (row->finding ? 1 : 0))
        fail_msg("%s: %zu findings, the first `%s`", row->yaml, found.n, found.n ? found.v[0].what : "");
    if (row->finding && (!strstr(found.v[0].what, row->finding) || found.v[0].line != row->line))
        fail_msg("%s: line %u, `%s`", row->yaml, found.v[0].line, found.v[0].what);
    findings_free(&found);
    table_free(&t);
}

static void proves(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        prove(&ROWS[i]);
}

static void shipped(void **state)
{
    struct table t;
    struct findings found = {0};
    (void)state;
    table_init(&t);
    table_thaw(&t, &frozen_shipped);
    assert_true(t.format_count > 10);
    if (!prove_formats(&t, &found))
        fail_msg("%s:%u: %s", found.v[0].file, found.v[0].line, found.v[0].what);
    findings_free(&found);
    table_free(&t);
}

static struct line_match match_of(const struct line_formats *f, const char *line, bool *found)
{
    struct line_match m;
    struct engine *e = engine_new();
    *found = line_formats_find(f, e, str_z(line), line_format_marked(str_z(line)), &m);
    engine_free(e);
    return m;
}

/* A file of one's own comes before the shipped ones, and changes those that it names. */
static void order(void **state)
{
    struct table t;
    struct line_formats f;
    struct err err = {0};
    bool found;
    (void)state;
    table_init(&t);
    table_thaw(&t, &frozen_shipped);
    assert_true(table_load(&t, "f.yaml",
                           STR("formats:\n  - name: ours\n    holds: HTTP/\n    match: '^(?<message>.*)'\n"
                               "    samples: [{text: 'HTTP/', fields: {message: HTTP/}}]\n"
                               "  - name: gin\n    starts: '[GONE] '\n"),
                           &err));
    table_formats(&t, &f);
    struct line_match m =
        match_of(&f, "10.0.0.1 - - [15/Mar/2026:10:00:00 +0000] \"GET /x HTTP/1.1\" 500 1", &found);
    assert_true(found);
    assert_true(str_eq(m.format->name, STR("ours")));
    (void)match_of(&f, "[GIN] 2026/03/15 - 10:00:00 | 500 | 1ms | ::1 | GET \"/x\"", &found);
    assert_false(found);
    line_formats_free(&f);
    table_free(&t);
}

/* Which lines are looked at at all. */
static void gates(void **state)
{
    struct table t;
    struct line_formats f;
    struct err err = {0};
    (void)state;
    table_init(&t);
    table_thaw(&t, &frozen_shipped);
    table_formats(&t, &f);
    assert_true(line_formats_may(&f, STR("GET /"), false));
    assert_false(line_formats_may(&f, STR("2026"), false));
    assert_false(line_formats_may(&f, STR("Go on"), false));
    assert_false(line_formats_may(&f, STR("G"), false));
    assert_true(line_formats_may(&f, STR("2026"), true));
    line_formats_free(&f);
    assert_true(
        table_load(&t, "f.yaml",
                   STR("formats:\n  - name: ours\n    holds: 'took '\n    match: 'took (?<duration>.*)'\n"
                       "    samples: [{text: 'took 5', fields: {duration: 5}}]\n"),
                   &err));
    table_formats(&t, &f);
    assert_true(line_formats_may(&f, STR("2026"), false));
    line_formats_free(&f);
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(proves), cmocka_unit_test(shipped),
                                       cmocka_unit_test(order), cmocka_unit_test(gates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
