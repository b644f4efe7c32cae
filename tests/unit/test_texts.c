/* Every text of a record: unescaped, of its kind and level, with the JSON inside strings opened. */
#include "record/texts.h"
#include "unit.h"

struct fixture {
    struct arena arena;
    struct texts texts;
};

static void clear(struct fixture *f)
{
    texts_free(&f->texts);
    arena_free(&f->arena);
}

static const struct text *find(const struct texts *t, const char *s)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->v[i].s, str_z(s)))
            return &t->v[i];
    return NULL;
}

static const struct row {
    const char *name, *json, *text;
    enum text_kind kind;
    enum level level;
} ROWS[] = {
    {"message", "[{\"message\":[\"a \\\"b\\\"\"],\"level\":\"error\"}]", "a \"b\"", TEXT_LOG, LEVEL_ERROR},
    {"level before", "[{\"level\":\"warn\",\"message\":[\"x\"]}]", "x", TEXT_LOG, LEVEL_WARN},
    {"nested arrays", "[{\"message\":[[[\"x\"]]],\"level\":\"log\"}]", "x", TEXT_LOG, LEVEL_INFO},
    {"JSON in a string", "[{\"message\":[\"{\\\"error\\\":{\\\"message\\\":\\\"bad\\\"}}\"]}]", "bad",
     TEXT_ERROR, LEVEL_NONE},
    {"two deep", "[\"{\\\"body\\\":\\\"{\\\\\\\"error\\\\\\\":\\\\\\\"bad\\\\\\\"}\\\"}\"]", "bad",
     TEXT_ERROR, LEVEL_NONE},
    {"JSON behind words", "[\"Chat completions error 500: {\\\"error\\\":\\\"bad\\\"}\"]", "bad", TEXT_ERROR,
     LEVEL_NONE},
    {"colour", "[\"\\u001b[31mred\\u001b[0m\"]", "red", TEXT_LOG, LEVEL_NONE},
    {"brackets that are no JSON", "[\"[provider] failed\"]", "[provider] failed", TEXT_LOG, LEVEL_NONE},
};

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct fixture f = {0};
        texts_add_json(json_open(str_z(ROWS[i].json)), TEXT_LOG, &f.arena, &f.texts);
        const struct text *t = find(&f.texts, ROWS[i].text);
        if (!t || t->kind != ROWS[i].kind || t->level != ROWS[i].level) {
            print_error("%s: %s, kind %d, level %d\n", ROWS[i].name, t ? "found" : "not found",
                        t ? (int)t->kind : -1, t ? (int)t->level : -1);
            fail();
        }
        clear(&f);
    }
}

static void exceptions(void **state)
{
    struct fixture f = {0};
    (void)state;
    texts_add_json(
        json_open(STR("[{\"name\":\"TypeError\",\"message\":\"x is not a function\",\"stack\":\"  at f\"}]")),
        TEXT_EXCEPTION, &f.arena, &f.texts);
    assert_int_equal(find(&f.texts, "TypeError")->kind, TEXT_NAME);
    assert_int_equal(find(&f.texts, "x is not a function")->kind, TEXT_EXCEPTION);
    assert_int_equal(find(&f.texts, "  at f")->kind, TEXT_STACK);
    assert_true(str_eq(texts_message(&f.texts, false), STR("x is not a function")));
    clear(&f);
}

/* Depth, length and number of texts are bounded; nothing is read that is not there. */
static void hostile(void **state)
{
    static const char *const bad[] = {
        "", "[", "[\"", "{\"a\":", "{\"a\"", "[}", "{\"a\":1,,\"b\":\"x\"}", "nul", "[\"\\"};
    struct fixture f = {0};
    struct buf b = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        texts_add_json(json_open(str_z(bad[i])), TEXT_LOG, &f.arena, &f.texts);
    texts_add_json(json_open(str_of(NULL, 0)), TEXT_LOG, &f.arena, &f.texts);
    f.texts.n = 0;
    buf_fill(&b, '[', 200000);
    buf_addz(&b, "\"x\"");
    buf_fill(&b, ']', 200000);
    texts_add_json(json_open(buf_str(&b)), TEXT_LOG, &f.arena, &f.texts);
    texts_add(buf_str(&b), TEXT_LOG, LEVEL_NONE, &f.arena, &f.texts);
    buf_clear(&b);
    buf_addc(&b, '[');
    for (unsigned i = 0; i < 100000; i++)
        buf_addz(&b, "\"x\",");
    buf_addz(&b, "\"x\"]");
    f.texts.n = 0;
    texts_add_json(json_open(buf_str(&b)), TEXT_LOG, &f.arena, &f.texts);
    assert_true(f.texts.n > 1000 && f.texts.n <= 4096);
    f.texts.n = 0;
    buf_clear(&b);
    buf_addc(&b, '"');
    buf_fill(&b, 'x', 10 << 20);
    buf_addc(&b, '"');
    texts_add_json(json_open(buf_str(&b)), TEXT_LOG, &f.arena, &f.texts);
    assert_int_equal(f.texts.v[0].s.n, 10 << 20);
    buf_free(&b);
    clear(&f);
}

static const struct stack_row {
    const char *name, *json;
    enum text_kind kind;
    const char *type, *stack;
} STACKS[] = {
    {"an exception", "[{\"name\":\"TypeError\",\"message\":\"a\",\"timestamp\":1,\"stack\":\"at f\"}]",
     TEXT_EXCEPTION, "TypeError", "at f"},
    {"the first of two",
     "[{\"name\":\"A\",\"message\":\"a\"},{\"name\":\"B\",\"message\":\"b\",\"stack\":\"at g\"}]",
     TEXT_EXCEPTION, "A", ""},
    {"details behind", "[{\"error\":{\"message\":\"a\",\"details\":{\"name\":\"E\",\"stack\":\"at h\"}}}]",
     TEXT_LOG, "E", "at h"},
    {"several lines", "[{\"message\":[\"a\\n  at i\"],\"level\":\"error\"}]", TEXT_LOG, "", "a\n  at i"},
    {"none", "[{\"message\":[\"a\"],\"level\":\"error\"}]", TEXT_LOG, "", ""},
};

static void test_stack(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(STACKS); i++) {
        struct fixture f = {0};
        struct str type;
        texts_add_json(json_open(str_z(STACKS[i].json)), STACKS[i].kind, &f.arena, &f.texts);
        struct str stack = texts_stack(&f.texts, texts_message(&f.texts, false), &type);
        if (!str_eq(stack, str_z(STACKS[i].stack)) || !str_eq(type, str_z(STACKS[i].type)))
            fail_msg("%s: %.*s, %.*s", STACKS[i].name, (int)type.n, type.p, (int)stack.n, stack.p);
        clear(&f);
    }
}

/* However many objects a text holds, each is looked at a few times: a text of this size would take minutes if
 * the rest of it were searched for each. */
static void many_objects(void **state)
{
    struct fixture f = {0};
    struct buf b = {0};
    (void)state;
    buf_addz(&b, "[\"[");
    for (int i = 0; i < 600000; i++)
        buf_addz(&b, i ? ",{\\\"a\\\":1}" : "{\\\"a\\\":\\\"x\\\"}");
    buf_addz(&b, "]\"]");
    texts_add_json(json_open(buf_str(&b)), TEXT_LOG, &f.arena, &f.texts);
    assert_non_null(find(&f.texts, "x"));
    buf_free(&b);
    clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stack), cmocka_unit_test(rows),
                                       cmocka_unit_test(exceptions), cmocka_unit_test(hostile),
                                       cmocka_unit_test(many_objects)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
