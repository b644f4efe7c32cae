/* Paths to a tree: what is a path, where its syntax is wrong, and what the tree then holds. */
#include "record/path_tree.h"
#include "unit.h"

static const struct {
    const char *path;
    unsigned column; /* of the error; 0: it is a path */
} PATHS[] = {
    {"a", 0},          {"a.b.c", 0},   {"a[].b", 0},
    {"a[][]", 0},      {"a>b", 0},     {"logs[].message[]>properties>body.status", 0},
    {"url?model", 0},  {"'a.b'.c", 0}, {"$metadata.statusCode", 0},
    {"@timestamp", 0}, {"", 1},        {"a..b", 1},
    {"a.", 1},         {"a[", 1},      {"a?", 1},
    {"a!", 1},
};

static void paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
        struct path_tree f;
        struct err err = {0};
        path_tree_init(&f);
        bool ok = path_tree_add(&f, FIELD_USER, 0, str_z(PATHS[i].path), &err);
        if (ok != (PATHS[i].column == 0) || (!ok && (!err.what[0] || !err.mend[0]))) {
            print_error("`%s`: %s\n", PATHS[i].path, ok ? "taken for a path" : err.what);
            fail();
        }
        path_tree_free(&f);
    }
}

static const struct path_node *down(const struct path_node *node, const char *key)
{
    node = node ? path_tree_child(node, str_z(key)) : NULL;
    return node;
}

static void tree(void **state)
{
    struct path_tree f;
    (void)state;
    path_tree_init(&f);
    assert_true(path_tree_add(&f, FIELD_USER, 0, STR("a.b"), NULL));
    assert_true(path_tree_add(&f, FIELD_TIER, 3, STR("a.b"), NULL));
    assert_true(path_tree_add(&f, FIELD_MODEL, 1, STR("a.c[]>d?m"), NULL));
    const struct path_node *b = down(down(&f.root, "a"), "b");
    assert_non_null(b);
    assert_int_equal(b->target_count, 2);
    assert_int_equal(b->targets[1].field, FIELD_TIER);
    assert_int_equal(b->targets[1].rank, 3);
    const struct path_node *c = down(down(&f.root, "a"), "c");
    assert_true(c && c->element && c->element->inside);
    const struct path_node *d = down(c->element->inside, "d");
    assert_int_equal(d->target_count, 1);
    assert_true(str_eq(d->targets[0].query, STR("m")));
    assert_null(down(&f.root, "b"));
    assert_null(down(&f.root, ""));
    assert_null(down(down(&f.root, "a"), "bb"));
    path_tree_free(&f);
}

/* However many there are, a path leads to one node, while the tree grows and once it is sealed. */
static void many(void **state)
{
    enum { PATHS_EACH = 600 };
    struct path_tree f;
    char path[64];
    (void)state;
    path_tree_init_folded(&f);
    for (unsigned twice = 0; twice < 2; twice++)
        for (unsigned i = 0; i < PATHS_EACH; i++) {
            (void)snprintf(path, sizeof path, "%s%u.key%u", i % 2 ? "Top_" : "top", i % 7, i);
            assert_true(path_tree_add(&f, FIELD_USER, twice, str_z(path), NULL));
        }
    path_tree_seal(&f);
    for (unsigned i = 0; i < PATHS_EACH; i++) {
        char key[16], top[8];
        (void)snprintf(top, sizeof top, "top%u", i % 7);
        (void)snprintf(key, sizeof key, "key%u", i);
        const struct path_node *node = down(down(&f.root, top), key);
        assert_non_null(node);
        assert_int_equal(node->target_count, 2);
        assert_int_equal(node->targets[1].rank, 1);
    }
    assert_null(down(down(&f.root, "top0"), "key1"));
    path_tree_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(paths), cmocka_unit_test(tree),
                                       cmocka_unit_test(many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
