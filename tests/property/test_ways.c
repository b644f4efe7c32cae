/*
 * The report of a log depends on its bytes alone: not on the sizes of reads, on mapping, on threads, nor on
 * where segments end. And its books balance.
 */
#include <dirent.h>

#include "../unit/unit.h"
#include "match/frozen.h"
#include "reading.h"
#include "strict.h"

static const struct way WAYS[] = {
    {.read_bytes = 1},
    {.read_bytes = 2},
    {.read_bytes = 3},
    {.read_bytes = 7},
    {.read_bytes = 31},
    {.read_bytes = 64},
    {.read_bytes = 4096},
    {.read_bytes = 5000, .seed = 1},
    {.lines = true, .slow = true},
    {.read_bytes = 997, .slow = true},
    {.read_bytes = 4096, .slow = true},
    {.read_bytes = 600, .seed = 2, .slow = true, .segment_bytes = 4096},
    {.read_bytes = 7, .segment_bytes = 4096},
    {.read_bytes = 4096, .segment_bytes = 4096},
    {.read_bytes = 4096, .segment_bytes = 65536},
    {.segment_bytes = 1},
    {.as_file = true},
    {.as_file = true, .segment_bytes = 100},
    {.as_file = true, .threads = 2, .segment_bytes = 100},
    {.as_file = true, .threads = 2, .segment_bytes = 4096},
    {.as_file = true, .threads = 2, .segment_bytes = 65536},
    {.as_file = true, .threads = 4, .segment_bytes = 1000},
    {.as_file = true, .threads = 4, .segment_bytes = 4096},
    {.as_file = true, .threads = 4, .segment_bytes = 65536},
};

/* One line at the first difference of `a` and `b`. */
static void print_difference(struct str a, struct str b)
{
    size_t at = 0, from;
    while (at < a.n && at < b.n && a.p[at] == b.p[at])
        at++;
    for (from = at; from > 0 && a.p[from - 1] != '\n'; from--)
        ;
    struct str x = str_skip(a, from), y = str_skip(b, from);
    print_error("  was " STR_FMT "\n  now " STR_FMT "\n", STR_ARG(str_head(x, str_chr(x, '\n'))),
                STR_ARG(str_head(y, str_chr(y, '\n'))));
}

/* What one way of reading makes of a log. */
typedef void reading(const struct shipped *s, struct str log, const struct way *w, struct buf *out);

/* Does `read` give the same in every way? Returns in how many it does not. */
static unsigned check_reading(const char *name, const char *what, reading *read, struct str log,
                              size_t record_bytes)
{
    unsigned wrong = 0;
    LOCAL_BUF first = {0}, other = {0};
    read(&shipped, log, &(struct way){.record_bytes = record_bytes}, &first);
    for (size_t i = 0; i < COUNT_OF(WAYS); i++) {
        struct way way = WAYS[i];
        way.record_bytes = record_bytes;
        buf_clear(&other);
        read(&shipped, log, &way, &other);
        if (str_eq(buf_str(&first), buf_str(&other)))
            continue;
        print_error("%s: %s differs with %s\n", name, what, way_name(&way));
        print_difference(buf_str(&first), buf_str(&other));
        wrong++;
    }
    return wrong;
}

/* Does the report's JSON pass for JSON, and for a report? */
static unsigned check_json(const char *name, struct str log, size_t record_bytes)
{
    LOCAL_BUF json = {0};
    read_json(&shipped, log, &(struct way){.record_bytes = record_bytes}, &json);
    const char *why = report_wrong(buf_str(&json));
    if (why)
        print_error("%s: its report: %s\n", name, why);
    return why != NULL;
}

static unsigned check_ways(const char *name, struct str log, size_t record_bytes)
{
    unsigned wrong = 0;
    struct report *r = read_report(&shipped, log, &(struct way){.record_bytes = record_bytes});
    const char *why = books_wrong(r, log);
    if (why)
        print_error("%s: %s\n", name, why);
    wrong += why != NULL;
    report_free(r);
    wrong += check_json(name, log, record_bytes);
    wrong += check_reading(name, "the report", read_json, log, record_bytes);
    return wrong + check_reading(name, "what the sink is shown", read_shown, log, record_bytes);
}

static int is_capture(const struct dirent *entry)
{
    struct str name = str_z(entry->d_name);
    if (str_ends(name, STR(".truth.json")))
        return 0;
    return str_ends(name, STR(".json")) || str_ends(name, STR(".jsonl")) || str_ends(name, STR(".txt"));
}

static unsigned check_captures(size_t record_bytes)
{
    struct dirent **entries;
    unsigned wrong = 0;
    int n = scandir(getenv("FIXTURES"), &entries, is_capture, alphasort);
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        LOCAL_BUF log = {0};
        read_capture(entries[i]->d_name, &log);
        wrong += check_ways(entries[i]->d_name, buf_str(&log), record_bytes);
        free(entries[i]);
    }
    free(entries);
    return wrong;
}

static void captures(void **state)
{
    (void)state;
    assert_int_equal(check_captures(0), 0);
}

static void captures_of_oversize_records(void **state)
{
    (void)state;
    assert_int_equal(check_captures(4096), 0);
    assert_int_equal(check_captures(300), 0);
}

/* What is found in several records together. */
static const char CORRELATIONS[] =
    "signatures:\n"
    "  - {id: full, title: Full, class: expected, match: 'queue is full', examples: 'queue is full',\n"
    "     count: {min: 3, within: 8s, by: user}}\n"
    "  - {id: failed, title: Failed, class: expected, match: 'it failed', examples: ['it failed', 'it went "
    "well'],\n"
    "     unless_followed: {match: 'it went well', within: 2s}, incident_examples: x}\n"
    "  - {id: order, title: Order, class: investigate, examples: ['first (1)', 'then (1)', 'last (1)'],\n"
    "     sequence: {match: ['first \\((?<n>\\d)', 'then \\((?<n>\\d)', 'last \\((?<n>\\d)'], within: 20s, "
    "by: n},\n"
    "     incident_examples: x}\n";

static void correlated_log(struct buf *out)
{
    static const char *const texts[] = {"queue is full", "it failed", "it went well", "first (%u)",
                                        "then (%u)",     "last (%u)", "nothing else"};
    uint64_t chance = 7;
    for (unsigned i = 0; i < 3000; i++) {
        chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned n = (unsigned)(chance >> 33), ms = i * 100 + n % 700;
        buf_addf(out, "{\"time\":\"2026-03-15T10:%02u:%02u.%03uZ\",\"level\":\"%s\",\"user\":\"u%u\",",
                 ms / 60000, ms / 1000 % 60, ms % 1000, n % 7 < 2 ? "error" : "info", n / 7 % 9);
        buf_addf(out, "\"request_id\":\"r%u\",\"msg\":\"", n / 63 % 20);
        buf_addf(out, texts[n % 7], n / 63 % 5);
        buf_addz(out, "\"}\n");
    }
}

static void load_correlations(struct shipped *s)
{
    struct err err = {0};
    table_init(&s->table);
    table_thaw(&s->table, &frozen_shipped);
    assert_true(table_load(&s->table, "correlations", str_z(CORRELATIONS), &err));
    s->rules = rules_compile(&s->table, &err);
    assert_non_null(s->rules);
}

static void correlated(void **state)
{
    struct shipped all = shipped;
    struct buf log = {0};
    (void)state;
    load_correlations(&shipped);
    correlated_log(&log);
    struct report *r = read_report(&shipped, buf_str(&log), &(struct way){0});
    assert_int_equal(r->incident_count, 3);
    for (size_t i = 0; i < r->incident_count; i++)
        assert_in_range(r->incidents[i].incidents, 5, 1000);
    report_free(r);
    assert_int_equal(check_ways("correlated", buf_str(&log), 0), 0);
    buf_free(&log);
    shipped_free(&shipped);
    shipped = all;
}

/* More requests wait than there is room for: those that waited longest are not told, and that is said. */
static void room_is_bounded(void **state)
{
    struct shipped all = shipped;
    struct buf log = {0};
    (void)state;
    load_correlations(&shipped);
    for (unsigned i = 0; i < 2000; i++)
        buf_addf(&log,
                 "{\"time\":\"2026-03-15T10:00:00Z\",\"level\":\"error\",\"request_id\":\"r%u\",\"msg\":\"it "
                 "failed\"}\n",
                 i);
    struct report *r = read_report(&shipped, buf_str(&log), &(struct way){0});
    assert_int_equal(r->incident_count, 1);
    assert_int_equal(r->incidents[0].incidents, 1024);
    assert_int_equal(r->problem_count, 1);
    assert_string_equal(r->problems[0].kind.p, "rule");
    assert_int_equal(r->problems[0].count, 2000 - 1024);
    report_free(r);
    buf_free(&log);
    shipped_free(&shipped);
    shipped = all;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(correlated), cmocka_unit_test(room_is_bounded),
                                       cmocka_unit_test(captures),
                                       cmocka_unit_test(captures_of_oversize_records)};
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
