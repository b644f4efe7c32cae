/* words: what stands in a value of a user's key is told apart as a regex would, at any place of the hit. */
#include "match/hit_context.h"
#include "unit.h"

static const char TABLE[] = "user_text: [prompt, promptPreview, q]\n";

/* The same, said as a regex: a key, its mark, a quote that is not escaped, and no such quote up to the end.
 */
static const char OPEN[] = "(?<![A-Za-z0-9])(?:prompt|promptPreview|q)[\"'`]?\\s{0,3}[:=]\\s{0,3}"
                           "(?:\"(?:\\\\.|[^\"\\\\\\n])*+|'(?:\\\\.|[^'\\\\\\n])*+|`[^`\\n]*+)\\z";

struct world {
    struct table table;
    struct hit_context *words;
};

static void begin(struct world *w)
{
    struct err err = {0};
    table_init(&w->table);
    assert_true(table_load(&w->table, "t.yaml", str_z(TABLE), &err));
    w->words = hit_context_new(&w->table);
}

static void end(struct world *w)
{
    hit_context_free(w->words);
    table_free(&w->table);
}

static bool are_users(const struct world *w, struct str text, size_t at)
{
    struct text log = {.s = text, .kind = TEXT_LOG};
    struct record rec = {.texts = &log, .text_count = 1, .raw = text};
    struct hit hit = {.start = (uint32_t)at, .end = (uint32_t)at + 1};
    return hit_is_quoted(w->words, &rec, &hit);
}

static void rows(void **state)
{
    static const struct {
        const char *before;
        bool users;
    } ROWS[] = {
        {"prompt=\"what is ", true},
        {"prompt: 'what is ", true},
        {"{\"prompt\": \"what is ", true},
        {"{\"prompt\" : \"it says \\\"yes\\\", then ", true},
        {"prompt=`why \"", true},
        {"prompt=\"what\" error=\"", false},
        {"prompt=\"what\nis ", false},
        {"myprompt=\"what is ", false},
        {"my_prompt=\"what is ", true},
        {"prompt=what is ", false},
        {"prompt \"what is ", false},
        {"prompt=    \"what is ", false},
        {"it's prompt=\"don't ", true},
        {"", false},
        {"\"", false},
        {"prompt=\"", true},
        {"prompt=\\\"what is ", false},
    };
    struct world w;
    (void)state;
    begin(&w);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (are_users(&w, str_z(ROWS[i].before), strlen(ROWS[i].before)) != ROWS[i].users)
            fail_msg("%s", ROWS[i].before);
    end(&w);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % below;
}

static void as_the_regex(void **state)
{
    static const char *const parts[] = {
        "prompt", "promptPreview", "q", "\"", "'", "`", " ", "=", ":", "\\", "\n", "x", "_", "9", "\t"};
    struct err err = {0};
    struct regex *r = regex_new(str_z(OPEN), NULL, &err);
    struct engine *e = engine_new();
    uint32_t seed = 5;
    struct world w;
    (void)state;
    begin(&w);
    for (unsigned round = 0; round < 30000; round++) {
        char text[400];
        size_t n = 0, some = draw(&seed, 24);
        for (size_t i = 0; i < some; i++) {
            const char *part = parts[draw(&seed, COUNT_OF(parts))];
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        struct str before = str_of(text, n);
        if (n && text[n - 1] == '\\') /* half of an escape: the hit is its other half */
            continue;
        if (are_users(&w, before, n) != engine_run(e, r, before))
            fail_msg(STR_FMT, STR_ARG(before));
    }
    end(&w);
    engine_free(e);
    regex_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(as_the_regex)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
