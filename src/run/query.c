#include <stdio.h>

#include "base/mem.h"
#include "record/request_id.h"
#include "run/query_internal.h"

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
    for (size_t step = 0; step < STAGE_COUNT; step++)
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
    struct tally_spec *to = &q->spec;
    MEM_GROW(q->filters, to->filter_count, q->filter_cap);
    q->filters[to->filter_count] = arena_str(&q->arena, label);
    to->filters = q->filters;
    return to->filter_count++;
}

bool query_reads_message(const struct subject *s)
{
    return s->kind == SUBJECT_FIELD && s->field == FIELD_MESSAGE;
}

/* The step from which on `s` is known: all formats give these fields at once (path_trees.c, counted). */
static enum query_stage step_of(const struct subject *s)
{
    static const uint32_t at_once = 1u << FIELD_TIME | 1u << FIELD_LEVEL | 1u << FIELD_OUTCOME |
                                    1u << FIELD_STATUS | 1u << FIELD_MODEL | 1u << FIELD_DURATION |
                                    1u << FIELD_SOURCE;
    if (s->kind == SUBJECT_CAPTURE || query_reads_message(s))
        return STAGE_TEXTS;
    return s->kind == SUBJECT_RAW || at_once >> s->field & 1 ? STAGE_BASIC_FIELDS : STAGE_ALL_FIELDS;
}

void query_needs(struct query *q, const struct subject *s)
{
    q->needs_fields |= step_of(s) == STAGE_ALL_FIELDS;
    q->needs_texts |= query_reads_message(s);
}

/* The step from which on all that `c` asks for is known. */
static enum query_stage condition_step(struct query *q, const struct condition *c)
{
    enum query_stage last = STAGE_BASIC_FIELDS;
    size_t n;
    const struct subject *const *subjects = condition_subjects(c, &n);
    for (size_t i = 0; i < n; i++) {
        enum query_stage step = step_of(subjects[i]);
        last = step > last ? step : last;
        query_needs(q, subjects[i]);
    }
    return last;
}

static void add_test(struct query *q, const struct condition *part)
{
    struct query_tests *to = &q->steps[condition_step(q, part)];
    MEM_GROW(to->v, to->n, to->cap);
    to->v[to->n++] = (struct query_test){part, number_filter(q, condition_text(part))};
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

bool query_condition(struct query *q, struct str text, struct err *err)
{
    struct condition *c = condition_parse(text, err);
    if (!c)
        return false;
    MEM_GROW(q->conditions, q->condition_count, q->condition_cap);
    q->conditions[q->condition_count++] = c;
    return subjects_known(q, c, err);
}

const struct condition *const *query_conditions(const struct query *q, size_t *n)
{
    *n = q->condition_count;
    return (const struct condition *const *)q->conditions;
}

bool query_where(struct query *q, struct str text, struct err *err)
{
    if (!query_condition(q, text, err))
        return false;
    const struct condition *part, *c = q->conditions[q->condition_count - 1];
    for (size_t i = 0; (part = condition_part(c, i)); i++)
        add_test(q, part);
    return true;
}

bool query_window(struct query *q, struct time_spec since, struct time_spec until, struct str label,
                  struct err *err)
{
    int64_t from = time_spec_ms(&since, 0), to = time_spec_ms(&until, 0);
    bool known = since.kind != TIME_SPEC_NONE && since.kind != TIME_SPEC_WEEKDAY &&
                 since.kind != TIME_SPEC_STAMP && !(since.clock && until.clock);
    if (since.kind == until.kind && known && from >= to)
        return err_set(err, "the end of the time window is not after its start\n"
                            "records from --since on and before --until are taken");
    q->since = since;
    q->until = until;
    q->window_number = number_filter(q, label);
    return true;
}

void query_slides(struct query *q)
{
    q->slides = q->since.kind == TIME_SPEC_AGO && q->since.ms > 0;
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

static bool relative(enum time_spec_kind kind)
{
    return kind != TIME_SPEC_NONE && kind != TIME_SPEC_AT;
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

const struct tally_spec *query_tally_spec(const struct query *q)
{
    return q && (q->spec.table_count || q->spec.filter_count) ? &q->spec : NULL;
}

/* --- asking --- */

static bool asks(const struct query *q)
{
    size_t tests = 0;
    for (size_t step = 0; step < STAGE_COUNT; step++)
        tests += q->steps[step].n;
    return tests || q->since.kind != TIME_SPEC_NONE || q->until.kind != TIME_SPEC_NONE || q->request_count ||
           q->classes || q->signatures || q->spec.table_count || q->extract;
}

void query_state_init(struct query_state *s, const struct query *q, const struct rules *rules,
                      struct engine *e)
{
    *s = (struct query_state){
        .query = q && asks(q) ? q : NULL, .raw = raw_paths_new(), .since_ms = NO_TIME, .until_ms = NO_TIME};
    s->filter_context = (struct filter_context){.rules = rules,
                                                .engine = e,
                                                .resolve = raw_path_find,
                                                .context = s->raw,
                                                .extract = s->query ? s->query->extract : NULL,
                                                .extracted = s->extracted};
    custom_masks_init(&s->custom, rules_table(rules));
    s->custom.engine = e;
}

void query_state_free(struct query_state *s)
{
    raw_paths_free(s->raw);
    buf_free(&s->key);
    buf_free(&s->masked);
    custom_masks_clear(&s->custom);
    buf_free(&s->instead);
    *s = (struct query_state){0};
}

void query_state_now(struct query_state *s, int64_t now_ms)
{
    if (!s->query)
        return;
    time_spec_window(&s->query->since, &s->query->until, now_ms, &s->since_ms, &s->until_ms);
}

static bool in_window(const struct query_state *s, int64_t time_ms)
{
    bool asked = s->since_ms != NO_TIME || s->until_ms != NO_TIME;
    if (!asked)
        return true;
    return time_ms != NO_TIME && time_ms >= s->since_ms && (s->until_ms == NO_TIME || time_ms < s->until_ms);
}

static bool refuse(struct rejection *why, size_t filter, struct str instead)
{
    *why = (struct rejection){filter, instead};
    return false;
}

/* What `rec` has of that which `c` asks. */
static struct str value_instead(struct query_state *s, const struct condition *c, const struct record *rec)
{
    size_t n;
    const struct subject *const *subjects = condition_subjects(c, &n);
    if (n == 1)
        return subject_value(subjects[0], rec, &s->filter_context, s->room);
    buf_clear(&s->instead);
    condition_value(c, rec, &s->filter_context, &s->instead);
    return buf_str(&s->instead);
}

static bool pass(struct query_state *s, enum query_stage step, const struct record *rec,
                 struct rejection *why)
{
    const struct query_tests *tests = &s->query->steps[step];
    for (size_t i = 0; i < tests->n; i++) {
        const struct query_test *test = &tests->v[i];
        engine_works_for(s->filter_context.engine, s->query->spec.filters[test->number]);
        if (condition_test(test->condition, rec, &s->filter_context))
            continue;
        return refuse(why, test->number, value_instead(s, test->condition, rec));
    }
    return true;
}

/* "2026-03-15", written into `room`; empty when the time is not known. */
static struct str day_of(int64_t time_ms, char room[SUBJECT_ROOM])
{
    struct civil c = timestamp_civil(time_ms == NO_TIME ? 0 : time_ms);
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

bool query_basic_fields(struct query_state *s, const struct record *rec, struct rejection *why)
{
    if (LIKELY(!s->query))
        return true;
    if (!in_window(s, rec->time_ms))
        return refuse(why, s->query->window_number, day_of(rec->time_ms, s->room));
    if (s->query->request_count && !names_request(s->query, rec->again ? rec->spans[SPAN_LOGS] : rec->raw))
        return refuse(why, s->query->request_number, rec->field[FIELD_REQUEST]);
    s->filter_context.hits = NULL;
    return pass(s, STAGE_BASIC_FIELDS, rec, why);
}

bool query_all_fields(struct query_state *s, const struct record *rec, struct rejection *why)
{
    return LIKELY(!s->query) || pass(s, STAGE_ALL_FIELDS, rec, why);
}

static bool wanted(const struct query *q, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (q->signatures[hits->v[i].signature])
            return true;
    return false;
}

bool query_judged(const struct query_state *s, const struct hits *hits, enum verdict class,
                  struct rejection *why)
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

bool query_texts(struct query_state *s, const struct record *rec, const struct hits *hits,
                 struct rejection *why)
{
    if (LIKELY(!s->query))
        return true;
    (void)query_filter_context(s, rec, hits);
    return pass(s, STAGE_TEXTS, rec, why);
}

const struct filter_context *query_filter_context(struct query_state *s, const struct record *rec,
                                                  const struct hits *hits)
{
    s->filter_context.hits = hits;
    if (s->filter_context.extract)
        extract_run(s->filter_context.extract, s->filter_context.engine, rec, s->extracted);
    return &s->filter_context;
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
