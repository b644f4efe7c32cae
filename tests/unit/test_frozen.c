/* The built-in table as the build froze it is that of the files, and goes on as they would. */
#include "match/frozen.h"
#include "match/literal_index.h"
#include "match/matcher.h"
#include "match/prefilter_tables.h"
#include "match/shipped_files.h"
#include "unit.h"

static void load_files(struct table *t)
{
    struct err err = {0};
    table_init(t);
    for (unsigned i = 0; i < shipped_file_count; i++)
        if (!table_load(t, shipped_files[i].name, str_of(shipped_files[i].text, shipped_files[i].size), &err))
            fail_msg("%s:%u: %s", err.file, err.line, err.what);
}

/* The shipped files as they are loaded, and as they thaw. */
static void load_both(struct table *files, struct table *thawed)
{
    load_files(files);
    table_init(thawed);
    table_thaw(thawed, &frozen_shipped);
}

static struct serial freeze(const struct table *t)
{
    struct serial i = serial_freeze();
    table_freeze(t, &i);
    return i;
}

static struct serial freeze_examples(const struct table *t)
{
    struct serial i = serial_freeze();
    table_freeze_examples(t, &i);
    return i;
}

static struct serial freeze_literals(const struct table *t, unsigned scope)
{
    struct serial i = serial_freeze();
    struct literal_index x;
    literal_index_init(&x);
    literal_index_table(&x, t, (enum scope)scope);
    literal_index_freeze(&x, &i);
    literal_index_free(&x);
    return i;
}

static struct literal_index index_of(const struct table *t, unsigned scope)
{
    struct literal_index x;
    const uint32_t *blind;
    literal_index_init(&x);
    literal_index_table(&x, t, (enum scope)scope);
    (void)literal_index_blind(&x, &blind);
    return x;
}

static void same_tables(const struct literal_tables *a, const struct literal_tables *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->blind_count, b->blind_count);
    for (uint32_t i = 0; i < a->blind_count; i++)
        assert_int_equal(a->blind[i], b->blind[i]);
    for (uint32_t i = 0; i < a->count; i++) {
        assert_int_equal(a->probe_of[i], b->probe_of[i]);
        assert_true(str_eq(prefilter_literal(a->prefilter, i), prefilter_literal(b->prefilter, i)));
    }
}

static void same_literals(const struct table *a, const struct table *b)
{
    for (unsigned k = 0; k < SCOPE_COUNT; k++) {
        struct literal_index x = index_of(a, k), y = index_of(b, k);
        same_tables(&x.tables, &y.tables);
        literal_index_free(&x);
        literal_index_free(&y);
    }
}

static void same_blocks(const struct serial_block *a, const struct serial *b)
{
    assert_memory_equal(a->numbers, b->numbers.p, b->numbers.n);
    if (b->words.n)
        assert_memory_equal(a->words, b->words.p, b->words.n);
    if (b->texts.n)
        assert_memory_equal(a->bytes, b->texts.p, b->texts.n);
}

/* The build wrote what the code of this program makes of the files. */
static void the_build_froze_the_files(void **state)
{
    struct table t;
    (void)state;
    load_files(&t);
    struct serial i = freeze(&t);
    same_blocks(&frozen_shipped.table, &i);
    serial_free(&i);
    i = freeze_examples(&t);
    same_blocks(&frozen_shipped.examples, &i);
    serial_free(&i);
    for (unsigned k = 0; k < SCOPE_COUNT; k++) {
        i = freeze_literals(&t, k);
        same_blocks(&frozen_shipped.literals[k], &i);
        serial_free(&i);
    }
    table_free(&t);
}

static void what_thaws_freezes_to_the_same(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    table_thaw(&t, &frozen_shipped);
    struct serial i = freeze(&t);
    same_blocks(&frozen_shipped.table, &i);
    serial_free(&i);
    table_examples(&t);
    i = freeze_examples(&t);
    same_blocks(&frozen_shipped.examples, &i);
    serial_free(&i);
    table_free(&t);
}

/* Each record is searched for the patterns of scope all: the literals of all of them must be few enough for a
 * sieve. And the shortest literal of a scope says how far apart its keys are: one of 6 bytes cost 15 %. */
static void few_literals_are_in_all_records(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    table_thaw(&t, &frozen_shipped);
    struct literal_index x = index_of(&t, SCOPE_ALL);
    assert_int_equal(x.tables.blind_count, 0);
    assert_in_range(x.tables.count, 60, 208);
    assert_int_equal(x.tables.prefilter->teddy_count, 1);
    literal_index_free(&x);
    for (unsigned k = 0; k < SCOPE_COUNT; k++) {
        x = index_of(&t, k);
        assert_int_equal(x.tables.prefilter->stride, 4);
        assert_int_equal(x.tables.blind_count, 0);
        literal_index_free(&x);
    }
    table_free(&t);
}

static void same_texts(const struct str *a, const struct str *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(str_eq(a[i], b[i]));
}

static void same_captures(const struct rules *a, const struct rules *b, uint32_t s)
{
    assert_int_equal(rules_capture_count(a, s), rules_capture_count(b, s));
    for (size_t k = 0; k < rules_capture_count(a, s); k++)
        assert_true(str_eq(rules_capture_name(a, s, k), rules_capture_name(b, s, k)));
}

/* Signatures are those of the files, whatever the order in which their members were frozen. */
static void signatures_are_those_of_the_files(void **state)
{
    struct table files, thawed;
    struct err err = {0};
    (void)state;
    load_both(&files, &thawed);
    struct rules *a = rules_compile(&files, &err), *b = rules_compile(&thawed, &err);
    assert_int_equal(files.signature_count, thawed.signature_count);
    for (uint32_t i = 0; i < files.signature_count; i++) {
        const struct signature *s = &files.signatures[i], *t = &thawed.signatures[i];
        same_texts(&s->id, &t->id, 1);
        same_texts(&s->fix, &t->fix, 1);
        assert_int_equal(s->match_count, t->match_count);
        for (size_t k = 0; k < s->match_count; k++)
            same_texts(&s->match[k].source, &t->match[k].source, 1);
        assert_int_equal(s->group_count, t->group_count);
        same_texts(s->group, t->group, s->group_count);
        assert_int_equal(s->class, t->class);
        assert_int_equal(s->scope, t->scope);
        assert_int_equal(s->at.line, t->at.line);
        same_captures(a, b, i);
    }
    assert_int_equal(table_status(&thawed, 504)->class, CLASS_INVESTIGATE);
    rules_free(a);
    rules_free(b);
    table_free(&files);
    table_free(&thawed);
}

/* A user's file changes what was frozen as it changes what was loaded. */
static void files_go_on_where_it_thawed(void **state)
{
    static const char more[] = "signatures:\n"
                               "  - id: azure-content-filter\n"
                               "    title: Another title\n"
                               "  - id: clickhouse-failed\n"
                               "    scope: all\n"
                               "  - id: broken-pipe\n"
                               "    match: ['no such voice here', '\\d\\d\\d']\n"
                               "    examples: [no such voice here, '123']\n"
                               "fields:\n"
                               "  model: [my.model]\n";
    struct table files, thawed;
    struct err err = {0};
    (void)state;
    load_both(&files, &thawed);
    if (!table_load(&files, "more.yaml", str_z(more), &err))
        fail_msg("%u: %s", err.line, err.what);
    assert_true(table_load(&thawed, "more.yaml", str_z(more), &err));
    struct serial a = freeze(&files), b = freeze(&thawed);
    struct serial_block block = serial_block(&a);
    same_blocks(&block, &b);
    assert_int_equal(a.numbers.n, b.numbers.n);
    serial_free(&a);
    serial_free(&b);
    a = freeze_examples(&files);
    b = freeze_examples(&thawed);
    block = serial_block(&a);
    same_blocks(&block, &b);
    assert_true(str_eq(table_signature(&thawed, STR("azure-content-filter"))->title, STR("Another title")));
    same_literals(&files, &thawed);
    serial_free(&a);
    serial_free(&b);
    table_free(&files);
    table_free(&thawed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_literals_are_in_all_records),
        cmocka_unit_test(the_build_froze_the_files),
        cmocka_unit_test(what_thaws_freezes_to_the_same),
        cmocka_unit_test(signatures_are_those_of_the_files),
        cmocka_unit_test(files_go_on_where_it_thawed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
