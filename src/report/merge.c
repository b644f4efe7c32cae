#include "report/merge.h"

#include <stdio.h>

#include "base/count.h"
#include "base/mem.h"
#include "base/redact.h"
#include "match/matcher.h"
#include "report/build.h"
#include "report/build_internal.h"
#include "report/merge_tables.h"
#include "report/saved.h"
#include "report/string_set.h"
#include "tally/align.h"
#include "tally/restore.h"

struct merger {
    struct arena arena; /* what outlives a report */
    struct saved saved; /* the report at hand */
    struct table table; /* what the reports say of signatures, statuses, models */
    struct merge_tables tables;
    struct string_set filters, sources; /* sources: by name, once all are known */
    struct string_set templates;        /* of unknown errors */
    struct tally_spec spec;
    struct rules *rules; /* NULL until all reports are known; */
    struct tally *tally; /* then, their counts */
};

/* One report, while it is counted. */
struct report_part {
    struct saved *saved;
    const struct report *r; /* its report */
    struct tally *tally;
    const struct merger *merger;
    struct input_position *sources;   /* of each: its number in the sum, and where it begins there */
    uint64_t versions[VERSION_BOUND]; /* hash of each */
    struct str cluster;               /* id of the one whose parts are counted */
    int status;                       /* whose messages are counted; NO_STATUS: those of class unknown */
};

struct merger *merger_new(const struct zone *zone)
{
    struct merger *m = mem_zero(sizeof *m);
    m->spec.zone = zone;
    table_init(&m->table);
    return m;
}

void merger_free(struct merger *m)
{
    if (!m)
        return;
    tally_free(m->tally);
    rules_free(m->rules);
    saved_free(&m->saved);
    merge_tables_free(&m->tables);
    string_set_free(&m->filters);
    string_set_free(&m->sources);
    string_set_free(&m->templates);
    table_free(&m->table);
    arena_free(&m->arena);
    free(m);
}

/* ---- first: what is there to be counted ---- */

static struct str keep(struct merger *m, struct str s)
{
    return arena_str(&m->arena, s);
}

static struct signature *signature_of(struct merger *m, const struct report_signature *s)
{
    struct table *t = &m->table;
    const struct signature *known = table_signature(t, s->id);
    if (known)
        return &t->signatures[known - t->signatures];
    if (s->id.n == 0)
        saved_wrong(&m->saved, s, "a signature without an id");
    MEM_GROW(t->signatures, t->signature_count, t->signature_cap);
    t->signatures[t->signature_count] = (struct signature){
        .id = keep(m, s->id),
        .title = keep(m, s->title),
        .class = s->class,
        .severity = s->severity,
        .cause = keep(m, s->cause),
        .impact = keep(m, s->impact),
        .fix = keep(m, s->fix),
    };
    return &t->signatures[t->signature_count++];
}

static size_t breakdown_index(const struct signature *s, struct str by)
{
    size_t i = 0;
    while (i < s->group_count && !str_eq(s->group[i], by))
        i++;
    return i;
}

static void gather_signature(struct merger *m, const struct report_signature *row)
{
    struct signature *s = signature_of(m, row);
    for (size_t b = 0; b < row->breakdown_count; b++) {
        struct str by = row->breakdowns[b].by, *group;
        if (breakdown_index(s, by) < s->group_count)
            continue;
        group = arena_take(&m->arena, (s->group_count + 1) * sizeof *group);
        for (size_t i = 0; i < s->group_count; i++)
            group[i] = s->group[i];
        group[s->group_count++] = keep(m, by);
        s->group = group;
    }
}

static void gather_clusters(struct merger *m, const struct report_cluster *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        string_set_add(&m->templates, &m->arena, rows[i].template);
}

static void gather_status(struct merger *m, const struct report_status *s)
{
    struct table *t = &m->table;
    gather_clusters(m, s->messages, s->message_count);
    if (table_status(t, s->status))
        return;
    MEM_GROW(t->statuses, t->status_count, t->status_cap);
    t->statuses[t->status_count++] = (struct status_row){
        .code = s->status,
        .class = s->class,
        .meaning = keep(m, s->meaning),
        .fix = keep(m, s->fix),
    };
}

static void gather_model(struct merger *m, const struct report_model *row)
{
    struct table *t = &m->table;
    if (table_model(t, row->model))
        return;
    MEM_GROW(t->models, t->model_count, t->model_cap);
    t->models[t->model_count++] = (struct model_row){
        .name = keep(m, row->model),
        .backend = keep(m, row->backend),
        .issues = keep(m, row->issues),
    };
}

static void gather(struct merger *m)
{
    const struct report *r = &m->saved.report;
    for (size_t i = 0; i < r->source_count; i++)
        string_set_add(&m->sources, &m->arena, r->sources[i].name);
    for (size_t i = 0; i < r->filter_count; i++)
        string_set_add(&m->filters, &m->arena, r->filters[i].what);
    for (size_t i = 0; i < r->signature_count; i++)
        gather_signature(m, &r->signatures[i]);
    for (size_t i = 0; i < r->incident_count; i++)
        gather_signature(m, &r->incidents[i]);
    for (size_t i = 0; i < r->status_count; i++)
        gather_status(m, &r->statuses[i]);
    for (size_t i = 0; i < r->model_count; i++)
        gather_model(m, &r->models[i]);
    for (size_t i = 0; i < r->table_count && !m->saved.wrong; i++)
        merge_tables_gather(&m->tables, &m->saved, &r->tables[i]);
    gather_clusters(m, r->clusters, r->cluster_count);
}

bool merger_add(struct merger *m, const struct report_text *text, struct err *err)
{
    if (!saved_read(&m->saved, text, err))
        return false;
    gather(m);
    return saved_right(&m->saved);
}

/* ---- then: count ---- */

/* Where `offset` of source number `n` of this report stands in the sum. */
static struct input_position position_of(const struct report_part *p, uint64_t n, uint64_t offset)
{
    struct input_position at = n < p->r->source_count ? p->sources[n] : (struct input_position){0};
    count_add(&at.offset, offset);
    return at;
}

static struct input_position position_named(const struct report_part *p, struct str source, uint64_t offset)
{
    size_t number = string_set_find(&p->merger->sources, source), n = 0;
    while (n < p->r->source_count && p->sources[n].source != number)
        n++;
    return position_of(p, n, offset);
}

static void count_values(struct report_part *p, enum restore_list list, size_t i, size_t k,
                         const struct report_value *v, size_t n)
{
    for (size_t x = 0; x < n; x++)
        restore_value(p->tally, list, i, k, v[x].value, v[x].records);
}

/* ---- the input ---- */

static void wrong_format(struct report_part *p, const struct str *name)
{
    const char *names[FORMATS];
    for (enum format f = 0; f < FORMATS; f++)
        names[f] = format_name(f);
    saved_wrong_name(p->saved, name, "format", *name, names, FORMATS);
}

static void add_format(struct report_part *p, struct source *s, const struct str *name, uint64_t n)
{
    enum format f = format_named(*name);
    if (f < FORMATS)
        count_add(&s->formats[f], n);
    else if (!str_eq(*name, STR("empty")))
        wrong_format(p, name);
}

static void count_source(struct report_part *p, size_t i)
{
    const struct report_source *row = &p->r->sources[i];
    struct source s = {
        .number = (unsigned)string_set_find(&p->merger->sources, row->name),
        .records = row->records,
        .bytes = row->bytes,
        .skipped = row->skipped_bytes,
        .span = {row->first_ms, row->last_ms},
        .notice_span = SPAN_NONE,
    };
    if (!row->formats)
        add_format(p, &s, &row->format, row->records);
    for (size_t f = 0; f < row->format_count; f++)
        add_format(p, &s, &row->formats[f].value, row->formats[f].records);
    p->sources[i] = (struct input_position){s.number, restore_source(p->tally, &s)};
}

static void count_problem(struct report_part *p, const struct report_problem *row)
{
    enum problem kind = problem_named(row->kind);
    struct input_position at = position_named(p, row->source, row->first_offset);
    if (kind == PROBLEM_COUNT) {
        const char *names[PROBLEM_COUNT];
        for (enum problem k = 0; k < PROBLEM_COUNT; k++)
            names[k] = problem_name(k);
        saved_wrong_name(p->saved, &row->kind, "problem of input", row->kind, names, PROBLEM_COUNT);
        return;
    }
    restore_problem(p->tally, kind, row->count, row->bytes, row->example, at);
    count_values(p, RESTORE_GIVEN_UP, 0, 0, row->patterns, row->pattern_count);
    restore_other(p->tally, RESTORE_GIVEN_UP, 0, 0, row->other_patterns);
}

static void count_sampling(struct report_part *p, const struct report_sampling *row)
{
    struct source s = {
        .number = position_named(p, row->source, 0).source,
        .span = SPAN_NONE,
        .notices = row->notices,
        .notice_span = {row->first_ms, row->last_ms},
    };
    restore_source(p->tally, &s);
}

static void count_gap(struct report_part *p, const struct report_gap *row)
{
    struct input_position at = position_named(p, row->source, row->first_offset);
    if (row->source.n || !str_eq(row->what, STR("other gaps")))
        tally_gap(p->tally, at.source, row->what, row->count, at.offset);
    else
        restore_other(p->tally, RESTORE_GAPS, 0, 0, row->count);
}

static void count_hint(struct report_part *p, const struct report_hint *row)
{
    restore_hint(p->tally, &(struct unjudged_hint){field_named(row->field), row->path, row->value},
                 row->records);
}

static void count_filter(struct report_part *p, const struct report_filter *row)
{
    size_t i = string_set_find(&p->merger->filters, row->what);
    restore_filter(p->tally, i, row->records);
    count_values(p, RESTORE_INSTEAD, i, 0, row->instead, row->instead_count);
    restore_other(p->tally, RESTORE_INSTEAD, i, 0, row->other);
}

static void count_input(struct report_part *p)
{
    const struct report *r = p->r;
    for (size_t i = 0; i < r->source_count; i++)
        count_source(p, i);
    for (size_t i = 0; i < r->problem_count; i++)
        count_problem(p, &r->problems[i]);
    for (size_t i = 0; i < r->sampling_count; i++)
        count_sampling(p, &r->sampling[i]);
    for (size_t i = 0; i < r->gap_count; i++)
        count_gap(p, &r->gaps[i]);
    for (size_t i = 0; i < r->hint_count; i++)
        count_hint(p, &r->hints[i]);
    for (size_t i = 0; i < r->filter_count; i++)
        count_filter(p, &r->filters[i]);
}

/* ---- errors ---- */

/* The sources that a row was seen in, by their numbers in the sum. */
static uint64_t places_of(const struct report_part *p, uint64_t sources)
{
    uint64_t places = 0;
    if (p->r->source_count > SOURCE_BITS) /* so many that none is told */
        return ~places;
    for (size_t i = 0; i < p->r->source_count; i++)
        if (sources & source_bit((unsigned)i))
            places |= source_bit(p->sources[i].source);
    return places;
}

/* What a row of `records` says, for a tally. Distinct sets without values have no text. */
static struct restored restored_of(const struct report_part *p, const struct report_stats *s,
                                   uint64_t records, struct str example)
{
    struct restored out = {
        .records = records,
        .span = {s->first_ms, s->last_ms},
        .requests = s->requests ? s->sums.requests : (struct str){0},
        .users = s->users ? s->sums.users : (struct str){0},
        .any_requests = s->requests > 0,
        .any_users = s->users > 0,
        .start_ms = s->timeline.start_ms,
        .step_ms = s->timeline.step_ms,
        .counts = s->timeline.counts,
        .count = s->timeline.count,
        .sources = places_of(p, s->sums.sources),
        .example = example,
        .at = position_of(p, s->sums.example_source, s->sums.example_offset),
    };
    for (size_t i = 0; s->deploy.records && i < p->r->version_count; i++)
        if (s->deploy.records[i])
            out.versions[out.version_count++] = (struct version_count){p->versions[i], s->deploy.records[i]};
    return out;
}

/* Say of the row with these `stats` what a tally found wrong with them. */
static void check(struct report_part *p, enum restore_fault fault, const struct report_stats *s)
{
    static const char *const keys[] = {"requests_sketch", "users_sketch"};
    const struct str *sketches[] = {&s->sums.requests, &s->sums.users};
    const uint64_t *counts[] = {&s->requests, &s->users};
    if (fault == RESTORE_TIMELINE) {
        saved_wrong(p->saved, &s->timeline, "not a timeline of sigtail");
    } else if (fault != RESTORE_FINE) {
        size_t i = fault == RESTORE_USERS;
        if (sketches[i]->p)
            saved_wrong(p->saved, sketches[i], "\"%s\" is damaged", keys[i]);
        else
            saved_wrong(p->saved, counts[i], "no \"%s\" here", keys[i]);
    }
}

/* `of`: its captures' list, of signatures or of incidents. */
static void count_signature(struct report_part *p, const struct report_signature *row, enum restore_list of)
{
    const struct table *t = &p->merger->table;
    const struct signature *s = table_signature(t, row->id);
    size_t number = (size_t)(s - t->signatures);
    struct restored stats = restored_of(p, &row->stats, row->records, row->example);
    stats.incidents = row->incidents;
    check(p, restore_signature(p->tally, of, number, &stats), &row->stats);
    for (size_t i = 0; i < row->breakdown_count; i++) {
        const struct report_breakdown *b = &row->breakdowns[i];
        size_t k = breakdown_index(s, b->by);
        count_values(p, of, number, k, b->values, b->value_count);
        restore_other(p->tally, of, number, k, b->other);
        restore_error(p->tally, of, number, k, b->error);
    }
}

static void count_wildcard(struct top_values *all, const struct report_wildcard *row)
{
    for (size_t i = 0; i < row->value_count; i++)
        top_values_add(all, row->values[i].value, row->values[i].records);
    count_add(&all->records, row->other);
    count_add(&all->error, row->error);
}

/* What the row of a cluster is counted under. */
static struct cluster_key key_of(const struct report_part *p, const struct report_cluster *row,
                                 char status[16])
{
    struct cluster_key k = {.template = row->template, .type = row->exception, .frame = row->frame};
    if (str_find(k.template, STR(REDACTED)) < k.template.n)
        k.id = p->cluster.n ? p->cluster : row->id;
    if (p->status != NO_STATUS)
        k.status = str_of(status, (size_t)snprintf(status, 16, "%d", p->status));
    return k;
}

static void count_cluster(struct report_part *p, const struct report_cluster *row)
{
    char status[16];
    struct cluster_key key = key_of(p, row, status);
    struct restored stats = restored_of(p, &row->stats, row->records, row->example);
    struct top_values values[ALIGN_WILDCARDS] = {0};
    unsigned n = 0;
    for (; n < row->wildcard_count && n < ALIGN_WILDCARDS; n++)
        count_wildcard(&values[n], &row->wildcards[n]);
    check(p, restore_cluster(p->tally, &key, &stats, values, n), &row->stats);
    while (n)
        top_values_clear(&values[--n]);
}

/* A cluster whose parts differ is counted by them. */
static void count_report_cluster(struct report_part *p, const struct report_cluster *row)
{
    if (!row->parts) {
        count_cluster(p, row);
        return;
    }
    p->cluster = row->id;
    for (size_t i = 0; i < row->part_count; i++) {
        if (row->parts[i].parts)
            saved_wrong(p->saved, &row->parts[i], "parts of parts");
        else
            count_cluster(p, &row->parts[i]);
    }
    p->cluster = STR("");
}

static void count_status(struct report_part *p, const struct report_status *row)
{
    restore_status(p->tally, row->status, row->records, row->unexplained);
    if (!row->messages)
        return;
    struct restored stats = restored_of(p, &row->stats, row->unexplained, STR(""));
    check(p, restore_bare(p->tally, row->status, &stats), &row->stats);
    p->status = row->status;
    for (size_t i = 0; i < row->message_count; i++)
        count_report_cluster(p, &row->messages[i]);
    p->status = NO_STATUS;
}

/* ---- the rest ---- */

static void count_level(struct report_part *p, const struct report_value *row)
{
    const char *names[LEVEL_COUNT];
    enum level level = LEVEL_COUNT;
    for (enum level l = LEVEL_NONE; l < LEVEL_COUNT; l++) {
        names[l] = level_name(l);
        if (str_eq(row->value, str_z(names[l])))
            level = l;
    }
    if (level == LEVEL_COUNT)
        saved_wrong_name(p->saved, row, "level", row->value, names + LEVEL_DEBUG, LEVEL_COUNT - LEVEL_DEBUG);
    else
        restore_level(p->tally, level, row->records);
}

static void count_model(struct report_part *p, const struct report_model *row)
{
    struct restored_model m = {
        .name = row->model,
        .records = row->records,
        .status_2xx = row->status_2xx,
        .status_4xx = row->status_4xx,
        .status_5xx = row->status_5xx,
        .last_error_ms = row->last_error_ms,
        .durations = row->durations,
    };
    if (!restore_model(p->tally, &m))
        saved_wrong(p->saved, &row->durations, "\"durations\" is damaged");
}

static void count_totals(struct report_part *p)
{
    const struct report *r = p->r;
    struct restored_totals totals = {
        .window = {r->first_ms, r->last_ms},
        .overlap = r->overlap,
        .filtered = r->filtered,
        .unjudged = r->unjudged,
        .other_versions = r->other_versions,
    };
    memcpy(totals.classes, r->classes, sizeof totals.classes);
    restore_totals(p->tally, &totals);
    restore_other(p->tally, RESTORE_OUTCOMES, 0, 0, r->other_outcomes);
    restore_other(p->tally, RESTORE_MODELS, 0, 0, r->other_models);
    count_values(p, RESTORE_OUTCOMES, 0, 0, r->outcomes, r->outcome_count);
    count_values(p, RESTORE_RECOVERED, 0, 0, r->recovered, r->recovered_count);
}

/* Before the rows that refer to them. */
static void count_versions(struct report_part *p)
{
    const struct report *r = p->r;
    if (r->version_count > VERSION_BOUND) {
        saved_wrong(p->saved, &r->versions[VERSION_BOUND], "too many versions");
        return;
    }
    for (size_t i = 0; i < r->version_count; i++) {
        const struct report_version *v = &r->versions[i];
        struct span span = {v->first_ms, v->last_ms};
        p->versions[i] = restore_version(p->tally, v->service, v->version, v->records, &span);
    }
}

static void count_rows(struct report_part *p)
{
    const struct report *r = p->r;
    for (size_t i = 0; i < r->signature_count; i++)
        count_signature(p, &r->signatures[i], RESTORE_CAPTURED);
    for (size_t i = 0; i < r->incident_count; i++)
        count_signature(p, &r->incidents[i], RESTORE_INCIDENTS);
    for (size_t i = 0; i < r->status_count; i++)
        count_status(p, &r->statuses[i]);
    for (size_t i = 0; i < r->level_count; i++)
        count_level(p, &r->levels[i]);
    for (size_t i = 0; i < r->model_count; i++)
        count_model(p, &r->models[i]);
    for (size_t i = 0; i < r->table_count; i++)
        merge_tables_count(&p->merger->tables, p->saved, &r->tables[i], p->tally);
    for (size_t i = 0; i < r->cluster_count; i++)
        count_report_cluster(p, &r->clusters[i]);
}

static void count(struct merger *m)
{
    struct report_part p = {
        .saved = &m->saved,
        .r = &m->saved.report,
        .tally = m->tally,
        .merger = m,
        .sources = arena_zero(&m->saved.report.arena, (m->saved.report.source_count + 1) * sizeof *p.sources),
        .status = NO_STATUS};
    count_versions(&p);
    if (m->saved.wrong)
        return;
    count_input(&p);
    count_totals(&p);
    count_rows(&p);
}

/* What counts all that the reports do. */
static bool settle(struct merger *m, struct err *err)
{
    m->rules = rules_compile(&m->table, err);
    if (!m->rules)
        return false;
    string_set_sort(&m->sources);
    struct str *sources = string_set_list(&m->sources, &m->arena);
    m->spec.tables = m->tables.v;
    m->spec.table_count = m->tables.n;
    m->spec.filters = string_set_list(&m->filters, &m->arena);
    m->spec.filter_count = m->filters.n;
    m->tally = tally_new_for(m->rules, &m->spec);
    restore_templates(m->tally, string_set_list(&m->templates, &m->arena), m->templates.n);
    for (size_t i = 0; i < m->sources.n; i++)
        tally_source(m->tally, (unsigned)i, sources[i]);
    return true;
}

bool merger_count(struct merger *m, const struct report_text *text, struct err *err)
{
    if ((!m->tally && !settle(m, err)) || !saved_read(&m->saved, text, err))
        return false;
    count(m);
    return saved_right(&m->saved);
}

bool merge_is_sound(const struct report_text *text, struct err *err)
{
    struct merger *m = merger_new(NULL);
    bool ok = merger_add(m, text, err) && settle(m, err);
    if (ok)
        count(m);
    ok = ok && saved_right(&m->saved);
    merger_free(m);
    return ok;
}

struct report *merger_report(const struct merger *m)
{
    return report_build(m->tally, m->rules);
}
