/* Grouping of templates: which differences are values, and that neither order nor place of a template
 * matters. */
#include "tally/cluster.h"
#include "tally/cluster_matcher.h"
#include "tally/clustering.h"
#include "unit.h"

enum { SHAPES = 16 };

static const struct row {
    const char *name;
    const char *shapes[SHAPES];
    const char *templates[SHAPES]; /* of the cluster of each template; NULL: that of the template before */
} ROWS[] = {
    {"forms of one value", {"closed by <ip>", "closed by <host>"}, {"closed by <*>"}},
    {"with a port and without", {"listening on <ip>", "listening on <ip>:<port>"}, {"listening on <*>"}},
    {"an empty value",
     {"connection from <ip> (<host>) at <time>", "connection from <ip> () at <time>"},
     {"connection from <ip> at <time>"}},
    {"the same in brackets",
     {"sent <num> bytes (<size>) now", "sent <num> bytes now"},
     {"sent <num> bytes (<size>) now", "sent <num> bytes now"}},
    {"a size in other words", {"sent <size> (<size>) now", "sent <size> now"}, {"sent <size> now"}},
    {"names of one kind",
     {"attempt_<num>_m_<num> went from NEW to READY", "attempt_<num>_r_<num> went from NEW to READY"},
     {"attempt_<num>_<*>_<num> went from NEW to READY"}},
    {"what all begin and end with overlaps in the shortest",
     {"(<:<num>", "(<:<num>:<num>", "(<:G:<num>"},
     {"(<:<num>"}},
    {"values behind keys",
     {"opened window ws=null uid=<num>", "opened window ws=<num> uid=<num>"},
     {"opened window ws=<word> uid=<num>"}},
    {"nothing behind a key is a value",
     {"request failed upstream=null retries=<num>", "request failed upstream=veo retries=<num>"},
     {"request failed upstream=<word> retries=<num>"}},
    {"nothing behind a key of a sentence",
     {"order of user: null, now rejected", "order of user: <num>, now rejected"},
     {"order of user: <word>, now rejected"}},
    {"values of several keys that differ in kind",
     {"acquire lock=<num>, tag=\"RILJ_ACK\", name=com.a.b, ws=null",
      "acquire lock=<num>, tag=<str>, name=<num>, ws=Work{<num>}"},
     {"acquire lock=<num>, tag=<word>, name=<word>, ws=<word>"}},
    {"two words behind keys are no proof",
     {"acquire lock=<num>, name=alice, ws=null", "acquire lock=<num>, name=bob, ws=<num>"},
     {"acquire lock=<num>, name=alice, ws=null", "acquire lock=<num>, name=bob, ws=<num>"}},
    {"keys that tell what happened",
     {"job=<num> user=null reason=timeout", "job=<num> user=<num> reason=dns",
      "job=<num> user=<num> reason=<num>", "job=<num> user=bob status=lost"},
     {"job=<num> user=null reason=timeout", "job=<num> user=<num> reason=dns",
      "job=<num> user=<num> reason=<num>", "job=<num> user=bob status=lost"}},
    {"other keys are another message",
     {"acquire lock=<num>, tag=<str>, ws=null", "acquire lock=<num>, uid=<str>, ws=<num>",
      "acquire lock=<num>, tag=<str>, uid=<num>, ws=null"},
     {"acquire lock=<num>, tag=<str>, ws=null", "acquire lock=<num>, uid=<str>, ws=<num>",
      "acquire lock=<num>, tag=<str>, uid=<num>, ws=null"}},
    {"hosts that only their port tells",
     {"<host>:<port> open through proxy <ip>", "wpad:<num> open through proxy <ip>",
      "cdn.example.asia:<num> open through proxy <ip>"},
     {"<*> open through proxy <ip>"}},
    {"a number behind a name is no host where no other is",
     {"wpad:<num> open through proxy <ip>", "<num> open through proxy <ip>", "line:<num> open it now",
      "<host>:<port> open it now"},
     {"wpad:<num> open through proxy <ip>", "<num> open through proxy <ip>", "line:<num> open it now",
      "<host>:<port> open it now"}},
    {"lists", {"delete blk_<num>", "delete blk_<num> blk_<num> blk_<num>"}, {"delete blk_<num>"}},
    {"lists with commas", {"seen <ip>,<ip> today", "seen <ip> today"}, {"seen <ip> today"}},
    {"names of users",
     {"bad password for root from <ip>", "bad password for alice from <ip>", "bad password for bob from <ip>",
      "bad password for carol from <ip>"},
     {"bad password for <word> from <ip>"}},
    {"two names are no proof",
     {"bad password for root from <ip>", "bad password for alice from <ip>"},
     {"bad password for root from <ip>", "bad password for alice from <ip>"}},
    {"evidence from another sentence",
     {"login of user root ok", "login of user alice ok", "logout of user root at last",
      "logout of user bob at last", "login of user carol ok"},
     {"login of user <word> ok", NULL, "logout of user <word> at last", NULL, "login of user <word> ok"}},
    {"outcomes are words of the program",
     {"peer <ip> connection refused", "peer <ip> connection reset", "peer <ip> connection closed",
      "peer <ip> connection timed", "peer <ip> connection lost", "peer <ip> connection denied"},
     {"peer <ip> connection refused", "peer <ip> connection reset", "peer <ip> connection closed",
      "peer <ip> connection timed", "peer <ip> connection lost", "peer <ip> connection denied"}},
    {"verbs are words of the program",
     {"failed to parse file <path>", "failed to bind file <path>", "failed to decode file <path>",
      "failed to fetch file <path>", "cannot parse file <path>", "cannot bind file <path>",
      "cannot decode file <path>", "cannot fetch file <path>"},
     {"failed to parse file <path>", "failed to bind file <path>", "failed to decode file <path>",
      "failed to fetch file <path>", "cannot parse file <path>", "cannot bind file <path>",
      "cannot decode file <path>", "cannot fetch file <path>"}},
    {"states in capitals",
     {"task <num> went from NEW to READY", "task <num> went from READY to BUSY",
      "task <num> went from BUSY to DONE", "task <num> went from NEW to DONE"},
     {"task <num> went from NEW to READY", "task <num> went from READY to BUSY",
      "task <num> went from BUSY to DONE", "task <num> went from NEW to DONE"}},
    {"an address is no key",
     {"link down on tree node-0T00:<num>", "link down on tree node-1T00:<num>"},
     {"link down on tree node-<*>:<num>"}},
    {"a key belongs to its value",
     {"queue size=<num> full", "queue pending=<num> full"},
     {"queue size=<num> full", "queue pending=<num> full"}},
    {"values of keys",
     {"call failed model=flux", "call failed model=veo", "call failed model=kontext",
      "call failed model=openai"},
     {"call failed model=<word>"}},
    {"names of classes",
     {"Registering class a.b.Foo of x", "Registering class a.b.Bar of x", "Registering class c.d.Baz of x"},
     {"Registering class <word> of x"}},
    {"names of programs",
     {"a.exe closed port <num>", "b.exe closed port <num>", "c.exe closed port <num>",
      "d.exe closed port <num>", "e.exe closed port <num>", "f.exe closed port <num>",
      "g.exe closed port <num>", "h.exe closed port <num>"},
     {"<word> closed port <num>"}},
    {"codes", {"alarm R<num>-M1", "alarm R<num>-M0"}, {"alarm R<num>-<*>"}},
    {"a value of several words",
     {"bad login for root from <ip>", "bad login for alice from <ip>", "bad login for bob from <ip>",
      "bad login for carol from <ip>", "bad login for john q public from <ip>"},
     {"bad login for <word> from <ip>"}},
    {"a word and a number",
     {"waiting for node <num> to come", "waiting for node alpha to come"},
     {"waiting for node <word> to come"}},
    {"one word is no context", {"got <num>", "got lost"}, {"got <num>", "got lost"}},
    {"a slot takes in what comes later",
     {"user <word> logged in", "user zoe logged in"},
     {"user <word> logged in"}},
    {"text of somebody else",
     {"request <id> rejected: a cat in rain,", "request <id> rejected: old man by sea",
      "request <id> rejected: neon city at <num>", "request <id> rejected: three blue birds flying",
      "request <id> rejected: portrait of my dog.", "request <id> rejected: 'ruined castle under moon'",
      "request <id> rejected: some abstract red lines", "request <id> rejected: soup, bread, wine, cheese",
      "request <id> rejected: the fog over quiet water", "request <id> rejected: fog"},
     {"request <id> rejected: <word> <word> <word>", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
      "request <id> rejected: fog"}},
    {"text of somebody else comes later",
     {"call of <host> failed: <word> <word> <word>", "call of <host> failed: was denied, perhaps for good"},
     {"call of <host> failed: <word> <word> <word>"}},
    {"sentences that begin alike",
     {"unit <num> is now up and well", "unit <num> is now in state idle", "unit <num> is now out of memory",
      "unit <num> is now behind its peers"},
     {"unit <num> is now up and well", "unit <num> is now in state idle", "unit <num> is now out of memory",
      "unit <num> is now behind its peers"}},
};

static size_t count(const char *const *v)
{
    size_t n = 0;
    while (n < SHAPES && v[n])
        n++;
    return n;
}

/* Group `row` with its templates rotated by `turn`. */
static void check(const struct row *row, size_t turn)
{
    struct str shapes[SHAPES];
    size_t n = count(row->shapes);
    for (size_t i = 0; i < n; i++)
        shapes[i] = str_z(row->shapes[(i + turn) % n]);
    struct clustering *g = cluster_templates(shapes, n);
    for (size_t i = 0; i < n; i++) {
        size_t k = (i + turn) % n;
        while (k && !row->templates[k])
            k--;
        struct str got = g->templates[g->cluster_of[i]];
        if (!str_eq(got, str_z(row->templates[k])))
            fail_msg("%s: " STR_FMT " gives " STR_FMT, row->name, STR_ARG(shapes[i]), STR_ARG(got));
    }
    clustering_free(g);
}

static void groups(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t turn = 0; turn < count(ROWS[i].shapes); turn++)
            check(&ROWS[i], turn);
}

static void groups_nothing(void **state)
{
    (void)state;
    struct clustering *g = cluster_templates(NULL, 0);
    assert_int_equal(g->count, 0);
    clustering_free(g);
}

/* The template of a cluster, grouped again with its own members, takes them in. */
static void templates_cover(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str shapes[SHAPES + 1];
        size_t n = count(ROWS[i].shapes);
        for (size_t k = 0; k < n; k++)
            shapes[k] = str_z(ROWS[i].shapes[k]);
        struct clustering *g = cluster_templates(shapes, n);
        shapes[n] = g->templates[0];
        struct clustering *again = cluster_templates(shapes, n + 1);
        if (again->cluster_of[0] != again->cluster_of[n])
            fail_msg("%s: " STR_FMT " is left alone", ROWS[i].name, STR_ARG(shapes[n]));
        clustering_free(again);
        clustering_free(g);
    }
}

/* A template that was not there when the clusters were made finds the one that it fits. */
static void molds_take_in(void **state)
{
    static const struct {
        const char *template;
        int cluster; /* -1: none */
    } late[] = {
        {"login of zoe from <ip> ok", 0},
        {"login of zoe from <host> ok", 0},
        {"login of <num> from <ip> ok", 0},
        {"login of failed from <ip> ok", -1},
        {"login of zoe ok", -1},
        {"delete blk_<num> blk_<num>", 1},
        {"something else", -1},
        {"", -1},
    };
    static const char *const early[] = {"login of root from <ip> ok", "login of alice from <ip> ok",
                                        "login of bob from <ip> ok", "login of carol from <ip> ok",
                                        "delete blk_<num>"};
    struct str shapes[COUNT_OF(early)];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(early); i++)
        shapes[i] = str_z(early[i]);
    struct clustering *g = cluster_templates(shapes, COUNT_OF(early));
    struct cluster_matcher *m = cluster_matcher_new(g, false);
    for (size_t i = 0; i < COUNT_OF(late); i++) {
        struct str found = cluster_matcher_find(m, str_z(late[i].template));
        struct str want = late[i].cluster < 0 ? STR("") : g->templates[late[i].cluster];
        if (!str_eq(found, want))
            fail_msg("%s finds " STR_FMT, late[i].template, STR_ARG(found));
    }
    cluster_matcher_free(m);
    clustering_free(g);
}

static void ids_ignore_types(void **state)
{
    static const char *const same[][2] = {
        {"closed by <ip>", "closed by <host>"},
        {"closed by <ip>", "closed by <*>"},
        {"closed by <ip>:<port>", "closed by <word>"},
        {"delete blk_<num>, blk_<num>", "delete blk_<num>"},
    };
    char a[13], b[13];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        cluster_id(str_z(same[i][0]), a);
        cluster_id(str_z(same[i][1]), b);
        if (strcmp(a, b) != 0)
            fail_msg("%s is %s, %s is %s", same[i][0], a, same[i][1], b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups),           cmocka_unit_test(groups_nothing),
        cmocka_unit_test(templates_cover),  cmocka_unit_test(molds_take_in),
        cmocka_unit_test(ids_ignore_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
