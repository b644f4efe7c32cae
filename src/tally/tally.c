#include "tally/tally.h"

#include <assert.h>

#include "tally/tally_internal.h"

static const struct counter_kind outcome_kind = {
    .bound = 64,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static const struct counter_kind recovered_kind = {
    .bound = 256,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static const struct counter_kind table_kind = {
    .bound = TABLE_BOUND,
    .key_bytes = TABLE_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static const struct counter_kind instead_kind = {
    .bound = REASON_BOUND,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static void ask(struct tally *t, const struct tally_spec *q)
{
    t->spec = q;
    t->tables = mem_zero((q->table_count + 1) * sizeof *t->tables);
    t->filters = mem_zero((q->filter_count + 1) * sizeof *t->filters);
    for (size_t i = 0; i < q->table_count; i++)
        t->tables[i].kind = q->tables[i].plan_count ? &aggregate_row_kind : &table_kind;
    for (size_t i = 0; i < q->filter_count; i++)
        t->filters[i].instead.kind = &instead_kind;
}

struct tally *tally_new_for(const struct rules *rules, const struct tally_spec *q)
{
    struct tally *t = tally_new(rules);
    if (q)
        ask(t, q);
    return t;
}

struct tally *tally_new(const struct rules *rules)
{
    struct tally *t = mem_zero(sizeof *t);
    t->rules = rules;
    t->table = rules_table(rules);
    for (int code = 0; code < STATUS_BOUND; code++)
        t->status_class[code] = (uint8_t)triage_status(t->table, code);
    t->window = SPAN_NONE;
    t->outcomes.kind = &outcome_kind;
    t->recovered.kind = &recovered_kind;
    t->models.kind = &model_kind;
    template_table_init(&t->templates, rules);
    t->stats = mem_zero(t->table->signature_count * sizeof(struct signature_stats *));
    t->incidents = mem_zero(t->table->signature_count * sizeof(struct signature_stats *));
    health_init(&t->health);
    unjudged_init(&t->unjudged);
    return t;
}

static void clear_answers(struct tally *t)
{
    for (size_t i = 0; t->spec && i < t->spec->table_count; i++)
        counter_clear(&t->tables[i]);
    for (size_t i = 0; t->spec && i < t->spec->filter_count; i++) {
        t->filters[i].records = 0;
        counter_clear(&t->filters[i].instead);
    }
}

static void clear_statuses(struct tally *t)
{
    for (size_t i = 0; i < STATUS_BOUND; i++) {
        signature_stats_free(t->statuses[i].bare);
        t->statuses[i] = (struct status_count){0};
    }
}

static void clear_sightings(struct signature_stats **of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (of[i])
            signature_stats_clear(of[i]);
}

void tally_clear(struct tally *t)
{
    clear_answers(t);
    memset(t->classes, 0, sizeof t->classes);
    memset(t->levels, 0, sizeof t->levels);
    clear_statuses(t);
    t->overlap = t->filtered = 0;
    t->window = SPAN_NONE;
    counter_clear(&t->outcomes);
    counter_clear(&t->recovered);
    counter_clear(&t->models);
    versions_clear(&t->versions);
    template_table_clear(&t->templates);
    clear_sightings(t->stats, t->table->signature_count);
    clear_sightings(t->incidents, t->table->signature_count);
    health_clear(&t->health);
    unjudged_clear(&t->unjudged);
}

void tally_unclustered(struct tally *t)
{
    t->unclustered = true;
}

void tally_engine(struct tally *t, struct engine *e)
{
    t->templates.custom.engine = e;
}

void tally_free(struct tally *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->table->signature_count; i++) {
        signature_stats_free(t->stats[i]);
        signature_stats_free(t->incidents[i]);
    }
    clear_statuses(t);
    counter_clear(&t->outcomes);
    counter_clear(&t->recovered);
    counter_clear(&t->models);
    template_table_clear(&t->templates);
    health_free(&t->health);
    unjudged_clear(&t->unjudged);
    clear_answers(t);
    free(t->tables);
    free(t->filters);
    buf_free(&t->scratch);
    free(t->stats);
    free(t->incidents);
    free(t);
}

struct signature_stats *tally_sighting(struct tally *t, struct signature_stats **of, size_t signature)
{
    assert(signature < t->table->signature_count);
    if (!of[signature])
        of[signature] = signature_stats_new(t->rules, (uint32_t)signature);
    return of[signature];
}

static void add_to_source(struct source *s, const struct record *rec)
{
    count_add(&s->records, rec->weight);
    count_add(&s->formats[rec->format], rec->weight);
    span_add(&s->span, rec->time_ms);
    if (UNLIKELY(rec->control)) {
        count_add(&s->notices, rec->weight);
        span_add(&s->notice_span, rec->time_ms);
    }
}

static void add_to_hits(struct tally *t, const struct record *rec, const struct hits *hits,
                        const struct source *source, uint64_t version)
{
    if (hits->n > 1)
        count_add(&t->overlap, rec->weight);
    for (size_t i = 0; i < hits->n; i++) {
        struct signature_stats *s = tally_sighting(t, t->stats, hits->v[i].signature);
        signature_stats_count(s, rec, source->number, version);
        signature_stats_hit(s, rec, &hits->v[i], source->number, source_name(source));
    }
}

/* A status that is no HTTP status is none. */
static int status_of(const struct record *rec)
{
    return rec->status > 0 && rec->status < STATUS_BOUND ? rec->status : NO_STATUS;
}

/* Nothing in the record says whether it is good. */
static bool says_nothing(const struct record *rec)
{
    return rec->level == LEVEL_NONE && rec->status == NO_STATUS && rec->field[FIELD_OUTCOME].n == 0 &&
           !rec->error;
}

struct signature_stats *tally_bare(struct tally *t, int status)
{
    struct status_count *s = &t->statuses[status];
    if (!s->bare)
        s->bare = signature_stats_plain();
    return s->bare;
}

/* `status`: by which it is to be investigated; NO_STATUS: nothing says what it is. */
static void add_unexplained(struct tally *t, const struct record *rec, int status, unsigned source,
                            uint64_t version)
{
    if (!t->unclustered)
        template_table_add(&t->templates, rec, status, source, version, &t->scratch);
    if (status != NO_STATUS)
        signature_stats_count(tally_bare(t, status), rec, source, version);
}

/* Of errors that their status expects nobody asks whom they hit, but when they came. */
static void add_expected(struct tally *t, const struct record *rec, int status)
{
    struct signature_stats *s = tally_bare(t, status);
    count_add(&s->records, rec->weight);
    span_add(&s->span, rec->time_ms);
    timeline_add(&s->stats.timeline, rec->time_ms, rec->weight);
}

void tally_over(struct tally *t, uint32_t signature, uint64_t times, int64_t time_ms)
{
    counter_add(&t->recovered, t->table->signatures[signature].id, times, time_ms);
}

void tally_recovered(struct tally *t, const struct record *rec, const uint32_t *signatures, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tally_over(t, signatures[i], rec->weight, rec->time_ms);
}

void tally_incident(struct tally *t, uint32_t signature, const struct sighted *what, struct input_position at,
                    struct str value, struct str example, bool begins)
{
    struct signature_stats *s = tally_sighting(t, t->incidents, signature);
    signature_stats_incident(s, what, at.source, t->table->signatures[signature].correlation.by, value);
    count_add(&s->incidents, begins);
    if (example.n)
        excerpt_offer(&s->stats.example, example, EXCERPT_BYTES, at);
}

uint64_t tally_incidents(const struct tally *t, uint32_t signature)
{
    return t->incidents[signature] ? t->incidents[signature]->incidents : 0;
}

struct judgement tally_judge(const struct tally *t, const struct record *rec, const struct hits *hits)
{
    enum verdict by_status = t->status_class[status_of(rec)];
    bool any_hits = hits && hits->n;
    if (LIKELY(by_status == CLASS_CLEAN && !rec->error && rec->status < 400 && !any_hits))
        return (struct judgement){CLASS_CLEAN, false};
    return triage(t->table, by_status, rec, hits);
}

void tally_add(struct tally *t, const struct record *rec, const struct hits *hits,
               const struct judgement *judgement, unsigned source)
{
    static const struct hits none;
    if (!hits || rec->control)
        hits = &none;
    struct source *from = health_source(&t->health, source);
    int status = status_of(rec);
    enum verdict class = judgement->class;
    count_add(&t->classes[class], rec->weight);
    count_add(&t->levels[rec->level], rec->weight);
    count_add(&t->statuses[status].records, rec->weight);
    count_add(&t->statuses[status].unmatched, hits->n ? 0 : rec->weight);
    span_add(&t->window, rec->time_ms);
    add_to_source(from, rec);
    if (rec->field[FIELD_OUTCOME].n)
        counter_add(&t->outcomes, rec->field[FIELD_OUTCOME], rec->weight, rec->time_ms);
    if (rec->field[FIELD_MODEL].n)
        model_add(&t->models, rec, class);
    uint64_t version = rec->field[FIELD_VERSION].n ? versions_record(&t->versions, rec) : 0;
    if (hits->n)
        add_to_hits(t, rec, hits, from, version);
    else if (judgement->unexplained)
        add_unexplained(t, rec, class == CLASS_INVESTIGATE ? status : NO_STATUS, source, version);
    else if (class == CLASS_EXPECTED && status != NO_STATUS)
        add_expected(t, rec, status);
    else if (says_nothing(rec))
        unjudged_add(&t->unjudged, rec);
}

void tally_source(struct tally *t, unsigned source, struct str name)
{
    health_name(&t->health, source, name);
}

void tally_bytes(struct tally *t, unsigned source, uint64_t bytes, uint64_t skipped)
{
    struct source *s = health_source(&t->health, source);
    s->bytes += bytes; /* no source has so many that this stops anywhere */
    s->skipped += skipped;
}

void tally_finding(struct tally *t, unsigned source, const struct finding *f)
{
    health_finding(&t->health, source, f);
}

void tally_gap(struct tally *t, unsigned source, struct str what, uint64_t count, uint64_t offset)
{
    health_gap(&t->health, what, count, (struct input_position){source, offset});
}

void tally_table_row(struct tally *t, size_t table, struct str key, const struct aggregate_input *readings,
                     const struct record *rec)
{
    assert(t->spec && table < t->spec->table_count);
    const struct table_spec *asked = &t->spec->tables[table];
    struct counter_row *row = counter_add(&t->tables[table], key, rec->weight, rec->time_ms);
    if (asked->plan_count)
        aggregates_add((struct aggregate_row *)row, asked->plans, asked->plan_count, readings, rec->weight);
}

static bool nothing_counted(const struct tally *t)
{
    uint64_t any = 0;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        any |= t->classes[i];
    return any == 0;
}

void tally_filtered(struct tally *t, const struct record *rec, unsigned source, size_t filter,
                    struct str instead)
{
    assert(t->spec && filter < t->spec->filter_count);
    add_to_source(health_source(&t->health, source), rec);
    count_add(&t->filtered, rec->weight);
    count_add(&t->filters[filter].records, rec->weight);
    if (instead.n && nothing_counted(t))
        counter_add(&t->filters[filter].instead, instead, rec->weight, rec->time_ms);
}

int64_t tally_last_ms(const struct tally *t)
{
    return t->window.last_ms;
}

uint64_t tally_given_up(const struct tally *t, struct str *who)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&t->health.given_up);
    *who = rows ? rows[0]->key : STR("");
    return t->health.problems[PROBLEM_LIMIT].count;
}

static void merge_answers(struct tally *into, const struct tally *from)
{
    const struct tally_spec *q = into->spec;
    for (size_t i = 0; q && i < q->table_count; i++)
        counter_merge(&into->tables[i], &from->tables[i]);
    for (size_t i = 0; q && i < q->filter_count; i++) {
        count_add(&into->filters[i].records, from->filters[i].records);
        counter_merge(&into->filters[i].instead, &from->filters[i].instead);
    }
}

void tally_leave_out(struct tally *into, const struct tally *from, size_t filter)
{
    uint64_t counted = 0;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        counted += from->classes[i];
    for (size_t i = 0; i < into->spec->filter_count; i++)
        into->filters[i].records += from->filters[i].records;
    into->filters[filter].records += counted;
    into->filtered += from->filtered + counted;
    health_merge(&into->health, &from->health);
}

static void merge_sightings(struct tally *t, struct signature_stats **into,
                            struct signature_stats *const *from)
{
    for (size_t i = 0; i < t->table->signature_count; i++)
        if (from[i] && from[i]->records)
            signature_stats_merge(tally_sighting(t, into, i), from[i]);
}

void tally_merge(struct tally *into, const struct tally *from)
{
    assert(into->rules == from->rules && into->spec == from->spec);
    merge_answers(into, from);
    for (size_t i = 0; i < CLASS_COUNT; i++)
        count_add(&into->classes[i], from->classes[i]);
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        count_add(&into->levels[i], from->levels[i]);
    for (size_t i = 0; i < STATUS_BOUND; i++) {
        count_add(&into->statuses[i].records, from->statuses[i].records);
        count_add(&into->statuses[i].unmatched, from->statuses[i].unmatched);
        if (from->statuses[i].bare)
            signature_stats_merge(tally_bare(into, (int)i), from->statuses[i].bare);
    }
    count_add(&into->overlap, from->overlap);
    count_add(&into->filtered, from->filtered);
    span_merge(&into->window, &from->window);
    counter_merge(&into->outcomes, &from->outcomes);
    counter_merge(&into->recovered, &from->recovered);
    counter_merge(&into->models, &from->models);
    versions_merge(&into->versions, &from->versions);
    template_table_merge(&into->templates, &from->templates);
    merge_sightings(into, into->stats, from->stats);
    merge_sightings(into, into->incidents, from->incidents);
    health_merge(&into->health, &from->health);
    unjudged_merge(&into->unjudged, &from->unjudged);
}
