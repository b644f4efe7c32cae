/*
 * The tally and the report of it: counts are where they belong, any split of a log merges to the report of
 * the whole, and nothing grows without bound.
 */
#include "chance.h"
#include "report/build.h"
#include "report/render.h"
#include "tally/version.h"
#include "unit.h"

static const char TABLE[] =
    "signatures:\n"
    "  - {id: dns, title: No such host, class: investigate, match: 'ENOTFOUND (?<host>\\S+)',\n"
    "     group: [host, model], cause: c, impact: i, fix: f}\n"
    "  - {id: voice, title: Bad voice, class: expected, match: 'invalid voice', group: [status]}\n"
    "  - {id: never, title: Never seen, class: investigate, match: 'never seen'}\n"
    "statuses:\n"
    "  - {code: 400, class: expected, meaning: bad request, fix: mend it}\n"
    "  - {code: 500, class: investigate, meaning: backend}\n"
    "models:\n"
    "  - {name: flux, backend: Azure, issues: limits}\n";

enum { DNS, VOICE };

static struct table table;
static struct rules *rules;

static int load(void **state)
{
    struct err err = {0};
    (void)state;
    table_init(&table);
    if (!table_load(&table, "test.yaml", str_of(TABLE, sizeof TABLE - 1), &err) ||
        !(rules = rules_compile(&table, &err))) {
        print_error("%u: %s\n", err.line, err.what);
        return -1;
    }
    return 0;
}

static int unload(void **state)
{
    (void)state;
    rules_free(rules);
    table_free(&table);
    return 0;
}

/* One record and what it matched, with room for its texts. */
struct event {
    struct record rec;
    struct hit found[2];
    struct hits hits;
    struct text text;
    unsigned source;
    char message[100], host[32], request[32], user[32], version[32];
};

static void event_init(struct event *e, uint64_t offset)
{
    memset(e, 0, sizeof *e);
    e->rec.weight = 1;
    e->rec.time_ms = NO_TIME;
    e->rec.duration_ms = -1;
    e->rec.offset = offset;
    e->rec.texts = &e->text;
    e->rec.text_count = 1;
    e->hits.v = e->found;
}

static void event_hit(struct event *e, uint32_t signature)
{
    struct hit *h = &e->found[e->hits.n++];
    h->signature = signature;
    h->end = (uint32_t)e->text.s.n;
    size_t n = rules_capture_count(rules, signature);
    for (size_t i = 0; i < n; i++)
        if (str_eq(rules_capture_name(rules, signature, i), STR("host")))
            h->capture[i] = str_z(e->host);
}

static const struct str BY[] = {STR_INIT("user"), STR_INIT("host")};
static const struct table_spec TABLES[] = {{.by = BY, .by_count = 2}, {.by = BY, .by_count = 1}};
static const struct str FILTERS[] = {STR_INIT("user=x"), STR_INIT("host=y")};
static const struct tally_spec spec = {
    .tables = TABLES, .table_count = 2, .filters = FILTERS, .filter_count = 2};

static void event_group(struct tally *t, const struct event *e)
{
    LOCAL_BUF key = {0};
    tuple_add(&key, e->rec.field[FIELD_USER]);
    tally_table_row(t, 1, buf_str(&key), NULL, &e->rec);
    tuple_add(&key, e->rec.status == 500 ? str_z(e->host) : STR(""));
    tally_table_row(t, 0, buf_str(&key), NULL, &e->rec);
}

static enum verdict event_add(struct tally *t, const struct event *e)
{
    struct judgement judgement = tally_judge(t, &e->rec, &e->hits);
    tally_add(t, &e->rec, &e->hits, &judgement, e->source);
    return judgement.class;
}

static const char *const MODELS[] = {"flux", "veo", "kontext", ""};
static const char *const OUTCOMES[] = {"ok", "ok", "exception", "canceled", ""};
static const char *const SERVICES[] = {"gateway", "usage", ""};
static const int STATUSES[] = {200, 200, 200, 400, 401, 500, 502, 0};

#define PICK(chance, array) (array)[chance_below(chance, COUNT_OF(array))]

/* A record like those of real logs: few distinct values of some fields, many of others. */
static void event_random(struct event *e, struct chance *c, uint64_t offset, unsigned source)
{
    event_init(e, offset);
    e->source = source;
    e->rec.time_ms = chance_below(c, 20) ? 1773566400000 + (int64_t)chance_below(c, 9000000) : NO_TIME;
    e->rec.duration_ms = (double)chance_below(c, 60000) - 1;
    e->rec.weight = chance_below(c, 50) ? 1 : 1 + chance_below(c, 9);
    e->rec.status = PICK(c, STATUSES);
    e->rec.level = (enum level)chance_below(c, LEVEL_COUNT);
    e->rec.format = (enum format)chance_below(c, 3);
    e->rec.error = chance_below(c, 5) == 0;
    e->rec.control = chance_below(c, 60) == 0;
    snprintf(e->message, sizeof e->message, "connect ENOTFOUND part%c of shape%c at %d",
             'a' + (int)chance_below(c, 8), 'a' + (int)chance_below(c, 3),
             (int)chance_below(c, 12)); /* no more than are counted exactly */
    snprintf(e->host, sizeof e->host, "host%d", (int)chance_below(c, 40));
    snprintf(e->request, sizeof e->request, "r%d", (int)chance_below(c, 1000000));
    snprintf(e->user, sizeof e->user, "u%d", (int)chance_below(c, 50));
    snprintf(e->version, sizeof e->version, "v%d", (int)chance_below(c, 2 * VERSION_BOUND));
    e->rec.field[FIELD_VERSION] = chance_below(c, 9) ? str_z(e->version) : STR("");
    e->rec.field[FIELD_SERVICE] = str_z(PICK(c, SERVICES));
    e->rec.field[FIELD_MODEL] = str_z(PICK(c, MODELS));
    e->rec.field[FIELD_OUTCOME] = str_z(PICK(c, OUTCOMES));
    e->rec.field[FIELD_REQUEST] = str_z(e->request);
    e->rec.field[FIELD_USER] = str_z(e->user);
    e->rec.field[FIELD_MESSAGE] = e->text.s = str_z(e->message);
    if (chance_below(c, 4) == 0)
        event_hit(e, DNS);
    if (chance_below(c, 6) == 0)
        event_hit(e, VOICE);
}

static void add_health(struct tally *t, struct chance *c, uint64_t offset, unsigned source)
{
    struct finding f = {
        .kind = (enum problem)chance_below(c, PROBLEM_COUNT), .count = 1, .offset = offset, .bytes = 7};
    char example[40];
    f.example = str_of(example, (size_t)snprintf(example, sizeof example, "found at %d", (int)offset));
    if (chance_below(c, 10) == 0)
        tally_finding(t, source, &f);
    if (chance_below(c, 30) == 0)
        tally_gap(t, source, STR("connection lost"), 1 + chance_below(c, 3), offset);
    tally_bytes(t, source, 100, 7);
    if (chance_below(c, 9) == 0)
        tally_filtered(t, &(struct record){.weight = 1, .time_ms = (int64_t)offset}, source,
                       chance_below(c, 2), str_z(example));
}

static void render(const struct tally *t, struct buf *out)
{
    struct report *r = report_build(t, rules);
    buf_clear(out);
    render_json(r, out);
    report_free(r);
}

enum { SOURCES = 3, PARTS = 7 };

/* Fill `whole` and `parts` with the same log of `n` records, cut into PARTS at random places, in order. */
static void fill(struct tally *whole, struct tally **parts, size_t n, uint64_t seed)
{
    struct chance c = {seed};
    size_t part = 0;
    for (size_t i = 0; i < n; i++) {
        struct event e;
        unsigned source = (unsigned)(i * SOURCES / n);
        char name[8];
        int name_n = snprintf(name, sizeof name, "in%u", source);
        if (part + 1 < PARTS && chance_below(&c, n / PARTS + 1) == 0)
            part++;
        event_random(&e, &c, i * 100, source);
        tally_source(whole, source, str_of(name, (size_t)name_n));
        tally_source(parts[part], source, str_of(name, (size_t)name_n));
        assert_int_equal(event_add(whole, &e), event_add(parts[part], &e));
        event_group(whole, &e);
        event_group(parts[part], &e);
        struct chance same = c;
        add_health(whole, &c, i * 100, source);
        add_health(parts[part], &same, i * 100, source);
    }
}

static void assert_renders(const struct tally *t, const struct buf *want, const char *what, uint64_t seed)
{
    LOCAL_BUF got = {0};
    render(t, &got);
    if (!str_eq(buf_str(&got), buf_str(want)))
        fail_msg("seed %d: %s differs from the whole", (int)seed, what);
}

static void merge_all(struct tally *into, struct tally **parts, size_t first, size_t past)
{
    for (size_t i = first; i < past; i++)
        tally_merge(into, parts[i]);
}

/* In order; in groups; with cleared tallies used again; from an empty one or from the first. */
static void check_split(size_t n, uint64_t seed)
{
    struct tally *whole = tally_new_for(rules, &spec), *parts[PARTS];
    struct tally *a = tally_new_for(rules, &spec), *b = tally_new_for(rules, &spec);
    LOCAL_BUF want = {0};
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = tally_new_for(rules, &spec);
    fill(whole, parts, n, seed);
    render(whole, &want);
    merge_all(a, parts, 0, PARTS);
    assert_renders(a, &want, "merged in order", seed);
    tally_clear(a);
    merge_all(a, parts, 0, 3);
    merge_all(b, parts, 3, PARTS);
    tally_merge(a, b);
    assert_renders(a, &want, "merged in two groups", seed);
    merge_all(parts[0], parts, 1, PARTS);
    assert_renders(parts[0], &want, "merged into the first", seed);
    tally_clear(whole);
    tally_merge(whole, a);
    assert_renders(whole, &want, "copied to one that was cleared", seed);
    for (size_t i = 0; i < PARTS; i++)
        tally_free(parts[i]);
    tally_free(whole);
    tally_free(a);
    tally_free(b);
}

static void test_any_split(void **state)
{
    static const size_t sizes[] = {0, 1, 10, 300, 3000};
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        check_split(sizes[seed % COUNT_OF(sizes)], seed);
}

/* Ten records a minute apart, of falling offsets: 0-3 are 400s, the rest 500s; all but 5 match `dns`. */
static void add_ten(struct tally *t)
{
    for (int i = 0; i < 10; i++) {
        struct event e;
        event_init(&e, (uint64_t)(1000 - i));
        e.rec.status = i < 4 ? 400 : 500;
        e.rec.time_ms = 60000 * (i + 1);
        e.rec.duration_ms = 10 * (i + 1);
        e.rec.level = LEVEL_ERROR;
        snprintf(e.message, sizeof e.message, "getaddrinfo ENOTFOUND h%d", i);
        snprintf(e.host, sizeof e.host, "h%d", i / 8);
        e.text.s = e.rec.field[FIELD_MESSAGE] = str_z(e.message);
        e.rec.field[FIELD_MODEL] = STR("flux");
        e.rec.field[FIELD_USER] = str_z(e.host);
        if (i != 5)
            event_hit(&e, DNS);
        if (i == 6)
            event_hit(&e, VOICE);
        event_add(t, &e);
    }
}

#define assert_str(s, z) assert_true(str_eq((s), STR(z)))

static void check_totals(const struct report *r)
{
    assert_int_equal(r->records, 10);
    assert_int_equal(r->classes[CLASS_INVESTIGATE], 10);
    assert_int_equal(r->overlap, 1);
    assert_int_equal(r->bytes, 500);
    assert_int_equal(r->record_bytes, 460);
    assert_int_equal(r->first_ms, 60000);
    assert_int_equal(r->last_ms, 600000);
    assert_str(r->sources[1].format, "empty");
    assert_str(r->levels[0].value, "error");
}

static void check_signatures(const struct report *r)
{
    assert_int_equal(r->signature_count, 2); /* `never` has no row */
    const struct report_signature *dns = &r->signatures[0];
    assert_str(dns->id, "dns");
    assert_int_equal(dns->records, 9);
    assert_int_equal(dns->stats.requests, 0);
    assert_int_equal(dns->stats.users, 2);
    assert_str(dns->example, "getaddrinfo ENOTFOUND h9"); /* of the smallest offset */
    assert_int_equal(dns->breakdown_count, 2);
    assert_int_equal(dns->breakdowns[0].value_count, 2);
    assert_str(dns->breakdowns[0].values[0].value, "h0");
    assert_int_equal(dns->breakdowns[0].values[0].records, 7);
    assert_str(dns->breakdowns[1].values[0].value, "flux");
    assert_str(r->signatures[1].breakdowns[0].values[0].value, "500");
}

/* Every line has the same grid, that of the window. */
static void check_timelines(const struct report *r)
{
    const struct report_timeline *dns = &r->signatures[0].stats.timeline,
                                 *voice = &r->signatures[1].stats.timeline;
    assert_int_equal(dns->step_ms, 15000);
    assert_int_equal(dns->start_ms, 60000);
    assert_int_equal(dns->count, 37);
    assert_int_equal(dns->counts[0], 1);
    assert_int_equal(dns->counts[36], 1);
    assert_int_equal(voice->start_ms, 60000);
    assert_int_equal(voice->count, 37);
    assert_int_equal(voice->counts[24], 1);
}

static void check_statuses(const struct report *r)
{
    assert_int_equal(r->status_count, 2);
    assert_int_equal(r->statuses[0].status, 400);
    assert_int_equal(r->statuses[0].unexplained, 0);
    assert_int_equal(r->statuses[1].records, 6);
    assert_int_equal(r->statuses[1].unexplained, 1);
    assert_str(r->statuses[1].meaning, "backend");
}

/* Record 5, a bare 500: its status is to be investigated, and its message is shown under it. */
static void check_unknown(const struct report *r)
{
    const struct report_status *s = &r->statuses[1];
    assert_int_equal(r->cluster_count + r->other_clusters, 0);
    assert_int_equal(s->message_count, 1);
    assert_int_equal(s->other_messages, 0);
    assert_int_equal(s->stats.requests, s->messages[0].stats.requests);
    assert_int_equal(s->stats.first_ms, s->messages[0].stats.first_ms);
    assert_int_equal(s->messages[0].records, 1);
    assert_int_equal(s->messages[0].class, CLASS_INVESTIGATE);
    assert_int_equal(s->messages[0].id.n, 12);
    assert_str(s->messages[0].example, "getaddrinfo ENOTFOUND h5");
}

static void check_models(const struct report *r)
{
    assert_int_equal(r->model_count, 1);
    assert_str(r->models[0].backend, "Azure");
    assert_int_equal(r->models[0].status_4xx, 4);
    assert_int_equal(r->models[0].status_5xx, 6);
    assert_true(r->models[0].p50_ms > 49 && r->models[0].p50_ms < 51);
    assert_int_equal(r->models[0].last_error_ms, 600000);
}

static void test_counts(void **state)
{
    struct tally *t = tally_new(rules);
    (void)state;
    tally_source(t, 0, STR("a.json"));
    tally_source(t, 1, STR("b.json"));
    tally_bytes(t, 0, 500, 40);
    add_ten(t);
    struct report *r = report_build(t, rules);
    check_totals(r);
    check_signatures(r);
    check_timelines(r);
    check_statuses(r);
    check_unknown(r);
    check_models(r);
    report_free(r);
    tally_free(t);
}

static void test_an_error_without_words(void **state)
{
    struct tally *t = tally_new(rules);
    struct event e;
    (void)state;
    event_init(&e, 0);
    e.rec.error = true;
    e.rec.status = 503;
    e.rec.field[FIELD_OUTCOME] = STR("exceededCpu");
    event_add(t, &e);
    struct report *r = report_build(t, rules);
    assert_str(r->statuses[0].messages[0].template, "(no message) outcome exceededCpu status 503");
    report_free(r);
    tally_free(t);
}

static void random_word(struct chance *c, char word[17])
{
    for (size_t i = 0; i < 16; i++)
        word[i] = (char)('a' + chance_below(c, 26));
    word[16] = '\0';
}

/* A record that has nothing in common with any other. */
static void event_hostile(struct event *e, struct chance *c, uint64_t i)
{
    static char words[4][17];
    event_init(e, i * 100);
    for (size_t w = 0; w < COUNT_OF(words); w++)
        random_word(c, words[w]);
    snprintf(e->message, sizeof e->message, "%s %s %s", words[0], words[1], words[2]);
    snprintf(e->host, sizeof e->host, "%s", words[3]);
    snprintf(e->request, sizeof e->request, "%s", words[1]);
    e->rec.time_ms = (int64_t)(chance_next(c) >> 8);
    e->rec.duration_ms = (double)chance_below(c, 100000000);
    e->rec.status = (int)chance_below(c, 1000);
    e->rec.error = true;
    e->text.s = str_z(e->message);
    for (enum field f = 0; f < FIELD_COUNT; f++)
        e->rec.field[f] = str_z(words[f % COUNT_OF(words)]);
    e->rec.field[FIELD_MESSAGE] = str_z(e->message);
    if (i % 3 == 0)
        event_hit(e, i % 2 ? DNS : VOICE);
}

/* However many keys there were, rows and the rest add up to all records. */
static void check_sums(const struct report *r, uint64_t records, uint64_t unexplained)
{
    uint64_t unknown = r->other_clusters, bare = 0, models = r->other_models, outcomes = r->other_outcomes;
    for (size_t i = 0; i < r->cluster_count; i++)
        unknown += r->clusters[i].records;
    for (size_t i = 0; i < r->status_count; i++) {
        uint64_t own = r->statuses[i].other_messages;
        for (size_t k = 0; k < r->statuses[i].message_count; k++)
            own += r->statuses[i].messages[k].records;
        assert_int_equal(own, r->statuses[i].class == CLASS_INVESTIGATE ? r->statuses[i].unexplained : 0);
        bare += own;
    }
    for (size_t i = 0; i < r->model_count; i++)
        models += r->models[i].records;
    for (size_t i = 0; i < r->outcome_count; i++)
        outcomes += r->outcomes[i].records;
    assert_int_equal(r->records, records);
    assert_int_equal(unknown, r->classes[CLASS_UNKNOWN]);
    assert_int_equal(unknown + bare, unexplained);
    assert_int_equal(models, records);
    assert_int_equal(outcomes, records);
}

static void check_bounds(const struct report *r)
{
    assert_in_range(r->cluster_count, 0, 200);
    assert_in_range(r->model_count, 1, 256);
    assert_in_range(r->outcome_count, 1, 64);
    for (size_t i = 0; i < r->signature_count; i++)
        for (size_t g = 0; g < r->signatures[i].breakdown_count; g++)
            assert_in_range(r->signatures[i].breakdowns[g].value_count, 1, 64);
}

static void test_every_value_differs(void **state)
{
    enum { RECORDS = 60000, SEGMENT = 5000 };
    struct tally *all = tally_new(rules), *segment = tally_new(rules);
    struct chance c = {77};
    uint64_t unexplained = 0;
    (void)state;
    for (uint64_t i = 0; i < RECORDS; i++) {
        struct event e;
        event_hostile(&e, &c, i);
        unexplained += tally_judge(all, &e.rec, &e.hits).unexplained;
        event_add(segment, &e);
        tally_gap(segment, 0, e.rec.field[FIELD_MESSAGE], 1, i);
        if (i % SEGMENT == SEGMENT - 1) {
            tally_merge(all, segment);
            tally_clear(segment);
        }
    }
    struct report *r = report_build(all, rules);
    check_sums(r, RECORDS, unexplained);
    check_bounds(r);
    report_free(r);
    tally_free(all);
    tally_free(segment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_split),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_an_error_without_words),
        cmocka_unit_test(test_every_value_differs),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
