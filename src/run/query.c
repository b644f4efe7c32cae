#include "run/query.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "record/request_id.h"
#include "tally/bucket.h"
#include "tally/cluster.h"
#include "tally/triage.h"

/* A condition, or one of those that it joins by `and`, and its number in the question. */
struct test {
    const struct condition *condition;
    size_t number;
};

struct tests {
    struct test *v;
    size_t n, cap;
};

/* By what they need of a record. */
enum step { STEP_SKIMMED, STEP_FIELDS, STEP_READ, STEP_COUNT };

struct key {
    struct subject subject;
    struct bucket bucket;
};

struct table_by {
    struct key keys[GROUP_KEYS];
    size_t key_count;
};

/* What is told of each row of a table. */
struct show {
    struct measure measures[GROUP_MEASURES];
    size_t measure_count;
    struct gauge_plan plans[GAUGES];
    struct subject subjects[GAUGES]; /* that the plans are of */
    size_t plan_count;
    bool asked;
};

struct query {
    struct arena arena;
    const struct rules *rules;
    struct extract *extract;       /* NULL: none */
    struct condition **conditions; /* whose parts the tests are */
    size_t condition_count, condition_cap;
    struct tests steps[STEP_COUNT];
    struct moment since, until;
    size_t window_number;
    bool slides;
    struct str requests[2]; /* none: any */
    size_t request_count, request_number;
    unsigned classes; /* 0: any */
    size_t class_number;
    bool *signatures; /* by index; NULL: any */
    size_t signature_number;
    struct table_by *by;
    size_t by_cap;
    struct show show;
    const struct zone *zone;
    struct str *filters; /* of the question */
    size_t filter_cap;
    struct question_table *tables; /* of the question */
    size_t table_cap;
    struct question question;
    bool needs_fields, needs_texts;
};

struct query *query_new(const struct rules *rules)
{
    struct query *q = mem_zero(sizeof *q);
    q->rules = rules;
    return q;
}

void query_free(struct query *q)
{
    if (!q)
        return;
    for (size_t step = 0; step < STEP_COUNT; step++)
        free(q->steps[step].v);
    for (size_t i = 0; i < q->condition_count; i++)
        condition_free(q->conditions[i]);
    free(q->conditions);
    extract_free(q->extract);
    free(q->by);
    free(q->filters);
    free(q->tables);
    arena_free(&q->arena);
    free(q);
}

/* --- filling --- */

/* The number of a new filter, called `label` in reports. */
static size_t number_filter(struct query *q, struct str label)
{
    struct question *to = &q->question;
    MEM_GROW(q->filters, to->filter_count, q->filter_cap);
    q->filters[to->filter_count] = arena_str(&q->arena, label);
    to->filters = q->filters;
    return to->filter_count++;
}

static bool reads_message(const struct subject *s)
{
    return s->kind == SUBJECT_FIELD && s->field == FIELD_MESSAGE;
}

/* The step from which on `s` is known: all formats give these fields at once (run.c, counted). */
static enum step step_of(const struct subject *s)
{
    static const uint32_t at_once = 1u << FIELD_TIME | 1u << FIELD_LEVEL | 1u << FIELD_OUTCOME |
                                    1u << FIELD_STATUS | 1u << FIELD_MODEL | 1u << FIELD_DURATION |
                                    1u << FIELD_SOURCE;
    if (s->kind == SUBJECT_CAPTURE || reads_message(s))
        return STEP_READ;
    return s->kind == SUBJECT_RAW || at_once >> s->field & 1 ? STEP_SKIMMED : STEP_FIELDS;
}

static void note_needs(struct query *q, const struct subject *s)
{
    q->needs_fields |= step_of(s) == STEP_FIELDS;
    q->needs_texts |= reads_message(s);
}

/* The step from which on all that `c` asks for is known. */
static enum step condition_step(struct query *q, const struct condition *c)
{
    enum step last = STEP_SKIMMED;
    size_t n;
    const struct filter *const *tests = condition_tests(c, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; filter_subject(tests[i], k); k++) {
            const struct subject *s = filter_subject(tests[i], k);
            last = step_of(s) > last ? step_of(s) : last;
            note_needs(q, s);
        }
    return last;
}

static void add_test(struct query *q, const struct condition *part)
{
    struct tests *to = &q->steps[condition_step(q, part)];
    MEM_GROW(to->v, to->n, to->cap);
    to->v[to->n++] = (struct test){part, number_filter(q, condition_text(part))};
}

static bool subjects_known(const struct query *q, const struct condition *c, struct err *err)
{
    size_t n;
    const struct filter *const *tests = condition_tests(c, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; filter_subject(tests[i], k); k++)
            if (!subject_known(filter_subject(tests[i], k), q->rules, q->extract, err))
                return err_at(err, NULL, 0, filter_column(tests[i], k));
    return true;
}

bool query_extract(struct query *q, struct str regex, struct err *err)
{
    if (!q->extract)
        q->extract = extract_new();
    q->needs_texts = true;
    return extract_add(q->extract, regex, err);
}

const struct extract *query_extracts(const struct query *q)
{
    return q->extract;
}

bool query_where(struct query *q, struct str text, struct err *err)
{
    struct condition *c = condition_parse(text, err);
    if (!c)
        return false;
    MEM_GROW(q->conditions, q->condition_count, q->condition_cap);
    q->conditions[q->condition_count++] = c;
    if (!subjects_known(q, c, err))
        return false;
    const struct condition *part;
    for (size_t i = 0; (part = condition_part(c, i)); i++)
        add_test(q, part);
    return true;
}

bool query_window(struct query *q, struct moment since, struct moment until, struct str label,
                  struct err *err)
{
    int64_t from = moment_ms(&since, 0), to = moment_ms(&until, 0);
    bool known = since.kind != MOMENT_NONE && since.kind != MOMENT_WEEKDAY;
    if (since.kind == until.kind && known && from >= to) {
        err_set(err, "the end of the time window is not after its start");
        return err_mend(err, "records from --since on and before --until are taken");
    }
    q->since = since;
    q->until = until;
    q->window_number = number_filter(q, label);
    return true;
}

void query_slides(struct query *q)
{
    q->slides = q->since.kind == MOMENT_AGO && q->since.ms > 0;
}

void query_classes(struct query *q, unsigned classes, struct str label)
{
    q->classes = classes;
    q->class_number = number_filter(q, label);
}

void query_signatures(struct query *q, const uint32_t *signatures, size_t n, struct str label)
{
    q->signatures = arena_zero(&q->arena, rules_table(q->rules)->signature_count + 1);
    for (size_t i = 0; i < n; i++)
        q->signatures[signatures[i]] = true;
    q->signature_number = number_filter(q, label);
}

void query_request(struct query *q, struct str id)
{
    if (q->request_count == 0)
        q->request_number = number_filter(q, id);
    if (q->request_count < COUNT_OF(q->requests))
        q->requests[q->request_count++] = arena_str(&q->arena, id);
}

/* The key at the start of `*rest`, up to a comma outside of quotes. */
static struct str take_key(struct str *rest)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n && (quoted || rest->p[n] != ','); n++)
        quoted ^= rest->p[n] == '\'';
    struct str key = str_head(*rest, n);
    *rest = n < rest->n ? str_skip(*rest, n + 1) : str_of(NULL, 0);
    return str_trim(key);
}

/* Complain of `part` of `text`. */
static bool at_part(struct str text, struct str part, struct err *err)
{
    return err_at(err, NULL, 0, (unsigned)(part.p - text.p) + 1);
}

static bool no_number(struct str text, struct str name, struct err *err)
{
    at_part(text, name, err);
    err_set(err, "`" STR_FMT "` is no number", STR_ARG(str_head(name, 60)));
    return err_mend(err,
                    "duration, status, upstream, pid, version, cap.NAME and .raw.path can be; of times tell "
                    "first and last, and time:5m");
}

/* The subject called `name`, a part of `text`, which is kept. */
static bool take_subject(struct query *q, struct subject *s, struct str text, struct str name,
                         struct err *err)
{
    if (!subject_parse(s, text, name, err) || !subject_known(s, q->rules, q->extract, err))
        return false;
    s->name = arena_str(&q->arena, s->name);
    note_needs(q, s);
    return true;
}

/* --- measures --- */

static bool add_measure(struct query *q, struct str text, struct str part, struct err *err)
{
    struct show *show = &q->show;
    struct err inside = {0};
    if (show->measure_count == GROUP_MEASURES) {
        at_part(text, part, err);
        err_set(err, "more than %d measures", GROUP_MEASURES);
        return err_mend(err, "show fewer");
    }
    struct measure *m = &show->measures[show->measure_count];
    if (!measure_parse(m, part, &q->arena, &inside)) {
        inside.column += (unsigned)(part.p - text.p);
        if (err)
            *err = inside;
        return false;
    }
    show->measure_count += m->kind != MEASURE_COUNT; /* rows have that anyway */
    return true;
}

/* Does what the measure of plan `i` is of exist, and is it a number where it has to be? */
static bool check_plan(struct query *q, size_t i, struct str text, struct err *err)
{
    const struct gauge_plan *plan = &q->show.plans[i];
    struct subject *s = &q->show.subjects[i];
    size_t at = str_find(text, plan->of);
    struct str name = at < text.n ? str_head(str_skip(text, at), plan->of.n) : plan->of;
    if (!take_subject(q, s, at < text.n ? text : name, name, err))
        return false;
    return plan->kind == GAUGE_DISTINCT || subject_numeric(s) || no_number(text, name, err);
}

bool query_show(struct query *q, struct str text, struct err *err)
{
    struct show *show = &q->show;
    struct str rest = text;
    show->asked = true;
    while (rest.p)
        if (!add_measure(q, text, take_key(&rest), err))
            return false;
    show->plan_count = gauge_plans(show->measures, show->measure_count, show->plans);
    for (size_t i = 0; i < show->plan_count; i++)
        if (!check_plan(q, i, text, err))
            return false;
    return true;
}

/* --- tables --- */

static bool add_key(struct query *q, struct table_by *by, struct str text, struct str word, struct err *err)
{
    struct str name;
    struct err inside = {0};
    if (by->key_count == GROUP_KEYS) {
        at_part(text, word, err);
        err_set(err, "more than %d fields", GROUP_KEYS);
        return err_mend(err, "give -b once more for another table");
    }
    struct key *key = &by->keys[by->key_count];
    if (!bucket_parse(word, &name, &key->bucket, &inside)) {
        inside.column += (unsigned)(word.p - text.p);
        if (err)
            *err = inside;
        return false;
    }
    if (!take_subject(q, &key->subject, text, name, err))
        return false;
    bool steps = key->bucket.kind != BUCKET_NONE && key->subject.field != FIELD_TIME;
    if (steps && !subject_numeric(&key->subject))
        return no_number(text, name, err);
    by->key_count++;
    return true;
}

static void add_table(struct query *q, const struct table_by *by, const struct str *names)
{
    const struct show *show = &q->show;
    size_t n = q->question.table_count++;
    MEM_GROW(q->by, n, q->by_cap);
    MEM_GROW(q->tables, n, q->table_cap);
    q->by[n] = *by;
    q->tables[n] = (struct question_table){.by = names,
                                           .by_count = by->key_count,
                                           .measures = show->measures,
                                           .measure_count = show->measure_count,
                                           .plans = show->plans,
                                           .plan_count = show->plan_count};
    q->question.tables = q->tables;
}

bool query_by(struct query *q, struct str text, struct err *err)
{
    struct table_by by = {.key_count = 0};
    struct str rest = text.n || !q->show.asked ? text : str_of(NULL, 0);
    struct str *names = arena_zero(&q->arena, GROUP_KEYS * sizeof *names);
    while (rest.p) {
        struct str key = take_key(&rest);
        if (!add_key(q, &by, text, key, err))
            return false;
        names[by.key_count - 1] = arena_str(&q->arena, key);
    }
    add_table(q, &by, names);
    return true;
}

static bool has_measure(const struct question_table *t, struct str name)
{
    for (size_t i = 0; i < t->measure_count; i++)
        if (measure_named(&t->measures[i], name))
            return true;
    return str_eq(name, STR("count")) || str_eq(name, STR("records"));
}

static bool has_key(const struct question_table *t, struct str name)
{
    for (size_t i = 0; i < t->by_count; i++)
        if (str_eq(t->by[i], name))
            return true;
    return false;
}

static void add_word(struct str word, struct buf *out)
{
    buf_addc(out, ' ');
    buf_add(out, word);
}

static bool no_column(const struct query *q, struct str name, struct err *err)
{
    struct buf all = {0};
    for (size_t i = 0; i < q->show.measure_count; i++)
        add_word(q->show.measures[i].name, &all);
    for (size_t i = 0; i < q->question.table_count; i++)
        for (size_t k = 0; k < q->tables[i].by_count; k++)
            add_word(q->tables[i].by[k], &all);
    err_at(err, NULL, 0, 1);
    err_set(err, "no column `" STR_FMT "`", STR_ARG(str_head(name, 60)));
    err_mend(err, "there are: count" STR_FMT, STR_ARG(all));
    buf_free(&all);
    return false;
}

bool query_sort(struct query *q, struct str text, struct err *err)
{
    bool asc = str_ends(text, STR(":asc")), desc = str_ends(text, STR(":desc")), found = false;
    struct str name = str_head(text, text.n - (asc ? 4 : desc ? 5 : 0));
    name = arena_str(&q->arena, name);
    for (size_t i = 0; i < q->question.table_count; i++) {
        bool key = has_key(&q->tables[i], name);
        if (!key && !has_measure(&q->tables[i], name))
            continue;
        q->tables[i].sort = name;
        q->tables[i].rising = asc || (key && !desc);
        found = true;
    }
    return found || no_column(q, name, err);
}

void query_zone(struct query *q, const struct zone *zone)
{
    q->zone = zone;
}

void query_limits(struct query *q, uint64_t top, uint64_t least)
{
    q->question.top = top;
    q->question.least = least;
}

static bool relative(enum moment_kind kind)
{
    return kind == MOMENT_AGO || kind == MOMENT_DAY || kind == MOMENT_WEEKDAY;
}

bool query_relative(const struct query *q)
{
    return q && (relative(q->since.kind) || relative(q->until.kind));
}

bool query_sliding(const struct query *q, int64_t *span_ms, size_t *filter)
{
    if (!q || !q->slides)
        return false;
    *span_ms = q->since.ms;
    *filter = q->window_number;
    return true;
}

const struct question *query_question(const struct query *q)
{
    return q && (q->question.table_count || q->question.filter_count) ? &q->question : NULL;
}

/* --- asking --- */

static bool asks(const struct query *q)
{
    size_t tests = 0;
    for (size_t step = 0; step < STEP_COUNT; step++)
        tests += q->steps[step].n;
    return tests || q->since.kind != MOMENT_NONE || q->until.kind != MOMENT_NONE || q->request_count ||
           q->classes || q->signatures || q->question.table_count || q->extract;
}

void query_state_init(struct query_state *s, const struct query *q, const struct rules *rules,
                      struct engine *e)
{
    *s = (struct query_state){
        .query = q && asks(q) ? q : NULL, .raw = raw_paths_new(), .since_ms = NO_TIME, .until_ms = NO_TIME};
    s->world = (struct filter_world){.rules = rules,
                                     .engine = e,
                                     .resolve = raw_path_find,
                                     .context = s->raw,
                                     .extract = s->query ? s->query->extract : NULL,
                                     .extracted = s->extracted};
}

void query_state_free(struct query_state *s)
{
    raw_paths_free(s->raw);
    buf_free(&s->key);
    buf_free(&s->masked);
    buf_free(&s->instead);
    *s = (struct query_state){0};
}

void query_state_now(struct query_state *s, int64_t now_ms)
{
    if (!s->query)
        return;
    s->since_ms = moment_ms(&s->query->since, now_ms);
    s->until_ms = moment_ms(&s->query->until, now_ms);
}

static bool in_window(const struct query_state *s, int64_t time_ms)
{
    bool asked = s->since_ms != NO_TIME || s->until_ms != NO_TIME;
    if (!asked)
        return true;
    return time_ms != NO_TIME && time_ms >= s->since_ms && (s->until_ms == NO_TIME || time_ms < s->until_ms);
}

static bool refuse(struct refusal *why, size_t filter, struct str instead)
{
    *why = (struct refusal){filter, instead};
    return false;
}

static bool pass(struct query_state *s, enum step step, const struct record *rec, struct refusal *why)
{
    const struct tests *tests = &s->query->steps[step];
    for (size_t i = 0; i < tests->n; i++) {
        const struct test *test = &tests->v[i];
        engine_works_for(s->world.engine, s->query->question.filters[test->number]);
        if (condition_test(test->condition, rec, &s->world))
            continue;
        buf_clear(&s->instead);
        condition_value(test->condition, rec, &s->world, &s->instead);
        return refuse(why, test->number, buf_str(&s->instead));
    }
    return true;
}

/* "2026-03-15", written into `room`; empty when the time is not known. */
static struct str day_of(int64_t time_ms, char room[SUBJECT_ROOM])
{
    struct civil c = when_civil(time_ms == NO_TIME ? 0 : time_ms);
    int n = snprintf(room, SUBJECT_ROOM, "%04d-%02d-%02d", c.year, c.month, c.day);
    return str_of(room, time_ms == NO_TIME || n >= SUBJECT_ROOM ? 0 : (size_t)n);
}

static bool names_request(const struct query *q, struct str raw)
{
    for (size_t i = 0; i < q->request_count; i++)
        if (request_id_named(q->requests[i], raw))
            return true;
    return false;
}

bool query_skimmed(struct query_state *s, const struct record *rec, struct refusal *why)
{
    if (LIKELY(!s->query))
        return true;
    if (!in_window(s, rec->time_ms))
        return refuse(why, s->query->window_number, day_of(rec->time_ms, s->room));
    if (s->query->request_count && !names_request(s->query, rec->raw))
        return refuse(why, s->query->request_number, rec->field[FIELD_REQUEST]);
    s->world.hits = NULL;
    return pass(s, STEP_SKIMMED, rec, why);
}

bool query_fields(struct query_state *s, const struct record *rec, struct refusal *why)
{
    return LIKELY(!s->query) || pass(s, STEP_FIELDS, rec, why);
}

static bool wanted(const struct query *q, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (q->signatures[hits->v[i].signature])
            return true;
    return false;
}

bool query_judged(const struct query_state *s, const struct hits *hits, enum verdict class,
                  struct refusal *why)
{
    const struct query *q = s->query;
    if (LIKELY(!q))
        return true;
    if (q->signatures && !wanted(q, hits)) {
        const struct table *t = rules_table(q->rules);
        return refuse(why, q->signature_number, hits->n ? t->signatures[hits->v[0].signature].id : STR(""));
    }
    if (q->classes && !(q->classes >> class & 1))
        return refuse(why, q->class_number, str_z(class_name(class)));
    return true;
}

bool query_read(struct query_state *s, const struct record *rec, const struct hits *hits, struct refusal *why)
{
    if (LIKELY(!s->query))
        return true;
    (void)query_world(s, rec, hits);
    return pass(s, STEP_READ, rec, why);
}

const struct filter_world *query_world(struct query_state *s, const struct record *rec,
                                       const struct hits *hits)
{
    s->world.hits = hits;
    if (s->world.extract)
        extract_run(s->world.extract, s->world.engine, rec, s->extracted);
    return &s->world;
}

bool query_asks_fields(const struct query *q)
{
    return q->needs_fields;
}

bool query_needs_fields(const struct query_state *s)
{
    return s->query && s->query->needs_fields;
}

bool query_needs_texts(const struct query_state *s)
{
    return s->query && s->query->needs_texts;
}

/* The step that `key` has in `rec`; empty when it has no number. */
static struct str step_in(struct query_state *s, const struct key *key, const struct record *rec)
{
    double number;
    buf_clear(&s->masked);
    if (key->subject.field == FIELD_TIME && rec->time_ms != NO_TIME)
        when_format_rfc3339(bucket_time(&key->bucket, rec->time_ms, s->query->zone), &s->masked);
    else if (key->subject.field != FIELD_TIME && subject_number(&key->subject, rec, &s->world, &number))
        bucket_number(&key->bucket, number, &s->masked);
    return buf_str(&s->masked);
}

/* What a table has of `subject`: of messages without their variable parts. */
static struct str value_in(struct query_state *s, const struct subject *subject, const struct record *rec)
{
    struct str value = subject_value(subject, rec, &s->world, s->room);
    if (!reads_message(subject))
        return value;
    buf_clear(&s->masked);
    cluster_mask(value, &s->masked);
    return buf_str(&s->masked);
}

static void read_gauges(struct query_state *s, const struct record *rec, struct gauge_reading *readings)
{
    const struct show *show = &s->query->show;
    for (size_t i = 0; i < show->plan_count; i++) {
        struct gauge_reading *r = &readings[i];
        if (show->plans[i].kind != GAUGE_DISTINCT) {
            r->known = subject_number(&show->subjects[i], rec, &s->world, &r->number);
            continue;
        }
        struct str value = value_in(s, &show->subjects[i], rec);
        r->known = value.n > 0;
        r->hash = r->known ? str_hash(value) : 0;
    }
}

void query_table(struct query_state *s, const struct record *rec, const struct hits *hits, struct tally *t)
{
    struct gauge_reading readings[GAUGES];
    if (LIKELY(!s->query))
        return;
    s->world.hits = hits;
    read_gauges(s, rec, readings);
    for (size_t i = 0; i < s->query->question.table_count; i++) {
        const struct table_by *by = &s->query->by[i];
        buf_clear(&s->key);
        for (size_t k = 0; k < by->key_count; k++) {
            const struct key *key = &by->keys[k];
            bool steps = key->bucket.kind != BUCKET_NONE;
            tuple_add(&s->key, steps ? step_in(s, key, rec) : value_in(s, &key->subject, rec));
        }
        tally_group(t, i, buf_str(&s->key), readings, rec);
    }
}
