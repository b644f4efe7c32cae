/*
 * The report of a log depends on its bytes alone: not on the sizes of reads, on mapping, on threads, nor on
 * where epochs end. And its books balance.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>

#include "reading.h"
#include "strict.h"

static struct shipped shipped;

static int set_up(void **state)
{
    (void)state;
    shipped_load(&shipped);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    shipped_free(&shipped);
    return 0;
}

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
    {.read_bytes = 600, .seed = 2, .slow = true, .epoch_bytes = 4096},
    {.read_bytes = 7, .epoch_bytes = 4096},
    {.read_bytes = 4096, .epoch_bytes = 4096},
    {.read_bytes = 4096, .epoch_bytes = 65536},
    {.epoch_bytes = 1},
    {.mapped = true},
    {.mapped = true, .epoch_bytes = 100},
    {.mapped = true, .threads = 2, .epoch_bytes = 100},
    {.mapped = true, .threads = 2, .epoch_bytes = 4096},
    {.mapped = true, .threads = 2, .epoch_bytes = 65536},
    {.mapped = true, .threads = 4, .epoch_bytes = 1000},
    {.mapped = true, .threads = 4, .epoch_bytes = 4096},
    {.mapped = true, .threads = 4, .epoch_bytes = 65536},
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
    struct buf first = {0}, other = {0};
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
    buf_free(&first);
    buf_free(&other);
    return wrong;
}

/* Does the report's JSON pass for JSON, and for a report? */
static unsigned check_json(const char *name, struct str log, size_t record_bytes)
{
    struct buf json = {0};
    read_json(&shipped, log, &(struct way){.record_bytes = record_bytes}, &json);
    const char *why = report_wrong(buf_str(&json));
    if (why)
        print_error("%s: its report: %s\n", name, why);
    buf_free(&json);
    return why != NULL;
}

static unsigned check_ways(const char *name, struct str log, size_t record_bytes)
{
    unsigned wrong = 0;
    struct report *r = read_report(&shipped, log, &(struct way){.record_bytes = record_bytes});
    const char *why = books_wrong(r, log.n);
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
        struct buf log = {0};
        read_capture(entries[i]->d_name, &log);
        wrong += check_ways(entries[i]->d_name, buf_str(&log), record_bytes);
        buf_free(&log);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(captures),
                                       cmocka_unit_test(captures_of_oversize_records)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
