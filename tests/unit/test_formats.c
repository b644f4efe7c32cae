/*
 * One small log a row, in a format that a program writes, and what sigtail reads in it: a line a record, then
 * the findings. Each is also cut into reads of every small size.
 */
#include "reading.h"
#include "run/run.h"
#include "unit.h"

struct row {
    const char *name;
    struct str log;
    const char *records;
};

#define LOG(text) STR_INIT(text)
#define JOURNAL   "__REALTIME_TIMESTAMP"

static const struct row ROWS[] = {
    {"journal json",
     LOG("{\"__CURSOR\":\"s=1\",\"" JOURNAL "\":\"1773568844712018\",\"PRIORITY\":\"6\",\"_PID\":\"812\","
         "\"_SYSTEMD_UNIT\":\"image.service\",\"MESSAGE\":\"Error: boom status=500\"}\n"),
     "journal-json error level=info status=500 time=2026-03-15T10:00:44.712Z service=image.service pid=812 "
     "message=Error: boom status=500\n"},
    {"journal json, bytes",
     LOG("{\"" JOURNAL "\":\"1773568844712018\",\"PRIORITY\":\"3\","
         "\"MESSAGE\":[27,91,51,49,109,99,97,102,233,27,91,48,109]}\n"),
     "journal-json error level=error time=2026-03-15T10:00:44.712Z message=caf\xe9\n"},
    {"journal json, bytes that are JSON",
     LOG("{\"" JOURNAL "\":\"1773568844712018\",\"PRIORITY\":\"6\",\"MESSAGE\":"
         "[123,34,108,101,118,101,108,34,58,34,101,114,114,111,114,34,125]}\n"),
     "journal-json error level=error time=2026-03-15T10:00:44.712Z message={\"level\":\"error\"}\n"},
    {"journal json, withheld",
     LOG("{\"" JOURNAL "\":\"1773568844712018\",\"PRIORITY\":\"6\",\"MESSAGE\":null}\n"),
     "journal-json level=info time=2026-03-15T10:00:44.712Z message=message withheld by journalctl (--all "
     "prints it)\nblob 1\n"},
    {"journal json, fields that repeat",
     LOG("{\"" JOURNAL
         "\":\"1773568844712018\",\"_PID\":[\"7\",\"8\"],\"MESSAGE\":[\"one\",[116,119,111]]}\n"),
     "journal-json time=2026-03-15T10:00:44.712Z pid=7 message=one\ntwo\n"},
    {"journal json-seq and json-sse",
     LOG("\x1e{\"" JOURNAL "\":\"1773568844712018\",\"MESSAGE\":\"a\"}\n"
         "data: {\"" JOURNAL "\":\"1773568844712018\",\"MESSAGE\":\"b\"}\n\n"
         "data: {\"" JOURNAL "\":\"1773568844712018\",\"MESS\n"
         "data: {\"" JOURNAL "\":\"1773568844712018\",\"MESSAGE\":\"c\"}\n\n"),
     "journal-json time=2026-03-15T10:00:44.712Z message=a\njournal-json time=2026-03-15T10:00:44.712Z "
     "message=b\njournal-json time=2026-03-15T10:00:44.712Z message=c\ntorn 1\n"},
    {"journal stack frames",
     LOG("{\"" JOURNAL "\":\"1773568844712018\",\"MESSAGE\":\"TypeError: x\"}\n"
         "{\"" JOURNAL "\":\"1773568844712018\",\"MESSAGE\":\"    at f (a.js:1:2)\"}\n"),
     "journal-json error time=2026-03-15T10:00:44.712Z message=TypeError: x\n    at f (a.js:1:2)\n"
     "journal-json trailing time=2026-03-15T10:00:44.712Z message=    at f (a.js:1:2)\n"},
    {"journal export",
     LOG("__CURSOR=s=1;i=1\n" JOURNAL "=1773568844712018\nPRIORITY=3\n_PID=9\nMESSAGE=failed to = do\n\n"
         "__CURSOR=s=1;i=2\n" JOURNAL
         "=1773568844712018\nMESSAGE\n\x07\0\0\0\0\0\0\0a\n\n{\"b\"\n_PID=10\n\n"),
     "journal-export error level=error time=2026-03-15T10:00:44.712Z pid=9 message=failed to = do\n"
     "journal-export time=2026-03-15T10:00:44.712Z pid=10 message=a\n\n{\"b\"\n"},
    {"journal export, torn",
     LOG("__CURSOR=s=1;i=1\n_PID=1\n__CURSOR=s=1;i=2\nMESSAGE=no empty line\n"
         "__CURSOR=s=1;i=3\nMESSAGE=bad field\nnot a field\nmore\n\n__CURSOR=s=1;i=4\n_PID=4\nMESSAGE=cut"),
     "journal-export message=no empty line\njournal-export pid=4 message=cut\ntorn 2\n"},
    {"journal verbose",
     LOG("Sun 2026-03-15 10:00:44.712018 CET [s=4c;i=1;b=8f;m=1e;t=64d0d2cf94852;x=b7]\n"
         "    PRIORITY=4\n    MESSAGE=first\n              second: x=1\n            \n            third\n"
         "    _PID=5\n"
         "Sun 2026-03-15 10:00:44.712018 CET [s=4c;i=1;b=8f;m=1e;t=64d0d2cf94852;x=b7]\n"
         "    MESSAGE=[96B blob data]\n"),
     "journal-verbose level=warn time=2026-03-15T10:00:44.712Z pid=5 message=first\n  second: x=1\n\nthird\n"
     "journal-verbose time=2026-03-15T10:00:44.712Z message=[96B blob data]\nblob 1\n"},
    {"rows of D1, two statements",
     LOG("[\n  {\n    \"results\": [\n      {\n        \"response_status\": 500,\n        \"error_message\": "
         "\"x failed\",\n        \"count\": 8\n      }\n    ],\n    \"success\": true,\n    \"meta\": {}\n  "
         "},\n"
         "  {\n    \"results\": [],\n    \"success\": true\n  },\n  {\"results\": [{\"COUNT(*)\": \"3\", "
         "\"model_requested\": \"veo\", \"error_message\": \"undefined\"}]}\n]\n"),
     "row x8 error status=500 message=x failed\nrow x3 model=veo\n"},
    {"rows of Tinybird, raw line ends",
     LOG("{\"meta\":[{\"name\":\"error_message\",\"type\":\"String\"}],\n\"data\":\n[\n\t{\n\t\t\"error_"
         "message\": "
         "\"first\n{\\\"a\\\":1}\n{\n\tlast\",\n\t\t\"response_status\": 502\n\t},\n"
         "{\"error_message\":\"\",\"response_status\":404}\n],\n\"rows\": 2}\n"),
     "row error status=502 message=first\n{\"a\":1}\n{\n\tlast\nrow status=404 message=status 404 with no "
     "message\n"},
    {"events of Workers Observability",
     LOG("{\"success\":true,\"errors\":[],\"messages\":[{\"message\":\"ok\"}],\"result\":{\"events\":{"
         "\"count\":1,"
         "\"events\":[{\"timestamp\":1773565500000,\"$workers\":{\"scriptName\":\"w\",\"outcome\":"
         "\"exception\"},"
         "\"$metadata\":{\"level\":\"error\",\"statusCode\":500,\"error\":\"E\"}}]},\"series\":[{\"a\":[{}]}]"
         "}}"),
     "row error level=error status=500 time=2026-03-15T09:05:00.000Z service=w outcome=exception "
     "message=E\n"},
    {"calculations of Workers Observability",
     LOG("{\"result\":{\"calculations\":[{\"calculation\":\"count\",\"aggregates\":[{\"count\":7,\"value\":7,"
         "\"groups\":[{\"key\":\"model\",\"value\":\"flux\"},{\"value\":402,\"key\":\"$metadata.statusCode\"}"
         ","
         "{\"key\":\"$workers.scriptName\",\"value\":\"w\"}]}],\"series\":[{\"time\":1,\"data\":[{\"count\":"
         "7}]}]}]},"
         "\"success\":true}"),
     "row x7 status=402 service=w model=flux message=status 402 with no message\n"},
    {"a result that is cut, and another stream behind it",
     LOG("{\"meta\":[],\"data\":[{\"user\":\"a\",\"count\":2},{\"user\":\"b\n"
         "{\"outcome\":\"ok\",\"logs\":[],\"eventTimestamp\":1773565500000}\n"
         "{\"outcome\":\"canceled\",\"logs\":[],\"eventTimestamp\":1773565500000}\n"),
     "row x2 user=a\nwrangler-tail time=2026-03-15T09:05:00.000Z outcome=ok\n"
     "wrangler-tail time=2026-03-15T09:05:00.000Z outcome=canceled\ntorn 1\n"},
    {"a damaged row",
     LOG("{\"meta\":[],\"data\":[{\"user\":\"a\"},{\"user\":\"b\" \"oops\"},{\"user\":\"c\"}]}"),
     "row user=a\nrow user=c\nmalformed 1\n"},
    {"arrays that are no rows",
     LOG("{\"data\":[{\"user\":\"a\"}],\"user\":\"b\"}\n{\"results\":[{\"user\":\"a\"}],\"user\":\"c\"}\n"
         "{\"errors\":[{\"message\":\"a\"}],\"user\":\"d\"}\n"),
     "json user=b\njson user=c\njson error user=d message=a\n"},
    {"wrangler tail --format pretty",
     LOG("Successfully created tail, expires at DATE\n"
         "GET https://a.example/x?model=veo - Ok @ 3/15/2026, 9:20:03 PM\n"
         "  (info) {\"@timestamp\":\"2026-03-15T20:20:03.604Z\",\"level\":\"INFO\",\"message\":\"m\"}\n"
         "  (error) first\nsecond\n\n  third\n"
         "\"*/5 * * * *\" @ 15.3.2026, 09:20:00 - Exception Thrown\n"
         "\x1b[31m\xe2\x9c\x98 \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1mTypeError: x is "
         "y\x1b[0m\n\n"
         "      at f (a.js:1:2)\n\n\n"
         "Tail is currently in sampling mode due to the high volume of messages.\n"
         "\x1b[33m\xe2\x96\xb2 \x1b[43;33m[\x1b[43;30mWARNING\x1b[43;33m]\x1b[0m \x1b[1mTail connection "
         "lost. "
         "Reconnecting...\x1b[0m\n\n\n"
         "Unknown Event - Unknown @ 2026-03-15 09:20:00\n"
         "{\"outcome\":\"ok\",\"logs\":[]}\n"),
     "wrangler-pretty error level=error time=2026-03-15T20:20:03.000Z event=fetch outcome=ok method=GET "
     "url=https://a.example/x?model=veo model=veo message=first\nsecond\n\n  third\n"
     "wrangler-pretty error time=2026-03-15T09:20:00.000Z event=cron outcome=exception message=x is y\n"
     "wrangler-pretty event=overload\n"
     "wrangler-pretty error time=2026-03-15T09:20:00.000Z outcome=unknown message=outcome unknown\n"
     "wrangler-tail outcome=ok\nnotice 2\n"},
    {"wrangler dev",
     LOG("[wrangler:info] GET /x?y=1 500 Internal Server Error (11ms)\n"
         "{\"@timestamp\":\"2026-03-15T09:20:00Z\",\"level\":\"INFO\",\"message\":\"m\"}\n"
         "\x1b[33m\xe2\x96\xb2 \x1b[43;33m[\x1b[43;30mWARNING\x1b[43;33m]\x1b[0m \x1b[1m{\"@timestamp\":"
         "\"2026-03-15T09:20:01Z\",\"level\":\"WARN\",\"message\":\"w\"}\x1b[0m\n\n\n"
         "\x1b[31m\xe2\x9c\x98 \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1mupstream {\x1b[0m\n\n"
         "    status: 400\n  }\n\n\n[wrangler:error] Error: outer\n"),
     "text level=info status=500 duration=11 method=GET url=/x?y=1 message=[wrangler:info] GET /x?y=1 "
     "500 Internal Server Error (11ms)\n"
     "logtape level=info time=2026-03-15T09:20:00.000Z message=m\n"
     "logtape level=warn time=2026-03-15T09:20:01.000Z message=w\n"
     "text error level=error upstream=400 message=upstream {\nstatus: 400\n}\n"
     "text error level=error message=[wrangler:error] Error: outer\n"},
    {"a control character before JSON", LOG("\x01 x {\"level\":\"warn\",\"msg\":\"slow\"}\n"),
     "json level=warn message=slow\n"},
    {"slog's text form", LOG("time=2026-03-15T09:20:01.5Z level=WARN msg=slow model=veo\n"),
     "text level=warn time=2026-03-15T09:20:01.500Z model=veo message=slow\n"},
    {"LogTape's text form",
     LOG("2026-03-15 09:20:00.563 +00:00 [ERR] hono\xc2\xb7x: [1a2b3c4d] RESPONSE 502 5ms\n"
         "\x1b[2m2026-03-15 09:20:01.000 +00:00\x1b[0m \x1b[1m\x1b[33mWRN\x1b[0m \x1b[2mhono:\x1b[0m slow\n"),
     "text error level=error status=502 duration=5 time=2026-03-15T09:20:00.563Z request=1a2b3c4d "
     "message=[1a2b3c4d] RESPONSE 502 5ms\n"
     "text level=warn time=2026-03-15T09:20:01.000Z message=hono: slow\n"},
    {"pino and pino-http",
     LOG("{\"level\":50,\"time\":1773566400563,\"pid\":7,\"hostname\":\"h\",\"reqId\":\"r1\",\"err\":{"
         "\"type\":"
         "\"Error\",\"message\":\"boom\",\"stack\":\"Error: "
         "boom\"},\"res\":{\"statusCode\":503},\"responseTime\":12,"
         "\"msg\":\"request errored\"}\n"),
     "json error level=error status=503 duration=12 time=2026-03-15T09:20:00.563Z host=h pid=7 request=r1 "
     "message=request errored: boom\n"},
    {"bunyan",
     LOG("{\"name\":\"app\",\"hostname\":\"h\",\"pid\":7,\"level\":40,\"msg\":\"slow\",\"time\":"
         "\"2026-03-15T09:20:00.563Z\",\"v\":0}\n"),
     "json level=warn time=2026-03-15T09:20:00.563Z service=app host=h pid=7 message=slow\n"},
    {"winston",
     LOG("{\"level\":\"error\",\"message\":\"db down\",\"service\":\"api\",\"timestamp\":\"2026-03-15 "
         "09:20:00\"}\n"),
     "json error level=error time=2026-03-15T09:20:00.000Z service=api message=db down\n"},
    {"structlog",
     LOG("{\"event\":\"payment "
         "failed\",\"level\":\"critical\",\"timestamp\":\"2026-03-15T09:20:00.563000Z\"}\n"),
     "json error level=fatal time=2026-03-15T09:20:00.563Z message=payment failed\n"},
    {"Docker's json-file, around text and around JSON",
     LOG("{\"log\":\"Error: boom\\n\",\"stream\":\"stderr\",\"time\":\"2026-03-15T09:20:00.563123456Z\"}\n"
         "{\"log\":\"{\\\"level\\\":\\\"warn\\\",\\\"msg\\\":\\\"slow\\\"}\\n\",\"stream\":\"stdout\","
         "\"time\":"
         "\"2026-03-15T09:20:00.563123456Z\"}\n"),
     "json error level=error time=2026-03-15T09:20:00.563Z message=Error: boom\n"
     "json level=warn time=2026-03-15T09:20:00.563Z message=slow\n"},
    {"GELF",
     LOG("{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"disk full\",\"level\":3,\"timestamp\":"
         "1773566400.563}\n"),
     "json error level=error time=2026-03-15T09:20:00.563Z host=h message=disk full\n"},
    {"zap", LOG("{\"level\":\"error\",\"ts\":1773566400.563,\"caller\":\"a.go:1\",\"msg\":\"no route\"}\n"),
     "json error level=error time=2026-03-15T09:20:00.563Z message=no route\n"},
    {"Python's json formatters",
     LOG("{\"asctime\":\"2026-03-15 09:20:00,563\",\"levelname\":\"WARNING\",\"name\":\"app.db\",\"message\":"
         "\"retry\"}\n"),
     "json level=warn time=2026-03-15T09:20:00.563Z service=app.db message=retry\n"},
};

/* What the fields above say already, or every record has. */
static bool is_shown(enum field f)
{
    return f != FIELD_TIME && f != FIELD_LEVEL && f != FIELD_SOURCE && f != FIELD_STATUS &&
           f != FIELD_UPSTREAM && f != FIELD_DURATION;
}

static void write_number(const char *name, double v, struct buf *out)
{
    if (v > 0)
        buf_addf(out, " %s=%g", name, v);
}

static bool write_record(void *context, const struct sink_record *o)
{
    struct buf *out = context;
    const struct record *rec = o->record;
    buf_addz(out, format_name(rec->format));
    if (rec->weight != 1)
        buf_addf(out, " x%u", (unsigned)rec->weight);
    buf_addz(out, rec->error ? " error" : "");
    buf_addz(out, rec->continuation ? " trailing" : "");
    if (rec->level)
        buf_addf(out, " level=%s", level_name(rec->level));
    write_number("status", rec->status, out);
    write_number("upstream", rec->upstream, out);
    write_number("duration", rec->duration_ms, out);
    if (rec->time_ms != NO_TIME) {
        buf_addz(out, " time=");
        timestamp_format_rfc3339(rec->time_ms, out);
    }
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        if (is_shown((enum field)f) && rec->field[f].n)
            buf_addf(out, " %s=" STR_FMT, field_name((enum field)f), STR_ARG(rec->field[f]));
    buf_addc(out, '\n');
    return true;
}

static void write_findings(const struct report *r, struct buf *out)
{
    for (size_t i = 0; i < r->problem_count; i++)
        buf_addf(out, STR_FMT " %u\n", STR_ARG(r->problems[i].kind), (unsigned)r->problems[i].count);
}

static void read_row(const struct row *row, size_t read_bytes, struct buf *out)
{
    struct run_config config = {.rules = shipped.rules, .sink = write_record, .context = out};
    struct run *run = run_new(&config);
    run_source(run, STR("-"));
    for (struct str left = row->log; left.n; left = str_skip(left, read_bytes))
        assert_true(run_feed(run, str_head(left, read_bytes)));
    assert_true(run_end(run));
    struct report *r = read_report(&shipped, row->log, &(struct way){.read_bytes = read_bytes});
    const char *why = books_wrong(r, row->log);
    if (why)
        buf_addf(out, "%s\n", why);
    write_findings(r, out);
    report_free(r);
    run_free(run);
}

static bool row_holds(const struct row *row, size_t read_bytes)
{
    LOCAL_BUF got = {0};
    read_row(row, read_bytes, &got);
    bool same = str_eq(buf_str(&got), str_z(row->records));
    if (!same)
        print_error("%s, %zu bytes a read:\n" STR_FMT "expected:\n%s", row->name, read_bytes,
                    STR_ARG(buf_str(&got)), row->records);
    return same;
}

static void formats_are_read(void **state)
{
    static const size_t sizes[] = {100000, 1, 2, 3, 7, 31};
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t k = 0; k < COUNT_OF(sizes); k++)
            if (!row_holds(&ROWS[i], sizes[k])) {
                wrong++;
                break;
            }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(formats_are_read)};
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
