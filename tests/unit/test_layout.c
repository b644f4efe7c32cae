/* The modules that renderers are built of: figure, axis, spark, flow, grid, explain and list. */
#include "report/axis.h"
#include "report/grid.h"
#include "report/number_format.h"
#include "report/sparkline.h"
#include "report/wrap.h"
#include "unit.h"

#define T0 INT64_C(1773566400000) /* 2026-03-15 09:20:00 UTC */

static void expect(const char *name, const char *want, struct buf *got)
{
    buf_addc(got, '\0');
    if (strcmp(want, got->p) != 0)
        fail_msg("%s: want \"%s\", got \"%s\"", name, want, got->p);
    buf_free(got);
}

static void test_figures(void **state)
{
    static const struct {
        uint64_t n;
        const char *count, *bytes;
    } rows[] = {
        {0, "0", "0 bytes"},
        {1, "1", "1 byte"},
        {999, "999", "999 bytes"},
        {1000, "1,000", "1.0 kB"},
        {9949, "9,949", "9.9 kB"},
        {9950, "9,950", "10 kB"},
        {999499, "999,499", "999 kB"},
        {999500, "999,500", "1.0 MB"},
        {419000233, "419,000,233", "419 MB"},
        {UINT64_MAX, "18,446,744,073,709,551,615", "18 EB"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf count = {0}, bytes = {0};
        number_format_count(rows[i].n, &count);
        expect("count", rows[i].count, &count);
        number_format_bytes(rows[i].n, &bytes);
        expect("bytes", rows[i].bytes, &bytes);
    }
}

static void test_figure_ms(void **state)
{
    static const struct {
        double ms;
        const char *want;
    } rows[] = {{-1, ""},        {0, "0 ms"},     {0.4, "0 ms"},  {350.25, "350 ms"}, {999.6, "1.0 s"},
                {1249, "1.2 s"}, {9949, "9.9 s"}, {9951, "10 s"}, {88321.5, "88 s"},  {600000, "600 s"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        number_format_ms(rows[i].ms, &out);
        expect("ms", rows[i].want, &out);
    }
}

static const struct axis_row {
    int64_t first, last;
    const char *window, *clock, *caption;
} AXES[] = {
    {T0, T0 + 8840000, "2026-03-15 09:20:00 - 11:47:20 UTC (2h27m)", "09:20:00", "09:20  11:47"},
    {T0, T0, "2026-03-15 09:20:00 UTC", "09:20:00", "09:20  09:20"},
    {T0, T0 + 90000000, "2026-03-15 09:20:00 - 2026-03-16 10:20:00 UTC (1d1h)", "03-15 09:20",
     "03-15  03-16"},
    {T0, T0 + 31449600000, "2026-03-15 09:20:00 - 2027-03-14 09:20:00 UTC (364d)", "03-15 09:20",
     "03-15  03-14"},
    {T0, T0 + 31536000000, "2026-03-15 09:20:00 - 2027-03-15 09:20:00 UTC (365d)", "2026-03-15 09:20",
     "2026    2027"},
    {NO_TIME, NO_TIME, "no times", "", "            "},
};

static void test_axis(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(AXES); i++) {
        struct axis a = axis_make(AXES[i].first, AXES[i].last, NULL);
        struct buf window = {0}, clock = {0}, caption = {0};
        axis_window(&a, &window);
        axis_clock(&a, AXES[i].first, &clock);
        axis_caption(&a, 12, &caption);
        expect("window", AXES[i].window, &window);
        expect("clock", AXES[i].clock, &clock);
        expect("caption", AXES[i].caption, &caption);
    }
}

/* A step of a day's log that began before it. */
static void test_axis_before(void **state)
{
    struct axis a = axis_make(T0, T0 + 8840000, NULL);
    struct buf clock = {0};
    (void)state;
    axis_clock(&a, T0 - 90000000, &clock);
    expect("before", "03-14 08:20", &clock);
}

static const struct spark_row {
    const char *name;
    bool timeless;
    uint64_t counts[4];
    size_t count, columns;
    const char *ascii, *blocks;
} SPARKS[] = {
    {"one step a column", false, {0, 1, 4, 8}, 4, 4, " :+@", " ▂▅█"},
    {"least is seen", false, {1, 0, 0, 100000}, 4, 4, ".  @", "▁  █"},
    {"a step is one cell", false, {4, 8}, 2, 4, " + @", " ▅ █"},
    {"a record is one cell", false, {1}, 1, 5, "  @  ", "  █  "},
    {"more steps than columns are added", false, {1, 1, 2, 2}, 4, 2, "+@", "▅█"},
    {"an even stream is even", false, {4, 4, 4, 4}, 4, 3, "@ @", "█ █"},
    {"one record of many steps", false, {0, 0, 1, 0}, 4, 3, "  @", "  █"},
    {"one column", false, {1, 2, 3, 4}, 4, 1, "@", "█"},
    {"no column", false, {1, 2, 3, 4}, 4, 0, "", ""},
    {"nothing", false, {0, 0}, 2, 4, "    ", "    "},
    {"no time", true, {0}, 0, 4, "    ", "    "},
};

static void test_spark(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SPARKS); i++) {
        const struct spark_row *r = &SPARKS[i];
        uint64_t counts[4];
        memcpy(counts, r->counts, sizeof counts);
        struct report_timeline t = {r->timeless ? NO_TIME : T0, 1000, counts, r->count};
        struct buf ascii = {0}, blocks = {0};
        sparkline_draw(&t, r->columns, true, &ascii);
        sparkline_draw(&t, r->columns, false, &blocks);
        expect(r->name, r->ascii, &ascii);
        expect(r->name, r->blocks, &blocks);
        assert_true(sparkline_cells(&t, 3) <= r->count);
    }
}

static const struct flow_row {
    const char *name;
    size_t width, indent;
    const char *text, *want;
} FLOWS[] = {
    {"empty", 20, 2, "", "  \n"},
    {"one line", 20, 2, "a bc", "  a bc\n"},
    {"fits exactly", 6, 2, "a bc", "  a bc\n"},
    {"wraps", 6, 2, "a bcd ef", "  a\n  bcd\n  ef\n"},
    {"folds blanks", 20, 0, "  a   b  ", "a b\n"},
    {"long word is cut", 6, 2, "abcdefghij", "  abcd\n  efgh\n  ij\n"},
    {"long word after a short one", 6, 2, "x abcdefgh y", "  x\n  abcd\n  efgh\n  y\n"},
    {"wide characters", 6, 2, "図表図", "  図表\n  図\n"},
    {"wider than the line", 3, 2, "図", "  図\n"},
};

static void test_flow(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FLOWS); i++) {
        struct buf out = {0};
        struct wrap f = wrap_begin(&out, FLOWS[i].width, 0, FLOWS[i].indent);
        wrap_text(&f, str_z(FLOWS[i].text));
        wrap_end(&f);
        expect(FLOWS[i].name, FLOWS[i].want, &out);
    }
}

static void test_flow_items(void **state)
{
    static const char *const items[] = {"one 1", "two 2", "three 3", "a long item that has to be broken"};
    struct buf out = {0};
    struct wrap f = wrap_begin(&out, 16, 0, 1);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(items); i++)
        wrap_item(&f, " | ", str_z(items[i]));
    wrap_end(&f);
    expect("items", " one 1 | two 2\n three 3\n a long item\n that has to be\n broken\n", &out);
}

static void test_flow_lines(void **state)
{
    struct buf out = {0};
    (void)state;
    buf_addz(&out, "fix");
    wrap_lines(&out, 16, 3, 5, STR("Do this and that:\n\n  command \x1b[1m\nthen"), false);
    expect("lines", "fix  Do this and\n     that:\n\n       command\n       \\x1b[1m\n     then\n", &out);
    wrap_lines(&out, 40, 0, 0, STR("Do less,\nor more.\nrm x\nRun:\nls\n  cd\nand go"), false);
    expect("joined", "Do less, or more.\nrm x\nRun:\nls\n  cd\nand go\n", &out);
    wrap_lines(&out, 10, 0, 2, STR("a\n  SOME_VARIABLE=value b"), true);
    expect("whole words", "  a\n    SOME_VARIABLE=value\n    b\n", &out);
}

static const struct grid_column COLUMNS[] = {
    {"NAME", .least = 4},
    {"n", GRID_RIGHT, .drop = 0},
    {"more", GRID_RIGHT, .drop = 1},
    {"", .least = 2, .most = 6, .stretch = true, .drop = 2},
};

static void fill_grid(struct grid *g, bool third)
{
    grid_begin(g, COLUMNS, COUNT_OF(COLUMNS));
    size_t row = grid_add(g, false);
    grid_put(g, row, 0, STR("long name"), EMPHASIS_BAD);
    grid_put(g, row, 1, STR("123"), EMPHASIS_PLAIN);
    if (third)
        grid_put(g, row, 2, STR("7"), EMPHASIS_PLAIN);
}

static const struct grid_row_case {
    const char *name;
    size_t width;
    bool third;
    const char *want;
} GRIDS[] = {
    {"room enough", 40, true, "NAME         n  more\nlong name  123     7  ......\n"},
    {"empty column", 40, false, "NAME         n\nlong name  123  ......\n"},
    {"flexible ones are cut", 24, true, "NAME      n  more\nlong ~  123     7  .....\n"},
    {"one drops out", 17, true, "NAME      n  more\nlong ~  123     7\n"},
    {"two drop out", 12, true, "NAME       n\nlong n~  123\n"},
    {"as narrow as can be", 3, true, "NAME    n\nlon~  123\n"},
};

static void test_grid(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(GRIDS); i++) {
        struct style style = {.ascii = true};
        struct buf out = {0};
        struct grid g;
        fill_grid(&g, GRIDS[i].third);
        grid_fit(&g, GRIDS[i].width);
        grid_put(&g, 1, 3, str_head(STR("......"), g.width[3]), EMPHASIS_PLAIN);
        grid_row(&g, 0, &style, &out);
        grid_row(&g, 1, &style, &out);
        expect(GRIDS[i].name, GRIDS[i].want, &out);
        grid_free(&g);
    }
}

static void test_grid_colour(void **state)
{
    struct style style = {.colour = true};
    struct buf out = {0};
    struct grid g;
    (void)state;
    fill_grid(&g, false);
    grid_hide(&g, 3);
    grid_fit(&g, 40);
    grid_row(&g, 1, &style, &out);
    expect("colour", "\033[1;31mlong name\033[0m  123\n", &out);
    grid_free(&g);
}

static struct pattern patterns[] = {{.source = {"getaddrinfo (?<host>\\S+)", 24}}, {.source = {"other", 5}}};
static struct example examples[] = {{.text = {"getaddrinfo x", 13}}};
static struct str groups[] = {{"host", 4}};
static struct signature signatures[] = {
    {.id = {"z-last", 6}, .class = CLASS_EXPECTED, .title = {"Z", 1}},
    {.id = {"dns", 3},
     .title = {"A name does not resolve", 23},
     .class = CLASS_INVESTIGATE,
     .match = patterns,
     .match_count = 2,
     .group = groups,
     .group_count = 1,
     .cause = {"The name is gone", 16},
     .fix = {"Look:\n  nslookup HOST\n", 22},
     .examples = examples,
     .example_count = 1},
};

static void test_explain(void **state)
{
    struct buf out = {0};
    (void)state;
    render_explain(&signatures[1], STR(""), &(struct style){0}, &out);
    expect("explain",
           "dns  investigate\nA name does not resolve\n\n"
           "cause     The name is gone\n"
           "fix       Look:\n            nslookup HOST\n"
           "match     getaddrinfo (?<host>\\S+)\n          other\n"
           "group     host\n"
           "example   getaddrinfo x\n",
           &out);
}

static void test_list(void **state)
{
    struct table table = {.signatures = signatures, .signature_count = 2}, none = {0};
    struct buf out = {0}, empty = {0};
    (void)state;
    render_list(&table, STR(""), &(struct style){0}, &out);
    expect("list",
           "SIGNATURE  class        title\n"
           "dns        investigate  A name does not resolve\n"
           "z-last     expected     Z\n"
           "2 signatures\n",
           &out);
    render_list(&none, STR(""), &(struct style){0}, &empty);
    expect("no signatures", "0 signatures\n", &empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),     cmocka_unit_test(test_figure_ms),  cmocka_unit_test(test_axis),
        cmocka_unit_test(test_axis_before), cmocka_unit_test(test_spark),      cmocka_unit_test(test_flow),
        cmocka_unit_test(test_flow_items),  cmocka_unit_test(test_flow_lines), cmocka_unit_test(test_grid),
        cmocka_unit_test(test_grid_colour), cmocka_unit_test(test_explain),    cmocka_unit_test(test_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
