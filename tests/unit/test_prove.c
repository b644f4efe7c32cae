/* prove: one table for each thing that can be wrong, and the shipped table, which has nothing wrong. */
#include "match/frozen.h"
#include "match/prove.h"
#include "unit.h"

#define HEAD(id, class) "  - id: " id "\n    title: T\n    class: " class "\n    cause: C\n"
#define FIRST           "signatures:\n" HEAD("first", "investigate")
#define SECOND(class)   HEAD("second", class)

static const struct row {
    const char *yaml;
    const char *finding; /* NULL: none */
    unsigned line;
} ROWS[] = {
    {FIRST "    match: 'disk (?<d>\\w+) full'\n    examples:\n"
           "      - text: 'disk sda full'\n        captures: {d: sda}\n    counterexamples: ['disk full']\n",
     NULL, 0},
    {FIRST "    match: 'disk (?<d>\\w+) full'\n    examples:\n      - text: 'disk full'\n",
     "does not match its example", 8},
    {FIRST "    match: 'disk full'\n    unless: ['tmpfs']\n    examples: ['disk full', 'disk full: tmpfs']\n",
     "does not match its example; a pattern of `unless`", 8},
    {FIRST "    match: 'disk (?<d>\\w+)'\n    examples:\n      - text: 'disk sda full'\n"
           "        captures: {d: sdb}\n",
     "capture `d` is `sda`, not `sdb`", 8},
    {FIRST "    match: 'disk full'\n    examples: ['disk full']\n    counterexamples: ['no disk full']\n",
     "matches its counterexample", 8},
    {FIRST "    match: ['disk full', 'no space']\n    examples: ['disk full']\n",
     "no example of `first` matches this pattern", 6},
    {FIRST "    match: 'disk (?:full|gone)'\n    examples: ['disk full']\n", "the alternative `gone`", 6},
    {FIRST "    match: 'errors? found|errors found'\n    examples: ['errors found', 'error found']\n",
     "the alternative `errors found`", 6},
    {FIRST "    match: '(?:disk|tape) (?:full|gone)'\n    examples: ['disk full', 'tape gone']\n", NULL, 0},
    {FIRST "    match: 'disk full'\n    examples: ['disk full']\n" SECOND(
         "expected") "    match: 'full of it'\n    examples: ['full of it', 'disk full of it']\n",
     "(expected) is matched by `first` (investigate)", 13},
    {FIRST "    match: 'disk full'\n    where: ['status=500']\n    examples: ['disk full']\n" SECOND(
         "expected") "    match: 'full of it'\n    examples: ['disk full of it']\n",
     NULL, 0},
    {FIRST "    match: 'disk full'\n    examples: ['disk full']\n" SECOND(
         "investigate") "    match: 'full of it'\n    examples: ['disk full of it']\n",
     "every example of `second` is matched by `first`", 8},
    {FIRST "    match: 'full of it'\n    examples: ['disk full of it']\n" SECOND(
         "investigate") "    match: 'disk full'\n    examples: ['disk full']\n",
     NULL, 0},
    {FIRST "    match: 'say (?<x>(\\w+)+)$'\n    examples: ['say word']\n", "runs away on a text such as", 6},
    {FIRST "    match: 'say'\n    unless: ['^(a+)+$']\n    examples: ['say']\n", "runs away", 7},
};

static struct rules *load(struct table *t, const char *file, struct str yaml)
{
    struct err err = {0};
    struct rules *rules = NULL;
    if (table_load(t, file, yaml, &err))
        rules = rules_compile(t, &err);
    if (!rules)
        fail_msg("%s:%u: %s", err.file, err.line, err.what);
    return rules;
}

static void say(const struct findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        LOCAL_BUF b = {0};
        err_format(&f->v[i], &b);
        print_message(STR_FMT "\n", STR_ARG(buf_str(&b)));
    }
}

static bool as_wanted(const struct row *row, const struct findings *f)
{
    LOCAL_BUF b = {0};
    if (!row->finding || f->n != 1)
        return !row->finding && f->n == 0;
    err_format(&f->v[0], &b);
    return str_find(buf_str(&b), str_z(row->finding)) < b.n && f->v[0].line == row->line;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct table t;
        struct findings f = {0};
        table_init(&t);
        struct rules *rules = load(&t, "t.yaml", str_z(ROWS[i].yaml));
        bool proved = prove_table(rules, &f);
        assert_int_equal(proved, f.n == 0);
        if (!as_wanted(&ROWS[i], &f)) {
            say(&f);
            fail_msg("%s\n%zu findings, wanted: %s", ROWS[i].yaml, f.n, ROWS[i].finding);
        }
        findings_free(&f);
        rules_free(rules);
        table_free(&t);
    }
}

static struct rules *load_builtin(struct table *t)
{
    struct err err = {0};
    table_init(t);
    table_thaw(t, &frozen_shipped);
    struct rules *rules = rules_compile(t, &err);
    if (!rules)
        fail_msg("%s:%u: %s", err.file, err.line, err.what);
    return rules;
}

static void test_builtin(void **state)
{
    struct table t;
    struct findings f = {0};
    struct rules *rules = load_builtin(&t);
    (void)state;
    if (!prove_table(rules, &f)) {
        say(&f);
        fail_msg("%zu findings", f.n);
    }
    if (rules_blind(rules))
        fail_msg("a shipped signature has no literal");
    findings_free(&f);
    rules_free(rules);
    table_free(&t);
}

/* Does it make fallbacks superfluous? */
static bool has_own(const struct table *t, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (!t->signatures[hits->v[i].signature].fallback)
            return true;
    return false;
}

/* Does the matcher, with its prefilter, see in `text` what each signature by itself sees? */
static void check_text(struct matcher *m, const struct table *t, struct str text)
{
    struct text texts[] = {{.s = text}};
    struct record rec = {.texts = texts, .text_count = 1, .weight = 1, .time_ms = NO_TIME, .error = true};
    struct hits hits;
    size_t at = 0;
    matcher_run(m, &rec, &hits);
    bool own = has_own(t, &hits);
    const struct step_hit *steps;
    size_t step_count = matcher_step_hits(m, &steps);
    for (uint32_t s = 0; s < t->signature_count; s++) {
        bool found = at < hits.n && hits.v[at].signature == s;
        at += found;
        for (size_t i = 0; i < step_count; i++)
            found |= steps[i].hit.signature == s;
        struct hit hit;
        if (own && t->signatures[s].fallback)
            continue;
        if (!t->signatures[s].where_count && matcher_try(m, s, text, &hit) != found)
            fail_msg(STR_FMT " and " STR_FMT, STR_ARG(t->signatures[s].id), STR_ARG(text));
    }
}

static void test_prefilter_agrees(void **state)
{
    struct table t;
    struct rules *rules = load_builtin(&t);
    struct matcher *m = matcher_new(rules);
    (void)state;
    table_examples(&t);
    for (size_t i = 0; i < t.signature_count; i++) {
        const struct signature *s = &t.signatures[i];
        for (size_t k = 0; k < s->example_count; k++)
            check_text(m, &t, s->examples[k].text);
        for (size_t k = 0; k < s->counterexample_count; k++)
            check_text(m, &t, s->counterexamples[k].text);
    }
    matcher_free(m);
    rules_free(rules);
    table_free(&t);
}

/* Of a file of the user's, what all records are searched for is long, or said to be slow. */
static void test_speed(void **state)
{
    static const struct {
        const char *match, *scope, *note; /* NULL: none */
    } rows[] = {
        {"disk full", "all", NULL},  {"oops", "all", "`oops`"},       {"oops", "errors", NULL},
        {"E\\d+", "all", "4 bytes"}, {"E\\d+", "errors", NULL},       {"disk full|half", "all", "`half`"},
        {"12345678", "all", NULL},   {"1234567", "all", "`1234567`"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct table t;
        struct findings notes = {0};
        LOCAL_BUF text = {0};
        buf_addf(&text, FIRST "    match: '%s'\n    scope: %s\n", rows[i].match, rows[i].scope);
        table_init(&t);
        struct rules *rules = load(&t, "t.yaml", buf_str(&text));
        prove_speed(&t, &notes);
        if (notes.n != (rows[i].note != NULL) || (notes.n && !strstr(notes.v[0].what, rows[i].note)))
            fail_msg("%s: %s", rows[i].match, notes.n ? notes.v[0].what : "nothing is said");
        findings_free(&notes);
        rules_free(rules);
        table_free(&t);
    }
}

static void test_profile(void **state)
{
    struct table t;
    struct arena a = {0};
    struct profile *rows;
    (void)state;
    table_init(&t);
    struct rules *rules = load(&t, "t.yaml",
                               STR(FIRST "    match: ['disk full', '^E\\d+ (a+)+$']\n"
                                         "    examples: ['disk full', 'E1 aaa', 'other']\n"));
    struct matcher *m = matcher_new(rules);
    assert_int_equal(prove_profile(rules, &a, &rows), 2);
    assert_int_equal(rows[0].literal_count, 1);
    assert_int_equal(rows[0].texts, 3);
    assert_int_equal(rows[0].tried, 1);
    assert_in_range(rows[0].steps, 9, 30);
    assert_int_equal(rows[1].literal_count, 0);
    assert_int_equal(rows[1].tried, 3);
    assert_int_equal(rows[1].pattern, 1);
    assert_int_equal(prove_replay(m, rules, 0), 2);
    matcher_free(m);
    rules_free(rules);
    table_free(&t);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_prefilter_agrees),
        cmocka_unit_test(test_profile),
        cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
