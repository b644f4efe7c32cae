/* What is known from before: as bytes, damaged bytes, added up, and what it says of a report. */
#include "base/mem.h"
#include "report/baseline.h"
#include "unit.h"

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

static const int64_t T0 = INT64_C(1773532800000); /* 2026-03-15 00:00 UTC */

/* A row that was seen on the day before T0. */
static struct baseline_row *add_row(struct baseline *k, enum baseline_kind kind, const char *id,
                                    const char *title)
{
    struct baseline_row *row = baseline_row(k, kind, str_z(id));
    row->title = baseline_text(k, str_z(title));
    row->class = kind == BASELINE_CLUSTER ? CLASS_UNKNOWN : CLASS_INVESTIGATE;
    row->first_ms = T0 - DAY;
    row->last_ms = T0 - HOUR;
    row->records = baseline_own(k, row)->day[0] = 5;
    row->days = 1;
    row->counts->last_day = T0 / DAY - 1;
    return row;
}

static void fill(struct baseline *k)
{
    struct baseline_row *row = add_row(k, BASELINE_SIGNATURE, "disk-full", "The disk is full");
    row->decision.acked_ms = T0 - 2 * HOUR;
    row->decision.until_ms = T0 + DAY;
    row->decision.below = 5.5;
    row->decision.why = baseline_text(k, STR("tab\there\nand \\ there"));
    row = add_row(k, BASELINE_CLUSTER, "abc123", "connect <ip> failed twice");
    row->counts->day[BASELINE_DAYS - 1] = 7;
    row->counts->hours[23] = 9;
    add_row(k, BASELINE_STATUS, "500", "");
    k->watched[9] = 240;
}

static void text_of(const struct baseline *k, struct buf *out)
{
    buf_clear(out);
    baseline_write(k, out);
}

static bool read_copy(struct baseline *k, struct str text)
{
    struct buf copy = {0};
    buf_add(&copy, text);
    return baseline_read(k, &copy);
}

static void it_is_read_as_it_was_written(void **state)
{
    struct baseline k = {0}, again = {0};
    LOCAL_BUF text = {0}, second = {0};
    (void)state;
    fill(&k);
    text_of(&k, &text);
    assert_true(read_copy(&again, buf_str(&text)));
    text_of(&again, &second);
    assert_int_equal(text.n, second.n);
    assert_memory_equal(text.p, second.p, text.n);
    const struct baseline_row *row = baseline_find(&again, BASELINE_SIGNATURE, STR("disk-full"));
    assert_non_null(row);
    assert_int_equal(row->decision.until_ms, T0 + DAY);
    assert_true(row->decision.below == 5.5);
    assert_true(str_eq(row->decision.why, STR("tab\there\nand \\ there")));
    assert_int_equal(
        baseline_own(&again, baseline_find(&again, BASELINE_CLUSTER, STR("abc123")))->day[BASELINE_DAYS - 1],
        7);
    assert_int_equal(again.watched[9], 240);
    assert_null(baseline_find(&again, BASELINE_CLUSTER, STR("500")));
    baseline_free(&k);
    baseline_free(&again);
}

static void damage_is_found(void **state)
{
    struct baseline k = {0};
    LOCAL_BUF text = {0};
    (void)state;
    fill(&k);
    text_of(&k, &text);
    for (size_t n = 0; n < text.n; n++) { /* cut anywhere, and any byte another one */
        struct baseline part = {0};
        assert_false(read_copy(&part, str_head(buf_str(&text), n)));
        baseline_free(&part);
        part = (struct baseline){0};
        text.p[n] ^= 1;
        assert_false(read_copy(&part, buf_str(&text)));
        baseline_free(&part);
        text.p[n] ^= 1;
    }
    baseline_free(&k);
}

/* --- reports --- */

static struct report *report_at(int64_t first_ms, int64_t last_ms)
{
    struct report *r = mem_zero(sizeof *r);
    r->first_ms = first_ms;
    r->last_ms = last_ms;
    return r;
}

/* One cluster with `n` records, all in the last hour of the report. */
static struct report *with_cluster(int64_t first_ms, int64_t last_ms, const char *id, const char *template,
                                   uint64_t n)
{
    struct report *r = report_at(first_ms, last_ms);
    uint64_t *counts = arena_zero(&r->arena, sizeof *counts);
    counts[0] = n;
    r->clusters = arena_zero(&r->arena, sizeof *r->clusters);
    r->cluster_count = 1;
    r->classes[CLASS_UNKNOWN] = r->records = n;
    r->clusters[0] = (struct report_cluster){.class = CLASS_UNKNOWN,
                                             .id = str_z(id),
                                             .template = str_z(template),
                                             .records = n,
                                             .stats.first_ms = first_ms,
                                             .stats.last_ms = last_ms,
                                             .stats.timeline = {last_ms / HOUR * HOUR, HOUR, counts, 1}};
    return r;
}

static void learn(struct baseline *k, struct report *r, enum baseline_how how)
{
    struct baseline one = {0};
    baseline_of_report(&one, r, NULL, T0);
    baseline_add(k, &one, how);
    baseline_free(&one);
    report_free(r);
}

static const struct baseline_row *cluster(const struct baseline *k, const char *id)
{
    const struct baseline_row *row = baseline_find(k, BASELINE_CLUSTER, str_z(id));
    assert_non_null(row);
    return row;
}

static void a_saved_log_read_twice_counts_once(void **state)
{
    struct baseline k = {0};
    (void)state;
    learn(&k, with_cluster(T0, T0 + HOUR - 1, "aaaaaa", "x", 4), BASELINE_LARGEST);
    learn(&k, with_cluster(T0, T0 + HOUR - 1, "aaaaaa", "x", 4), BASELINE_LARGEST);
    assert_int_equal(cluster(&k, "aaaaaa")->records, 4);
    learn(&k, with_cluster(T0, T0 + 2 * HOUR - 1, "aaaaaa", "x", 9), BASELINE_LARGEST); /* it has grown */
    assert_int_equal(cluster(&k, "aaaaaa")->records, 9);
    learn(&k, with_cluster(T0 + 3 * DAY, T0 + 3 * DAY + 5, "aaaaaa", "x", 2), BASELINE_LARGEST);
    const struct baseline_row *row = cluster(&k, "aaaaaa");
    assert_int_equal(row->records, 11);
    assert_int_equal(row->days, 2);
    assert_int_equal(row->counts->day[0], 2);
    assert_int_equal(row->counts->day[3], 9);
    assert_int_equal(row->first_ms, T0);
    learn(&k, with_cluster(T0 + 50 * DAY, T0 + 50 * DAY + 5, "aaaaaa", "x", 1), BASELINE_LARGEST);
    row = cluster(&k, "aaaaaa");
    assert_int_equal(row->days, 3); /* of which it knows only one by its date */
    assert_int_equal(row->counts->day[0], 1);
    assert_int_equal(row->records, 12);
    baseline_free(&k);
}

static void a_live_log_adds_what_came_since(void **state)
{
    struct baseline k = {0}, before = {0};
    (void)state;
    learn(&k, with_cluster(T0, T0 + HOUR - 1, "aaaaaa", "x", 4), BASELINE_MORE);
    static const uint64_t counts[] = {3, 3, 10};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct report *r =
            with_cluster(T0 + HOUR, T0 + 2 * HOUR - 1, i < 2 ? "aaaaaa" : "bbbbbb", "x", counts[i]);
        struct baseline now = {0}, since = {0};
        baseline_of_report(&now, r, NULL, T0);
        baseline_of_report(&since, r, NULL, T0);
        baseline_since(&since, &before, T0 + HOUR, 10);
        baseline_add(&k, &since, BASELINE_MORE);
        baseline_free(&since);
        baseline_free(&before);
        before = now;
        report_free(r);
    }
    /* its id changed as its template did: what is new is counted there */
    assert_int_equal(cluster(&k, "aaaaaa")->records, 7);
    assert_int_equal(cluster(&k, "bbbbbb")->records, 7);
    assert_int_equal(cluster(&k, "aaaaaa")->counts->hours[1], 3);
    assert_int_equal(k.watched[1], 30);
    baseline_free(&before);
    baseline_free(&k);
}

/* --- news --- */

static enum report_novelty news_of(const struct baseline *k, struct report *r, double *usual)
{
    baseline_mark(k, r, NULL, T0);
    enum report_novelty novelty =
        r->cluster_count ? r->clusters[0].stats.baseline.novelty : NOVELTY_NOT_ASKED;
    if (usual)
        *usual = r->cluster_count ? r->clusters[0].stats.baseline.usual : -1;
    report_free(r);
    return novelty;
}

static void news_are_told(void **state)
{
    struct baseline k = {0};
    (void)state;
    assert_int_equal(news_of(&k, with_cluster(T0, T0 + 1, "abc123", "a <num> b", 1), NULL),
                     NOVELTY_NOT_ASKED);
    fill(&k);
    static const struct {
        const char *id, *template;
        int64_t first_ms;
        enum report_novelty novelty;
    } rows[] = {
        {"abc123", "anything", 0, NOVELTY_NONE},
        {"abc124", "anything", 0, NOVELTY_NEW},
        {"abc124", "connect <ip> failed twice", 0, NOVELTY_NEW}, /* in another place of the code */
        {"abc124", "connect localhost failed twice", 0,
         NOVELTY_NONE}, /* it will be that, with more records */
        {"abc124", "connect localhost failed", 0, NOVELTY_NEW},
        {"abc124", "listen localhost failed twice", 0, NOVELTY_NEW},
        {"abc123", "anything", 7 * DAY, NOVELTY_BACK},
        {"abc123", "anything", 6 * DAY, NOVELTY_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report *r =
            with_cluster(T0 + rows[i].first_ms, T0 + rows[i].first_ms + 5, rows[i].id, rows[i].template, 1);
        if (news_of(&k, r, NULL) != rows[i].novelty)
            fail_msg("row %zu", i);
    }
    baseline_find(&k, BASELINE_CLUSTER, STR("abc123"))->decision.resolved_ms = T0;
    assert_int_equal(news_of(&k, with_cluster(T0 - 5, T0, "abc123", "x", 1), NULL), NOVELTY_NONE);
    assert_int_equal(news_of(&k, with_cluster(T0 - 5, T0 + 1, "abc123", "x", 1), NULL), NOVELTY_REGRESSED);
    baseline_free(&k);
}

static void the_usual_rate_is_that_of_the_hours(void **state)
{
    struct baseline k = {0};
    double usual;
    (void)state;
    struct baseline_row *row = add_row(&k, BASELINE_CLUSTER, "abc123", "x y");
    row->counts->hours[9] = 120;
    row->counts->hours[10] = 60;
    k.watched[9] = 10 * 60;
    k.watched[10] = 10 * 60;
    (void)news_of(&k, with_cluster(T0 + 9 * HOUR, T0 + 10 * HOUR, "abc123", "x y", 90), &usual);
    assert_true(usual > 11.99 && usual < 12.01);
    (void)news_of(&k, with_cluster(T0 + 9 * HOUR + HOUR / 2, T0 + 10 * HOUR + HOUR / 2, "abc123", "x y", 90),
                  &usual);
    assert_true(usual > 8.99 && usual < 9.01);
    (void)news_of(&k, with_cluster(T0 + 11 * HOUR, T0 + 12 * HOUR, "abc123", "x y", 90), &usual);
    assert_true(usual < 0);
    baseline_free(&k);
}

static void what_is_acknowledged_is_expected(void **state)
{
    struct baseline k = {0};
    (void)state;
    struct baseline_row *row = add_row(&k, BASELINE_CLUSTER, "abc123", "x y");
    row->decision.acked_ms = T0 - HOUR;
    static const struct {
        int64_t until_ms;
        double below;
        uint64_t records;
        bool folded;
    } rows[] = {{NO_TIME, 0, 90, true},
                {T0 + 1, 0, 90, true},
                {T0, 0, 90, false},
                {NO_TIME, 5, 4, true},
                {NO_TIME, 5, 5, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report *r = with_cluster(T0, T0 + HOUR, "abc123", "x y", rows[i].records);
        row->decision.until_ms = rows[i].until_ms;
        row->decision.below = rows[i].below;
        baseline_mark(&k, r, NULL, T0);
        assert_int_equal(r->cluster_count, !rows[i].folded);
        assert_int_equal(r->classes[CLASS_EXPECTED], rows[i].folded ? rows[i].records : 0);
        assert_int_equal(r->classes[CLASS_UNKNOWN], rows[i].folded ? 0 : rows[i].records);
        assert_int_equal(r->acknowledged_count, rows[i].folded);
        report_free(r);
    }
    baseline_free(&k);
}

static void it_has_bounds(void **state)
{
    struct baseline k = {0}, more = {0};
    (void)state;
    struct baseline_row *row = add_row(&k, BASELINE_CLUSTER, "oldest", "x");
    row->last_ms = T0 - 300 * DAY;
    row->decision.resolved_ms = T0;
    for (size_t i = 0; i < BASELINE_ROWS + 5; i++) {
        char id[24];
        snprintf(id, sizeof id, "%08zx", i);
        add_row(&more, BASELINE_CLUSTER, id, "same")->last_ms = T0 + (int64_t)i;
    }
    for (size_t i = 0; i < BASELINE_HOURS; i++)
        more.watched[i] = 5000;
    more.rows[0].counts->hours[3] = 5000;
    baseline_add(&k, &more, BASELINE_MORE);
    assert_int_equal(k.n, BASELINE_ROWS);
    assert_non_null(baseline_find(&k, BASELINE_CLUSTER, STR("oldest"))); /* somebody decided about it */
    assert_null(baseline_find(&k, BASELINE_CLUSTER, STR("00000000")));
    assert_non_null(baseline_find(&k, BASELINE_CLUSTER, STR("00004e24")));
    assert_true(k.watched[3] < 1000);
    baseline_free(&k);
    baseline_free(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_as_it_was_written),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(a_saved_log_read_twice_counts_once),
        cmocka_unit_test(a_live_log_adds_what_came_since),
        cmocka_unit_test(news_are_told),
        cmocka_unit_test(the_usual_rate_is_that_of_the_hours),
        cmocka_unit_test(what_is_acknowledged_is_expected),
        cmocka_unit_test(it_has_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
