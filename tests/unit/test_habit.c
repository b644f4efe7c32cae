/* Reading with key orders finds what reading without them finds, whatever was read before. */
#include "chance.h"
#include "record/field_scan.h"
#include "unit.h"

static struct path_tree path_tree;
static struct key_orders orders;

static int set_up(void **state)
{
    static const struct {
        enum field field;
        const char *path;
    } paths[] = {{FIELD_STATUS, "a.status"}, {FIELD_MODEL, "list[].model"}, {FIELD_USER, "user"},
                 {FIELD_LEVEL, "list[].a"},  {FIELD_URL, "a.deeper.url"},   {FIELD_REQUEST, "text>request"}};
    (void)state;
    path_tree_init(&path_tree);
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        assert_true(path_tree_add(&path_tree, paths[i].field, 0, str_z(paths[i].path), NULL));
    path_tree_seal(&path_tree);
    key_orders_init(&orders, &path_tree);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    key_orders_free(&orders);
    path_tree_free(&path_tree);
    return 0;
}

/* What a reading gave, as text: compared, and shown when it differs. */
static void read_all(struct str json, struct key_orders *with, char *out, size_t room)
{
    struct field_scan s = {.own = NULL};
    struct json j = json_open(json);
    field_scan_init(&s, with);
    bool ok = field_scan_value(&s, &j, &path_tree.root);
    int n =
        snprintf(out, room, "%d at %zu, marks %u level %d:", ok, (size_t)(j.p - json.p), s.flags, s.level);
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        if (s.set & 1u << f)
            n += snprintf(out + n, room - (size_t)n, " %u=" STR_FMT, f, STR_ARG(s.values[f].raw));
}

static void check(struct str json)
{
    char want[2000], got[2000];
    char *exact = malloc(json.n ? json.n : 1); /* so that a read behind its end is seen */
    assert_non_null(exact);
    memcpy(exact, json.p, json.n);
    read_all(str_of(exact, json.n), NULL, want, sizeof want);
    read_all(str_of(exact, json.n), &orders, got, sizeof got);
    if (strcmp(want, got) != 0)
        fail_msg("%s\ninstead of %s\nof " STR_FMT, got, want, STR_ARG(json));
    free(exact);
}

static void cases(void **state)
{
    static const char *const rows[] = {
        "{\"user\": \"one\", \"a\": {\"status\": 200}}",
        "{\"user\": \"two\", \"a\": {\"status\": 404}}",
        "{\"user\": \"two\", \"a\": {\"status\": }}", /* no value where one stood */
        "{\"user\":  \"more blanks\",\"a\": {\"status\":500}}",
        "{\"a\": {\"status\": 200}, \"user\": \"turned\"}", /* another order */
        "{\"a\": {}, \"list\": []}",
        "{\"a\": {}, \"list\": [{\"model\": \"x\"}]}",
        "{\"a\": {}, \"list\": [}",
        "{\"a\": {}, \"list\": [{\"model\": \"x\"}, {\"a\": \"warn\"}]}",
        "{\"a\": {}, \"list\": [{\"model\": \"x\"}, ]}",
        "{\"text\": \"{\\\"request\\\":\\\"r1\\\"}\"}",
        "{\"text\": \"{ \\\"request\\\":\\\"r2\\\"}\", \"user\": null}",
        "{}",
        "{\"user\": \"cut off",
        "{\"user\": \"one\", \"a\": {\"status\": 2",
    };
    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            check(str_z(rows[i]));
}

/* A value with the keys that the tree knows and others, in one of a few styles of blanks; sometimes damaged.
 */
static size_t value(struct chance *c, char *out, unsigned depth, unsigned style)
{
    static const char *const keys[] = {
        "a",    "status", "list",
        "user", "text",   "deeper",
        "url",  "x",      "a key that is so long that no habit is kept of what it stands behind"};
    static const char *const scalars[] = {"1", "null", "\"v\"", "\"\"", "\"{\\\"request\\\": 7}\"", "-2.5e3"};
    static const char *const blanks[] = {"", " ", "\n    ", "\n        \t"};
    size_t n = 0, members = chance_below(c, 4);
    bool object = chance_below(c, 3) > 0;
    if (depth == 0 || chance_below(c, 4) == 0)
        return (size_t)sprintf(out, "%s", scalars[chance_below(c, COUNT_OF(scalars))]);
    out[n++] = object ? '{' : '[';
    for (size_t i = 0; i < members; i++) {
        n += (size_t)sprintf(out + n, "%s%s", i ? "," : "", blanks[style]);
        if (object)
            n += (size_t)sprintf(out + n, "\"%s\":%s", keys[(i + chance_below(c, 3)) % COUNT_OF(keys)],
                                 style ? " " : "");
        n += value(c, out + n, depth - 1, style);
    }
    n += (size_t)sprintf(out + n, "%s", blanks[style]);
    out[n++] = object ? '}' : ']';
    return n;
}

static void chance_input(void **state)
{
    struct chance c = {.state = 11};
    static char json[1 << 16];
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        size_t n = (size_t)sprintf(json, "{\"a\": ");
        n += value(&c, json + n, 4, (unsigned)chance_below(&c, 4));
        n += (size_t)sprintf(json + n, ",\"list\":");
        n += value(&c, json + n, 4, (unsigned)chance_below(&c, 4));
        n += (size_t)sprintf(json + n, "}");
        if (chance_below(&c, 4) == 0)
            json[chance_below(&c, n)] = "{}[],:\" 1"[chance_below(&c, 9)];
        check(str_of(json, n - (chance_below(&c, 8) == 0)));
    }
}

/* An object of more members than are remembered. */
static void many(void **state)
{
    char json[4000] = "{";
    size_t n = 1;
    (void)state;
    for (unsigned i = 0; i < 3 * KEY_ORDER_STEPS; i++)
        n += (size_t)sprintf(json + n, "\"key%u\": %u, ", i, i);
    n += (size_t)sprintf(json + n, "\"user\": \"last\"}");
    for (int round = 0; round < 3; round++)
        check(str_of(json, n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases), cmocka_unit_test(chance_input),
                                       cmocka_unit_test(many)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
