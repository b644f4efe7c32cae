/* Wildcards of signature files: what they take, where two meet, what they leave of secrets, and their values.
 */
#include "tally/cluster.h"
#include "tally/token_class.h"
#include "unit.h"

static const char MASKS[] = "masks:\n"
                            "  - name: job\n"
                            "    match: ['\\bjob-[a-z]+-\\w{6}\\b', '\\bj\\d+']\n"
                            "    samples: [{text: x, template: x}]\n"
                            "  - name: tail\n"
                            "    match: ['-\\w+ ok', 'end$']\n"
                            "    samples: [{text: x, template: x}]\n"
                            "  - name: half\n"
                            "    match: ['passw', 'Bear']\n"
                            "    samples: [{text: x, template: x}]\n"
                            "  - name: nothing\n"
                            "    match: 'z*'\n"
                            "    samples: [{text: x, template: x}]\n";

struct world {
    struct table table;
    struct custom_masks custom;
};

static struct world *world;

static int setup(void **state)
{
    static struct world w;
    struct err err = {0};
    (void)state;
    world = &w;
    table_init(&w.table);
    if (!table_load(&w.table, "masks.yaml", str_z(MASKS), &err))
        fail_msg("%s", err.what);
    custom_masks_init(&w.custom, &w.table);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    custom_masks_clear(&world->custom);
    table_free(&world->table);
    return 0;
}

static void masks(void **state)
{
    static const struct {
        const char *message, *template;
    } rows[] = {
        {"render of job-blue-x81fa3 failed", "render of <*job> failed"},
        {"Error: job-blue-x81fa3 lost job-red-kkkkkk", "<*job> lost <*job>"},
        {"the job-less day", "the job-less day"},
        {"job-blue-x81fa3 ok", "<*job> ok"}, /* the earlier row's */
        {"went-well ok", "went<*tail>"},
        {"the end", "the <*tail>"},
        {"j12 of 12, zz top", "<*job> of <num>, <*nothing> top"},
        {"open \"job-blue-x81fa3\" twice", "open <str> twice"},
        {"a <*job> b <*> c <*Job> d <* e", "a <*job> b <*> c <*Job> d <* e"},
        {"first\njob-blue-x81fa3", "first"},
        {"token=job-blue-x81fa3", "token=<*job>"},
        {"password=hunter22secret", "<*half>ord=<secret>"}, /* known by what a mask took */
        {"authorisation: Bearer abcdefghijklmnop-job-blue-x81fa3", "authorisation: <*half>er <secret>"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        LOCAL_BUF out = {0};
        cluster_mask(str_z(rows[i].message), &secrets_shipped, &world->custom, &out);
        if (!str_eq(buf_str(&out), str_z(rows[i].template)))
            fail_msg("%s gives " STR_FMT, rows[i].message, STR_ARG(buf_str(&out)));
    }
}

static void keeps_values(void **state)
{
    struct str message = STR("job-blue-x81fa3 had 12 ms, not job-red-kkkkkk");
    struct mask_values values = {.n = 0};
    LOCAL_BUF out = {0};
    (void)state;
    cluster_mask_values(message, NULL, &world->custom, &out, &values);
    assert_int_equal(values.n, 3);
    assert_true(str_eq(values.v[0], STR("job-blue-x81fa3")));
    assert_true(str_eq(values.v[1], STR("12 ms")));
    assert_true(str_eq(values.v[2], STR("job-red-kkkkkk")));
}

/* However many there are, and however long the line, what is left over is masked by its look. */
static void is_bounded(void **state)
{
    LOCAL_BUF in = {0}, out = {0};
    (void)state;
    for (int i = 0; i < 2000; i++)
        buf_addz(&in, "j1 ");
    cluster_mask(buf_str(&in), NULL, &world->custom, &out);
    assert_true(out.n <= 512);
    assert_int_equal(world->custom.n, CUSTOM_MOST);
}

static void marks_are_known(void **state)
{
    static const struct {
        const char *text;
        enum token_class token_class;
        size_t n;
    } rows[] = {
        {"<*job> x", TOKEN_CLASS_CUSTOM, 6},
        {"<*> x", TOKEN_CLASS_ANY, 3},
        {"<*1a>", TOKEN_CLASS_NONE, 0},
        {"<*job", TOKEN_CLASS_NONE, 0},
        {"<*a_2>", TOKEN_CLASS_CUSTOM, 6},
        {"<*abcdefghijklmnop>", TOKEN_CLASS_CUSTOM, 19},
        {"<*abcdefghijklmnopq>", TOKEN_CLASS_NONE, 0},
        {"<ip>", TOKEN_CLASS_IP, 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(token_class_named(str_z(rows[i].text)), rows[i].token_class);
        assert_int_equal(recognize_mark_at(str_z(rows[i].text)).n, rows[i].n);
    }
}

/* On a machine that does not know the mask the id is the same. */
static void ids_need_no_masks(void **state)
{
    char a[13], b[13];
    (void)state;
    cluster_id(STR("render of <*job> failed"), a);
    cluster_id(STR("render of <id> failed"), b);
    assert_string_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks),           cmocka_unit_test(keeps_values),      cmocka_unit_test(is_bounded),
        cmocka_unit_test(marks_are_known), cmocka_unit_test(ids_need_no_masks),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
