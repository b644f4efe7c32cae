/* Frames to records, by the shipped field paths: fields, levels, times, errors, of every kind that a frame
 * can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "reading.h"
#include "run/run.h"

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

/* What is asked of the one record of a log. */
struct asked {
    enum field field;
    struct buf got;
    unsigned records;
    struct record record; /* its strs are gone */
};

static bool note(void *context, const struct outcome *o)
{
    struct asked *a = context;
    if (a->records++ == 0) {
        buf_add(&a->got, o->record->field[a->field]);
        a->record = *o->record;
    }
    return true;
}

static struct asked ask(const char *log, enum field field)
{
    struct asked a = {.field = field};
    struct run_config config = {.rules = shipped.rules,
                                .now_ms = 1773600000000,
                                .sink = note,
                                .context = &a}; /* 2026-03-15 18:40 UTC */
    struct run *r = run_new(&config);
    run_source(r, STR("log"));
    (void)run_feed(r, str_z(log));
    (void)run_end(r);
    run_free(r);
    return a;
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
            r->trailing != RECORDS[i].trailing || r->control != RECORDS[i].control ||
            r->time_ms != RECORDS[i].time_ms) {
            print_error("%s: format %s, level %s, status %d,%s%s%s time %lld\n", RECORDS[i].log,
                        format_name(r->format), level_name(r->level), r->status, r->error ? " error," : "",
                        r->trailing ? " trailing," : "", r->control ? " control," : "",
                        (long long)r->time_ms);
            fail();
        }
        buf_free(&a.got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(records)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
