/* Every framing that wrangler, journalctl and their users make, alone and mixed, at once and byte by byte. */
#include "base/buf.h"
#include "input/frame.h"
#include "unit.h"

/* Frames as one letter a kind, with their bytes in between. */
static void show(const struct frame *f, struct buf *out)
{
    static const char letters[] = {[FRAME_JSON] = 'J',
                                   [FRAME_ENTRY] = 'E',
                                   [FRAME_LINE] = 'L',
                                   [FRAME_TORN] = 'T',
                                   [FRAME_OVERSIZE] = 'O'};
    if (f->kind == FRAME_SKIP)
        return;
    buf_addc(out, (size_t)f->kind < sizeof letters && letters[f->kind] ? letters[f->kind] : '?');
    buf_addc(out, '<');
    buf_add(out, f->bytes);
    buf_addc(out, '>');
}

/* Marks that came with the frame are those of its message. */
static void check_marks(const struct frame *f)
{
    struct byte_scan_line own;
    if (!f->line)
        return;
    struct str message = str_skip(f->bytes, f->header.message_at);
    assert_int_equal(f->kind, FRAME_ENTRY);
    assert_int_equal(str_chr(message, '\n'), message.n);
    byte_scan_line(message, &own);
    assert_true(f->line->words >= own.words);
    assert_int_equal(f->line->escapes, own.escapes);
    for (unsigned k = 0; k < own.words; k++)
        assert_true(f->line->keys[k] == own.keys[k] && f->line->ms[k] == own.ms[k] &&
                    f->line->pairs[k] == own.pairs[k]);
}

static size_t take(struct framer *f, struct str in, enum frame_feed feed, struct buf *out)
{
    struct frame frame;
    size_t used = 0;
    while (framer_next(f, str_skip(in, used), feed, &frame) == FRAME_DONE) {
        check_marks(&frame);
        show(&frame, out);
        used += frame.used;
    }
    return used;
}

/* The frames of `in`, read `step` bytes at a time; each window is a copy of just its bytes. */
static void frames(struct str in, size_t step, size_t record_bytes, struct buf *out)
{
    struct framer f;
    struct byte_scan_line line;
    struct header_cache headers = {0};
    size_t from = 0;
    framer_init(&f, record_bytes);
    f.line = &line;
    f.headers = &headers;
    for (size_t to = step; to < in.n; to += step) {
        char *copy = malloc(to - from + 1);
        memcpy(copy, in.p + from, to - from);
        from += take(&f, str_of(copy, to - from), FEED_MORE, out);
        free(copy);
    }
    from += take(&f, str_skip(in, from), FEED_LAST, out);
    assert_int_equal(from, in.n);
    assert_int_equal(f.offset, in.n);
}

#define HEAD "Mar 15 10:00:44 h i[2]: "
#define NEXT "\n                        "

static const struct row {
    const char *name;
    struct str in;
    const char *frames;
} ROWS[] = {
    {"behind the end of an array", STR_INIT("[[\n, ]\n {\n\"\":"), "T<[>T< {\n\"\":>"},
    {"pretty 4", STR_INIT("{\n    \"a\": {\n        \"b\": 1\n    }\n}\n{\n    \"a\": 2\n}\n"),
     "J<{\n    \"a\": {\n        \"b\": 1\n    }\n}>J<{\n    \"a\": 2\n}>"},
    {"pretty 2", STR_INIT("{\n  \"a\": 1\n}\n\n{\n  \"a\": 2\n}"), "J<{\n  \"a\": 1\n}>J<{\n  \"a\": 2\n}>"},
    {"tabs", STR_INIT("{\n\t\"a\": 1\n}\n"), "J<{\n\t\"a\": 1\n}>"},
    {"no indentation", STR_INIT("{\n\"a\": 1,\n\"b\":\n{\n\"c\": 2\n}\n}\n{\n\"a\": 2\n}\n"),
     "J<{\n\"a\": 1,\n\"b\":\n{\n\"c\": 2\n}\n}>J<{\n\"a\": 2\n}>"},
    {"compact", STR_INIT("{\"a\":1}\n{\"a\":2}\n"), "J<{\"a\":1}>J<{\"a\":2}>"},
    {"CRLF", STR_INIT("{\"a\":1}\r\n{\r\n  \"a\": 2\r\n}\r\n"), "J<{\"a\":1}>J<{\r\n  \"a\": 2\r\n}>"},
    {"glued", STR_INIT("{\"a\":1}{\"a\":2}{\"a\":3}"), "J<{\"a\":1}>J<{\"a\":2}>J<{\"a\":3}>"},
    {"glued by blanks", STR_INIT("{\"a\":1} \t {\"a\":2}"), "J<{\"a\":1}>J<{\"a\":2}>"},
    {"compact array", STR_INIT("[{\"a\":1},{\"a\":2}]\n"), "J<{\"a\":1}>J<{\"a\":2}>"},
    {"array of lines", STR_INIT("[\n{\"a\":1},\n{\"a\":2}\n]\n"), "J<{\"a\":1}>J<{\"a\":2}>"},
    {"pretty array", STR_INIT("[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n{\"b\":1}\n"),
     "J<{\n    \"a\": 1\n  }>J<{\n    \"a\": 2\n  }>J<{\"b\":1}>"},
    {"empty array", STR_INIT("[]\n{\"a\":1}\n"), "J<{\"a\":1}>"},
    {"RS", STR_INIT("\x1e{\"a\":1}\n\x1e{\n  \"a\": 2\n}\n"), "J<{\"a\":1}>J<{\n  \"a\": 2\n}>"},
    {"BOM", STR_INIT("\xef\xbb\xbf{\"a\":1}\n\xef\xbb\xbf{\n  \"a\": 2\n}\n"),
     "J<{\"a\":1}>J<{\n  \"a\": 2\n}>"},
    {"the first byte of a BOM, at the end", STR_INIT("{\"a\":1}\n\xef"), "J<{\"a\":1}>L<\xef>"},
    {"NUL", STR_INIT("\0\0{\"a\":1}\0\n\0{\n  \"a\": 2\n}\0\0"), "J<{\"a\":1}>J<{\n  \"a\": 2\n}>"},
    {"entry", STR_INIT(HEAD "x\n" HEAD "y\n"), "E<" HEAD "x>E<" HEAD "y>"},
    {"entry with continuation", STR_INIT(HEAD "x" NEXT "more" NEXT "  and\n" HEAD "y"),
     "E<" HEAD "x" NEXT "more" NEXT "  and>E<" HEAD "y>"},
    {"catalogue", STR_INIT(HEAD "x\n\xe2\x96\x91\xe2\x96\x91 why\n\xe2\x96\x91\xe2\x96\x91 \n" HEAD "y\n"),
     "E<" HEAD "x\n\xe2\x96\x91\xe2\x96\x91 why\n\xe2\x96\x91\xe2\x96\x91 >E<" HEAD "y>"},
    {"text", STR_INIT("one\n  two\n\nthree"), "L<one\n  two>L<three>"},
    {"a trace", STR_INIT("Error: x\n    at f {\n  code: 1\n}\n\n\nafter\n"),
     "L<Error: x\n    at f {\n  code: 1\n}>L<after>"},
    {"an object for people", STR_INIT("{\n  error: 'x'\n}\n{ 'a': 1 }\n{\n}\n"),
     "L<{\n  error: 'x'\n}>L<{ 'a': 1 }>J<{\n}>"},
    {"a trace behind a prefix",
     STR_INIT("web-1  | Error: x\nweb-1  |     at f\nweb-1  |\nweb-1  |   y\ndb-1   |     at g\n"),
     "L<web-1  | Error: x\nweb-1  |     at f\nweb-1  |\nweb-1  |   y>L<db-1   |     at g>"},
    {"pieces of a record", STR_INIT("cf\": 1,\n    \"b\": {\n    },\n}\n{\n    \"a\": 2\n}\n"),
     "T<cf\": 1,\n    \"b\": {\n    },\n}>J<{\n    \"a\": 2\n}>"},
    {"an entry with empty lines", STR_INIT(HEAD "x\n" NEXT "more\n\n" HEAD "y\n\nz\n"),
     "E<" HEAD "x\n" NEXT "more>E<" HEAD "y>L<z>"},
    {"an old catalogue", STR_INIT(HEAD "x\n-- Subject: y\n--\n-- z\n-- Reboot --\n"),
     "E<" HEAD "x\n-- Subject: y\n--\n-- z>L<-- Reboot -->"},
    {"mixed", STR_INIT("npm notice\n{\n    \"a\": 1\n}\n" HEAD "x\n{\"a\":2}\njunk {\n" HEAD "y\n"),
     "L<npm notice>J<{\n    \"a\": 1\n}>E<" HEAD "x>J<{\"a\":2}>L<junk {>E<" HEAD "y>"},
    {"torn before an entry", STR_INIT("{\n    \"a\": \"b\n" HEAD "x\n"),
     "T<{\n    \"a\": \"b\n>E<" HEAD "x>"},
    {"torn before a record", STR_INIT("{\n    \"a\": \"b\n{\n    \"a\": 2\n}\n"),
     "T<{\n    \"a\": \"b\n>J<{\n    \"a\": 2\n}>"},
    {"torn, glued, pretty",
     STR_INIT("{\n    \"a\": {\n        \"b\": {\n    \"c\": 1\n}\n{\n    \"a\": 2\n}\n"),
     "T<{\n    \"a\": {\n        \"b\": >J<{\n    \"c\": 1\n}>J<{\n    \"a\": 2\n}>"},
    {"torn in an indentation, glued, pretty",
     STR_INIT("{\n    \"a\": {\n        \"b\": [\n            {\n    \"c\": 1\n}\n{\n    \"a\": 2\n}\n"),
     "T<{\n    \"a\": {\n        \"b\": [\n            >J<{\n    \"c\": 1\n}>J<{\n    \"a\": 2\n}>"},
    {"torn behind its brace, glued, pretty", STR_INIT("{{\n    \"c\": 1\n}\n{\n    \"a\": 2\n}\n"),
     "T<{>J<{\n    \"c\": 1\n}>J<{\n    \"a\": 2\n}>"},
    {"torn, glued, the last", STR_INIT("{\n  \"a\": 1,\n  \"b\": {\n  \"c\": 1\n}\n"),
     "T<{\n  \"a\": 1,\n  \"b\": >J<{\n  \"c\": 1\n}>"},
    {"torn, glued", STR_INIT("{\"a\":\"b{\"a\":2}{\"a\":3}"), "T<{\"a\":\"b>J<{\"a\":2}>J<{\"a\":3}>"},
    {"torn, compact", STR_INIT("{\"a\":[1,\n{\"a\":2}\n"), "T<{\"a\":[1,>J<{\"a\":2}>"},
    {"torn in an array", STR_INIT("[{\"a\":1},{\"a\":\"b{\"a\":2},{\"a\":3}]\n"),
     "J<{\"a\":1}>T<{\"a\":\"b>J<{\"a\":2}>J<{\"a\":3}>"},
    {"torn at the end", STR_INIT("{\"a\":1}\n{\"a\":"), "J<{\"a\":1}>T<{\"a\":>"},
    {"raw line end in a string", STR_INIT("{\"a\": \"x\ny\"}\n{\"a\": 2}\n"),
     "J<{\"a\": \"x\ny\"}>J<{\"a\": 2}>"},
    {"raw ESC in a string", STR_INIT("{\"a\": \"\x1b[31m\"}\n"), "J<{\"a\": \"\x1b[31m\"}>"},
    {"nothing", STR_INIT(""), ""},
    {"blanks", STR_INIT(" \n\r\n\t \n  "), ""},
};

static void check(const struct row *row, size_t step)
{
    LOCAL_BUF got = {0};
    frames(row->in, step, 1 << 20, &got);
    if (!str_eq(buf_str(&got), str_z(row->frames))) {
        print_error("%s, in steps of %zu:\n got " STR_FMT "\nwant %s\n", row->name, step,
                    STR_ARG(buf_str(&got)), row->frames);
        fail();
    }
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t step = 1; step <= ROWS[i].in.n + 1; step++)
            check(&ROWS[i], step);
}

/* An oversize record is one finding; what follows it is framed as ever. */
static void oversize(void **state)
{
    static const struct str logs[] = {
        STR_INIT("{\"a\":\"%\"}\n{\"a\":2}\n"),  STR_INIT("{\n    \"a\": \"%\"\n}\n{\"a\":2}\n"),
        STR_INIT(HEAD "%\n{\"a\":2}\n"),         STR_INIT("%\n{\"a\":2}\n"),
        STR_INIT("[{\"a\":\"%\"},{\"a\":2}]\n"),
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        LOCAL_BUF log = {0}, whole = {0};
        size_t at = str_chr(logs[i], '%');
        buf_add(&log, str_head(logs[i], at));
        buf_fill(&log, 'm', 1000);
        buf_add(&log, str_skip(logs[i], at + 1));
        frames(buf_str(&log), log.n, 256, &whole);
        assert_int_equal(whole.p[0], 'O');
        assert_true(str_ends(buf_str(&whole), STR("J<{\"a\":2}>")));
        assert_int_equal(str_find(str_skip(buf_str(&whole), 1), STR("O<")), whole.n - 1);
        for (size_t step = 1; step < 300; step += 7) {
            LOCAL_BUF got = {0};
            frames(buf_str(&log), step, 256, &got);
            assert_true(str_eq(buf_str(&got), buf_str(&whole)));
        }
    }
}

/* What is left of an array whose elements begin as `":"` does: where another of them stands behind the first
 * is seen alike before and after it is known that no more comes. */
static void cut_array(void **state)
{
    static const struct str log = STR_INIT("\":\"-1\",\"_PID:,\"CODE______E\":\"text-to-image\n");
    LOCAL_BUF whole = {0}, slow = {0};
    struct framer f;
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        framer_init(&f, 100);
        memcpy(f.place.key, log.p, 3);
        f.place.key_n = 3;
        size_t used = i ? take(&f, log, FEED_MORE, &slow) : 0;
        used += take(&f, str_skip(log, used), FEED_LAST, i ? &slow : &whole);
        assert_int_equal(used, log.n);
    }
    assert_true(str_eq(buf_str(&slow), buf_str(&whole)));
}

/* A row that is torn: what begins below it is a row as well where it begins as that did, however the bytes
 * come. */
static void torn_rows(void **state)
{
    static const struct str logs[] = {
        STR_INIT(
            "{\"meta\":[],\"data\":[{\"a\":1},\n{\"a\":\"x\n{\"a\":2},\n{\"a\":3}],\"rows\":3}\n{\"b\":1}\n"),
        STR_INIT(
            "{\"meta\":[],\"data\":[{\"a\":1},\n{\"a\":\"x\n{\"b\":2},\n{\"a\":3}],\"rows\":3}\n{\"b\":1}\n"),
        STR_INIT(
            "{\"meta\":[],\"data\":[{\"a\":1},\n{\"a\":[1,\n{\"a\":2},\n{\"a\":3}],\"rows\":3}\n{\"b\":1}\n"),
        STR_INIT(
            "{\"meta\":[],\"data\":[{\"a\":1},\n{\"a\":tru\n{\"a\":2},\n{\"a\":3}],\"rows\":3}\n{\"b\":1}\n"),
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        LOCAL_BUF whole = {0};
        frames(logs[i], logs[i].n, 1 << 20, &whole);
        for (size_t step = 1; step < logs[i].n; step++) {
            LOCAL_BUF got = {0};
            frames(logs[i], step, 1 << 20, &got);
            assert_true(str_eq(buf_str(&got), buf_str(&whole)));
        }
    }
}

/* A field that says that it is longer than the bound, and is not there: it is read no further than it goes.
 */
static void announced(void **state)
{
    static const char entry[] =
        "__CURSOR=s=a;i=1\n__REALTIME_TIMESTAMP=1773568800000000\nMESSAGE\n\xff\xff\0\0\0\0\0\0short";
    struct str log = str_of(entry, sizeof entry - 1);
    LOCAL_BUF whole = {0};
    (void)state;
    frames(log, log.n, 256, &whole);
    assert_int_equal(whole.p[0], 'T');
    for (size_t step = 1; step < log.n; step++) {
        LOCAL_BUF got = {0};
        frames(log, step, 256, &got);
        assert_true(str_eq(buf_str(&got), buf_str(&whole)));
    }
}

/* A record is out with its last byte; an entry waits for continuation lines until the stream is idle. */
static void at_once(void **state)
{
    struct framer f;
    struct frame frame;
    (void)state;
    framer_init(&f, 1 << 20);
    assert_int_equal(framer_next(&f, STR("{\"a\":1"), FEED_MORE, &frame), FRAME_MORE);
    assert_int_equal(framer_next(&f, STR("{\"a\":1}"), FEED_MORE, &frame), FRAME_DONE);
    assert_int_equal(frame.kind, FRAME_JSON);
    framer_init(&f, 1 << 20);
    assert_int_equal(framer_next(&f, STR(HEAD "x\n"), FEED_MORE, &frame), FRAME_MORE);
    assert_int_equal(framer_next(&f, STR(HEAD "x\n"), FEED_IDLE, &frame), FRAME_DONE);
    assert_int_equal(frame.kind, FRAME_ENTRY);
    framer_init(&f, 1 << 20);
    assert_int_equal(framer_next(&f, STR("text\n"), FEED_MORE, &frame), FRAME_MORE);
    assert_int_equal(framer_next(&f, STR("text\n"), FEED_IDLE, &frame), FRAME_DONE);
    assert_int_equal(frame.kind, FRAME_LINE);
}

/* The marks of a message come with an entry of one line that is seen whole at once. */
static void marks(void **state)
{
    (void)state;
    struct framer f;
    struct frame frame;
    struct byte_scan_line line;
    struct str one = STR(HEAD "model=a error" NEXT "more\n" HEAD "status=503 12ms\n");
    framer_init(&f, 4096);
    f.line = &line;
    assert_int_equal(framer_next(&f, one, FEED_LAST, &frame), FRAME_DONE);
    assert_null(frame.line);
    one = str_skip(one, frame.used);
    assert_int_equal(framer_next(&f, str_head(one, one.n - 8), FEED_MORE, &frame), FRAME_MORE);
    assert_int_equal(framer_next(&f, one, FEED_LAST, &frame), FRAME_DONE);
    assert_null(frame.line);
    framer_init(&f, 4096);
    f.line = &line;
    assert_int_equal(framer_next(&f, one, FEED_LAST, &frame), FRAME_DONE);
    assert_ptr_equal(frame.line, &line);
    assert_int_equal(line.keys[0], 1u << 5);
    assert_int_equal(line.ms[0], 1u << 13);
    framer_init(&f, 4096); /* nobody gave room */
    assert_int_equal(framer_next(&f, one, FEED_LAST, &frame), FRAME_DONE);
    assert_null(frame.line);
}

/* What stands behind a torn record is read once, not for each of its empty lines: else this takes a minute.
 */
static void empty_lines(void **state)
{
    (void)state;
    struct framer f;
    struct frame frame;
    LOCAL_BUF text = {0};
    buf_addz(&text, "{\"a\": \"x\",\n \"b\": \"torn\n");
    for (unsigned i = 0; i < 400000; i++)
        buf_addc(&text, '\n');
    buf_addz(&text, "{\"a\":\"y\"}\n");
    framer_init(&f, 1 << 20);
    assert_int_equal(framer_next(&f, buf_str(&text), FEED_LAST, &frame), FRAME_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows),      cmocka_unit_test(oversize),
                                       cmocka_unit_test(announced), cmocka_unit_test(cut_array),
                                       cmocka_unit_test(torn_rows), cmocka_unit_test(at_once),
                                       cmocka_unit_test(marks),     cmocka_unit_test(empty_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
