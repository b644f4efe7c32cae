/*
 * One input beside many outputs: each row renders a hand-made report and compares it with a golden file. To
 * take an output as it is now for right, one at a time: GOLDEN_UPDATE=<file> test_render, and read the diff.
 */
#include <yajl/yajl_tree.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "report/render.h"
#include "sample.h"
#include "unit.h"

typedef void render(const struct report *r, const struct style *style, struct buf *out);

static void json(const struct report *r, const struct style *style, struct buf *out)
{
    (void)style;
    render_json(r, out);
}

static void csv(const struct report *r, const struct style *style, struct buf *out)
{
    (void)style;
    render_csv(r, out);
}

static void prom(const struct report *r, const struct style *style, struct buf *out)
{
    (void)style;
    render_prom(r, out);
}

static const struct row {
    const char *golden;
    const struct report *report;
    render *render;
    struct style style;
} ROWS[] = {
    {"night.json", &SAMPLE_NIGHT, json, {0}},
    {"healthy.json", &SAMPLE_HEALTHY, json, {0}},
    {"empty.json", &SAMPLE_EMPTY, json, {0}},
    {"timeless.json", &SAMPLE_TIMELESS, json, {0}},
    {"night.txt", &SAMPLE_NIGHT, render_text, {0}},
    {"night-60.txt", &SAMPLE_NIGHT, render_text, {.width = 60}},
    {"night-40.txt", &SAMPLE_NIGHT, render_text, {.width = 40}},
    {"night-80-colour.txt", &SAMPLE_NIGHT, render_text, {.width = 80, .colour = true}},
    {"night-80-top-1.txt", &SAMPLE_NIGHT, render_text, {.width = 80, .top = 1}},
    {"night-140-ascii.txt", &SAMPLE_NIGHT, render_text, {.width = 140, .ascii = true}},
    {"healthy.txt", &SAMPLE_HEALTHY, render_text, {0}},
    {"empty.txt", &SAMPLE_EMPTY, render_text, {0}},
    {"timeless.txt", &SAMPLE_TIMELESS, render_text, {0}},
    {"night.md", &SAMPLE_NIGHT, render_md, {0}},
    {"healthy.md", &SAMPLE_HEALTHY, render_md, {0}},
    {"empty.md", &SAMPLE_EMPTY, render_md, {0}},
    {"timeless.md", &SAMPLE_TIMELESS, render_md, {0}},
    {"night.html", &SAMPLE_NIGHT, render_html, {0}},
    {"healthy.html", &SAMPLE_HEALTHY, render_html, {0}},
    {"empty.html", &SAMPLE_EMPTY, render_html, {0}},
    {"timeless.html", &SAMPLE_TIMELESS, render_html, {0}},
    {"night.csv", &SAMPLE_NIGHT, csv, {0}},
    {"healthy.csv", &SAMPLE_HEALTHY, csv, {0}},
    {"empty.csv", &SAMPLE_EMPTY, csv, {0}},
    {"timeless.csv", &SAMPLE_TIMELESS, csv, {0}},
    {"night.prom", &SAMPLE_NIGHT, prom, {0}},
    {"healthy.prom", &SAMPLE_HEALTHY, prom, {0}},
    {"empty.prom", &SAMPLE_EMPTY, prom, {0}},
    {"timeless.prom", &SAMPLE_TIMELESS, prom, {0}},
};

static void path_of(const char *golden, char *path, size_t n)
{
    snprintf(path, n, "%s/golden/%s", getenv("UNIT_DIR") ? getenv("UNIT_DIR") : ".", golden);
}

static void read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    size_t n = 1;
    while (f && n) {
        n = fread(buf_room(out, 4096), 1, 4096, f);
        out->n += n;
    }
    if (f)
        fclose(f);
}

static void write_file(const char *path, struct str s)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
    fclose(f);
}

/* Number of the first line that differs, and both versions of it. */
static void fail_at_difference(const char *name, struct str want, struct str got)
{
    struct str w = {0}, g = {0};
    unsigned line = 0;
    do {
        line++;
        if (!str_split(&want, '\n', &w))
            w = STR("(end)");
        if (!str_split(&got, '\n', &g))
            g = STR("(end)");
    } while (str_eq(w, g) && (want.p || got.p));
    print_error("%s, line %u\nwant: " STR_FMT "\ngot:  " STR_FMT "\n", name, line, STR_ARG(w), STR_ARG(g));
}

static void test_golden(void **state)
{
    const char *update = getenv("GOLDEN_UPDATE");
    unsigned failed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LOCAL_BUF got = {0}, want = {0};
        char path[1024];
        path_of(ROWS[i].golden, path, sizeof path);
        ROWS[i].render(ROWS[i].report, &ROWS[i].style, &got);
        if (update && strcmp(update, ROWS[i].golden) == 0)
            write_file(path, buf_str(&got));
        read_file(path, &want);
        if (!str_eq(buf_str(&want), buf_str(&got))) {
            fail_at_difference(ROWS[i].golden, buf_str(&want), buf_str(&got));
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

static const struct report *const SAMPLES[] = {&SAMPLE_NIGHT, &SAMPLE_HEALTHY, &SAMPLE_EMPTY,
                                               &SAMPLE_TIMELESS};

/* A command, a URL or an assignment is copied: it stands in one line, however long. */
static bool is_copied(struct str line)
{
    line = str_trim(line);
    return str_starts(line, STR("nslookup ")) || str_starts(line, STR("(https://")) ||
           str_starts(line, STR("AZURE_"));
}

/* At every width: no line is longer than it, none ends in a blank, nothing can move the cursor. */
static void check_lines(struct str text, unsigned width, size_t sample)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        LOCAL_BUF safe = {0};
        escape_terminal(line, &safe);
        if ((escape_width(line) > width && !is_copied(line)) || str_ends(line, STR(" ")) ||
            !str_eq(line, buf_str(&safe)))
            fail_msg("sample %zu at width %u: \"" STR_FMT "\"", sample, width, STR_ARG(line));
    }
}

static void test_text_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SAMPLES); i++)
        for (unsigned width = STYLE_LEAST_WIDTH; width <= 200; width++) {
            LOCAL_BUF out = {0};
            render_text(SAMPLES[i], &(struct style){.width = width, .ascii = width % 2}, &out);
            check_lines(buf_str(&out), width, i);
        }
}

/* What colour adds is SGR sequences and nothing else. */
static void test_colour_only_adds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SAMPLES); i++) {
        LOCAL_BUF plain = {0}, colour = {0}, stripped = {0};
        render_text(SAMPLES[i], &(struct style){0}, &plain);
        render_text(SAMPLES[i], &(struct style){.colour = true}, &colour);
        for (size_t at = 0; at < colour.n; at++) {
            if (colour.p[at] == '\033')
                at += str_chr(str_skip(buf_str(&colour), at), 'm');
            else
                buf_addc(&stripped, colour.p[at]);
        }
        assert_int_equal(stripped.n, plain.n);
        assert_memory_equal(stripped.p, plain.p, plain.n);
    }
}

static void test_ascii(void **state)
{
    LOCAL_BUF out = {0};
    (void)state;
    render_text(&SAMPLE_HEALTHY, &(struct style){.ascii = true}, &out);
    for (size_t i = 0; i < out.n; i++)
        assert_true((unsigned char)out.p[i] < 0x80);
}

/* Bytes that a terminal might obey; line ends and tabs are not. */
static void check_no_controls(const char *name, struct str s)
{
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || (c >= 0x7f && c < 0xa0) || c == 0x202e)
            fail_msg("%s: U+%04X", name, c);
    }
}

static void test_hostile_json(void **state)
{
    LOCAL_BUF out = {0};
    char why[200];
    (void)state;
    render_json(&SAMPLE_HOSTILE, &out);
    buf_addc(&out, '\0');
    yajl_val v = yajl_tree_parse(out.p, why, sizeof why);
    if (!v)
        fail_msg("%s", why);
    yajl_tree_free(v);
}

/* Fields of the CSV record at the start of `*s`, which is moved past it. */
static size_t csv_fields(struct str *s)
{
    size_t fields = 1, i = 0;
    bool quoted = false;
    for (; i < s->n && (quoted || s->p[i] != '\n'); i++) {
        quoted ^= s->p[i] == '"';
        fields += !quoted && s->p[i] == ',';
    }
    *s = str_skip(*s, i + 1);
    return fields;
}

static void test_hostile_csv(void **state)
{
    LOCAL_BUF out = {0};
    (void)state;
    render_csv(&SAMPLE_HOSTILE, &out);
    check_no_controls("csv", buf_str(&out));
    struct str rest = buf_str(&out);
    size_t want = csv_fields(&rest);
    while (rest.n)
        assert_int_equal(csv_fields(&rest), want);
    assert_int_equal(str_find(buf_str(&out), STR(",=")), out.n);
    assert_int_equal(str_find(buf_str(&out), STR("\"=")), out.n);
}

static void test_hostile_html(void **state)
{
    LOCAL_BUF out = {0};
    (void)state;
    render_html(&SAMPLE_HOSTILE, &(struct style){0}, &out);
    check_no_controls("html", buf_str(&out));
    struct str own = str_skip(buf_str(&out), str_find(buf_str(&out), STR("<script>")) + 1);
    assert_int_equal(str_find(own, STR("<script")), own.n);
    assert_int_equal(str_find(buf_str(&out), STR("alert(1)</script")), out.n);
}

/* A heading of the log's own, or a row that ends early, would begin a line of its own. */
static void test_hostile_md(void **state)
{
    LOCAL_BUF out = {0};
    (void)state;
    render_md(&SAMPLE_HOSTILE, &(struct style){0}, &out);
    check_no_controls("md", buf_str(&out));
    assert_int_equal(str_find(buf_str(&out), STR("\n## b")), out.n);
}

static void test_hostile_prom(void **state)
{
    LOCAL_BUF out = {0};
    struct str line, rest;
    (void)state;
    render_prom(&SAMPLE_HOSTILE, &out);
    check_no_controls("prom", buf_str(&out));
    rest = str_head(buf_str(&out), out.n - 1);
    while (str_split(&rest, '\n', &line))
        if (!str_starts(line, STR("# ")) && !str_starts(line, STR("sigtail_")))
            fail_msg("\"" STR_FMT "\"", STR_ARG(line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),           cmocka_unit_test(test_text_fits),
        cmocka_unit_test(test_colour_only_adds), cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_hostile_json),     cmocka_unit_test(test_hostile_csv),
        cmocka_unit_test(test_hostile_html),     cmocka_unit_test(test_hostile_md),
        cmocka_unit_test(test_hostile_prom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
