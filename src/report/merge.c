#include "report/merge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/count.h"
#include "base/mem.h"
#include "base/redact.h"
#include "match/matcher.h"
#include "report/build.h"
#include "report/build_parts.h"
#include "report/get.h"
#include "report/merge_tables.h"
#include "report/names.h"
#include "tally/align.h"
#include "tally/cluster.h"
#include "tally/counts.h"
#include "tally/mold.h"

struct merger {
    struct arena arena; /* what outlives a tree */
    struct tree tree;   /* of the report at hand */
    struct table table; /* what the reports say of signatures, statuses, models */
    struct merge_tables tables;
    struct names filters, sources; /* sources: by name, once all are known */
    struct names templates;        /* of unknown errors */
    struct question question;
    struct rules *rules; /* NULL until all reports are known; */
    struct tally *tally; /* then, their counts */
};

/* One report, while it is counted. */
struct part {
    struct get *get;
    struct tally *tally;
    const struct merger *merger;
    struct spot *sources; /* of each: its number in the sum, and where it begins there */
    size_t source_count;
    uint64_t versions[VERSION_BOUND]; /* hash of each */
    size_t version_count;
    struct str cluster; /* id of the one whose parts are counted */
    int status;         /* whose messages are counted; NO_STATUS: those of class unknown */
};

struct merger *merger_new(void)
{
    struct merger *m = mem_zero(sizeof *m);
    table_init(&m->table);
    return m;
}

void merger_free(struct merger *m)
{
    if (!m)
        return;
    tally_free(m->tally);
    rules_free(m->rules);
    tree_free(&m->tree);
    merge_tables_free(&m->tables);
    names_free(&m->filters);
    names_free(&m->sources);
    names_free(&m->templates);
    table_free(&m->table);
    arena_free(&m->arena);
    free(m);
}

/* ---- first: what is there to be counted ---- */

static struct str keep(struct merger *m, struct str s)
{
    return arena_str(&m->arena, s);
}

static enum verdict get_class(struct get *g, const struct node *row)
{
    enum verdict class = class_named(get_str(g, row, "class"));
    if (class == CLASS_COUNT)
        get_wrong(g, row, "no such class");
    return class;
}

/* Reports tell only those that are not normal. */
static enum severity_class get_severity(struct get *g, const struct node *row)
{
    bool told = node_in(row, "severity");
    enum severity_class severity = told ? severity_called(get_str(g, row, "severity")) : SEVERITY_NORMAL;
    if (severity == SEVERITY_COUNT)
        get_wrong(g, row, "no such severity");
    return severity;
}

static struct signature *signature_of(struct merger *m, struct get *g, const struct node *row)
{
    struct table *t = &m->table;
    struct str id = get_str(g, row, "id");
    for (size_t i = 0; i < t->signature_count; i++)
        if (str_eq(t->signatures[i].id, id))
            return &t->signatures[i];
    MEM_GROW(t->signatures, t->signature_count, t->signature_cap);
    t->signatures[t->signature_count] = (struct signature){
        .id = keep(m, id),
        .title = keep(m, get_str(g, row, "title")),
        .class = get_class(g, row),
        .severity = get_severity(g, row),
        .cause = keep(m, get_str(g, row, "cause")),
        .impact = keep(m, get_str(g, row, "impact")),
        .fix = keep(m, get_str(g, row, "fix")),
    };
    return &t->signatures[t->signature_count++];
}

static size_t group_index(const struct signature *s, struct str by)
{
    size_t i = 0;
    while (i < s->group_count && !str_eq(s->group[i], by))
        i++;
    return i;
}

static void gather_signature(struct merger *m, struct get *g, const struct node *row)
{
    struct signature *s = signature_of(m, g, row);
    for (const struct node *b = get_rows(g, row, "groups"); b; b = b->next) {
        struct str by = get_str(g, b, "by"), *group;
        if (group_index(s, by) < s->group_count)
            continue;
        group = arena_take(&m->arena, (s->group_count + 1) * sizeof *group);
        for (size_t i = 0; i < s->group_count; i++)
            group[i] = s->group[i];
        group[s->group_count++] = keep(m, by);
        s->group = group;
    }
}

static int get_status(struct get *g, const struct node *row)
{
    uint64_t code = get_count(g, row, "status");
    if (!g->wrong && (code == 0 || code >= STATUS_BOUND))
        get_wrong(g, row, "no such status");
    return g->wrong ? NO_STATUS : (int)code;
}

static void gather_unknown(struct merger *m, struct get *g, const struct node *row)
{
    names_add(&m->templates, &m->arena, get_str(g, row, "template"));
}

typedef void gather_row(struct merger *m, struct get *g, const struct node *row);

static void gather_rows(struct merger *m, struct get *g, const struct node *map, const char *key,
                        gather_row *gather)
{
    for (const struct node *row = get_rows(g, map, key); row && !g->wrong; row = row->next)
        gather(m, g, row);
}

static void gather_status(struct merger *m, struct get *g, const struct node *row)
{
    struct table *t = &m->table;
    int code = get_status(g, row);
    if (node_in(row, "messages"))
        gather_rows(m, g, row, "messages", gather_unknown);
    if (table_status(t, code))
        return;
    MEM_GROW(t->statuses, t->status_count, t->status_cap);
    t->statuses[t->status_count++] = (struct status_row){
        .code = code,
        .class = get_class(g, row),
        .meaning = keep(m, get_fact(g, row, "meaning")),
        .fix = keep(m, get_fact(g, row, "fix")),
    };
}

static void gather_model(struct merger *m, struct get *g, const struct node *row)
{
    struct table *t = &m->table;
    struct str name = get_str(g, row, "model");
    if (table_model(t, name))
        return;
    MEM_GROW(t->models, t->model_count, t->model_cap);
    t->models[t->model_count++] = (struct model_row){
        .name = keep(m, name),
        .backend = keep(m, get_fact(g, row, "backend")),
        .issues = keep(m, get_fact(g, row, "issues")),
    };
}

static void gather_group(struct merger *m, struct get *g, const struct node *row)
{
    merge_tables_gather(&m->tables, g, row);
}

static void gather_source(struct merger *m, struct get *g, const struct node *row)
{
    names_add(&m->sources, &m->arena, get_str(g, row, "name"));
}

static void gather_filter(struct merger *m, struct get *g, const struct node *row)
{
    names_add(&m->filters, &m->arena, get_str(g, row, "what"));
}

static void gather(struct merger *m, struct get *g, const struct node *root)
{
    if (root->kind != NODE_MAP || !node_in(root, "schema"))
        get_wrong(g, root, "this is other JSON");
    if (get_count(g, root, "schema") != 1)
        get_wrong(g, root, "its schema is another one");
    const struct node *input = get_node(g, root, "input", NODE_MAP);
    gather_rows(m, g, input, "sources", gather_source);
    if (node_in(input, "filters"))
        gather_rows(m, g, input, "filters", gather_filter);
    gather_rows(m, g, root, "signatures", gather_signature);
    if (node_in(root, "incidents"))
        gather_rows(m, g, root, "incidents", gather_signature);
    gather_rows(m, g, root, "statuses", gather_status);
    gather_rows(m, g, root, "models", gather_model);
    gather_rows(m, g, root, "groups", gather_group);
    gather_rows(m, g, root, "unknown", gather_unknown);
}

/* Say what file it is that is wrong, and how to make a right one. */
static bool refuse(struct err *err)
{
    struct err why = *err;
    err_set(err, "not a report of schema 1: %s", why.what);
    err_at(err, why.file, why.line, why.column);
    return err_mend(err, "make one with sigtail -o json LOG");
}

static bool read_tree(struct merger *m, const struct report_text *text, struct err *err)
{
    return tree_read(&m->tree, text, err) || refuse(err);
}

bool merger_add(struct merger *m, const struct report_text *text, struct err *err)
{
    if (!read_tree(m, text, err))
        return false;
    struct get g = {.tree = &m->tree, .err = err};
    gather(m, &g, m->tree.root);
    return !g.wrong || refuse(err);
}

/* ---- then: count ---- */

typedef void count_row(struct part *p, const struct node *row);

static void count_rows(struct part *p, const struct node *map, const char *key, count_row *count)
{
    for (const struct node *row = get_rows(p->get, map, key); row && !p->get->wrong; row = row->next)
        count(p, row);
}

/* The span of `from` and `to`, keys of `row`. */
static struct span get_span(struct part *p, const struct node *row)
{
    return (struct span){get_time(p->get, row, "first"), get_time(p->get, row, "last")};
}

/* Where `offset` of source number `n` of this report stands in the sum. */
static struct spot spot_of(const struct part *p, uint64_t n, uint64_t offset)
{
    struct spot at = n < p->source_count ? p->sources[n] : (struct spot){0};
    count_add(&at.offset, offset);
    return at;
}

static struct spot spot_named(const struct part *p, struct str source, uint64_t offset)
{
    size_t number = names_find(&p->merger->sources, source);
    uint64_t n = 0;
    while (n < p->source_count && p->sources[n].source != number)
        n++;
    return spot_of(p, n, offset);
}

static void add_format(struct part *p, struct source *s, const struct node *at, struct str name, uint64_t n)
{
    enum format f = format_named(name);
    if (f < FORMATS)
        s->formats[f] += n;
    else if (!str_eq(name, STR("empty")))
        get_wrong(p->get, at, "no such format");
}

static void count_formats(struct part *p, struct source *s, const struct node *row)
{
    if (!node_in(row, "formats")) {
        add_format(p, s, row, get_str(p->get, row, "format"), get_count(p->get, row, "records"));
        return;
    }
    for (const struct node *f = get_rows(p->get, row, "formats"); f; f = f->next)
        add_format(p, s, f, get_str(p->get, f, "value"), get_count(p->get, f, "records"));
}

static void count_source(struct part *p, const struct node *row)
{
    unsigned number = (unsigned)names_find(&p->merger->sources, get_str(p->get, row, "name"));
    struct source *s = health_source(&p->tally->health, number);
    struct span span = get_span(p, row);
    p->sources[p->source_count++] = (struct spot){number, s->bytes};
    count_formats(p, s, row);
    count_add(&s->records, get_count(p->get, row, "records"));
    count_add(&s->bytes, get_count(p->get, row, "bytes"));
    count_add(&s->skipped, get_count(p->get, row, "skipped_bytes"));
    span_merge(&s->span, &span);
}

static void count_values(struct part *p, struct counter *c, const struct node *map, const char *key,
                         const char *name)
{
    for (const struct node *v = get_rows(p->get, map, key); v && !p->get->wrong; v = v->next)
        counter_add(c, get_str(p->get, v, name), get_count(p->get, v, "records"), NO_TIME);
}

static void count_problem(struct part *p, const struct node *row)
{
    enum problem kind = problem_named(get_str(p->get, row, "kind"));
    if (kind == PROBLEM_COUNT) {
        get_wrong(p->get, row, "no such problem");
        return;
    }
    struct spot at = spot_named(p, get_str(p->get, row, "source"), get_count(p->get, row, "first_offset"));
    struct problems *sum = &p->tally->health.problems[kind];
    struct str example = get_str(p->get, row, "example");
    count_add(&sum->count, get_count(p->get, row, "count"));
    count_add(&sum->bytes, get_count(p->get, row, "bytes"));
    excerpt_offer(&sum->first, example, example.n, at);
    if (!node_in(row, "patterns"))
        return;
    count_values(p, &p->tally->health.given_up, row, "patterns", "value");
    count_add(&p->tally->health.given_up.other, get_count(p->get, row, "other_patterns"));
}

static void count_sampling(struct part *p, const struct node *row)
{
    struct spot at = spot_named(p, get_str(p->get, row, "source"), 0);
    struct source *s = health_source(&p->tally->health, at.source);
    struct span span = get_span(p, row);
    count_add(&s->notices, get_count(p->get, row, "notices"));
    span_merge(&s->notice_span, &span);
}

static void count_hint(struct part *p, const struct node *row)
{
    struct unjudged_hint h = {field_named(get_str(p->get, row, "field")), get_str(p->get, row, "path"),
                              get_str(p->get, row, "value")};
    unjudged_hint(&p->tally->unjudged, &h, get_count(p->get, row, "records"));
}

static void count_gap(struct part *p, const struct node *row)
{
    struct str source = get_str(p->get, row, "source"), what = get_str(p->get, row, "what");
    uint64_t count = get_count(p->get, row, "count"), offset = get_count(p->get, row, "first_offset");
    if (source.n || !str_eq(what, STR("other gaps")))
        health_gap(&p->tally->health, what, count, spot_named(p, source, offset));
    else
        count_add(&p->tally->health.gaps.other, count);
}

static void count_filter(struct part *p, const struct node *row)
{
    size_t i = names_find(&p->merger->filters, get_str(p->get, row, "what"));
    struct filtered *f = &p->tally->filters[i];
    count_add(&f->records, get_count(p->get, row, "records"));
    count_values(p, &f->instead, row, "instead", "value");
    count_add(&f->instead.other, get_count(p->get, row, "other"));
}

/* The sources that a row was seen in, by their numbers in the sum. */
static uint64_t get_places(struct part *p, const struct node *row)
{
    uint64_t places = 0;
    if (!node_in(row, "sources")) /* there is but one, or so many that none is told */
        return p->source_count > SOURCE_BITS ? ~UINT64_C(0)
               : p->source_count             ? source_bit(p->sources[0].source)
                                             : 0;
    const struct node *list = get_node(p->get, row, "sources", NODE_LIST);
    for (const struct node *n = list->first; n && !p->get->wrong; n = n->next) {
        uint64_t place = get_u64(p->get, n);
        for (size_t i = place; i < p->source_count; i += SOURCE_BITS)
            places |= source_bit(p->sources[i].source);
    }
    return places;
}

static void count_sketch(struct part *p, struct distinct *d, const struct node *row, const char *count,
                         const char *key)
{
    if (get_count(p->get, row, count) == 0)
        return;
    const struct node *sketch = get_node(p->get, row, key, NODE_STRING);
    if (!p->get->wrong && !distinct_read(d, sketch->text))
        get_wrong(p->get, sketch, "\"%s\" is damaged", key);
}

static void count_example(struct part *p, struct excerpt *e, const struct node *row)
{
    struct str example = get_str(p->get, row, "example");
    if (!example.n)
        return;
    const struct node *at = get_node(p->get, row, "example_at", NODE_LIST);
    if (!p->get->wrong && at->count != 2)
        get_wrong(p->get, at, "\"example_at\" is not a source and an offset");
    if (p->get->wrong)
        return;
    uint64_t source = get_u64(p->get, at->first), offset = get_u64(p->get, at->last);
    excerpt_offer(e, example, example.n, spot_of(p, source, offset));
}

static void count_version(struct part *p, const struct node *row)
{
    struct span span = get_span(p, row);
    uint64_t hash = versions_add(&p->tally->versions, get_fact(p->get, row, "service"),
                                 get_str(p->get, row, "version"), get_count(p->get, row, "records"), &span);
    if (p->version_count == VERSION_BOUND)
        get_wrong(p->get, row, "too many versions");
    else
        p->versions[p->version_count++] = hash;
}

/* The "versions" of a row: pairs of the number of a version and records. */
static void count_versions(struct part *p, struct version_counts *c, const struct node *row)
{
    if (!node_in(row, "versions"))
        return;
    const struct node *list = get_node(p->get, row, "versions", NODE_LIST);
    for (const struct node *v = list->first; v && !p->get->wrong; v = v->next) {
        if (v->kind != NODE_LIST || v->count != 2) {
            get_wrong(p->get, v, "\"versions\" holds something that is not a number and records");
            return;
        }
        uint64_t i = get_u64(p->get, v->first);
        if (i < p->version_count)
            version_counts_add(c, p->versions[i], get_u64(p->get, v->last));
    }
}

static void count_timeline(struct part *p, struct timeline *t, const struct node *row)
{
    uint64_t counts[TIMELINE_BUCKETS] = {0}, step;
    const struct node *line = get_node(p->get, row, "timeline", NODE_MAP), *list;
    int64_t start = get_start(p->get, line, "start");
    size_t n = 0;
    step = get_count(p->get, line, "step_ms");
    list = get_node(p->get, line, "counts", NODE_LIST);
    for (const struct node *c = list->first; c && n < COUNT_OF(counts); c = c->next)
        counts[n++] = get_u64(p->get, c);
    if (p->get->wrong || start == NO_TIME)
        return;
    if (list->count > n || step > INT64_MAX || !timeline_restore(t, start, (int64_t)step, counts, n))
        get_wrong(p->get, line, "not a timeline of sigtail");
}

static size_t signature_index(const struct table *t, struct str id)
{
    const struct signature *s = table_signature(t, id);
    return s ? (size_t)(s - t->signatures) : t->signature_count;
}

static void count_breakdown(struct part *p, struct sighting *s, const struct node *row)
{
    struct str by = get_str(p->get, row, "by");
    for (size_t i = 0; i < s->group_count; i++) {
        if (!str_eq(s->groups[i].by, by))
            continue;
        count_values(p, &s->groups[i].values, row, "values", "value");
        count_add(&s->groups[i].values.other, get_count(p->get, row, "other"));
    }
}

/* Into its place in `of`, by signature. */
static void count_sighting(struct part *p, const struct node *row, struct sighting **of)
{
    size_t i = signature_index(p->tally->table, get_str(p->get, row, "id"));
    if (!of[i])
        of[i] = sighting_new(p->tally->rules, (uint32_t)i);
    struct sighting *s = of[i];
    struct span span = get_span(p, row);
    count_add(&s->records, get_count(p->get, row, "records"));
    span_merge(&s->span, &span);
    count_sketch(p, &s->stats.requests, row, "requests", "requests_sketch");
    count_sketch(p, &s->stats.users, row, "users", "users_sketch");
    count_timeline(p, &s->stats.timeline, row);
    count_versions(p, &s->stats.versions, row);
    s->stats.sources |= get_places(p, row);
    count_example(p, &s->stats.example, row);
    for (const struct node *b = get_rows(p->get, row, "groups"); b && !p->get->wrong; b = b->next)
        count_breakdown(p, s, b);
    if (node_in(row, "incidents"))
        count_add(&s->incidents, get_count(p->get, row, "incidents"));
}

static void count_signature(struct part *p, const struct node *row)
{
    count_sighting(p, row, p->tally->sightings);
}

static void count_incident(struct part *p, const struct node *row)
{
    count_sighting(p, row, p->tally->incidents);
}

static void count_wildcard(struct part *p, struct values *all, const struct node *row)
{
    uint64_t error = get_count(p->get, row, "error");
    for (const struct node *v = get_rows(p->get, row, "values"); v && !p->get->wrong; v = v->next)
        values_add(all, get_str(p->get, v, "value"), get_count(p->get, v, "records"));
    count_add(&all->records, get_count(p->get, row, "other"));
    count_add(&all->error, error);
}

/* The wildcards of a cluster, whose template may have become part of another's. */
static void count_wildcards(struct part *p, struct shape *s, struct str template, const struct node *row)
{
    struct values values[ALIGN_SLOTS] = {0};
    unsigned n = 0;
    if (node_in(row, "wildcards"))
        for (const struct node *w = get_rows(p->get, row, "wildcards"); w && n < ALIGN_SLOTS; w = w->next)
            count_wildcard(p, &values[n++], w);
    shape_take_values(s, template, values, n, get_count(p->get, row, "records"));
    while (n)
        values_clear(&values[--n]);
}

/* The row of the cluster that `row` tells of. */
static struct shape *shape_of(struct part *p, const struct node *row)
{
    struct cluster_key k = {.template = get_str(p->get, row, "template")};
    struct buf key = {0};
    if (node_in(row, "frame")) {
        k.type = get_fact(p->get, row, "exception");
        k.frame = get_fact(p->get, row, "frame");
    }
    if (str_find(k.template, STR(REDACTED)) < k.template.n)
        k.id = p->cluster.n ? p->cluster : get_str(p->get, row, "id");
    char status[16];
    if (p->status != NO_STATUS)
        k.status = str_of(status, (size_t)snprintf(status, sizeof status, "%d", p->status));
    cluster_key_write(&k, &key);
    uint64_t records = get_count(p->get, row, "records");
    struct shape *s = (struct shape *)counter_add(&p->tally->shapes.rows, buf_str(&key), records, NO_TIME);
    buf_free(&key);
    return s;
}

static void count_unknown(struct part *p, const struct node *row)
{
    if (node_in(row, "parts")) {
        if (p->cluster.n)
            get_wrong(p->get, row, "parts of parts");
        p->cluster = get_str(p->get, row, "id");
        count_rows(p, row, "parts", count_unknown);
        p->cluster = STR("");
        return;
    }
    struct str template = get_str(p->get, row, "template");
    struct span span = get_span(p, row);
    struct shape *s = shape_of(p, row);
    span_merge(&s->row.span, &span);
    count_sketch(p, &s->stats.requests, row, "requests", "requests_sketch");
    count_sketch(p, &s->stats.users, row, "users", "users_sketch");
    count_timeline(p, &s->stats.timeline, row);
    count_versions(p, &s->stats.versions, row);
    s->stats.sources |= get_places(p, row);
    count_example(p, &s->stats.example, row);
    count_wildcards(p, s, template, row);
}

/* What only its status tells of. */
static void count_bare(struct part *p, struct status_count *s, const struct node *row)
{
    if (!s->bare)
        s->bare = sighting_plain();
    struct span span = get_span(p, row);
    count_add(&s->bare->records, get_count(p->get, row, "unexplained"));
    span_merge(&s->bare->span, &span);
    count_sketch(p, &s->bare->stats.requests, row, "requests", "requests_sketch");
    count_sketch(p, &s->bare->stats.users, row, "users", "users_sketch");
    count_timeline(p, &s->bare->stats.timeline, row);
    count_versions(p, &s->bare->stats.versions, row);
    s->bare->stats.sources |= get_places(p, row);
    p->status = get_status(p->get, row);
    count_rows(p, row, "messages", count_unknown);
    p->status = NO_STATUS;
}

static void count_status(struct part *p, const struct node *row)
{
    struct status_count *s = &p->tally->statuses[get_status(p->get, row)];
    count_add(&s->records, get_count(p->get, row, "records"));
    count_add(&s->unmatched, get_count(p->get, row, "unexplained"));
    if (node_in(row, "messages"))
        count_bare(p, s, row);
}

static void count_level(struct part *p, const struct node *row)
{
    struct str name = get_str(p->get, row, "level");
    enum level l = LEVEL_NONE;
    while (l < LEVEL_COUNT && !str_eq(name, str_z(level_name(l))))
        l++;
    if (l == LEVEL_COUNT)
        get_wrong(p->get, row, "no such level");
    else
        count_add(&p->tally->levels[l], get_count(p->get, row, "records"));
}

static void count_durations(struct part *p, struct quantile *q, const struct node *row)
{
    if (!node_in(row, "durations"))
        return;
    const struct node *d = get_node(p->get, row, "durations", NODE_LIST), *buckets = d->last;
    if (!p->get->wrong && (d->count != 3 || buckets->kind != NODE_LIST || buckets->count % 2))
        get_wrong(p->get, d, "\"durations\" is damaged");
    if (p->get->wrong)
        return;
    double least = get_double(p->get, d->first), most = get_double(p->get, d->first->next);
    for (const struct node *b = buckets->first; b && !p->get->wrong; b = b->next->next)
        if (!quantile_restore(q, least, most, get_u64(p->get, b), get_u64(p->get, b->next)))
            get_wrong(p->get, d, "\"durations\" is damaged");
}

static void count_model(struct part *p, const struct node *row)
{
    struct str name = get_str(p->get, row, "model");
    uint64_t records = get_count(p->get, row, "records");
    struct model *m = (struct model *)counter_add(&p->tally->models, name, records, NO_TIME);
    count_add(&m->status_2xx, get_count(p->get, row, "status_2xx"));
    count_add(&m->status_4xx, get_count(p->get, row, "status_4xx"));
    count_add(&m->status_5xx, get_count(p->get, row, "status_5xx"));
    span_add(&m->errors, get_time(p->get, row, "last_error"));
    count_durations(p, &m->durations, row);
}

static void count_group(struct part *p, const struct node *row)
{
    merge_tables_count(&p->merger->tables, p->get, row, p->tally);
}

static void count_unjudged(struct part *p, const struct node *input)
{
    count_add(&p->tally->unjudged.records, get_count(p->get, input, "unjudged"));
    count_rows(p, input, "hints", count_hint);
}

static void count_input(struct part *p, const struct node *root)
{
    const struct node *input = get_node(p->get, root, "input", NODE_MAP);
    p->sources = mem_zero((get_node(p->get, input, "sources", NODE_LIST)->count + 1) * sizeof *p->sources);
    count_rows(p, input, "sources", count_source);
    count_rows(p, input, "problems", count_problem);
    count_rows(p, input, "sampling", count_sampling);
    count_rows(p, input, "gaps", count_gap);
    if (node_in(input, "unjudged")) /* reports of versions before do not count them */
        count_unjudged(p, input);
    if (node_in(input, "filters"))
        count_rows(p, input, "filters", count_filter);
    count_add(&p->tally->filtered, get_count(p->get, input, "filtered"));
}

static void count_totals(struct part *p, const struct node *root)
{
    struct tally *t = p->tally;
    const struct node *classes = get_node(p->get, root, "classes", NODE_MAP);
    for (enum verdict c = 0; c < CLASS_COUNT; c++)
        count_add(&t->classes[c], get_count(p->get, classes, class_name(c)));
    struct span window = get_span(p, get_node(p->get, root, "window", NODE_MAP));
    span_merge(&t->window, &window);
    count_add(&t->overlap, get_count(p->get, root, "overlap"));
    count_add(&t->outcomes.other, get_count(p->get, root, "other_outcomes"));
    count_add(&t->models.other, get_count(p->get, root, "other_models"));
}

static bool count(struct merger *m, const struct tree *tree, struct tally *t, struct err *err)
{
    struct get g = {.tree = tree, .err = err};
    struct part p = {.get = &g, .tally = t, .merger = m, .status = NO_STATUS};
    count_input(&p, tree->root);
    count_totals(&p, tree->root);
    if (node_in(tree->root, "versions")) { /* before the rows that refer to them */
        count_rows(&p, tree->root, "versions", count_version);
        count_add(&t->versions.other, get_count(&g, tree->root, "other_versions"));
    }
    count_rows(&p, tree->root, "signatures", count_signature);
    if (node_in(tree->root, "incidents"))
        count_rows(&p, tree->root, "incidents", count_incident);
    count_rows(&p, tree->root, "statuses", count_status);
    count_values(&p, &t->outcomes, tree->root, "outcomes", "outcome");
    if (node_in(tree->root, "recovered"))
        count_values(&p, &t->recovered, tree->root, "recovered", "id");
    count_rows(&p, tree->root, "levels", count_level);
    count_rows(&p, tree->root, "models", count_model);
    count_rows(&p, tree->root, "groups", count_group);
    count_rows(&p, tree->root, "unknown", count_unknown);
    free(p.sources);
    return !g.wrong || refuse(err);
}

/* What counts all that the reports do. */
static bool settle(struct merger *m, struct err *err)
{
    m->rules = rules_compile(&m->table, err);
    if (!m->rules)
        return false;
    names_sort(&m->sources);
    struct str *sources = names_list(&m->sources, &m->arena);
    m->question =
        (struct question){m->tables.v, m->tables.n, names_list(&m->filters, &m->arena), m->filters.n, 0, 0};
    m->tally = tally_asked(m->rules, &m->question);
    m->tally->shapes.molds = molds_of_clusters(names_list(&m->templates, &m->arena), m->templates.n);
    for (size_t i = 0; i < m->sources.n; i++)
        tally_source(m->tally, (unsigned)i, sources[i]);
    return true;
}

bool merger_count(struct merger *m, const struct report_text *text, struct err *err)
{
    return (m->tally || settle(m, err)) && read_tree(m, text, err) && count(m, &m->tree, m->tally, err);
}

struct report *merger_report(const struct merger *m)
{
    return report_build(m->tally, m->rules);
}
