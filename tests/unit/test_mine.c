/* Mining: counts survive a flood of other messages, and every record finds its cluster again. */
#include "chance.h"
#include "tally/mine.h"
#include "unit.h"

enum { FLOOD = 12000, EVERY = 100 };

static struct record record_of(struct str message, uint64_t offset)
{
    struct record rec = {.weight = 1, .offset = offset, .time_ms = (int64_t)offset};
    rec.field[FIELD_MESSAGE] = message;
    return rec;
}

static void add(struct mine *m, const char *message, uint64_t offset)
{
    struct record rec = record_of(str_z(message), offset);
    mine_add(m, &rec, 0);
}

static struct assignment assign(struct mine *m, const char *message)
{
    struct record rec = record_of(str_z(message), 0);
    return mine_assign(m, mine_key(m, &rec));
}

static uint64_t records_of(const struct mine *m, const char *template)
{
    const struct counter *c = &mine_clusters(m)->rows;
    for (const struct counter_row *row = c->rows; row; row = row->hh.next)
        if (str_eq(row->key, str_z(template)))
            return row->records;
    return 0;
}

static uint64_t all_records(const struct mine *m)
{
    const struct counter *c = &mine_clusters(m)->rows;
    uint64_t sum = c->other;
    for (const struct counter_row *row = c->rows; row; row = row->hh.next)
        sum += row->records;
    return sum;
}

/* `words` made-up words behind "lost". */
static void make_up(struct chance *random, int words, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "lost");
    for (int w = 0; w < words; w++) {
        out[n++] = ' ';
        for (int i = 0; i < 6; i++)
            out[n++] = (char)('a' + chance_below(random, 26));
    }
    out[n] = '\0';
}

/* One made-up word in a message is a variable; of many nothing is known, and they give way. */
static void survives_a_flood(void **state)
{
    (void)state;
    for (int words = 1; words <= 9; words += 4) {
        struct mine *m = mine_new(NULL);
        struct chance random = {7};
        char text[100];
        for (uint64_t i = 0; i < FLOOD; i++) {
            if (i % EVERY == 3)
                snprintf(text, sizeof text, "disk %d sulks %s", (int)i, i / EVERY % 2 ? "again" : "at last");
            else
                make_up(&random, words, text, sizeof text);
            add(m, text, i);
        }
        mine_settle(m);
        assert_int_equal(records_of(m, "disk <num> sulks again"), FLOOD / EVERY / 2);
        assert_int_equal(records_of(m, "disk <num> sulks at last"), FLOOD / EVERY / 2);
        assert_int_equal(all_records(m), FLOOD);
        assert_int_equal(mine_records(m), FLOOD);
        mine_free(m);
    }
}

static void assigns(void **state)
{
    static const char *const members[] = {
        "bad login for root from 10.1.2.3", "bad login for alice from 10.1.2.4",
        "bad login for bob from 10.1.2.5", "bad login for carol from a.example.org"};
    struct mine *m = mine_new(NULL);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(members); i++)
        add(m, members[i], i);
    add(m, "something else", 9);
    mine_settle(m);
    struct assignment first = assign(m, members[0]);
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_string_equal(assign(m, members[i]).id, first.id);
    assert_true(str_eq(first.template, STR("bad login for <word> from <*>")));
    assert_string_equal(assign(m, "bad login for zoe from 10.9.9.9").id, first.id);
    assert_string_not_equal(assign(m, "something else").id, first.id);
    assert_true(str_eq(assign(m, "never seen 17").template, STR("never seen <num>")));
    mine_free(m);
}

static void empty(void **state)
{
    struct mine *m = mine_new(NULL);
    (void)state;
    mine_settle(m);
    assert_int_equal(all_records(m), 0);
    assert_true(str_eq(assign(m, "x 1").template, STR("x <num>")));
    mine_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_a_flood),
        cmocka_unit_test(assigns),
        cmocka_unit_test(empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
