/* Values of wildcards: exact while they are few, within the stated error when they are many. */
#include "base/buf.h"
#include "chance.h"
#include "tally/align.h"
#include "tally/top_values.h"
#include "unit.h"

static void add(struct top_values *all, unsigned number, uint64_t records)
{
    char text[24];
    top_values_add(all, str_of(text, (size_t)snprintf(text, sizeof text, "value %u", number)), records);
}

static uint64_t count_of(const struct top_values *all, unsigned number)
{
    char text[24];
    struct str wanted = str_of(text, (size_t)snprintf(text, sizeof text, "value %u", number));
    for (uint32_t i = 0; i < all->n; i++)
        if (str_eq(counted_value_text(&all->v[i]), wanted))
            return all->v[i].records;
    return 0;
}

static void few(void **state)
{
    struct top_values whole = {0}, parts[2] = {{0}};
    struct chance c = {5};
    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        unsigned number = (unsigned)chance_below(&c, VALUE_BOUND);
        add(&whole, number, 1 + i % 3);
        add(&parts[i / 500], number, 1 + i % 3);
    }
    top_values_merge(&parts[0], &parts[1]);
    assert_int_equal(whole.error, 0);
    assert_int_equal(parts[0].error, 0);
    assert_int_equal(parts[0].records, whole.records);
    for (unsigned i = 0; i < VALUE_BOUND; i++)
        assert_int_equal(count_of(&whole, i), count_of(&parts[0], i));
    top_values_clear(&whole);
    top_values_clear(&parts[0]);
    top_values_clear(&parts[1]);
}

enum { MANY = 500, PARTS = 5 };

static void check_error(const struct top_values *all, const uint64_t *truth, uint64_t records,
                        const char *name)
{
    assert_true(all->n <= VALUE_BOUND);
    assert_int_equal(all->records, records);
    if (all->error > records / (VALUE_BOUND + 1))
        fail_msg("%s: an error of %llu", name, (unsigned long long)all->error);
    for (unsigned i = 0; i < MANY; i++) {
        uint64_t n = count_of(all, i);
        if (n > truth[i] || n + all->error < truth[i])
            fail_msg("%s, value %u: %llu of %llu", name, i, (unsigned long long)n,
                     (unsigned long long)truth[i]);
    }
}

static void many(void **state)
{
    struct top_values whole = {0}, parts[PARTS] = {{0}};
    uint64_t truth[MANY] = {0}, records = 0;
    struct chance c = {99};
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        unsigned number = (unsigned)chance_below(&c, 1 + chance_below(&c, MANY));
        uint64_t n = 1 + chance_below(&c, 20) / 19 * 7;
        truth[number] += n;
        records += n;
        add(&whole, number, n);
        add(&parts[i % PARTS], number, n);
    }
    for (unsigned i = 1; i < PARTS; i++)
        top_values_merge(&parts[0], &parts[i]);
    check_error(&whole, truth, records, "whole");
    check_error(&parts[0], truth, records, "merged");
    top_values_clear(&whole);
    for (unsigned i = 0; i < PARTS; i++)
        top_values_clear(&parts[i]);
}

static void unknown(void **state)
{
    struct top_values all = {0};
    (void)state;
    add(&all, 1, 3);
    top_values_miss(&all, 2);
    assert_int_equal(all.records, 5);
    assert_int_equal(all.error, 2);
    top_values_clear(&all);
}

/* What is no UTF-8 is the value that a saved report says it is, so cut that it is the same again. */
static void no_utf8(void **state)
{
    struct top_values all = {0}, again = {0};
    (void)state;
    for (unsigned before = VALUE_BYTES - 8; before <= VALUE_BYTES; before++) {
        LOCAL_BUF text = {0};
        buf_fill(&text, 'x', before);
        buf_addz(&text, "\xff\xc3(tail)");
        top_values_add(&all, buf_str(&text), 1);
        top_values_add(&all, buf_str(&text), 1);
    }
    for (uint32_t i = 0; i < all.n; i++) {
        top_values_add(&again, counted_value_text(&all.v[i]), all.v[i].records);
        assert_true(str_eq(counted_value_text(&again.v[i]), counted_value_text(&all.v[i])));
        assert_true(all.v[i].records >= 2);
    }
    assert_int_equal(again.n, all.n);
    top_values_clear(&all);
    top_values_clear(&again);
}

static const struct alignment {
    const char *cluster, *shape;
    const char
        *sources; /* of each wildcard: the number of the template's, "-" none, else a word; by commas */
} ALIGNMENTS[] = {
    {"host <host> down", "host <host> down", "0"},
    {"no wildcard", "no wildcard", ""},
    {"mount <word> on <word>", "mount redwood on oakhill", "redwood,oakhill"},
    {"connect <ip>:<port> failed after <dur>", "connect <ip>:<port> failed after <dur>", "0,1,2"},
    {"user=<word>, code <num>", "user=bob, code <num>", "bob,0"},
    {"from <*> to <num>", "from <ip> to <num>", "0,1"},
    {"from <*> to <num>", "from <ip>, <ip> to <num>", "-,2"},
    {"user <word> logged in", "user john smith logged in", "-"},
};

static void write_source(const struct align_source *s, struct buf *out)
{
    if (s->wildcard >= 0)
        buf_addf(out, "%d", s->wildcard);
    else
        buf_add(out, s->word.n ? s->word : STR("-"));
}

static void alignments(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ALIGNMENTS); i++) {
        struct align_source s[ALIGN_WILDCARDS];
        LOCAL_BUF got = {0};
        unsigned n = align(str_z(ALIGNMENTS[i].cluster), str_z(ALIGNMENTS[i].shape), s);
        assert_int_equal(n, align_wildcards(str_z(ALIGNMENTS[i].cluster)));
        for (unsigned k = 0; k < n; k++) {
            buf_addz(&got, k ? "," : "");
            write_source(&s[k], &got);
        }
        if (!str_eq(buf_str(&got), str_z(ALIGNMENTS[i].sources)))
            fail_msg("%s: %.*s", ALIGNMENTS[i].shape, (int)got.n, got.p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(few), cmocka_unit_test(many),
                                       cmocka_unit_test(unknown), cmocka_unit_test(no_utf8),
                                       cmocka_unit_test(alignments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
