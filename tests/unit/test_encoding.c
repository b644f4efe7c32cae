/* UTF-16 and colours inside JSON, in any pieces; what else there is stays as it is. */
#include "input/encoding.h"
#include "unit.h"

static const struct row {
    const char *name;
    struct str bytes;
    enum encoding_kind kind;
    const char *text;
} ROWS[] = {
    {"UTF-16 LE", STR_INIT("\xff\xfe{\0\"\0\xe9\0\"\0\x3d\xd8\0\xde"), ENCODING_UTF16LE,
     "\xef\xbb\xbf{\"\xc3\xa9\"\xf0\x9f\x98\x80"},
    {"UTF-16 BE", STR_INIT("\xfe\xff\0{\x20\xac"), ENCODING_UTF16BE, "\xef\xbb\xbf{\xe2\x82\xac"},
    {"no mark, LE", STR_INIT("{\0\n\0a\0"), ENCODING_UTF16LE, "{\na"},
    {"no mark, BE", STR_INIT("\0M\0a\0r"), ENCODING_UTF16BE, "Mar"},
    {"half a character", STR_INIT("\xff\xfez\0\x3d\xd8x\0\0\xde!"), ENCODING_UTF16LE,
     "\xef\xbb\xbf"
     "z\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd"},
    {"jq -C", STR_INIT("\x1b[1;39m{\n  \x1b[0m\x1b[34;1m\"a\"\x1b[0m:\x1b[0;39m1\x1b[1;39m\n}\x1b[0m\n"),
     ENCODING_COLOURED, "{\n  \"a\":1\n}\n"},
    {"colours inside only", STR_INIT("{\x1b[0;32m\"a\"\x1b[0m:1} \x1b]x \x1b[9A \x1b"), ENCODING_COLOURED,
     "{\"a\":1} \x1b]x \x1b[9A \x1b"},
    {"an array of jq -C", STR_INIT("\x1b[1;39m[\n  \x1b[1;39m{}"), ENCODING_COLOURED, "[\n  {}"},
    {"UTF-8", STR_INIT("\xef\xbb\xbf{\"a\":1}"), ENCODING_PLAIN, NULL},
    {"JSON", STR_INIT("{\n    \"a\": \"\x1b[1m\"}"), ENCODING_PLAIN, NULL},
    {"coloured text", STR_INIT("\x1b[36m[deb8fc4c]\x1b[0m x"), ENCODING_PLAIN, NULL},
    {"a coloured warning", STR_INIT("\x1b[33m\xe2\x96\xb2 [WARNING]"), ENCODING_PLAIN, NULL},
    {"NULs", STR_INIT("\0\0{\"a\":1}"), ENCODING_PLAIN, NULL},
    {"bytes like a mark", STR_INIT("\xff\xfe\xc3\nMar"), ENCODING_PLAIN, NULL},
    {"Latin-1", STR_INIT("caf\xe9 closed"), ENCODING_PLAIN, NULL},
    {"short", STR_INIT("x"), ENCODING_PLAIN, NULL},
    {"nothing", STR_INIT(""), ENCODING_PLAIN, NULL},
};

static void check(const struct row *row, size_t step)
{
    LOCAL_BUF out = {0};
    struct encoding e = {.kind = row->kind};
    for (size_t at = 0; at < row->bytes.n; at += step)
        encoding_add(&e, str_head(str_skip(row->bytes, at), step), &out);
    encoding_end(&e, &out);
    if (!str_eq(buf_str(&out), str_z(row->text)))
        fail_msg("%s: %.*s", row->name, (int)out.n, out.p);
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct row *row = &ROWS[i];
        if (encoding_of(row->bytes, true) != row->kind)
            fail_msg("%s: taken for kind %d", row->name, encoding_of(row->bytes, true));
        for (size_t n = 0; n < row->bytes.n; n++) {
            enum encoding_kind early = encoding_of(str_head(row->bytes, n), false);
            if (early != ENCODING_UNKNOWN && early != row->kind)
                fail_msg("%s: %zu bytes are taken for kind %d", row->name, n, early);
        }
        for (size_t step = 1; row->text && step < 9; step++)
            check(row, step);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
