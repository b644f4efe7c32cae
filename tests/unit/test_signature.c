/* Signature files: what they load to, over one another; the shipped ones are complete and hit their own
 * examples. */
#include <yajl/yajl_tree.h>

#include "match/matcher.h"
#include "match/shipped_files.h"
#include "record/record.h"
#include "unit.h"

static void must_load(struct table *t, const char *file, struct str text)
{
    struct err err = {0};
    struct buf b = {0};
    if (table_load(t, file, text, &err))
        return;
    err_format(&err, &b);
    fail_msg(STR_FMT, STR_ARG(buf_str(&b)));
}

static void load_shipped(struct table *t)
{
    table_init(t);
    for (unsigned i = 0; i < shipped_file_count; i++)
        must_load(t, shipped_files[i].name, str_of(shipped_files[i].text, shipped_files[i].size));
}

static void shipped_files_load(void **state)
{
    static const char *const known[] = {
        "azure-content-safety-dns", "azure-content-filter",       "vertex-invalid-image",
        "translation-unavailable",  "openai-audio-invalid-voice", "veo-no-video-data",
    };
    struct table t;
    (void)state;
    load_shipped(&t);
    assert_true(t.signature_count >= 25);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (!table_signature(&t, str_z(known[i])))
            fail_msg("no signature %s", known[i]);
    assert_int_equal(table_status(&t, 401)->class, CLASS_EXPECTED);
    assert_int_equal(table_status(&t, 504)->class, CLASS_INVESTIGATE);
    assert_true(str_eq(table_model(&t, STR("kontext"))->backend, STR("Azure Flux Kontext")));
    assert_null(table_status(&t, 999));
    assert_null(table_model(&t, STR("nothing")));
    table_free(&t);
}

/* Someone who reads a row has to know why, how bad, and what to do; and near misses have been thought of. */
static void shipped_signatures_are_complete(void **state)
{
    struct table t;
    (void)state;
    load_shipped(&t);
    for (size_t i = 0; i < t.signature_count; i++) {
        const struct signature *s = &t.signatures[i];
        if (!s->cause.n || !s->impact.n || !s->fix.n || (s->match_count && !s->counterexample_count) ||
            s->example_count < s->match_count)
            fail_msg("%s lacks a cause, impact, fix, example or counterexample", s->id.p);
        if (s->title.n > 60)
            fail_msg("%s: the title does not fit a line", s->id.p);
    }
    table_free(&t);
}

/* What `text` matches, or is a step of, in a record that reports an error (or does not) with a status, as
 * ids, each with a space before it. */
static void matches(const struct rules *r, struct matcher *m, struct str text, bool error, int status,
                    struct buf *ids)
{
    struct text one = {.s = text, .kind = TEXT_LOG};
    struct record rec = {.raw = text, .texts = &one, .text_count = 1, .weight = 1, .error = error};
    rec.status = status;
    struct hits hits;
    const struct step_hit *steps;
    matcher_run(m, &rec, &hits);
    size_t step_count = matcher_step_hits(m, &steps);
    buf_clear(ids);
    for (size_t i = 0; i < hits.n; i++)
        buf_addf(ids, " %s", rules_table(r)->signatures[hits.v[i].signature].id.p);
    for (size_t i = 0; i < step_count; i++)
        buf_addf(ids, " %s", rules_table(r)->signatures[steps[i].hit.signature].id.p);
    buf_addc(ids, 0);
}

/* Nobody else's: steps, and those of the scope errors overlap where one text says two things, in one class.
 */
static bool explains(const struct signature *s, const struct buf *ids)
{
    if (s->scope == SCOPE_ALL && s->step_count == 0)
        return ids->n > 1 && strcmp(ids->p + 1, s->id.p) == 0;
    return ids->n > 1 && (s->fallback || strstr(ids->p, s->id.p));
}

/*
 * Each example of a signature that is looked for everywhere is explained by that alone, so that rows of the
 * report do not count one error twice; and what is like a known error, and reports none, stays unknown.
 */
static void shipped_signatures_hit_what_they_should(void **state)
{
    static const char *const unknown[] = {
        "connect ECONNREFUSED 10.6.79.98:23525",
        "upstream host comfy-33.example.net returned 502 after 43500ms request=07dbf924",
        "Cannot read properties of undefined (reading 'choices') at job 12983",
        "D1_ERROR: database is locked: SQLITE_BUSY (query 0x5f9a7e489a34)",
        "Durable Object storage operation exceeded timeout which caused object 5f9a7e to be reset.",
        "Too many subrequests: made 1203 of 1000",
        "KV PUT failed: 429 Too Many Requests for key usage:demo-user-7:2026-03-15",
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON (offset 12)",
        "webhook signature mismatch for evt_5f9a7e489a34",
        "socket hang up after 79531ms (peer 198.51.100.244:443, 12 bytes read)",
        "translate pool: 0 of 6 active translate servers available",
        "no video data in response headers, reading body",
        "Rate limit exceeded. Retry after 12 seconds.",
        "Insufficient pollen balance: 0.0021 available, 0.0150 needed",
        "upstream request timed out after 60000ms",
    };
    struct err err = {0};
    struct table t;
    LOCAL_BUF ids = {0};
    (void)state;
    load_shipped(&t);
    struct rules *r = rules_compile(&t, &err);
    assert_non_null(r);
    struct matcher *m = matcher_new(r);
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        matches(r, m, str_z(unknown[i]), false, NO_STATUS, &ids);
        if (ids.n > 1)
            fail_msg("`%s` matches%s", unknown[i], ids.p);
    }
    for (size_t i = 0; i < t.signature_count; i++)
        for (size_t k = 0; k < t.signatures[i].example_count; k++) {
            const struct signature *s = &t.signatures[i];
            struct str text = s->examples[k].text;
            matches(r, m, text, s->scope == SCOPE_ERRORS, s->where_count ? 403 : NO_STATUS, &ids);
            if (!explains(s, &ids))
                fail_msg("%s: its example `%s` matches%s", s->id.p, text.p, ids.p);
        }
    assert_false(rules_blind(r)); /* one signature without a literal would slow down every record */
    matcher_free(m);
    rules_free(r);
    table_free(&t);
}

static void later_files_override_what_they_name(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    must_load(&t, "a.yaml",
              STR("signatures:\n"
                  "  - {id: one, title: One, class: investigate, match: text, cause: A, group: status}\n"
                  "  - {id: two, title: Two, class: expected, match: [x, y]}\n"
                  "statuses: [{code: 404, class: expected, meaning: not found}]\n"
                  "models: [{name: m, backend: B}]\n"));
    must_load(&t, "b.yaml",
              STR("signatures: [{id: one, class: expected, cause: B}]\n"
                  "statuses: [{code: 404, class: clean}]\n"
                  "models: [{name: m, issues: I}, {name: n}]\n"));
    const struct signature *one = table_signature(&t, STR("one"));
    assert_int_equal(t.signature_count, 2);
    assert_int_equal(one->class, CLASS_EXPECTED);
    assert_string_equal(one->cause.p, "B");
    assert_string_equal(one->title.p, "One");
    assert_int_equal(one->match_count, 1);
    assert_string_equal(one->match[0].at.file, "a.yaml");
    assert_string_equal(one->at.file, "b.yaml");
    assert_int_equal(table_status(&t, 404)->class, CLASS_CLEAN);
    assert_string_equal(table_status(&t, 404)->meaning.p, "not found");
    assert_string_equal(table_model(&t, STR("m"))->backend.p, "B");
    assert_string_equal(table_model(&t, STR("m"))->issues.p, "I");
    assert_int_equal(t.model_count, 2);
    table_free(&t);
}

static void overrides_add_to_lists(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    must_load(
        &t, "a.yaml",
        STR("signatures:\n"
            "  - {id: one, title: One, class: investigate, match: text, group: status, examples: [text]}\n"));
    must_load(&t, "b.yaml",
              STR("signatures:\n"
                  "  - {id: one, match+: ['more (?<of>it)', third], unless+: not, group+: [of], examples+: "
                  "[third]}\n"));
    const struct signature *one = table_signature(&t, STR("one"));
    assert_int_equal(one->match_count, 3);
    assert_string_equal(one->match[0].source.p, "text");
    assert_string_equal(one->match[2].source.p, "third");
    assert_int_equal(one->unless_count, 1);
    assert_string_equal(one->group[0].p, "status");
    assert_string_equal(one->group[1].p, "of");
    assert_int_equal(one->example_count, 2);
    assert_string_equal(one->examples[1].text.p, "third");
    table_free(&t);
}

/* An override is checked against what it leaves in place, and told so at its own place. */
static void overrides_are_checked_whole(void **state)
{
    struct table t;
    struct err err = {0};
    (void)state;
    table_init(&t);
    must_load(&t, "a.yaml",
              STR("signatures:\n"
                  "  - {id: one, title: One, class: investigate, match: '(?<what>x)', group: what}\n"));
    assert_false(table_load(&t, "b.yaml", STR("signatures:\n  - id: one\n    match: x\n"), &err));
    assert_string_equal(err.file, "b.yaml");
    assert_int_equal(err.line, 2);
    assert_non_null(strstr(err.what, "group `what`"));
    table_free(&t);
}

static void later_paths_stand_first(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    must_load(&t, "a.yaml", STR("fields: {model: [properties.model, model], user: user}\n"));
    must_load(&t, "b.yaml", STR("fields: {model: 'logs[].message[]>m?x'}\n"));
    assert_int_equal(t.field_count, 2);
    assert_string_equal(t.fields[0].field.p, "model");
    assert_int_equal(t.fields[0].path_count, 3);
    assert_string_equal(t.fields[0].paths[0].source.p, "logs[].message[]>m?x");
    assert_string_equal(t.fields[0].paths[2].source.p, "model");
    table_free(&t);
}

static void texts_keep_what_matters(void **state)
{
    struct table t;
    (void)state;
    table_init(&t);
    must_load(&t, "a.yaml",
              STR("signatures:\n"
                  "  - id: one\n"
                  "    title: One\n"
                  "    class: investigate\n"
                  "    match: 'it''s (?<n>\\d+)'\n"
                  "    fix: |\n"
                  "      first\n"
                  "        second\n"
                  "    examples:\n"
                  "      - text: |\n"
                  "          it's 12\n"
                  "            at line 3\n"
                  "        captures: {n: 12}\n"));
    const struct signature *s = &t.signatures[0];
    assert_string_equal(s->match[0].source.p, "it's (?<n>\\d+)");
    assert_int_equal(s->match[0].at.line, 5);
    assert_int_equal(s->match[0].at.column, 12);
    assert_string_equal(s->fix.p, "first\n  second");
    assert_int_equal(s->examples[0].capture_count, 1);
    assert_string_equal(s->examples[0].captures[0].value.p, "12");
    assert_string_equal(s->examples[0].text.p, "it's 12\n  at line 3");
    table_free(&t);
}

static void nothing_is_a_file_too(void **state)
{
    static const char *const texts[] = {"", "\n", "# only a comment\n", "---\n", "{}\n", "signatures: []\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct table t;
        table_init(&t);
        must_load(&t, texts[i], str_z(texts[i]));
        assert_int_equal(t.signature_count, 0);
        table_free(&t);
    }
}

/* A file cut off anywhere either loads or says where it is wrong. */
static void torn_files_are_told(void **state)
{
    (void)state;
    for (unsigned f = 0; f < shipped_file_count; f++)
        for (size_t n = 0; n < shipped_files[f].size; n += 397) {
            struct table t;
            struct err err = {0};
            table_init(&t);
            if (!table_load(&t, "torn", str_of(shipped_files[f].text, n), &err) && !(err.line && err.what[0]))
                fail_msg("%s cut at %zu: no place", shipped_files[f].name, n);
            table_free(&t);
        }
}

/* ---- the schema ---- */

static char *read_schema(void)
{
    static char text[1 << 16];
    FILE *in = fopen(getenv("SCHEMA"), "rb");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = 0;
    fclose(in);
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sorted_list(const char **names, size_t n, char *out, size_t size)
{
    out[0] = 0;
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), size - strlen(out), "%s ", names[i]);
}

/* The keys that the loader names when it meets an unknown one. */
static void loader_keys(const char *yaml, char *out, size_t size)
{
    const char *names[64];
    size_t n = 0;
    struct table t;
    struct err err = {0};
    table_init(&t);
    assert_false(table_load(&t, "keys", str_z(yaml), &err));
    char *list = strchr(err.mend, ':');
    assert_non_null(list);
    for (char *name = strtok(list + 1, ", "); name; name = strtok(NULL, ", "))
        names[n++] = name;
    sorted_list(names, n, out, size);
    table_free(&t);
}

static void schema_keys(yajl_val schema, const char **path, char *out, size_t size)
{
    const char *names[64];
    yajl_val object = yajl_tree_get(schema, path, yajl_t_object);
    assert_non_null(object);
    for (size_t i = 0; i < YAJL_GET_OBJECT(object)->len; i++)
        names[i] = YAJL_GET_OBJECT(object)->keys[i];
    sorted_list(names, YAJL_GET_OBJECT(object)->len, out, size);
}

static void schema_and_loader_agree(void **state)
{
    static struct {
        const char *yaml;
        const char *path[5]; /* NULL ends it */
    } rows[] = {
        {"wxyzzyxyz: 1", {"properties"}},
        {"signatures: [{wxyzzyxyz: 1}]", {"$defs", "signature", "properties"}},
        {"models: [{wxyzzyxyz: 1}]", {"$defs", "model", "properties"}},
        {"statuses: [{wxyzzyxyz: 1}]", {"$defs", "status", "properties"}},
        {"fields: {wxyzzyxyz: a}", {"$defs", "fields", "properties"}},
        {"formats: [{wxyzzyxyz: 1}]", {"$defs", "format", "properties"}},
    };
    char error[256] = "", ours[512], theirs[512];
    yajl_val schema = yajl_tree_parse(read_schema(), error, sizeof error);
    (void)state;
    if (!schema)
        fail_msg("schema.json: %s", error);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        loader_keys(rows[i].yaml, ours, sizeof ours);
        schema_keys(schema, rows[i].path, theirs, sizeof theirs);
        assert_string_equal(ours, theirs);
    }
    yajl_tree_free(schema);
}

static void classes_have_names(void **state)
{
    (void)state;
    for (unsigned c = 0; c < CLASS_COUNT; c++)
        assert_int_equal(class_named(str_z(class_name((enum verdict)c))), c);
    assert_int_equal(class_named(STR("fatal")), CLASS_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_files_load),
        cmocka_unit_test(shipped_signatures_are_complete),
        cmocka_unit_test(shipped_signatures_hit_what_they_should),
        cmocka_unit_test(later_files_override_what_they_name),
        cmocka_unit_test(overrides_add_to_lists),
        cmocka_unit_test(overrides_are_checked_whole),
        cmocka_unit_test(later_paths_stand_first),
        cmocka_unit_test(texts_keep_what_matters),
        cmocka_unit_test(nothing_is_a_file_too),
        cmocka_unit_test(torn_files_are_told),
        cmocka_unit_test(schema_and_loader_agree),
        cmocka_unit_test(classes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
