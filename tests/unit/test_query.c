/* query: which records a run takes, whatever the parts of a query, and what it says of those it does not. */
#include "by_hand.h"
#include "report/build.h"
#include "run/run.h"
#include "unit.h"

static const char LOG[] =
    "{\"time\":\"2026-03-15T10:00:00Z\",\"status\":200,\"user\":\"ann\",\"msg\":\"served\"}\n"
    "{\"time\":\"2026-03-15T10:01:00Z\",\"status\":500,\"user\":\"ann\",\"level\":\"error\",\"msg\":\"no "
    "queue left\"}\n"
    "{\"time\":\"2026-03-15T10:02:00Z\",\"status\":500,\"user\":\"bob\",\"level\":\"error\",\"msg\":\"no "
    "disk left\"}\n"
    "{\"time\":\"2026-03-15T10:03:00Z\",\"status\":403,\"user\":\"bob\",\"msg\":\"no key\"}\n"
    "{\"status\":500,\"level\":\"error\",\"msg\":\"queue full (7 waiting)\",\"x\":{\"y\":[1]}}\n";

static struct pattern match = {.source = STR_INIT("queue full \\((?<depth>\\d+)")};
static struct signature signature = {.id = STR_INIT("queue-full"), .match = &match, .match_count = 1};
static struct pattern path[] = {{.source = STR_INIT("time")},
                                {.source = STR_INIT("status")},
                                {.source = STR_INIT("user")},
                                {.source = STR_INIT("level")},
                                {.source = STR_INIT("msg")}};
static struct field_row fields[] = {{.field = STR_INIT("time"), .paths = &path[0], .path_count = 1},
                                    {.field = STR_INIT("status"), .paths = &path[1], .path_count = 1},
                                    {.field = STR_INIT("user"), .paths = &path[2], .path_count = 1},
                                    {.field = STR_INIT("level"), .paths = &path[3], .path_count = 1},
                                    {.field = STR_INIT("message"), .paths = &path[4], .path_count = 1}};

static const struct row {
    const char *where[2], *since, *until;
    unsigned classes;
    bool signature;
    const char *taken; /* the records, by number */
} ROWS[] = {
    {.taken = "01234"},
    {.where = {"status=500"}, .taken = "124"},
    {.where = {"status=500", "user=ann"}, .taken = "1"},
    {.where = {"user!=''"}, .taken = "0123"},
    {.where = {"message~left"}, .taken = "12"},
    {.where = {"message~left", "status<500"}, .taken = ""},
    {.where = {".x.y[]=1"}, .taken = "4"},
    {.where = {"cap.depth>5"}, .taken = "4"},
    {.since = "2026-03-15T10:01", .taken = "123"},
    {.until = "2026-03-15T10:01", .taken = "0"},
    {.since = "2m", .taken = "123"},
    {.since = "today", .until = "1m", .taken = "01"},
    {.classes = 1u << CLASS_CLEAN, .taken = "0"},
    {.classes = 1u << CLASS_EXPECTED | 1u << CLASS_CLEAN, .taken = "03"},
    {.signature = true, .taken = "4"},
    {.signature = true, .since = "today", .taken = ""},
    {.signature = true, .where = {"status=500"}, .taken = "4"},
};

static struct time_spec moment_of(const char *text)
{
    struct time_spec m = {.kind = TIME_SPEC_NONE};
    if (text)
        assert_true(time_spec_parse(str_z(text), &m));
    return m;
}

static struct query *query_of(const struct row *row, const struct rules *rules)
{
    struct query *q = query_new(rules);
    struct err err = {0};
    for (size_t i = 0; i < 2 && row->where[i]; i++)
        assert_true(query_where(q, str_z(row->where[i]), &err));
    if (row->since || row->until)
        assert_true(query_window(q, moment_of(row->since), moment_of(row->until), STR("window"), &err));
    if (row->classes)
        query_classes(q, row->classes, STR("class"));
    if (row->signature)
        query_signatures(q, &(uint32_t){0}, 1, STR("signature"));
    return q;
}

static bool note(void *context, const struct sink_record *o)
{
    struct buf *taken = context;
    size_t number = 0;
    for (size_t i = 0; i < o->record->offset; i++)
        number += LOG[i] == '\n';
    buf_addf(taken, "%zu", number);
    return true;
}

/* Counted and shown are the same ones, and the books balance. */
static void check(const struct row *row, const struct rules *rules, size_t number, bool shows)
{
    struct query *q = query_of(row, rules);
    struct buf taken = {0};
    struct run *run = run_new(&(struct run_config){.rules = rules,
                                                   .query = q,
                                                   .now_ms = INT64_C(1773568980000), /* 10:03 */
                                                   .sink = shows ? note : NULL,
                                                   .context = &taken});
    run_source(run, STR("log"));
    (void)run_feed(run, str_z(LOG));
    (void)run_end(run);
    struct report *r = report_build(run_tally(run), rules);
    uint64_t counted = 0;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        counted += r->classes[i];
    if (counted != strlen(row->taken) || counted + r->filtered != r->records || r->records != 5)
        fail_msg("row %zu: %d counted, %d filtered", number, (int)counted, (int)r->filtered);
    if (shows && !str_eq(buf_str(&taken), str_z(row->taken)))
        fail_msg("row %zu: took " STR_FMT, number, STR_ARG(taken));
    report_free(r);
    run_free(run);
    query_free(q);
    buf_free(&taken);
}

static void test_rows(void **state)
{
    struct table table = {
        .signatures = &signature, .signature_count = 1, .fields = fields, .field_count = COUNT_OF(fields)};
    struct rules *rules = by_hand_rules(&table, NULL);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        check(&ROWS[i], rules, i, true);
        check(&ROWS[i], rules, i, false);
    }
    by_hand_free(rules, &table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
