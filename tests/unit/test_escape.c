/* Texts of logs made harmless for each output, measured, and cut to a width. */
#include "base/escape.h"
#include "base/utf8.h"
#include "unit.h"

typedef void escape(struct str s, struct buf *out);

static void expect(const char *name, struct str want, const struct buf *got)
{
    if (!str_eq(want, buf_str(got)))
        fail_msg("%s: want \"" STR_FMT "\", got \"" STR_FMT "\"", name, STR_ARG(want), STR_ARG(*got));
}

#define LIT(lit)                                                                                             \
    {                                                                                                        \
        "" lit, sizeof(lit) - 1                                                                              \
    }

static const struct row {
    const char *name;
    struct str in, terminal, json, scrub;
} ROWS[] = {
#define SAME(lit) LIT(lit), LIT(lit), LIT(lit), LIT(lit)
    {"empty", SAME("")},
    {"plain", SAME("GET /veo 500")},
    {"wide and emoji", SAME("図 🎬 é")},
    {"newline and tab", LIT("a\nb\tc\r"), LIT("a\\nb\\tc\\r"), LIT("a\\nb\\tc\\r"), LIT("a\nb\tc\r")},
    {"quotes", LIT("\"\\"), LIT("\"\\"), LIT("\\\"\\\\"), LIT("\"\\")},
    {"backspace and form feed", LIT("\b\f"), LIT("\\x08\\x0c"), LIT("\\b\\f"), LIT("\b\f")},
    {"colour", LIT("\x1b[31mred"), LIT("\\x1b[31mred"), LIT("\\u001b[31mred"), LIT("\x1b[31mred")},
    {"NUL", LIT("a\0b"), LIT("a\\x00b"), LIT("a\\u0000b"), LIT("a\0b")},
    {"DEL", LIT("\x7f"), LIT("\\x7f"), LIT("\\u007f"), LIT("\x7f")},
    {"C1 control",
     LIT("\xc2\x9b"
         "31m"),
     LIT("\\x9b31m"), LIT("\\u009b31m"),
     LIT("\xc2\x9b"
         "31m")},
    {"bidi override",
     LIT("a\xe2\x80\xae"
         "b"),
     LIT("a\\u202eb"), LIT("a\\u202eb"),
     LIT("a\xe2\x80\xae"
         "b")},
    {"bidi isolate", LIT("\xe2\x81\xa6"), LIT("\\u2066"), LIT("\\u2066"), LIT("\xe2\x81\xa6")},
    {"zero width space", LIT("\xe2\x80\x8b"), LIT("\\u200b"), LIT("\\u200b"), LIT("\xe2\x80\x8b")},
    {"soft hyphen", LIT("\xc2\xad"), LIT("\\u00ad"), LIT("\\u00ad"), LIT("\xc2\xad")},
    {"byte order mark", LIT("\xef\xbb\xbf"), LIT("\\ufeff"), LIT("\\ufeff"), LIT("\xef\xbb\xbf")},
    {"line separator", LIT("\xe2\x80\xa8"), LIT("\\u2028"), LIT("\\u2028"), LIT("\xe2\x80\xa8")},
    {"tag character", LIT("\xf3\xa0\x81\x81"), LIT("\\U000e0041"), LIT("\\udb40\\udc41"),
     LIT("\xf3\xa0\x81\x81")},
#define BAD(lit, out) LIT(lit), LIT(out), LIT(out), LIT(out)
    {"stray continuation", BAD("a\x80"
                               "b",
                               "a\xef\xbf\xbd"
                               "b")},
    {"never in UTF-8", BAD("\xff\xc0", "\xef\xbf\xbd\xef\xbf\xbd")},
    {"cut short at the end", BAD("a\xe2\x82", "a\xef\xbf\xbd")},
    {"cut short by ASCII", BAD("\xf0\x9f\x8e"
                               "x",
                               "\xef\xbf\xbdx")},
    {"overlong", BAD("\xe0\x80\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
    {"surrogate", BAD("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
    {"above U+10FFFF", BAD("\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
};

static void check(const char *name, escape *f, struct str in, struct str want)
{
    LOCAL_BUF out = {0};
    f(in, &out);
    expect(name, want, &out);
}

static void test_escapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        check(ROWS[i].name, escape_terminal, ROWS[i].in, ROWS[i].terminal);
        check(ROWS[i].name, escape_json, ROWS[i].in, ROWS[i].json);
        check(ROWS[i].name, utf8_scrub, ROWS[i].in, ROWS[i].scrub);
    }
}

static void code(struct str s, struct buf *out)
{
    escape_code(s, false, out);
}

static void code_in_table(struct str s, struct buf *out)
{
    escape_code(s, true, out);
}

static const struct target_row {
    const char *name;
    escape *f;
    struct str in, want;
} TARGETS[] = {
    {"HTML: markup", escape_html, LIT("<a href=\"x\">'&amp;"),
     LIT("&lt;a href=&#34;x&#34;&gt;&#39;&amp;amp;")},
    {"HTML: controls", escape_html, LIT("a\n\tb\x1b\0\xff"), LIT("a\n\tb\\x1b\\x00\xef\xbf\xbd")},
    {"HTML: bidi", escape_html, LIT("\xe2\x80\xae"), LIT("\\u202e")},
    {"CSV: plain", escape_csv, LIT("a b"), LIT("a b")},
    {"CSV: empty", escape_csv, LIT(""), LIT("")},
    {"CSV: comma", escape_csv, LIT("a,b"), LIT("\"a,b\"")},
    {"CSV: quote", escape_csv, LIT("a\"b"), LIT("\"a\"\"b\"")},
    {"CSV: line end", escape_csv, LIT("a\nb"), LIT("\"a\nb\"")},
    {"CSV: blank at the edge", escape_csv, LIT(" a"), LIT("\" a\"")},
    {"CSV: formula", escape_csv, LIT("=1+2"), LIT("'=1+2")},
    {"CSV: formula with a comma", escape_csv, LIT("=HYPERLINK(\"x\",1)"),
     LIT("\"'=HYPERLINK(\"\"x\"\",1)\"")},
    {"CSV: plus", escape_csv, LIT("+1"), LIT("'+1")},
    {"CSV: minus", escape_csv, LIT("-1"), LIT("'-1")},
    {"CSV: at", escape_csv, LIT("@SUM(A1)"), LIT("'@SUM(A1)")},
    {"CSV: tab", escape_csv, LIT("\t=1"), LIT("'\t=1")},
    {"CSV: carriage return", escape_csv, LIT("\r=1"), LIT("'\\x0d=1")},
    {"CSV: fullwidth", escape_csv,
     LIT("\xef\xbc\x9d"
         "1"),
     LIT("'\xef\xbc\x9d"
         "1")},
    {"CSV: not at the beginning", escape_csv, LIT("a=1"), LIT("a=1")},
    {"CSV: colour", escape_csv, LIT("\x1b[1m"), LIT("\\x1b[1m")},
    {"label", escape_prometheus, LIT("a\"b\\c\nd"), LIT("a\\\"b\\\\c\\nd")},
    {"label: colour", escape_prometheus, LIT("\x1b[1m"), LIT("\\\\x1b[1m")},
    {"label: bad byte", escape_prometheus, LIT("\xff"), LIT("\xef\xbf\xbd")},
    {"Markdown: markup", escape_markdown, LIT("*a* _b_ [x](y) <b> `c` | #1 @me"),
     LIT("\\*a\\* \\_b\\_ \\[x\\](y) \\<b\\> \\`c\\` \\| \\#1 \\@me")},
    {"Markdown: entity", escape_markdown, LIT("&lt;"), LIT("\\&lt;")},
    {"Markdown: line end", escape_markdown, LIT("a\n# b"), LIT("a \\# b")},
    {"Markdown: colour", escape_markdown, LIT("\x1b[1m"), LIT("\\\\x1b\\[1m")},
    {"code", code, LIT("a *b* | c"), LIT("`a *b* | c`")},
    {"code: empty", code, LIT(""), LIT("")},
    {"code: backticks", code, LIT("a `` b`"), LIT("``` a `` b` ```")},
    {"code: line end", code, LIT("a\nb"), LIT("`a\\nb`")},
    {"code in a table", code_in_table, LIT("a | b"), LIT("`a \\| b`")},
};

static void test_targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TARGETS); i++)
        check(TARGETS[i].name, TARGETS[i].f, TARGETS[i].in, TARGETS[i].want);
}

static const struct width_row {
    const char *name;
    struct str s;
    size_t width;
} WIDTHS[] = {
    {"empty", LIT(""), 0},
    {"ASCII", LIT("abc"), 3},
    {"Latin", LIT("é"), 1},
    {"combining acute", LIT("e\xcc\x81"), 1},
    {"CJK", LIT("図表"), 4},
    {"Hangul", LIT("한"), 2},
    {"emoji", LIT("🎬"), 2},
    {"fullwidth A", LIT("\xef\xbc\xa1"), 2},
    {"ellipsis", LIT("…"), 1},
    {"variation selector", LIT("\xe2\x9d\xa4\xef\xb8\x8f"), 1},
    {"block", LIT("▁█"), 2},
    {"invalid byte", LIT("\xff"), 1},
    {"zero width joiner", LIT("\xe2\x80\x8d"), 0},
};

static void test_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(WIDTHS); i++)
        if (escape_width(WIDTHS[i].s) != WIDTHS[i].width)
            fail_msg("%s: %zu", WIDTHS[i].name, escape_width(WIDTHS[i].s));
}

static const struct fit_row {
    const char *name;
    struct str s;
    size_t columns;
    const char *mark;
    struct str want;
} FITS[] = {
    {"fits", LIT("abc"), 3, "…", LIT("abc")},
    {"cut", LIT("abcd"), 3, "…", LIT("ab…")},
    {"ASCII mark", LIT("abcd"), 3, "~", LIT("ab~")},
    {"one column", LIT("abcd"), 1, "…", LIT("…")},
    {"no column", LIT("abcd"), 0, "…", LIT("")},
    {"wide character on the edge", LIT("図表図"), 4, "…", LIT("図…")},
    {"combining mark stays with its letter", LIT("ae\xcc\x81xy"), 3, "…", LIT("ae\xcc\x81…")},
    {"no mark", LIT("abcd"), 2, "", LIT("ab")},
};

static void test_fit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FITS); i++) {
        LOCAL_BUF out = {0};
        escape_fit(FITS[i].s, FITS[i].columns, FITS[i].mark, &out);
        expect(FITS[i].name, FITS[i].want, &out);
    }
}

static const struct fit_row FIT_ENDS[] = {
    {"fits", LIT("abc"), 3, "…", LIT("abc")},
    {"cut", LIT("abcd"), 3, "…", LIT("…cd")},
    {"ASCII mark", LIT("abcd"), 3, "~", LIT("~cd")},
    {"one column", LIT("abcd"), 1, "…", LIT("…")},
    {"no column", LIT("abcd"), 0, "…", LIT("")},
    {"wide character on the edge", LIT("図表図"), 4, "…", LIT("…図")},
    {"combining mark goes with its letter", LIT("xe\xcc\x81yz"), 3, "…", LIT("…yz")},
    {"no mark", LIT("abcd"), 2, "", LIT("cd")},
};

static void test_fit_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FIT_ENDS); i++) {
        LOCAL_BUF out = {0};
        escape_fit_end(FIT_ENDS[i].s, FIT_ENDS[i].columns, FIT_ENDS[i].mark, &out);
        expect(FIT_ENDS[i].name, FIT_ENDS[i].want, &out);
    }
}

/* Every code point survives the way out and back. */
static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        LOCAL_BUF out = {0};
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        utf8_add(c, &out);
        struct str s = buf_str(&out);
        if (utf8_next(&s) != c || s.n)
            fail_msg("U+%04X", c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes), cmocka_unit_test(test_targets), cmocka_unit_test(test_width),
        cmocka_unit_test(test_fit),     cmocka_unit_test(test_fit_end), cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
