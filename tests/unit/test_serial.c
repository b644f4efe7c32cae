/* Structures frozen into bytes, and thawed from them. */
#include "base/serial.h"
#include "unit.h"

struct leaf {
    struct str text;
    uint8_t small;
};

struct tree {
    struct leaf *leaves;
    size_t leaf_count;
    const char *name, *nothing;
    bool yes;
};

static void serial_tree(struct serial *i, struct tree *t)
{
    SERIAL_LIST(i, t->leaves, t->leaf_count);
    for (size_t k = 0; k < t->leaf_count; k++) {
        serial_str(i, &t->leaves[k].text);
        SERIAL(i, t->leaves[k].small);
    }
    serial_z(i, &t->name);
    serial_z(i, &t->nothing);
    SERIAL(i, t->yes);
}

static void what_thaws_is_what_was_frozen(void **state)
{
    struct leaf leaves[] = {{STR("one"), 1}, {STR(""), 255}, {{NULL, 0}, 0}, {STR("with\0nul"), 7}};
    struct tree frozen = {leaves, COUNT_OF(leaves), "name", NULL, true}, thawed = {0};
    struct serial freezing = serial_freeze();
    struct arena arena = {0};
    (void)state;
    serial_tree(&freezing, &frozen);
    struct serial thawing = serial_thaw(serial_block(&freezing), &arena);
    serial_tree(&thawing, &thawed);
    assert_int_equal(thawed.leaf_count, frozen.leaf_count);
    for (size_t k = 0; k < thawed.leaf_count; k++) {
        assert_true(str_eq(thawed.leaves[k].text, leaves[k].text));
        assert_int_equal(thawed.leaves[k].text.p == NULL, leaves[k].text.p == NULL);
        assert_int_equal(thawed.leaves[k].small, leaves[k].small);
    }
    assert_string_equal(thawed.name, "name");
    assert_null(thawed.nothing);
    assert_true(thawed.yes);
    assert_ptr_equal(thawing.rest.numbers, serial_block(&freezing).numbers + freezing.numbers.n);
    assert_int_equal(freezing.words.n, 0); /* no member of a tree is raw: nothing of the words is read */
    assert_ptr_equal(thawing.rest.words, serial_block(&freezing).words);
    arena_free(&arena);
    serial_free(&freezing);
}

static void no_list_thaws_to_none(void **state)
{
    struct tree frozen = {.name = ""}, thawed = {.leaf_count = 9};
    struct serial freezing = serial_freeze();
    struct arena arena = {0};
    (void)state;
    serial_tree(&freezing, &frozen);
    struct serial thawing = serial_thaw(serial_block(&freezing), &arena);
    serial_tree(&thawing, &thawed);
    assert_null(thawed.leaves);
    assert_int_equal(thawed.leaf_count, 0);
    assert_string_equal(thawed.name, "");
    assert_false(thawed.yes);
    serial_free(&freezing);
}

/* Enough of them that the table of texts grows; a NUL stands behind each. */
static void equal_texts_are_one(void **state)
{
    struct serial freezing = serial_freeze();
    char room[300][8];
    struct str texts[600];
    (void)state;
    for (size_t k = 0; k < COUNT_OF(texts); k++) {
        char *z = room[k % 300];
        texts[k] = str_of(z, (size_t)snprintf(z, sizeof room[0], "t%zu", k % 300));
        serial_str(&freezing, &texts[k]);
    }
    struct serial thawing = serial_thaw(serial_block(&freezing), NULL);
    struct str out[600];
    for (size_t k = 0; k < COUNT_OF(texts); k++) {
        serial_str(&thawing, &out[k]);
        assert_true(str_eq(out[k], texts[k]));
        assert_int_equal(out[k].p[out[k].n], 0);
        assert_ptr_equal(out[k].p, out[k % 300].p);
    }
    serial_free(&freezing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_thaws_is_what_was_frozen),
        cmocka_unit_test(no_list_thaws_to_none),
        cmocka_unit_test(equal_texts_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
