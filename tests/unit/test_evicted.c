/* Ghosts: recalled once, by hash; the oldest give way; a merge knows those of both. */
#include "tally/evicted.h"
#include "unit.h"

static uint64_t hash_of(uint64_t i)
{
    return (i + 1) * 0x9e3779b97f4a7c15ull;
}

static void add(struct evicted_rows *g, uint64_t i)
{
    evicted_rows_add(g, &(struct evicted_row){hash_of(i), 1, (int64_t)i, {i, 0}});
}

static void recalled_once(void **state)
{
    struct evicted_rows g = {0};
    struct evicted_row out;
    (void)state;
    assert_false(evicted_rows_recall(&g, hash_of(1), &out));
    add(&g, 1);
    add(&g, 2);
    add(&g, 1);
    assert_true(evicted_rows_recall(&g, hash_of(1), &out));
    assert_int_equal(out.weight, 2);
    assert_int_equal(out.time_ms, 1);
    assert_int_equal(out.note[0], 1);
    assert_false(evicted_rows_recall(&g, hash_of(1), &out));
    assert_true(evicted_rows_recall(&g, hash_of(2), &out));
    evicted_rows_clear(&g);
}

/* However many come and go, the last EVICTED_BOUND are there and no other. */
static void oldest_give_way(void **state)
{
    enum { MANY = 5 * EVICTED_BOUND + 17 };
    struct evicted_rows g = {0};
    struct evicted_row out;
    (void)state;
    for (uint64_t i = 0; i < MANY; i++) {
        add(&g, i);
        if (i % 3 == 0)
            assert_true(evicted_rows_recall(&g, hash_of(i), &out));
    }
    for (uint64_t i = 0; i < MANY; i++) {
        bool there = evicted_rows_recall(&g, hash_of(i), &out);
        if (there != (i >= MANY - EVICTED_BOUND && i % 3 != 0))
            fail_msg("ghost %d %s", (int)i, there ? "is there" : "is gone");
    }
    evicted_rows_clear(&g);
}

static void merged(void **state)
{
    struct evicted_rows a = {0}, b = {0};
    struct evicted_row out;
    (void)state;
    for (uint64_t i = 0; i < 100; i++)
        add(i < 60 ? &a : &b, i);
    add(&b, 7);
    evicted_rows_merge(&a, &b);
    for (uint64_t i = 0; i < 100; i++) {
        assert_true(evicted_rows_recall(&a, hash_of(i), &out));
        assert_int_equal(out.weight, i == 7 ? 2 : 1);
    }
    evicted_rows_clear(&a);
    evicted_rows_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recalled_once),
        cmocka_unit_test(oldest_give_way),
        cmocka_unit_test(merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
