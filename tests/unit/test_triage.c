/* Triage: the class of a record, from what it matched, whether it is an error, and its status. */
#include "tally/triage.h"
#include "unit.h"

static const char TABLE[] = "signatures:\n"
                            "  - {id: broken, title: t, class: investigate, match: broken}\n"
                            "  - {id: usual, title: t, class: expected, match: usual}\n"
                            "statuses:\n"
                            "  - {code: 401, class: expected, meaning: no key}\n"
                            "  - {code: 409, class: investigate, meaning: conflict}\n"
                            "  - {code: 299, class: investigate, meaning: odd}\n"
                            "  - {code: 502, class: investigate, meaning: backend}\n"
                            "  - {code: 599, class: expected, meaning: planned}\n";

enum { BROKEN, USUAL };

struct row {
    const char *name;
    int status;
    bool error;
    const char *hits; /* b: broken, u: usual */
    enum verdict want;
    bool unexplained;
    bool control, trailing;
};

static const struct row ROWS[] = {
    {"nothing wrong", 200, false, "", CLASS_CLEAN, false, false, false},
    {"no status", 0, false, "", CLASS_CLEAN, false, false, false},
    {"redirect", 302, false, "", CLASS_CLEAN, false, false, false},
    {"a hit decides, whatever the status", 200, false, "b", CLASS_INVESTIGATE, false, false, false},
    {"an expected hit explains a 502", 502, true, "u", CLASS_EXPECTED, false, false, false},
    {"the worst hit counts", 401, true, "ub", CLASS_INVESTIGATE, false, false, false},
    {"an expected status", 401, false, "", CLASS_EXPECTED, false, false, false},
    {"an expected status explains an error", 401, true, "", CLASS_EXPECTED, false, false, false},
    {"an error of a status below 400", 200, true, "", CLASS_UNKNOWN, true, false, false},
    {"an error without status", 0, true, "", CLASS_UNKNOWN, true, false, false},
    {"a status to investigate is clustered too", 502, false, "", CLASS_INVESTIGATE, true, false, false},
    {"a 4xx that the table names", 409, false, "", CLASS_INVESTIGATE, true, false, false},
    {"a 4xx that it does not", 418, false, "", CLASS_EXPECTED, false, false, false},
    {"a 5xx that it does not", 520, false, "", CLASS_INVESTIGATE, true, false, false},
    {"a 5xx that it calls expected", 599, true, "", CLASS_EXPECTED, false, false, false},
    {"a 2xx that it calls bad", 299, false, "", CLASS_INVESTIGATE, true, false, false},
    {"a control record", 500, true, "b", CLASS_CLEAN, false, true, false},
    {"a stack frame of the record before", 0, true, "", CLASS_CLEAN, false, false, true},
    {"a known error in the record before's lines", 0, false, "b", CLASS_INVESTIGATE, false, false, true},
};

static void check(const struct table *t, const struct row *row)
{
    struct hit found[2] = {0};
    struct hits hits = {.v = found, .n = strlen(row->hits)};
    for (size_t i = 0; i < hits.n; i++)
        found[i].signature = row->hits[i] == 'b' ? BROKEN : USUAL;
    struct record rec = {.status = row->status,
                         .error = row->error,
                         .control = row->control,
                         .continuation = row->trailing,
                         .weight = 1,
                         .time_ms = NO_TIME};
    enum verdict by_status = triage_status(t, rec.status);
    struct judgement judgement = triage(t, by_status, &rec, &hits);
    if (judgement.class != row->want)
        fail_msg("%s: %s", row->name, class_name(judgement.class));
    if (judgement.unexplained != row->unexplained)
        fail_msg("%s: %s", row->name, row->unexplained ? "explained" : "unexplained");
    if (hits.n == 0 && triage(t, by_status, &rec, NULL).class != row->want)
        fail_msg("%s: no hits at all differ from an empty list of them", row->name);
}

static void test_rows(void **state)
{
    struct table t;
    struct err err = {0};
    (void)state;
    table_init(&t);
    if (!table_load(&t, "test.yaml", str_of(TABLE, sizeof TABLE - 1), &err))
        fail_msg("%u: %s", err.line, err.what);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        check(&t, &ROWS[i]);
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
