/* Runs: several sources, a sink that stops, idle streams, segments and threads that nobody sees, bounds. */
#include "reading.h"
#include "report/build.h"
#include "run/run.h"
#include "unit.h"

static struct report *now(struct run *r)
{
    return report_build(run_tally(r), shipped.rules);
}

static uint64_t records(struct run *r)
{
    struct report *report = now(r);
    uint64_t n = report->records;
    report_free(report);
    return n;
}

#define ENTRY "Mar 15 10:00:44 h i[2]: hello\n"

/* What stands in a source's tail has nothing to do with the next source. */
static void sources(void **state)
{
    struct run_config config = {.rules = shipped.rules, .now_ms = NO_TIME};
    struct run *r = run_new(&config);
    (void)state;
    run_source(r, STR("torn"));
    assert_true(run_feed(r, STR("{\"outcome\":\"ok\",\"logs\":[],\"x\":")));
    run_source(r, STR("whole"));
    assert_true(run_feed(r, STR("{\"outcome\":\"ok\",\"logs\":[]}")));
    run_source(r, STR("empty"));
    assert_true(run_end(r));
    struct report *report = now(r);
    assert_int_equal(report->source_count, 3);
    assert_int_equal(report->records, 1);
    assert_int_equal(report->torn, 1);
    assert_int_equal(report->sources[1].records, 1);
    report_free(report);
    run_free(r);
}

/* A text entry that may go on is counted as it is so far, once; what is shown meanwhile changes nothing. */
static void idle(void **state)
{
    struct run_config config = {.rules = shipped.rules, .now_ms = NO_TIME};
    struct run *r = run_new(&config);
    (void)state;
    run_source(r, STR("live"));
    assert_true(run_feed(r, STR(ENTRY)));
    assert_int_equal(records(r), 1);
    assert_int_equal(run_wait_us(r), RUN_IDLE_US);
    assert_true(run_idle(r));
    assert_int_equal(run_wait_us(r), -1);
    assert_int_equal(records(r), 1);
    assert_int_equal(records(r), 1);
    assert_true(run_feed(r, STR(ENTRY ENTRY)));
    assert_true(run_end(r));
    assert_int_equal(records(r), 3);
    assert_int_equal(run_bytes(r), 3 * (sizeof ENTRY - 1));
    run_free(r);
}

struct taken {
    unsigned times;
    size_t shown; /* the last outcome's */
    enum verdict class;
};

static bool take_it(void *context, const struct sink_record *o)
{
    struct taken *t = context;
    t->times++;
    t->shown = o->shown;
    t->class = o->class;
    o->output->records += !o->shown;
    return true;
}

#define INDENT "                         "

/* What comes after a pause belongs to the entry that was shown, and is counted with it. */
static void grows(void **state)
{
    struct taken taken = {.times = 0};
    struct run_config config = {
        .rules = shipped.rules, .now_ms = NO_TIME, .sink = take_it, .context = &taken, .early = true};
    struct run *r = run_new(&config);
    (void)state;
    run_source(r, STR("live"));
    assert_true(run_feed(r, STR(ENTRY)));
    assert_int_equal(taken.times, 0);
    assert_true(run_idle(r));
    assert_true(run_idle(r));
    assert_int_equal(taken.times, 1);
    assert_int_equal(taken.class, CLASS_CLEAN);
    assert_true(run_feed(r, STR(INDENT "Error: No video data in response\n")));
    assert_true(run_idle(r));
    assert_int_equal(taken.times, 2);
    assert_int_equal(taken.shown, sizeof ENTRY - 2);
    assert_int_equal(taken.class, CLASS_INVESTIGATE);
    assert_true(run_feed(r, STR(ENTRY)));
    assert_int_equal(taken.times, 2);
    assert_true(run_end(r));
    assert_int_equal(taken.times, 3);
    struct report *report = now(r);
    assert_int_equal(report->records, 2);
    assert_int_equal(report->classes[CLASS_INVESTIGATE], 1);
    report_free(report);
    run_free(r);
}

static bool until_two(void *context, const struct sink_record *o)
{
    unsigned *seen = context;
    assert_true(o->record->raw.n > 0);
    return ++*seen < 2;
}

static void stopped(void **state)
{
    unsigned seen = 0;
    struct run_config config = {
        .rules = shipped.rules, .now_ms = NO_TIME, .sink = until_two, .context = &seen};
    struct run *r = run_new(&config);
    (void)state;
    run_source(r, STR("log"));
    assert_false(run_feed(r, STR(ENTRY ENTRY ENTRY ENTRY)));
    assert_false(run_feed(r, STR(ENTRY ENTRY ENTRY ENTRY)));
    assert_false(run_end(r));
    assert_int_equal(seen, 2);
    run_free(r);
}

static void stop_flag(void **state)
{
    atomic_bool stop = true;
    struct run_config config = {
        .rules = shipped.rules, .now_ms = NO_TIME, .threads = 2, .segment_bytes = 10, .stop = &stop};
    struct run *r = run_new(&config);
    (void)state;
    run_source(r, STR("log"));
    assert_false(read_as_file(r, STR(ENTRY ENTRY ENTRY ENTRY)));
    run_free(r);
}

/* --- segments and threads --- */

static void same_in_all_ways(const char *name, struct str log, size_t record_bytes)
{
    static const struct way ways[] = {
        {.read_bytes = 1},
        {.read_bytes = 100, .segment_bytes = 50},
        {.as_file = true, .segment_bytes = 1},
        {.as_file = true, .segment_bytes = 64, .threads = 2},
        {.as_file = true, .segment_bytes = 177, .threads = 3},
    };
    LOCAL_BUF first = {0};
    struct way plain = {.record_bytes = record_bytes};
    struct report *r = read_report(&shipped, log, &plain);
    assert_null(books_wrong(r, log));
    report_free(r);
    read_json(&shipped, log, &plain, &first);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct way way = ways[i];
        LOCAL_BUF other = {0};
        way.record_bytes = record_bytes;
        read_json(&shipped, log, &way, &other);
        if (!str_eq(buf_str(&first), buf_str(&other))) {
            print_error("%s: another report with %s\n", name, way_name(&way));
            fail();
        }
    }
}

static void repeat(struct buf *log, unsigned n, const char *text)
{
    while (n--)
        buf_addz(log, text);
}

/* An error and a stack trace that the service printed as one entry a line, over and over: no frame is parted
 * from it. */
static void stack_frames(void **state)
{
    LOCAL_BUF log = {0};
    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        repeat(&log, 1, "Mar 15 10:00:44 h i[2]: TypeError: x is not a function\n");
        repeat(&log, i % 9, "Mar 15 10:00:44 h i[2]:     at f (x.js:1:2)\n");
    }
    same_in_all_ways("stack frames", buf_str(&log), 0);
    buf_clear(&log);
    repeat(&log, 100, "Mar 15 10:00:44 h i[2]:     at f (x.js:1:2)\n");
    same_in_all_ways("nothing but stack frames", buf_str(&log), 0);
}

#define NODE   "Mar 15 10:00:44 h node[2]: "
#define PYTHON "Mar 15 10:00:44 h python3[3]: "

/* An error over several entries is one, told by all of them; the entries are records still. */
static void trails(void **state)
{
    static const char log[] =
        PYTHON "start\n" PYTHON "Traceback (most recent call last):\n" PYTHON
               "  File \"/srv/x.py\", line 5, in r\n" PYTHON "KeyError: 'a'\n" PYTHON
               "During handling of the above exception, another exception occurred:\n" PYTHON
               "Traceback (most recent call last):\n" PYTHON "  File \"/srv/y.py\", line 5, in main\n" PYTHON
               "RuntimeError: No video data in response\n" PYTHON "after\n" NODE "Error: down\n" NODE
               "    at f (/srv/a.js:1:2)\n" NODE "Error: down\n" NODE "    at g (/srv/b.js:1:2)\n" PYTHON
               "    at h (/srv/c.js:1:2)\n" NODE "Error: down\n" PYTHON "that is all\n";
    struct report *r = read_report(&shipped, str_z(log), &(struct way){.read_bytes = 7, .slow = true});
    (void)state;
    assert_int_equal(r->records, 16);
    assert_int_equal(r->classes[CLASS_INVESTIGATE], 1);
    assert_int_equal(r->classes[CLASS_UNKNOWN], 3);
    assert_int_equal(r->cluster_count, 3);
    report_free(r);
    same_in_all_ways("trails", str_of(log, sizeof log - 1), 0);
}

/* `text`, of ASCII, in UTF-16. */
static void add_utf16(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        buf_addc(out, text.p[i]);
        buf_addc(out, '\0');
    }
}

static void encodings(void **state)
{
    LOCAL_BUF log = {0}, text = {0};
    (void)state;
    for (unsigned i = 0; i < 40; i++)
        buf_addz(&text, "{\r\n  \"outcome\": \"exception\",\r\n  \"logs\": []\r\n}\r\n" ENTRY);
    buf_addz(&log, "\xff\xfe");
    add_utf16(buf_str(&text), &log);
    for (unsigned skip = 0; skip <= 2; skip += 2) {
        struct str bytes = str_skip(buf_str(&log), skip);
        struct report *r = read_report(&shipped, bytes, &(struct way){.read_bytes = 5, .slow = true});
        assert_int_equal(r->records, 80);
        assert_int_equal(r->classes[CLASS_UNKNOWN], 40);
        assert_null(books_wrong(r, bytes));
        report_free(r);
        LOCAL_BUF whole = {0}, mapped = {0};
        read_json(&shipped, bytes, &(struct way){.read_bytes = 7}, &whole);
        read_json(&shipped, bytes, &(struct way){.as_file = true, .threads = 2, .segment_bytes = 100},
                  &mapped);
        assert_true(str_eq(buf_str(&whole), buf_str(&mapped)));
    }
}

static void odd_logs(void **state)
{
    static const struct {
        const char *name, *before, *again, *after;
    } logs[] = {
        {"array", "[", "{\"outcome\":\"ok\",\"logs\":[]},", "{\"a\":1}]\n"},
        {"pretty array", "[\n", "  {\n    \"outcome\": \"ok\",\n    \"logs\": []\n  },\n", "  {}\n]\n"},
        {"glued", "", "{\"outcome\":\"ok\",\"logs\":[]}", ""},
        {"raw lines that look like records", "{\"a\": \"", "x\n" ENTRY, "\"}\n"},
        {"lines that look like records in a record", "{\n", "  \"a\": [\n{\n\"b\": 1}],\n", "}\n"},
        {"blank lines", "", "\n\n \n\t\n{\"a\":1}\n", ""},
        {"text", "", "some text\n  more of it\n", ""},
        {"no line end", "", "no line end ", ""},
        {"torn ones", "", "{\"outcome\":\"ok\",\"logs\":[\n{\"a\":\"b\n", ""},
        {"NULs", "", "\x1e{\"a\":1}\n\x1e\x1e\n", ""},
        {"entries with continuation lines", "", ENTRY "                        more\n", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        LOCAL_BUF log = {0};
        repeat(&log, 1, logs[i].before);
        repeat(&log, 40, logs[i].again);
        repeat(&log, 1, logs[i].after);
        same_in_all_ways(logs[i].name, buf_str(&log), 0);
        same_in_all_ways(logs[i].name, buf_str(&log), 100);
    }
}

/* Deep and long values are records, or findings; what stands beside them is counted. */
static void extremes(void **state)
{
    LOCAL_BUF log = {0};
    (void)state;
    buf_addz(&log, "{\"outcome\":\"ok\",\"logs\":[{\"message\":[");
    buf_fill(&log, '[', 200000);
    buf_fill(&log, ']', 200000);
    buf_addz(&log,
             "],\"level\":\"error\"}]}\n{\"outcome\":\"ok\",\"logs\":[{\"level\":\"error\",\"message\":[\"");
    buf_fill(&log, 'x', 10 << 20);
    buf_addz(&log, "\"]}]}\n");
    buf_fill(&log, '{', 100000);
    buf_addz(&log, "\n{\"outcome\":\"ok\",\"logs\":[]}\n");
    struct report *r = read_report(&shipped, buf_str(&log), &(struct way){.as_file = true});
    assert_null(books_wrong(r, buf_str(&log)));
    assert_int_equal(r->records, 3);
    report_free(r);
    r = read_report(&shipped, buf_str(&log), &(struct way){.read_bytes = 65536, .record_bytes = 1 << 20});
    assert_null(books_wrong(r, buf_str(&log)));
    assert_int_equal(r->records, 2);
    assert_int_equal(r->oversize, 1);
    report_free(r);
}

static const int64_t BEGUN_MS = 1773566400000;

/* A record of `s` seconds later. */
static void feed_at(struct run *r, int s)
{
    char text[120];
    int n = snprintf(text, sizeof text, "{\"outcome\":\"exception\",\"logs\":[],\"eventTimestamp\":%lld}\n",
                     (long long)BEGUN_MS + s * 1000);
    assert_true(run_feed(r, str_of(text, (size_t)n)));
}

/* A live log, of which `q` takes the last minute. */
static struct run *last_minute(struct query *q)
{
    struct time_spec since = {.kind = TIME_SPEC_AGO, .ms = 60000};
    assert_true(query_window(q, since, (struct time_spec){.kind = TIME_SPEC_NONE}, STR("--last 1m"), NULL));
    query_slides(q);
    struct run *r = run_new(&(struct run_config){.rules = shipped.rules, .query = q, .now_ms = BEGUN_MS});
    run_source(r, STR("live"));
    return r;
}

/* Of a live log's last minute: what was in it leaves it, as records that the window leaves out. */
static void what_is_too_old_slides_out(void **state)
{
    struct query *q = query_new(shipped.rules);
    struct run *r = last_minute(q);
    (void)state;
    int64_t next_ms = run_slide(r, BEGUN_MS);
    assert_true(next_ms > BEGUN_MS && next_ms <= BEGUN_MS + 4000);
    feed_at(r, -100); /* is too old */
    feed_at(r, -50);
    feed_at(r, -1);
    assert_int_equal(records(r), 3);
    static const struct {
        int64_t at_ms;
        uint64_t left, filtered;
    } rows[] = {{5000, 2, 1}, {9000, 2, 1}, {15000, 1, 2}, {58000, 1, 2}, {70000, 0, 3}, {900000, 0, 3}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        run_slide(r, BEGUN_MS + rows[i].at_ms);
        struct report *report = now(r);
        assert_int_equal(report->classes[CLASS_UNKNOWN], rows[i].left);
        assert_int_equal(report->cluster_count, rows[i].left > 0);
        assert_int_equal(report->filtered, rows[i].filtered);
        assert_int_equal(report->sources[0].records, 3);
        report_free(report);
    }
    feed_at(r, 895);
    assert_true(run_end(r));
    struct report *report = now(r);
    assert_int_equal(report->classes[CLASS_UNKNOWN], 1);
    assert_int_equal(report->bytes, run_bytes(r));
    report_free(report);
    run_free(r);
    query_free(q);
}

/* An incident leaves the window with its records. */
static void incidents_slide_out(void **state)
{
    struct query *q = query_new(shipped.rules);
    struct run *r = last_minute(q);
    (void)state;
    run_slide(r, BEGUN_MS);
    for (int i = 0; i < 200; i++) {
        char text[200];
        int n =
            snprintf(text, sizeof text,
                     "{\"time\":%lld,\"level\":\"warn\",\"status\":429,\"user\":\"u1\",\"msg\":\"Rate limit "
                     "exceeded. Retry after 2s. Use secret keys\"}\n",
                     (long long)BEGUN_MS - 30000 + i * 100);
        assert_true(run_feed(r, str_of(text, (size_t)n)));
    }
    for (int64_t later_ms = 0; later_ms <= 90000; later_ms += 90000) {
        run_slide(r, BEGUN_MS + later_ms);
        struct report *report = now(r);
        assert_int_equal(report->incident_count, later_ms == 0);
        assert_int_equal(report->classes[CLASS_EXPECTED], later_ms == 0 ? 200 : 0);
        report_free(report);
    }
    run_free(r);
    query_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources),      cmocka_unit_test(idle),
        cmocka_unit_test(grows),        cmocka_unit_test(trails),
        cmocka_unit_test(stopped),      cmocka_unit_test(stop_flag),
        cmocka_unit_test(stack_frames), cmocka_unit_test(encodings),
        cmocka_unit_test(odd_logs),     cmocka_unit_test(incidents_slide_out),
        cmocka_unit_test(extremes),     cmocka_unit_test(what_is_too_old_slides_out)};
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
