/* Reports read back and added up: the sum of the parts is the report of the whole, byte for byte. */
#include "base/mem.h"
#include "reading.h"
#include "report/render.h"
#include "strict.h"
#include "unit.h"

/* The sum of `n` reports, as JSON. */
static void merge(const struct buf *reports, size_t n, struct buf *out)
{
    struct str *texts = mem_zero((n + 1) * sizeof *texts);
    struct err err = {0};
    for (size_t i = 0; i < n; i++)
        texts[i] = buf_str(&reports[i]);
    struct report *r = add_reports(texts, n, &err);
    if (!r)
        fail_msg("line %u, column %u: %s", err.line, err.column, err.what);
    render_json(r, out);
    report_free(r);
    free(texts);
}

static void must_equal(struct str a, struct str b, const char *what, size_t number)
{
    size_t i = 0, line = 1;
    if (str_eq(a, b))
        return;
    for (; i < a.n && i < b.n && a.p[i] == b.p[i]; i++)
        line += a.p[i] == '\n';
    fail_msg("%s, %zu: line %zu differs: %.60s / %.60s", what, number, line, a.p + i, b.p + i);
}

static void read_part(struct str log, struct buf *out)
{
    static const struct way whole = {0};
    buf_clear(out);
    read_json(&shipped, log, &whole, out);
}

static const char *const CAPTURES[] = {
    "tail-small.json",        "tail-compact.jsonl", "tail-reconnect.txt",        "tail-giveup.json",
    "tail-pretty-format.txt", "logtape.jsonl",      "journal-short.txt",         "journal-live-short.txt",
    "journal-json.txt",       "d1-execute.json",    "observability-events.json", "trace-image.txt",
};

static void test_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CAPTURES); i++) {
        LOCAL_BUF log = {0}, report = {0}, again = {0};
        read_capture(CAPTURES[i], &log);
        read_part(buf_str(&log), &report);
        merge(&report, 1, &again);
        must_equal(buf_str(&report), buf_str(&again), CAPTURES[i], 0);
    }
}

/* Where a record of a log ends that `end` ends and `begin` begins. */
static const struct seam {
    const char *capture, *end, *begin;
} SEAMS[] = {
    {"tail-small.json", "\n}\n", "{"},
    {"tail-compact.jsonl", "\n", "{"},
    {"logtape.jsonl", "\n", "{"},
    {"journal-short.txt", "\n", "Nov "},
    {"journal-live-short.txt", "\n", "Nov "},
    {"tail-reconnect.txt", "\n}\n", "{"},
};

/* The end of the record that stands at `from` or beyond, 0 when none does. */
static size_t cut_after(struct str log, size_t from, const struct seam *s)
{
    while (from < log.n) {
        from += str_find(str_skip(log, from), str_z(s->end)) + strlen(s->end);
        if (from < log.n && str_starts(str_skip(log, from), str_z(s->begin)))
            return from;
    }
    return 0;
}

/* (a + b) + c, a + (b + c) and a + b + c are the report of the whole. */
static void check_cuts(const struct seam *s, struct str log, size_t first, size_t second)
{
    struct buf whole = {0}, parts[3] = {{0}}, pair[2] = {{0}}, sum = {0};
    read_part(log, &whole);
    read_part(str_head(log, first), &parts[0]);
    read_part(str_skip(str_head(log, second), first), &parts[1]);
    read_part(str_skip(log, second), &parts[2]);
    merge(parts, 3, &sum);
    must_equal(buf_str(&whole), buf_str(&sum), s->capture, first);

    merge(parts, 2, &pair[0]);
    pair[1] = parts[2];
    buf_clear(&sum);
    merge(pair, 2, &sum);
    must_equal(buf_str(&whole), buf_str(&sum), s->capture, first);

    buf_clear(&pair[0]);
    merge(parts + 1, 2, &pair[0]);
    pair[1] = pair[0];
    pair[0] = parts[0];
    buf_clear(&sum);
    merge(pair, 2, &sum);
    must_equal(buf_str(&whole), buf_str(&sum), s->capture, first);

    for (size_t i = 0; i < 3; i++)
        buf_free(&parts[i]);
    buf_free(&pair[1]);
    buf_free(&whole);
    buf_free(&sum);
}

static void test_parts(void **state)
{
    (void)state;
    size_t cuts = 0;
    for (size_t i = 0; i < COUNT_OF(SEAMS); i++) {
        LOCAL_BUF log = {0};
        read_capture(SEAMS[i].capture, &log);
        struct str all = buf_str(&log);
        for (size_t k = 1; k < 4; k++) {
            size_t first = cut_after(all, all.n / 5 * k, &SEAMS[i]);
            size_t second = first ? cut_after(all, first + all.n / 7, &SEAMS[i]) : 0;
            if (second == 0)
                continue;
            check_cuts(&SEAMS[i], all, first, second);
            cuts++;
        }
    }
    assert_true(cuts >= COUNT_OF(SEAMS));
}

/* A log of unknown errors whose words differ: a short part of it shows that of none of them. */
static void write_varied(struct buf *out, unsigned lines, size_t *ends)
{
    static const char *const names[] = {"redwood",  "bluestone", "greenhill", "pinelake",
                                        "oakfield", "ironwood",  "mossstone", "fernhill",
                                        "redlake",  "bluefield", "greenwood"};
    for (unsigned i = 0; i < lines; i++) {
        const char *one = names[i * 7 % COUNT_OF(names)], *two = names[i / 3 * 5 % COUNT_OF(names)];
        buf_addf(out, "{\"@timestamp\":\"2026-03-15T10:%02u:%02u.000Z\",\"level\":\"ERROR\",\"message\":\"",
                 i / 60, i % 60);
        if (i % 3)
            buf_addf(out, "Error: cannot mount volume %s on node %s", one, two);
        else
            buf_addf(out, "Error: worker %s lost its lease after %u ms", two, i % 8);
        buf_addf(out, "\",\"logger\":\"a:b\",\"properties\":{\"requestId\":\"r%u\"}}\n", i);
        ends[i] = out->n;
    }
}

static void test_clusters(void **state)
{
    (void)state;
    enum { LINES = 600 };
    static const size_t cuts[] = {0, 1, 2, 4, 9, 30, 299, LINES - 4, LINES - 3};
    static const struct seam seam = {.capture = "varied"};
    LOCAL_BUF log = {0};
    size_t ends[LINES];
    write_varied(&log, LINES, ends);
    for (size_t i = 0; i < COUNT_OF(cuts); i++)
        check_cuts(&seam, buf_str(&log), ends[cuts[i]], ends[cuts[i] + 2]);
}

/* Sources of different names: whichever comes first, the sum is the same. */
static void test_commutes(void **state)
{
    (void)state;
    struct buf log = {0}, parts[2] = {{0}}, swapped[2], one = {0}, other = {0}, renamed = {0};
    read_capture("tail-small.json", &log);
    read_part(buf_str(&log), &parts[0]);
    log.n = 0;
    read_capture("journal-short.txt", &log);
    read_part(buf_str(&log), &renamed);
    struct str text = buf_str(&renamed), name = STR("\"name\": \"");
    size_t at = str_find(text, name) + name.n;
    assert_true(at < text.n);
    buf_add(&parts[1], str_head(text, at));
    buf_addz(&parts[1], "another ");
    buf_add(&parts[1], str_skip(text, at));
    swapped[0] = parts[1];
    swapped[1] = parts[0];
    merge(parts, 2, &one);
    merge(swapped, 2, &other);
    must_equal(buf_str(&one), buf_str(&other), "swapped", 0);
    struct buf *all[] = {&log, &parts[0], &parts[1], &one, &other, &renamed};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        buf_free(all[i]);
}

/* Replace the first `from` of a good report by `to`. */
static const struct damage {
    const char *from, *to, *what;
} DAMAGES[] = {
    {"{", "", "trailing garbage"},
    {"\"schema\": 1", "\"schema\": 2", "schema"},
    {"\"schema\": 1", "\"scheme\": 1", "other JSON"},
    {"\"input\"", "\"output\"", "no \"input\""},
    {"\"overlap\": ", "\"overlap\": -", "not a count"},
    {"\"format\": \"", "\"format\": \"x", "is no format (did you mean `"},
    {"\"first\": \"2", "\"first\": \"x2", "not a time"},
    {"\"class\": \"", "\"class\": \"x", "is no class (did you mean `"},
    {"\"investigate\": ", "\"investigated\": ", "no \"investigate\""},
    {"\"step_ms\": ", "\"step_ms\": 7", "not a timeline"},
    {"\"counts\": [", "\"counts\": [-", "not a count"},
    {"\"requests_sketch\": \"v", "\"requests_sketch\": \"w", "damaged"},
    {"\"requests_sketch\": \"v", "\"requests_sketch\": \"v!", "damaged"},
    {"\"requests_sketch\": \"v", "\"requests_sketch\": \"r", "damaged"},
    {"\"requests_sketch\"", "\"request_sketch\"", "no \"requests_sketch\""},
    {"\"example_at\": [", "\"example_at\": [1, ", "example_at"},
    {"\"durations\": [", "\"durations\": [1, ", "damaged"},
    {"\"level\": \"", "\"level\": \"x", "is no level (did you mean `info`?)"},
    {"\"status\": ", "\"status\": 1", "` is no status; they are 1 to 999"},
    {"\"models\": [", "\"models\": [1, ", "not an object"},
    {"\"signatures\": [\n    {\n      \"id\": \"azure-content-safety-dns\"",
     "\"signatures\": [\n    {\n      \"id\": \"\"", "without an id"},
};

static bool replace(struct str in, struct str from, struct str to, struct buf *out)
{
    size_t at = str_find(in, from);
    buf_clear(out);
    buf_add(out, str_head(in, at));
    buf_add(out, to);
    buf_add(out, str_skip(in, at + from.n));
    return at < in.n;
}

static void test_damaged(void **state)
{
    (void)state;
    LOCAL_BUF log = {0}, report = {0}, damaged = {0};
    read_capture("tail-small.json", &log);
    read_part(buf_str(&log), &report);
    for (size_t i = 0; i < COUNT_OF(DAMAGES); i++) {
        const struct damage *d = &DAMAGES[i];
        struct err err = {0};
        if (!replace(buf_str(&report), str_z(d->from), str_z(d->to), &damaged))
            fail_msg("%s: the report does not hold it", d->from);
        struct str text = buf_str(&damaged);
        if (add_reports(&text, 1, &err))
            fail_msg("%s -> %s: taken for a report", d->from, d->to);
        if (str_find(str_z(err.what), str_z(d->what)) == strlen(err.what) || err.line == 0)
            fail_msg("%s -> %s: %u:%u: %s", d->from, d->to, err.line, err.column, err.what);
    }
}

/* A report that ends anywhere is none; nothing worse happens. */
static void test_torn(void **state)
{
    (void)state;
    LOCAL_BUF log = {0}, report = {0};
    read_capture("tail-small.json", &log);
    read_part(buf_str(&log), &report);
    for (size_t n = 0; n + 3 < report.n; n += 97) {
        struct str torn = str_head(buf_str(&report), n);
        struct err err = {0};
        assert_null(add_reports(&torn, 1, &err));
        assert_string_equal(err.file, "report");
    }
}

/* However deep a hostile report nests, it is refused; the stack is no bound. */
static void test_deep(void **state)
{
    static const char *const opens[] = {"[", "{\"parts\":[", "{\"unknown\":"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(opens); i++) {
        LOCAL_BUF json = {0};
        struct err err = {0};
        buf_addz(&json, "{\"schema\": 1, \"unknown\": ");
        for (size_t n = 0; n < 200000; n++)
            buf_addz(&json, opens[i]);
        struct str text = buf_str(&json);
        assert_null(add_reports(&text, 1, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_parts),   cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_commutes),   cmocka_unit_test(test_damaged), cmocka_unit_test(test_torn),
        cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
