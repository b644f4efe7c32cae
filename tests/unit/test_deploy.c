/* With which version an error began, or ended; and that the versions kept do not depend on how a log is
 * split. */
#include "chance.h"
#include "report/deploy.h"
#include "tally/version.h"
#include "unit.h"

enum { SEVERAL = 4 };

static const struct row {
    const char *name, *services; /* a letter for each version's service */
    uint64_t all[SEVERAL], records[SEVERAL];
    int64_t first_ms[SEVERAL];
    int began, ended; /* the version's number, -1: none */
} ROWS[] = {
    {"one version", "a", {1000}, {50}, {1}, -1, -1},
    {"in all of them", "aa", {1000, 1000}, {50, 50}, {1, 2}, -1, -1},
    {"began", "aa", {1000, 1000}, {0, 50}, {1, 2}, 1, -1},
    {"began with the third", "aaaa", {500, 500, 900, 900}, {0, 0, 9, 9}, {1, 2, 3, 4}, 2, -1},
    {"too few records to tell", "aa", {1000, 1000}, {0, 4}, {1, 2}, -1, -1},
    {"too little of the earlier version", "aa", {9, 10000}, {0, 50}, {1, 2}, -1, -1},
    {"ended", "aa", {1000, 1000}, {50, 0}, {1, 2}, -1, 0},
    {"only one of three", "aaa", {1000, 1000, 1000}, {0, 50, 0}, {1, 2, 3}, 1, 1},
    {"of the other service", "ab", {1000, 1000}, {0, 50}, {1, 2}, -1, -1},
    {"beside another service", "abb", {1000, 1000, 1000}, {3, 0, 50}, {1, 2, 3}, 2, -1},
    {"at the same time", "aa", {1000, 1000}, {0, 50}, {2, 2}, -1, -1},
    {"without times", "aa", {1000, 1000}, {0, 50}, {NO_TIME, NO_TIME}, -1, -1},
    {"never seen", "aa", {1000, 1000}, {0, 0}, {1, 2}, -1, -1},
};

static int number_of(const struct report *r, const struct report_version *v)
{
    return v ? (int)(v - r->versions) : -1;
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct report_version v[SEVERAL] = {0};
        struct report r = {.versions = v, .version_count = strlen(ROWS[i].services)};
        uint64_t records[SEVERAL];
        struct report_deploy d = {.records = memcpy(records, ROWS[i].records, sizeof records)};
        for (size_t k = 0; k < r.version_count; k++)
            v[k] = (struct report_version){.service = str_of(ROWS[i].services + k, 1),
                                           .records = ROWS[i].all[k],
                                           .first_ms = ROWS[i].first_ms[k]};
        deploy_judge(&r, &d, NO_TIME, NO_TIME);
        if (number_of(&r, d.began) != ROWS[i].began || number_of(&r, d.ended) != ROWS[i].ended)
            fail_msg("%s: began %d, ended %d", ROWS[i].name, number_of(&r, d.began), number_of(&r, d.ended));
    }
}

/* Two versions, from minute 0 and 100 on, that have a record a second up to minute 300; an error's records
 * from `first` up to `last`. */
static const struct {
    const char *name;
    uint64_t records;
    int first, last;
    bool began, ended;
} TIMES[] = {
    {"from the deploy on", 200, 100, 300, true, false},
    {"soon after the deploy", 200, 104, 300, true, false},
    {"a burst soon after the deploy", 200, 104, 105, true, false},
    {"long after the deploy", 200, 190, 300, false, false},
    {"rare, so that it may have been there", 9, 150, 300, true, false},
    {"up to the deploy", 200, 0, 100, false, true},
    {"up to soon before the deploy", 200, 0, 96, false, true},
    {"up to long before the deploy", 200, 0, 50, false, false},
    {"rare, so that it may have been there still", 5, 0, 50, false, true},
};

static void times(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TIMES); i++) {
        bool old = TIMES[i].last <= 100;
        struct report_version v[] = {{.records = 6000, .first_ms = 0, .last_ms = 100 * 60000},
                                     {.records = 12000, .first_ms = 100 * 60000, .last_ms = 300 * 60000}};
        struct report r = {.versions = v, .version_count = 2, .first_ms = 0, .last_ms = 300 * 60000};
        uint64_t records[] = {old ? TIMES[i].records : 0, old ? 0 : TIMES[i].records};
        struct report_deploy d = {.records = records};
        deploy_judge(&r, &d, TIMES[i].first * 60000, TIMES[i].last * 60000);
        if ((d.began != NULL) != TIMES[i].began || (d.ended != NULL) != TIMES[i].ended)
            fail_msg("%s: began %d, ended %d", TIMES[i].name, d.began != NULL, d.ended != NULL);
    }
}

static void sentence(void **state)
{
    struct report_version v[] = {{.version = STR("5d3e6a1c-0b7f-4c55-9d7e-2f6b8a9c0d1e")},
                                 {.version = STR("v2")},
                                 {.version = STR("v3"), .service = STR("usage")}};
    struct report r = {.versions = v, .version_count = 2};
    struct report_deploy d = {.began = &v[1], .before = 1203};
    LOCAL_BUF out = {0};
    (void)state;
    deploy_sentence(&r, &d, &out);
    assert_string_equal((buf_addc(&out, '\0'), out.p), "began with v2, none in 1,203 records before it");
    d = (struct report_deploy){.began = &v[0], .ended = &v[2], .before = 1, .after = 12};
    r.version_count = 3;
    buf_clear(&out);
    deploy_sentence(&r, &d, &out);
    assert_string_equal((buf_addc(&out, '\0'), out.p), "began with 5d3e6a1c, none in 1 record before it; "
                                                       "ended with v3 of usage, none in 12 records after it");
}

static void add_random(struct versions *all, struct version_counts *row, uint64_t number)
{
    char id[24];
    int n = snprintf(id, sizeof id, "version-%d", (int)number);
    struct span span = {(int64_t)number, (int64_t)number};
    version_counts_add(row, versions_add(all, STR("s"), str_of(id, (size_t)n), 1, &span), 1);
}

static void same_row(const struct versions *all, const struct version_counts *a,
                     const struct version_counts *b)
{
    for (unsigned i = 0; i < all->n; i++)
        assert_int_equal(version_counts_of(a, all->v[i].hash), version_counts_of(b, all->v[i].hash));
}

/* More versions than are kept: the parts add up to the whole. */
static void split(void **state)
{
    struct chance c = {17};
    struct versions whole = {0}, parts[3] = {0};
    struct version_counts row = {0}, rows_of[3] = {0};
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        uint64_t number = chance_below(&c, 3 * VERSION_BOUND);
        add_random(&whole, &row, number);
        add_random(&parts[i / 1000], &rows_of[i / 1000], number);
    }
    for (size_t i = 1; i < 3; i++) {
        versions_merge(&parts[0], &parts[i]);
        version_counts_merge(&rows_of[0], &rows_of[i]);
    }
    uint64_t sum = whole.other;
    for (unsigned i = 0; i < whole.n; i++)
        sum += whole.v[i].records;
    assert_int_equal(sum, 3000);
    assert_int_equal(whole.n, VERSION_BOUND);
    parts[0].last = whole.last;
    assert_memory_equal(&whole, &parts[0], sizeof whole);
    same_row(&whole, &row, &rows_of[0]);
    version_counts_clear(&row);
    for (size_t i = 0; i < 3; i++)
        version_counts_clear(&rows_of[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(times),
                                       cmocka_unit_test(sentence), cmocka_unit_test(split)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
