/* Frames to records, by the shipped field paths: fields, levels, times, errors, of every kind that a frame
 * can be. */
#include "reading.h"
#include "run/run.h"
#include "unit.h"

/* What is asked of the one record of a log. */
struct asked {
    enum field field;
    struct buf got;
    unsigned records;
    struct record record; /* its strs are gone */
};

static bool note(void *context, const struct sink_record *o)
{
    struct asked *a = context;
    if (a->records++ == 0) {
        buf_add(&a->got, o->record->field[a->field]);
        a->record = *o->record;
    }
    return true;
}

static struct asked ask_of(struct str log, enum field field)
{
    struct asked a = {.field = field};
    struct run_config config = {.rules = shipped.rules,
                                .now_ms = 1773600000000,
                                .sink = note,
                                .context = &a}; /* 2026-03-15 18:40 UTC */
    struct run *r = run_new(&config);
    run_source(r, STR("log"));
    (void)run_feed(r, log);
    (void)run_end(r);
    run_free(r);
    return a;
}

static struct asked ask(const char *log, enum field field)
{
    return ask_of(str_z(log), field);
}

#define TAIL                                                                                                 \
    "{\"outcome\":\"ok\",\"scriptName\":\"gw\",\"eventTimestamp\":1773568844712,\"exceptions\":[],\"logs\":" \
    "[{\"message\":["                                                                                        \
    "\"{\\\"level\\\":\\\"WARN\\\",\\\"message\\\":\\\"slow "                                                \
    "\\\\\\\"flux\\\\\\\"\\\",\\\"properties\\\":{\\\"requestId\\\":\\\"r-1\\\"}}\"],"                       \
    "\"level\":\"warn\"}],\"event\":{\"request\":{\"url\":\"https://x/"                                      \
    "y?model=flux%2Dpro&a=1\",\"method\":\"GET\"},"                                                          \
    "\"response\":{\"status\":503}}}\n"
#define EXCEPTION                                                                                            \
    "{\"outcome\":\"exception\",\"logs\":[],\"exceptions\":[{\"name\":\"Error\",\"message\":\"boom\"}],"     \
    "\"event\":null}\n"
#define ENTRY "Mar 15 10:00:44 gpu-1 image[21]: "

static const struct {
    const char *log;
    enum field field;
    const char *value;
} FIELDS[] = {
    {TAIL, FIELD_OUTCOME, "ok"},
    {TAIL, FIELD_SERVICE, "gw"},
    {TAIL, FIELD_STATUS, "503"},
    {TAIL, FIELD_METHOD, "GET"},
    {TAIL, FIELD_MODEL, "flux-pro"},
    {TAIL, FIELD_EVENT, "fetch"},
    {TAIL, FIELD_REQUEST, "r-1"},
    {TAIL, FIELD_SOURCE, "log"},
    {EXCEPTION, FIELD_MESSAGE, "boom"},
    {EXCEPTION, FIELD_OUTCOME, "exception"},
    {"{\"outcome\":\"exceededCpu\",\"logs\":[],\"exceptions\":[],\"event\":{\"cron\":\"* * * * *\"}}",
     FIELD_EVENT, "cron"},
    {"{\"outcome\":\"exceededCpu\",\"logs\":[],\"event\":null}", FIELD_MESSAGE, "outcome exceededCpu"},
    {ENTRY "Error: x", FIELD_HOST, "gpu-1"},
    {ENTRY "Error: x", FIELD_SERVICE, "image"},
    {ENTRY "Error: x", FIELD_PID, "21"},
    {ENTRY "Error: x", FIELD_MESSAGE, "Error: x"},
    {ENTRY "\x1b[31mError: x\x1b[0m", FIELD_MESSAGE, "Error: x"},
    {ENTRY "a\n                                 b\n", FIELD_MESSAGE, "a\nb"},
    {ENTRY "model=flux x", FIELD_MODEL, "flux"},
    {"plain text", FIELD_MESSAGE, "plain text"},
    {"2026-03-15T10:00:44Z plain", FIELD_TIME, "2026-03-15T10:00:44Z"},
    {"INFO  2026-03-15 10:00:44,123 app: x", FIELD_TIME, "2026-03-15 10:00:44,123"},
    {"ERROR [2026-03-15 10:00:44] app: x", FIELD_TIME, "[2026-03-15 10:00:44]"},
    {"[main] INFO 2026-03-15T10:00:44Z app - x", FIELD_TIME, "2026-03-15T10:00:44Z"},
    {"[Nest] 12 - 3/15/2026, 10:00:44 AM     LOG [x] y", FIELD_TIME, "3/15/2026, 10:00:44 AM"},
    {"E0315 10:00:44.560506    8137 a.go:89] x", FIELD_TIME, "0315 10:00:44.560506"},
    {"level=info ts=2026-03-15T10:00:44Z msg=x", FIELD_TIME, "2026-03-15T10:00:44Z"},
    {"time=\"2026-03-15T10:00:44Z\" level=info", FIELD_TIME, "\"2026-03-15T10:00:44Z\""},
    {"x runtime=2026-03-15T10:00:44Z", FIELD_TIME, ""},
    {"GET /x 503", FIELD_STATUS, "503"},
    {"paint:http GET /x?model=flux 503", FIELD_STATUS, "503"},
    {"paint:http GET /x?model=flux 503", FIELD_URL, "/x?model=flux"},
    {"paint:http GET /x took 503", FIELD_STATUS, ""},
};

static void fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        struct asked a = ask(FIELDS[i].log, FIELDS[i].field);
        if (a.records != 1 || !str_eq(buf_str(&a.got), str_z(FIELDS[i].value))) {
            print_error("%s of %s: `" STR_FMT "`, not `%s` (%u records)\n", field_name(FIELDS[i].field),
                        FIELDS[i].log, STR_ARG(buf_str(&a.got)), FIELDS[i].value, a.records);
            fail();
        }
        buf_free(&a.got);
    }
}

static const struct {
    const char *log;
    enum format format;
    enum level level;
    int status;
    bool error, trailing, control;
    int64_t time_ms;
} RECORDS[] = {
    {TAIL, FORMAT_TAIL, LEVEL_WARN, 503, false, false, false, 1773568844712},
    {EXCEPTION, FORMAT_TAIL, LEVEL_NONE, 0, true, false, false, NO_TIME},
    {"{\"outcome\":\"unknown\",\"logs\":[],\"exceptions\":[],\"event\":{\"type\":\"overload\",\"message\":"
     "\"m\"}}",
     FORMAT_TAIL, LEVEL_NONE, 0, true, false, true, NO_TIME},
    {ENTRY "Error: x", FORMAT_JOURNAL_TEXT, LEVEL_ERROR, 0, true, false, false, 1773568844000},
    {ENTRY "    at f (x.js:1:1)", FORMAT_JOURNAL_TEXT, LEVEL_NONE, 0, false, true, false, 1773568844000},
    {"Dec 31 23:59:59 h i[2]: x", FORMAT_JOURNAL_TEXT, LEVEL_NONE, 0, false, false, false, 1767225599000},
    {"Xyz 31 23:59:59 h i[2]: x", FORMAT_JOURNAL_TEXT, LEVEL_NONE, 0, false, false, false, NO_TIME},
    {"{\"__REALTIME_TIMESTAMP\":\"1773568844712018\",\"PRIORITY\":\"3\",\"MESSAGE\":\"x\"}",
     FORMAT_JOURNAL_JSON, LEVEL_ERROR, 0, true, false, false, 1773568844712},
    {"{\"level\":\"error\",\"msg\":\"x\"}", FORMAT_JSON, LEVEL_ERROR, 0, true, false, false, NO_TIME},
};

static void records(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(RECORDS); i++) {
        struct asked a = ask(RECORDS[i].log, FIELD_MESSAGE);
        const struct record *r = &a.record;
        if (r->format != RECORDS[i].format || r->level != RECORDS[i].level ||
            r->status != RECORDS[i].status || r->error != RECORDS[i].error ||
            r->continuation != RECORDS[i].trailing || r->control != RECORDS[i].control ||
            r->time_ms != RECORDS[i].time_ms) {
            print_error("%s: format %s, level %s, status %d,%s%s%s time %lld\n", RECORDS[i].log,
                        format_name(r->format), level_name(r->level), r->status, r->error ? " error," : "",
                        r->continuation ? " trailing," : "", r->control ? " control," : "",
                        (long long)r->time_ms);
            fail();
        }
        buf_free(&a.got);
    }
}

/* --- a Worker's own JSON in its log entries --- */

#define OWN_(event, outcome, entries)                                                                        \
    "{\"outcome\":\"" outcome                                                                                \
    "\",\"scriptName\":\"gw\",\"eventTimestamp\":1773568844712,\"exceptions\":[],\"logs\":[" entries         \
    "],\"event\":" event "}\n"
#define OWN(entries)                                                                                         \
    OWN_("{\"request\":{\"url\":\"https://x/\",\"method\":\"GET\"},\"response\":{\"status\":200}}", "ok",    \
         entries)
#define CRON(entries)         OWN_("{\"cron\":\"* * * * *\"}", "ok", entries)
#define ENTRY_OF(level, args) "{\"message\":[" args "],\"level\":\"" level "\",\"timestamp\":1773568844712}"
#define Q                     "\\\""

static const struct {
    const char *name, *log;
    enum level level;
    enum field field;
    const char *value;
} WORKERS[] = {
    {"a line printed by console.log",
     OWN(ENTRY_OF("log", "\"{" Q "level" Q ":" Q "error" Q "," Q "msg" Q ":" Q "broke" Q "}\"")), LEVEL_ERROR,
     FIELD_MESSAGE, "broke"},
    {"severity",
     OWN(ENTRY_OF("log", "\"{" Q "severity" Q ":" Q "WARNING" Q "," Q "message" Q ":" Q "m" Q "}\"")),
     LEVEL_WARN, FIELD_MESSAGE, "m"},
    {"a number",
     OWN(ENTRY_OF("info",
                  "\"{" Q "level" Q ":60," Q "msg" Q ":" Q "died" Q "," Q "reqId" Q ":" Q "r1" Q "}\"")),
     LEVEL_FATAL, FIELD_REQUEST, "r1"},
    {"nested levels are none",
     OWN(ENTRY_OF("log",
                  "\"{" Q "ctx" Q ":{" Q "level" Q ":" Q "error" Q "}," Q "user" Q ":" Q "u1" Q "}\"")),
     LEVEL_INFO, FIELD_USER, "u1"},
    {"behind what is nested",
     OWN(ENTRY_OF("log", "\"{" Q "ctx" Q ":{" Q "a" Q ":1}," Q "lvl" Q ":" Q "error" Q "," Q "model" Q ":" Q
                         "veo" Q "}\"")),
     LEVEL_ERROR, FIELD_MODEL, "veo"},
    {"an object", OWN(ENTRY_OF("log", "{\"level\":\"error\",\"message\":\"bent\",\"userId\":\"u9\"}")),
     LEVEL_ERROR, FIELD_USER, "u9"},
    {"an object as a later argument",
     OWN(ENTRY_OF("log", "\"request\",7,{\"severity\":\"CRITICAL\",\"request_id\":\"q7\"}")), LEVEL_FATAL,
     FIELD_REQUEST, "q7"},
    {"a level that is only text in a text",
     OWN(ENTRY_OF("log", "\"{" Q "level" Q ":" Q "info" Q "," Q "msg" Q ":" Q
                         "{\\\\\\\"level\\\\\\\":\\\\\\\"error\\\\\\\"}" Q "}\"")),
     LEVEL_INFO, FIELD_STATUS, "200"},
    {"the worst of several",
     OWN(ENTRY_OF("log", "\"{" Q "level" Q ":" Q "info" Q "," Q "msg" Q ":" Q "a" Q
                         "}\"") "," ENTRY_OF("log", "\"{" Q "level" Q ":" Q "error" Q "," Q "msg" Q ":" Q
                                                    "b" Q "}\"") "," ENTRY_OF("warn", "\"slow\"")),
     LEVEL_ERROR, FIELD_MESSAGE, "b"},
    {"what the console says of what is no error",
     OWN(ENTRY_OF("error", "\"{" Q "level" Q ":" Q "info" Q "," Q "msg" Q ":" Q "a" Q "}\"")), LEVEL_ERROR,
     FIELD_STATUS, "200"},
    {"a status inside is the upstream's",
     OWN(ENTRY_OF("log", "\"{" Q "level" Q ":" Q "warn" Q "," Q "status" Q ":503}\"")), LEVEL_WARN,
     FIELD_UPSTREAM, "503"},
    {"the worst status", OWN(ENTRY_OF("log", "{\"status\":200}") "," ENTRY_OF("log", "{\"status\":502}")),
     LEVEL_INFO, FIELD_UPSTREAM, "502"},
    {"a word is no status", OWN(ENTRY_OF("log", "{\"status\":\"failed\",\"statusCode\":429}")), LEVEL_INFO,
     FIELD_UPSTREAM, "429"},
    {"of an event that is not answered it is its own",
     CRON(ENTRY_OF("log", "\"{" Q "level" Q ":" Q "error" Q "," Q "status" Q ":503}\"")), LEVEL_ERROR,
     FIELD_STATUS, "503"},
    {"and no upstream's", CRON(ENTRY_OF("log", "{\"status\":503}")), LEVEL_INFO, FIELD_UPSTREAM, ""},
    {"in the pretty form, which shows no response",
     "GET https://x.example/a - Ok @ 3/15/2026, 10:00:00 AM\n  (log) "
     "{\"level\":\"error\",\"msg\":\"broke\",\"status\":503}\n",
     LEVEL_ERROR, FIELD_STATUS, "503"},
    {"what ended badly has none",
     OWN_("{\"cron\":\"* * * * *\"}", "exceededCpu", ENTRY_OF("log", "{\"status\":200}")), LEVEL_INFO,
     FIELD_STATUS, ""},
};

static void workers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(WORKERS); i++) {
        struct asked a = ask(WORKERS[i].log, WORKERS[i].field);
        if (a.records != 1 || a.record.level != WORKERS[i].level ||
            !str_eq(buf_str(&a.got), str_z(WORKERS[i].value)))
            fail_msg("%s: level %s, %s `" STR_FMT "` (%u records)", WORKERS[i].name,
                     level_name(a.record.level), field_name(WORKERS[i].field), STR_ARG(buf_str(&a.got)),
                     a.records);
        buf_free(&a.got);
    }
}

/* Log entries are read once, not for each word in them that may be the end of a key: else this takes minutes.
 */
static void long_word(void **state)
{
    (void)state;
    LOCAL_BUF log = {0};
    buf_addz(&log, "{\"outcome\":\"ok\",\"scriptName\":\"gw\",\"eventTimestamp\":1773568844712,"
                   "\"exceptions\":[],\"logs\":[{\"message\":[\"");
    for (unsigned i = 0; i < 200000; i++)
        buf_addz(&log, "tatus");
    buf_addz(&log,
             "\"],\"level\":\"log\"}],\"event\":{\"request\":{\"url\":\"https://x/\",\"method\":\"GET\"},"
             "\"response\":{\"status\":503}}}\n");
    struct asked a = ask_of(buf_str(&log), FIELD_UPSTREAM);
    assert_int_equal(a.records, 1);
    assert_int_equal(a.got.n, 0);
    buf_free(&a.got);
}

/* --- stamps of one minute --- */

struct times {
    int64_t ms[16];
    unsigned n;
};

static bool note_time(void *context, const struct sink_record *o)
{
    struct times *t = context;
    t->ms[t->n++] = o->record->time_ms;
    return true;
}

static struct times times_of(const char *log, const struct zone *zone)
{
    struct times t = {.n = 0};
    struct run_config config = {.rules = shipped.rules,
                                .now_ms = 1773600000000, /* 2026-03-15 18:40 UTC */
                                .zone = zone,
                                .sink = note_time,
                                .context = &t};
    struct run *r = run_new(&config);
    run_source(r, STR("log"));
    (void)run_feed(r, str_z(log));
    (void)run_end(r);
    run_free(r);
    return t;
}

static void check_times(struct times t, const int64_t *ms, unsigned n)
{
    assert_int_equal(t.n, n);
    for (unsigned i = 0; i < n; i++)
        if (t.ms[i] != ms[i])
            fail_msg("line %u: %lld", i, (long long)t.ms[i]);
}

/* In the minute that is a day ahead of now the year turns: what is later was a year ago. */
static void year_turns(void **state)
{
    (void)state;
    const int64_t ms[] = {1773686399000, 1773686400000, 1742150401500, 1773686400000,
                          1773686399250, 1742150459000, 1742150460000};
    check_times(times_of("Mar 16 18:39:59 h i[1]: a\nMar 16 18:40:00 h i[1]: a\nMar 16 18:40:01.5 h i[1]: a\n"
                         "Mar 16 18:40:00 h i[1]: a\nMar 16 18:39:59.250 h i[1]: a\n"
                         "Mar 16 18:40:59 h i[1]: a\nMar 16 18:41:00 h i[1]: a\n",
                         NULL),
                ms, COUNT_OF(ms));
}

/* Clocks go forward within a minute. */
static void clocks_change(void **state)
{
    (void)state;
    const struct zone zone = {2, {{0, 0, "A"}, {1773568830000, 60, "B"}}}; /* at 10:00:30 UTC */
    const int64_t ms[] = {1773568829000, 1773568831000, 1773568829000, 1773568860000};
    check_times(times_of("Mar 15 10:00:29 h i[1]: a\nMar 15 10:01:31 h i[1]: a\nMar 15 10:00:29 h i[1]: a\n"
                         "Mar 15 10:02:00 h i[1]: a\n",
                         &zone),
                ms, COUNT_OF(ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields),     cmocka_unit_test(records),
                                       cmocka_unit_test(workers),    cmocka_unit_test(long_word),
                                       cmocka_unit_test(year_turns), cmocka_unit_test(clocks_change)};
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
