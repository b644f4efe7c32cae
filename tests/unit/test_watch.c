/* The live screen without a terminal: reports and times go in, cells come out. */
#include "cli/keyboard.h"
#include "cli/watch.h"
#include "unit.h"

static const char SIGNATURES[] = "signatures:\n"
                                 "  - {id: disk-full, title: The disk is full, class: investigate,\n"
                                 "     match: no space left, cause: c, impact: i, fix: delete something,\n"
                                 "     examples: ['no space left']}\n";

struct fixture {
    struct table table;
    struct rules *rules;
    struct watch watch;
    struct screen_buffer buffer;
};

static int set_up(void **state)
{
    struct fixture *f = mem_zero(sizeof *f);
    table_init(&f->table);
    assert_true(table_load(&f->table, "test", str_z(SIGNATURES), NULL));
    f->rules = rules_compile(&f->table, NULL);
    assert_non_null(f->rules);
    watch_init(&f->watch, f->rules, 60000, 1000000);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    watch_free(&f->watch);
    screen_buffer_free(&f->buffer);
    rules_free(f->rules);
    table_free(&f->table);
    free(f);
    return 0;
}

/* A report with `full` records of disk-full and clusters of `odd[0]`, ... records up to a 0. */
static struct report *report_of(uint64_t full, const uint64_t *odd)
{
    struct report *r = mem_zero(sizeof *r);
    size_t n = 0;
    while (odd[n])
        n++;
    r->first_ms = r->last_ms = NO_TIME;
    r->records = r->classes[CLASS_INVESTIGATE] = full;
    r->signatures = arena_take(&r->arena, sizeof *r->signatures);
    r->signatures[0] = (struct report_signature){.id = STR_INIT("disk-full"),
                                                 .title = STR_INIT("The disk is full"),
                                                 .cause = STR_INIT("nobody deletes"),
                                                 .fix = STR_INIT("delete something"),
                                                 .class = CLASS_INVESTIGATE,
                                                 .records = full,
                                                 .stats.first_ms = NO_TIME,
                                                 .stats.last_ms = NO_TIME};
    r->signature_count = 1;
    r->clusters = arena_take(&r->arena, (n + 1) * sizeof *r->clusters);
    for (r->cluster_count = 0; r->cluster_count < n; r->cluster_count++) {
        char *id = arena_take(&r->arena, 16), *template = arena_take(&r->arena, 32);
        snprintf(id, 16, "%06zx", r->cluster_count + 10);
        snprintf(template, 32, "odd thing %zu <num>", r->cluster_count);
        r->clusters[r->cluster_count] =
            (struct report_cluster){.id = str_z(id),
                                    .template = str_z(template),
                                    .records = odd[r->cluster_count],
                                    .stats.first_ms = 1000 + (int64_t)r->cluster_count,
                                    .stats.last_ms = 2000};
        r->records += odd[r->cluster_count];
        r->classes[CLASS_UNKNOWN] += odd[r->cluster_count];
    }
    return r;
}

static const uint64_t NONE[] = {0}, TWO[] = {4, 7, 0}, MANY[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0};

static void update(struct fixture *f, uint64_t full, const uint64_t *odd, int64_t now_ms)
{
    watch_update(&f->watch, report_of(full, odd), now_ms, now_ms);
}

/* The screen as text. */
static const char *drawn(struct fixture *f, unsigned width, unsigned height, int64_t now_ms)
{
    static char text[65536];
    LOCAL_BUF out = {0};
    watch_draw(&f->watch, &f->buffer, width, height, now_ms);
    screen_buffer_print(&f->buffer, NULL, &out);
    assert_true(out.n < sizeof text);
    memcpy(text, out.n ? out.p : "", out.n);
    text[out.n] = '\0';
    return text;
}

static void shows(struct fixture *f, const char *what, unsigned width, unsigned height, int64_t now_ms,
                  bool yes)
{
    const char *screen = drawn(f, width, height, now_ms);
    if ((strstr(screen, what) != NULL) != yes)
        fail_msg("\"%s\" is%s on this screen:\n%s", what, yes ? " not" : "", screen);
}

static void both_sections_share_the_height(void **state)
{
    struct fixture *f = *state;
    update(f, 5, MANY, 1000000);
    static const struct {
        unsigned width, height;
    } sizes[] = {{60, 12}, {80, 24}, {120, 40}, {200, 50}, {300, 100}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        shows(f, "INVESTIGATE", sizes[i].width, sizes[i].height, 1000000, true);
        shows(f, "disk-full", sizes[i].width, sizes[i].height, 1000000, true);
        shows(f, "UNKNOWN", sizes[i].width, sizes[i].height, 1000000, true);
        shows(f, "odd thing 11", sizes[i].width, sizes[i].height, 1000000, true);
        shows(f, "odd thing 10", sizes[i].width, sizes[i].height, 1000000, true);
    }
    shows(f, "more below", 60, 12, 1000000, true);
    shows(f, "more below", 80, 24, 1000000, false);
}

static void rows_fit_their_width(void **state)
{
    struct fixture *f = *state;
    update(f, 5, MANY, 1000000);
    for (unsigned width = 1; width < 140; width += 3)
        for (unsigned height = 1; height < 30; height += 2) {
            const char *line = drawn(f, width, height, 1000000);
            unsigned lines = 1;
            for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
                lines++;
            assert_int_equal(lines, height);
        }
}

static void the_window_slides(void **state)
{
    struct fixture *f = *state;
    update(f, 10, NONE, 1000000);
    assert_int_equal(watch_in_window(f->watch.rows[0].recent), 10);
    update(f, 13, NONE, 1030000);
    assert_int_equal(watch_in_window(f->watch.rows[0].recent), 13);
    watch_advance(&f->watch, 1061000); /* the first 10 are more than 60 s old */
    assert_int_equal(watch_in_window(f->watch.rows[0].recent), 3);
    watch_advance(&f->watch, 9000000);
    assert_int_equal(watch_in_window(f->watch.rows[0].recent), 0);
    assert_int_equal(f->watch.rows[0].records, 13);
}

static void wide_screens_have_the_counts_of_the_window(void **state)
{
    struct fixture *f = *state;
    update(f, 10, NONE, 1000000);
    update(f, 17, NONE, 1090000); /* the first 10 are more than a minute old */
    shows(f, "17       7", 120, 40, 1090000, true);
    shows(f, "1m", 120, 40, 1090000, true);
    shows(f, "17       7", 80, 24, 1090000, false);
}

static void rates_are_of_what_was_watched(void **state)
{
    struct fixture *f = *state;
    update(f, 30, NONE, 1030000);
    assert_true(watch_rate(&f->watch, f->watch.rows[0].recent, 1030000) == 60);
    assert_true(watch_rate(&f->watch, f->watch.rows[0].recent, 1090000) == 30);
}

static void a_rise_is_a_trend(void **state)
{
    struct fixture *f = *state;
    update(f, 10, NONE, 1005000);
    assert_int_equal(watch_trend(&f->watch, f->watch.rows[0].recent), 0); /* too short a past */
    watch_advance(&f->watch, 1050000);
    assert_int_equal(watch_trend(&f->watch, f->watch.rows[0].recent), 0);
    update(f, 60, NONE, 1055000);
    assert_int_equal(watch_trend(&f->watch, f->watch.rows[0].recent), 1);
    watch_advance(&f->watch, 1075000);
    assert_int_equal(watch_trend(&f->watch, f->watch.rows[0].recent), -1);
}

static void what_is_new_comes_first_for_a_minute(void **state)
{
    struct fixture *f = *state;
    const struct watch_row *rows[8];
    update(f, 1, (const uint64_t[]){9, 0}, 1000000);
    update(f, 1, (const uint64_t[]){9, 1, 0}, 1100000);
    assert_int_equal(watch_section(&f->watch, CLASS_UNKNOWN, 1100000, rows), 2);
    assert_string_equal(rows[0]->id, "00000b");
    shows(f, "NEW odd thing 1", 80, 24, 1100000, true);
    shows(f, "unknown: odd thing 1", 80, 24, 1100000, true); /* the event */
    watch_section(&f->watch, CLASS_UNKNOWN, 1170000, rows);
    assert_string_equal(rows[0]->id, "00000a");
    shows(f, "NEW", 80, 24, 1170000, false);
    assert_true(f->watch.bell);
}

/* A report of 502s with these messages, each of one record; one that has them no more when there are none. */
static struct report *report_of_502(struct str *messages, size_t n)
{
    struct report *r = report_of(0, NONE);
    r->statuses = arena_zero(&r->arena, sizeof *r->statuses);
    r->status_count = n > 0;
    r->statuses[0] =
        (struct report_status){.status = 502,
                               .class = CLASS_INVESTIGATE,
                               .meaning = STR_INIT("bad gateway"),
                               .unexplained = n,
                               .messages = arena_zero(&r->arena, n * sizeof *r->statuses->messages),
                               .message_count = n};
    for (size_t i = 0; i < n; i++)
        r->statuses[0].messages[i] = (struct report_cluster){.id = messages[i],
                                                             .template = messages[i],
                                                             .class = CLASS_INVESTIGATE,
                                                             .records = 1,
                                                             .stats.first_ms = NO_TIME,
                                                             .stats.last_ms = NO_TIME};
    r->records = r->classes[CLASS_INVESTIGATE] = n;
    return r;
}

/* It is an event, and no row; that of a new status tells the message that it names. */
static void a_new_message_of_a_status_is_told(void **state)
{
    struct fixture *f = *state;
    const struct watch_row *rows[8];
    struct str messages[] = {STR_INIT("frame lost"), STR_INIT("schema wrong")};
    watch_update(&f->watch, report_of_502(messages, 1), 1000000, 1000000);
    assert_int_equal(f->watch.event_count, 1);
    shows(f, "investigate: 502\n", 80, 24, 1000000, true);
    f->watch.bell = false;
    watch_update(&f->watch, report_of_502(messages, 2), 1100000, 1100000);
    assert_int_equal(f->watch.event_count, 2);
    assert_true(f->watch.bell);
    shows(f, "investigate: 502 schema wrong", 80, 24, 1100000, true);
    assert_int_equal(watch_section(&f->watch, CLASS_INVESTIGATE, 1100000, rows), 1);
    assert_int_equal(rows[0]->kind, WATCH_STATUS);
    watch_update(&f->watch, report_of_502(messages, 1), 1200000,
                 1200000); /* it is no longer listed, and is again */
    watch_update(&f->watch, report_of_502(messages, 2), 1300000, 1300000);
    assert_int_equal(f->watch.event_count, 2);
}

/* A cluster that became more general has another id, but is the same row. */
static void a_renamed_cluster_stays(void **state)
{
    struct fixture *f = *state;
    update(f, 0, (const uint64_t[]){5, 0}, 1000000);
    struct report *r = report_of(0, (const uint64_t[]){6, 0});
    r->clusters[0].id = STR("ffffff");
    watch_update(&f->watch, r, 1100000, 1100000);
    assert_int_equal(f->watch.row_count, 1); /* and disk-full is none: it has no record */
    assert_string_equal(f->watch.rows[0].id, "ffffff");
    assert_int_equal(f->watch.rows[0].since_ms, 1000000);
}

static void silence_is_told(void **state)
{
    struct fixture *f = *state;
    bool unusual;
    update(f, 1, NONE, 1000000);
    update(f, 2, NONE, 1010000);
    assert_int_equal(watch_silence(&f->watch, 1015000, &unusual), 5000);
    assert_false(unusual);
    watch_silence(&f->watch, 1060000, &unusual);
    assert_true(unusual);
    shows(f, "last 50 s ago", 80, 24, 1060000, true);
}

/* With --last rows lose records again: that is no arrival, and what comes back is not new. */
static void what_slides_out_may_come_back(void **state)
{
    struct fixture *f = *state;
    const struct watch_row *rows[8];
    update(f, 5, (const uint64_t[]){4, 7, 0}, 1000000);
    watch_slid(&f->watch, report_of(5, (const uint64_t[]){1, 0}), 1010000, 1010000);
    assert_int_equal(watch_section(&f->watch, CLASS_UNKNOWN, 1010000, rows), 1);
    assert_int_equal(rows[0]->records, 1);
    assert_int_equal(watch_in_window(rows[0]->recent), 4);
    update(f, 5, (const uint64_t[]){2, 3, 0}, 1100000);
    assert_int_equal(watch_section(&f->watch, CLASS_UNKNOWN, 1100000, rows), 2);
    for (size_t i = 0; i < 2; i++)
        assert_false(watch_is_new(rows[i], 1100000));
    assert_int_equal(rows[0]->records, 3);
    assert_int_equal(watch_in_window(rows[0]->recent), 3);
}

static bool press(struct fixture *f, const char *keys)
{
    struct str rest = str_z(keys);
    bool on = true;
    while (rest.n && on) {
        on = watch_key(&f->watch, key_take(&rest), 1000000);
        (void)drawn(f, 80, 24, 1000000);
    }
    return on;
}

static void keys_lead_to_a_row_and_back(void **state)
{
    struct fixture *f = *state;
    update(f, 5, TWO, 1000000);
    assert_true(press(f, "\r"));
    shows(f, "delete something", 80, 24, 1000000, true);
    assert_true(press(f, "\x1b"));
    shows(f, "delete something", 80, 24, 1000000, false);
    assert_true(press(f, "\x1b[B\r"));
    shows(f, "7 records", 80, 24, 1000000, true);
    assert_true(press(f, "q?"));
    shows(f, "Ctrl-C", 80, 24, 1000000, true);
    assert_true(press(f, "q"));
    assert_false(press(f, "q"));
}

static void rows_are_filtered(void **state)
{
    struct fixture *f = *state;
    update(f, 5, TWO, 1000000);
    press(f, "/THING 1\r");
    shows(f, "odd thing 1", 80, 24, 1000000, true);
    shows(f, "odd thing 0", 80, 24, 1000000, false);
    press(f, "\x1b");
    shows(f, "odd thing 0", 80, 24, 1000000, true);
    press(f, "2");
    shows(f, "odd thing 0", 80, 24, 1000000, false);
    shows(f, "unknown (hidden)", 80, 24, 1000000, true);
    press(f, "2wsttus=500\r");
    shows(f, "no field `sttus`", 80, 24, 1000000, true);
}

static void a_pause_is_told(void **state)
{
    struct fixture *f = *state;
    update(f, 5, TWO, 1000000);
    press(f, " ");
    shows(f, "PAUSED", 80, 24, 1000000, true);
}

static void keys_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        uint32_t keys[4];
    } rows[] = {
        {"a", {'a'}},
        {"\x1b", {KEY_ESCAPE}},
        {"\x1b[A\x1b[B", {KEY_UP, KEY_DOWN}},
        {"\x1bOA", {KEY_UP}},
        {"\x1b[5~x", {KEY_PAGE_UP, 'x'}},
        {"\x1b[1;5Cq", {KEY_NONE, 'q'}},
        {"\n\r\x7f\b", {KEY_ENTER, KEY_ENTER, KEY_BACKSPACE, KEY_BACKSPACE}},
        {"\xc3\xa9", {0xe9}},
        {"\x1b[", {KEY_NONE}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str rest = str_z(rows[i].bytes);
        for (size_t k = 0; rest.n; k++)
            assert_int_equal(key_take(&rest), rows[i].keys[k]);
    }
}

/* Records of `n` bytes that say their number; the ring is checked after each. */
static void add_numbered(struct recent *r, uint64_t number, size_t n, int64_t now_ms)
{
    char raw[64];
    memset(raw, (int)('a' + number % 26), sizeof raw);
    recent_add(r, number, str_of(raw, n), false, now_ms);
    for (size_t i = 0; i < r->count; i++) {
        const struct recent_record *record = recent_at(r, i);
        struct str kept = recent_raw(r, record);
        assert_int_equal(record->number, number - (r->count - 1 - i));
        assert_int_equal(kept.p[0], 'a' + record->number % 26);
        assert_int_equal(kept.p[kept.n - 1], kept.p[0]);
        assert_ptr_equal(recent_numbered(r, record->number), record);
    }
}

static void the_oldest_records_go_first(void **state)
{
    struct recent r;
    (void)state;
    recent_init(&r, 256, 5);
    for (uint64_t i = 1; i <= 2000; i++)
        add_numbered(&r, i, 1 + i * 7 % 64, (int64_t)i * 10);
    assert_true(r.count > 3);
    assert_int_equal(r.whole_since_ms, recent_at(&r, 0)->arrived_ms - 10 + 1);
    assert_null(recent_numbered(&r, 1));
    assert_null(recent_numbered(&r, 2001));
    recent_free(&r);
}

static void what_comes_too_fast_is_left_out(void **state)
{
    struct recent r;
    (void)state;
    recent_init(&r, 1000, 5);
    recent_allow(&r, 100);
    for (int i = 0; i < 4; i++)
        recent_add(&r, (uint64_t)i + 1, STR("forty bytes of a record ................"), false, 10);
    assert_int_equal(r.count, 2);
    assert_int_equal(r.whole_since_ms, 11);
    recent_allow(&r, 100);
    recent_add(&r, 5, STR("forty bytes of a record ................"), false, 20);
    assert_int_equal(r.count, 3);
    recent_add(
        &r, 6,
        STR("a record that is larger than a quarter of the ring is not kept at all, for many would have to "
            "go for it, and the request that it is of is hardly told by it; this one is as long as that: "
            "well over two hundred and fifty bytes, which makes more than a quarter of a thousand......."),
        false, 30);
    assert_int_equal(r.count, 3);
    assert_int_equal(r.whole_since_ms, 31);
    recent_free(&r);
}

static void templates_match_their_messages(void **state)
{
    (void)state;
    static const struct {
        const char *template, *key;
        bool yes;
    } rows[] = {
        {"connect <ip>", "connect <ip>", true},
        {"connect <ip>", "connect <ip> x", true},
        {"a <word> b", "a c b", true},
        {"a <*abcdefghijklmnop> b", "a c b", true},
        {"a <word> b", "a c d b", true},
        {"a <word> b", "a c", false},
        {"a b", "a b c", false},
        {"<word> <num>", "x <num>", true},
        {"", "", true},
        {"a <b", "a <b", true},
        {"x", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(history_has_template(str_z(rows[i].template), str_z(rows[i].key)), rows[i].yes);
}

static void colours_are_parsed(void **state)
{
    (void)state;
    struct palette p;
    palette_default(&p);
    palette_parse(&p, STR("bad=32:nonsense=1:odd=x:new=:head=1;4"));
    assert_string_equal(p.sgr[ROLE_BAD], "32");
    assert_string_equal(p.sgr[ROLE_ODD], "35");
    assert_string_equal(p.sgr[ROLE_NEW], "");
    assert_string_equal(p.sgr[ROLE_HEAD], "1;4");
}

static void wide_characters_take_two_cells(void **state)
{
    (void)state;
    struct screen_buffer c = {0};
    LOCAL_BUF out = {0};
    screen_buffer_clear(&c, 6, 1);
    assert_int_equal(screen_buffer_put(&c, 0, 0, 6, STR("日本語x"), ROLE_PLAIN), 5);
    screen_buffer_print(&c, NULL, &out);
    buf_addc(&out, 0);
    assert_string_equal(out.p, "日本…");
    screen_buffer_free(&c);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(both_sections_share_the_height),
        WITH(rows_fit_their_width),
        WITH(the_window_slides),
        WITH(wide_screens_have_the_counts_of_the_window),
        WITH(rates_are_of_what_was_watched),
        WITH(a_rise_is_a_trend),
        WITH(what_is_new_comes_first_for_a_minute),
        WITH(a_new_message_of_a_status_is_told),
        WITH(a_renamed_cluster_stays),
        WITH(silence_is_told),
        WITH(what_slides_out_may_come_back),
        WITH(keys_lead_to_a_row_and_back),
        WITH(rows_are_filtered),
        WITH(a_pause_is_told),
        cmocka_unit_test(keys_are_told_apart),
        cmocka_unit_test(the_oldest_records_go_first),
        cmocka_unit_test(what_comes_too_fast_is_left_out),
        cmocka_unit_test(templates_match_their_messages),
        cmocka_unit_test(colours_are_parsed),
        cmocka_unit_test(wide_characters_take_two_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
