#include "report/build.h"

#include <assert.h>

#include "report/build_internal.h"
#include "report/deploy.h"
#include "tally/cluster.h"
#include "tally/tally_internal.h"

enum { UNKNOWN_ROWS = 200, MESSAGE_ROWS = 50 }; /* more of them help nobody; the rest is counted */

static const struct {
    const char *name, *note;
} problem_names[PROBLEM_COUNT] = {
    [PROBLEM_JUNK] = {"junk", "text that is no record; the records around it were read"},
    [PROBLEM_TORN] = {"torn", "a record that ends in the middle; the ones around it were read"},
    [PROBLEM_MALFORMED] = {"malformed", "a whole record that does not decode; the ones around it were read"},
    [PROBLEM_OVERSIZE] = {"oversize",
                          "a record longer than --max-record (16M, unless it was given); it was skipped"},
    [PROBLEM_NOTICE] = {"notice", "lines that the logging program prints beside its records"},
    [PROBLEM_BLOB] =
        {"blob",
         "journalctl withholds messages that are not text or are very long; journalctl --all has them"},
    [PROBLEM_TRUNCATED] = {"truncated", "a record whose logs were cut before they came here; "
                                        "errors in the missing part are not counted"},
    [PROBLEM_ZONE] =
        {"zone",
         "a time in a zone whose name tells none, and so a record without a time; --tz says which it is"},
    [PROBLEM_RULE] = {"rule",
                      "a record that a count, sequence or unless_followed had no room to wait for the "
                      "others with; an incident may be missing"},
    [PROBLEM_LIMIT] = {"limit", "a text on which a pattern took too much work; it counts as no match"},
};

const char *problem_name(enum problem p)
{
    return problem_names[p].name;
}

enum problem problem_named(struct str kind)
{
    enum problem p = 0;
    while (p < PROBLEM_COUNT && !str_eq(kind, str_z(problem_names[p].name)))
        p++;
    return p;
}

/* Zeroed rows in the report's own memory. */
#define ROWS(r, n, type) ((type *)arena_zero(&(r)->arena, (n) * sizeof(type)))

static struct str keep(struct report *r, struct str s)
{
    return arena_str(&r->arena, s);
}

static struct str keep_name(struct report *r, const struct source *s)
{
    return s ? keep(r, source_name(s)) : STR("");
}

/* Most sources have one format, which is their row's. */
static void build_formats(struct report *r, struct report_source *out, const struct source *s)
{
    struct report_value *rows = ROWS(r, FORMATS, struct report_value);
    for (enum format f = 0; f < FORMATS; f++)
        if (s->formats[f])
            rows[out->format_count++] = (struct report_value){str_z(format_name(f)), s->formats[f]};
    out->formats = rows;
    if (out->format_count == 1)
        out->format_count = 0;
}

static void build_sources(struct report *r, const struct health *h)
{
    r->sources = ROWS(r, h->source_count, struct report_source);
    r->source_count = h->source_count;
    for (size_t i = 0; i < h->source_count; i++) {
        const struct source *s = &h->sources[i];
        enum format f = source_format(s);
        r->sources[i] = (struct report_source){
            .name = keep_name(r, s),
            .format = str_z(f == FORMATS ? "empty" : format_name(f)),
            .records = s->records,
            .bytes = s->bytes,
            .skipped_bytes = s->skipped,
            .first_ms = s->span.first_ms,
            .last_ms = s->span.last_ms,
        };
        build_formats(r, &r->sources[i], s);
        count_add(&r->bytes, s->bytes);
        count_add(&r->skipped_bytes, s->skipped);
    }
    r->record_bytes = count_rest(r->bytes, r->skipped_bytes);
}

/* The counter's rows, most first. */
static struct report_value *build_values(struct report *r, const struct counter *c, size_t *count)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(c);
    *count = counter_size(c);
    struct report_value *values = ROWS(r, *count, struct report_value);
    for (size_t i = 0; i < *count; i++)
        values[i] = (struct report_value){.value = keep(r, rows[i]->key), .records = rows[i]->records};
    return values;
}

/* Whose patterns reached their limit. */
static void build_given_up(struct report *r, const struct health *h)
{
    struct report_problem *limit = r->problem_count ? &r->problems[r->problem_count - 1] : NULL;
    if (h->problems[PROBLEM_LIMIT].count == 0)
        return;
    limit->patterns = build_values(r, &h->given_up, &limit->pattern_count);
    limit->other_patterns = h->given_up.other;
}

static void build_problems(struct report *r, const struct health *h)
{
    r->problems = ROWS(r, PROBLEM_COUNT, struct report_problem);
    for (size_t i = 0; i < PROBLEM_COUNT; i++) {
        const struct problems *p = &h->problems[i];
        if (p->count == 0)
            continue;
        r->problems[r->problem_count++] = (struct report_problem){
            .kind = str_z(problem_name(i)),
            .note = str_z(problem_names[i].note),
            .count = p->count,
            .bytes = p->bytes,
            .first_offset = p->first.at.offset,
            .source = keep_name(r, health_find(h, p->first.at.source)),
            .example = keep(r, excerpt_str(&p->first)),
        };
    }
    build_given_up(r, h);
    r->malformed = h->problems[PROBLEM_MALFORMED].count;
    r->torn = h->problems[PROBLEM_TORN].count;
    r->oversize = h->problems[PROBLEM_OVERSIZE].count;
}

static void build_sampling(struct report *r, const struct health *h)
{
    r->sampling = ROWS(r, h->source_count, struct report_sampling);
    for (size_t i = 0; i < h->source_count; i++) {
        const struct source *s = &h->sources[i];
        if (s->notices)
            r->sampling[r->sampling_count++] = (struct report_sampling){
                .source = keep_name(r, s),
                .notices = s->notices,
                .first_ms = s->notice_span.first_ms,
                .last_ms = s->notice_span.last_ms,
            };
    }
}

/* By place, which is how a reader meets them. */
static int gap_order(const void *a, const void *b)
{
    const struct gap *x = *(const struct gap *const *)a, *y = *(const struct gap *const *)b;
    if (input_position_before(x->first, y->first))
        return -1;
    return input_position_before(y->first, x->first) ? 1 : str_cmp(x->row.key, y->row.key);
}

static void build_gaps(struct report *r, const struct health *h)
{
    size_t n = counter_size(&h->gaps);
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&h->gaps);
    r->gaps = ROWS(r, n + 1, struct report_gap);
    if (n)
        qsort(rows, n, sizeof *rows, gap_order);
    for (size_t i = 0; i < n; i++) {
        const struct gap *g = (const struct gap *)rows[i];
        r->gaps[r->gap_count++] = (struct report_gap){
            .source = keep_name(r, health_find(h, g->first.source)),
            .what = keep(r, gap_what(g)),
            .count = g->row.records,
            .first_offset = g->first.offset,
        };
    }
    if (h->gaps.other)
        r->gaps[r->gap_count++] = (struct report_gap){.what = STR("other gaps"), .count = h->gaps.other};
}

static struct report_timeline build_timeline(struct report *r, const struct timeline *t,
                                             const struct timeline_grid *grid)
{
    if (t->count == 0 ||
        grid->start_ms == NO_TIME) /* a saved report may say when its rows were, but not itself */
        return (struct report_timeline){.start_ms = NO_TIME};
    struct report_timeline line = {
        .start_ms = grid->start_ms, .step_ms = grid->step_ms, .count = grid->count};
    line.counts = ROWS(r, grid->count, uint64_t);
    timeline_on_grid(t, grid, line.counts);
    return line;
}

static struct str build_sketch(struct report *r, const struct distinct *d)
{
    LOCAL_BUF text = {0};
    if (distinct_count(d))
        distinct_write(d, &text);
    return keep(r, buf_str(&text));
}

/* Sources by their place in the report instead of by number; all of them when there are too many to tell. */
static uint64_t build_places(const struct tally *t, uint64_t sources)
{
    uint64_t places = 0;
    if (t->health.source_count > SOURCE_BITS)
        return ~places;
    for (size_t i = 0; i < t->health.source_count; i++)
        if (sources & source_bit(t->health.sources[i].number))
            places |= source_bit((unsigned)i);
    return places;
}

/* What is estimated is never more than can be. */
static uint64_t build_distinct(const struct distinct *d, uint64_t records)
{
    uint64_t n = distinct_count(d);
    return n < records ? n : records;
}

/* What adding up needs; nothing where `t` is NULL: clusters of no tally are not added up. */
static struct report_sums build_sums(struct report *r, const struct tally *t, const struct stats *s)
{
    if (!t)
        return (struct report_sums){0};
    const struct source *source = health_find(&t->health, s->example.at.source);
    return (struct report_sums){
        .requests = build_sketch(r, &s->requests),
        .users = build_sketch(r, &s->users),
        .example_source = source ? (unsigned)(source - t->health.sources) : 0,
        .example_offset = s->example.at.offset,
        .sources = build_places(t, s->sources),
    };
}

static int version_order(const void *a, const void *b)
{
    const struct report_version *x = a, *y = b;
    int order = str_cmp(x->service, y->service);
    if (order)
        return order;
    if (x->first_ms != y->first_ms)
        return x->first_ms < y->first_ms ? -1 : 1;
    return str_cmp(x->version, y->version);
}

static void build_versions(struct report *r, const struct versions *all)
{
    r->versions = ROWS(r, all->n, struct report_version);
    r->version_count = all->n;
    r->other_versions = all->other;
    for (unsigned i = 0; i < all->n; i++)
        r->versions[i] = (struct report_version){
            .service = keep(r, version_service(&all->v[i])),
            .version = keep(r, version_id(&all->v[i])),
            .records = all->v[i].records,
            .first_ms = all->v[i].span.first_ms,
            .last_ms = all->v[i].span.last_ms,
        };
    qsort(r->versions, r->version_count, sizeof *r->versions, version_order);
}

static struct report_deploy build_deploy(struct report *r, const struct version_counts *c,
                                         const struct span *span)
{
    struct report_deploy d = {0};
    if (r->version_count == 0)
        return d;
    d.records = ROWS(r, r->version_count, uint64_t);
    for (size_t i = 0; i < r->version_count; i++)
        d.records[i] = version_counts_of(c, version_hash(r->versions[i].service, r->versions[i].version));
    deploy_judge(r, &d, span->first_ms, span->last_ms);
    return d;
}

/* Of `records` in the time of `span`. */
static struct report_stats build_stats(struct report *r, const struct tally *t, const struct stats *s,
                                       uint64_t records, const struct span *span,
                                       const struct timeline_grid *grid)
{
    return (struct report_stats){
        .requests = build_distinct(&s->requests, records),
        .users = build_distinct(&s->users, records),
        .approximate = !distinct_exact(&s->requests) || !distinct_exact(&s->users),
        .first_ms = span->first_ms,
        .last_ms = span->last_ms,
        .timeline = build_timeline(r, &s->timeline, grid),
        .sums = build_sums(r, t, s),
        .deploy = build_deploy(r, &s->versions, span),
    };
}

static void build_tables(struct report *r, struct report_signature *out, const struct signature_stats *s)
{
    out->breakdowns = ROWS(r, s->breakdown_count, struct report_breakdown);
    out->breakdown_count = s->breakdown_count;
    for (size_t i = 0; i < s->breakdown_count; i++) {
        struct report_breakdown *b = &out->breakdowns[i];
        b->by = keep(r, s->breakdowns[i].by);
        b->values = build_values(r, &s->breakdowns[i].values, &b->value_count);
        b->other = s->breakdowns[i].values.other;
        b->error = s->breakdowns[i].values.floor;
    }
}

/* The row of `s`, what was counted of `sig`. */
static struct report_signature build_signature(struct report *r, const struct tally *t,
                                               const struct signature *sig, const struct signature_stats *s,
                                               const struct timeline_grid *grid)
{
    struct report_signature out = {
        .id = keep(r, sig->id),
        .title = keep(r, sig->title),
        .cause = keep(r, sig->cause),
        .impact = keep(r, sig->impact),
        .fix = keep(r, sig->fix),
        .example = keep(r, excerpt_str(&s->stats.example)),
        .class = s->incidents ? CLASS_INVESTIGATE : sig->class,
        .severity = sig->severity,
        .records = s->records,
        .incidents = s->incidents,
        .stats = build_stats(r, t, &s->stats, s->records, &s->span, grid),
    };
    build_tables(r, &out, s);
    return out;
}

/* Those of `all`, by signature, that were seen. */
static struct report_signature *build_rows(struct report *r, const struct tally *t,
                                           struct signature_stats *const *all,
                                           const struct timeline_grid *grid, size_t *count)
{
    size_t n = t->table->signature_count;
    struct report_signature *rows = ROWS(r, n, struct report_signature);
    for (size_t i = 0; i < n; i++)
        if (all[i] && all[i]->records)
            rows[(*count)++] = build_signature(r, t, &t->table->signatures[i], all[i], grid);
    qsort(rows, *count, sizeof *rows, report_signature_order);
    return rows;
}

static void build_statuses(struct report *r, const struct tally *t, const struct timeline_grid *grid)
{
    size_t n = 0;
    for (int code = 1; code < STATUS_BOUND; code++)
        n += t->statuses[code].records > 0;
    r->statuses = ROWS(r, n, struct report_status);
    for (int code = 1; code < STATUS_BOUND; code++) {
        if (t->statuses[code].records == 0)
            continue;
        const struct status_row *row = table_status(t->table, code);
        struct report_status *out = &r->statuses[r->status_count++];
        *out = (struct report_status){
            .status = code,
            .class = (enum verdict)t->status_class[code],
            .meaning = row ? keep(r, row->meaning) : STR(""),
            .fix = row ? keep(r, row->fix) : STR(""),
            .records = t->statuses[code].records,
            .unexplained = t->statuses[code].unmatched,
            .stats = {.first_ms = NO_TIME, .last_ms = NO_TIME, .timeline.start_ms = NO_TIME},
        };
        const struct signature_stats *bare = t->statuses[code].bare;
        if (bare)
            out->stats = build_stats(r, t, &bare->stats, bare->records, &bare->span, grid);
    }
}

/* Most first; of equals the worse one. */
static void build_levels(struct report *r, const struct tally *t)
{
    r->levels = ROWS(r, LEVEL_COUNT, struct report_value);
    for (enum level l = LEVEL_COUNT - 1; l > LEVEL_NONE; l--) {
        if (t->levels[l] == 0)
            continue;
        size_t at = r->level_count++;
        for (; at > 0 && r->levels[at - 1].records < t->levels[l]; at--)
            r->levels[at] = r->levels[at - 1];
        r->levels[at] = (struct report_value){.value = str_z(level_name(l)), .records = t->levels[l]};
    }
}

static struct str build_durations(struct report *r, const struct quantile *q)
{
    LOCAL_BUF text = {0};
    quantile_write(q, &text);
    return keep(r, buf_str(&text));
}

static struct report_model build_model(struct report *r, const struct model *m, const struct model_row *known)
{
    return (struct report_model){
        .model = keep(r, m->row.key),
        .backend = known ? keep(r, known->backend) : STR(""),
        .issues = known ? keep(r, known->issues) : STR(""),
        .records = m->row.records,
        .status_2xx = m->status_2xx,
        .status_4xx = m->status_4xx,
        .status_5xx = m->status_5xx,
        .p50_ms = quantile_at(&m->durations, 0.50),
        .p95_ms = quantile_at(&m->durations, 0.95),
        .last_error_ms = m->errors.last_ms,
        .durations = build_durations(r, &m->durations),
    };
}

static void build_models(struct report *r, const struct tally *t)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&t->models);
    r->model_count = counter_size(&t->models);
    r->models = ROWS(r, r->model_count, struct report_model);
    for (size_t i = 0; i < r->model_count; i++)
        r->models[i] = build_model(r, (const struct model *)rows[i], table_model(t->table, rows[i]->key));
    r->other_models = t->models.other;
}

/* `t` is NULL for clusters of no tally: those are not added up. */
static struct report_cluster build_template(struct report *r, const struct tally *t,
                                            const struct template_row *s, const struct timeline_grid *grid)
{
    char id[13];
    struct cluster_key key = cluster_key_split(s->row.key);
    cluster_id(s->row.key, id);
    struct report_cluster out = {
        .class = key.status.n ? CLASS_INVESTIGATE : CLASS_UNKNOWN,
        .id = keep(r, str_z(id)),
        .template = keep(r, key.template),
        .exception = keep(r, s->type.n ? s->type : key.type),
        .frame = keep(r, s->frame.n ? s->frame : key.frame),
        .example = keep(r, excerpt_str(&s->stats.example)),
        .records = s->row.records,
        .stats = build_stats(r, t, &s->stats, s->row.records, &s->row.span, grid),
    };
    build_wildcards(r, &out, s);
    return out;
}

/* What was put together in `cluster`, most first; one part is the cluster itself. */
static void build_cluster_parts(struct report *r, const struct tally *t, const struct cluster_table *clusters,
                                const struct template_row *cluster, const struct timeline_grid *grid,
                                struct report_cluster *out)
{
    if (!t || cluster->parts < 2)
        return;
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&clusters->parts);
    out->parts = ROWS(r, cluster->parts, struct report_cluster);
    for (size_t i = 0; out->part_count < cluster->parts; i++)
        if (((const struct template_row *)rows[i])->cluster == cluster)
            out->parts[out->part_count++] = build_template(r, t, (const struct template_row *)rows[i], grid);
}

/* The rows of a list of clusters: those of one status, or of none. */
struct cluster_list {
    struct report_cluster **rows;
    size_t *count;
    uint64_t *other; /* starts with all records that it is of */
    size_t most;
};

static int status_of(struct str key)
{
    uint64_t code = 0;
    return str_u64(cluster_key_split(key).status, &code) && code < STATUS_BOUND ? (int)code : NO_STATUS;
}

static size_t count_of_status(const struct counter_row **rows, size_t n, int status)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += status_of(rows[i]->key) == status;
    return count;
}

/* The largest clusters of `status`. */
static void build_list(struct report *r, const struct tally *t, const struct cluster_table *clusters,
                       int status, const struct cluster_list *list, const struct timeline_grid *grid)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&clusters->rows);
    size_t n = counter_size(&clusters->rows), count = count_of_status(rows, n, status);
    *list->rows = ROWS(r, count < list->most ? count : list->most, struct report_cluster);
    for (size_t i = 0; i < n && *list->count < list->most; i++) {
        if (status_of(rows[i]->key) != status)
            continue;
        struct report_cluster *row = &(*list->rows)[(*list->count)++];
        *row = build_template(r, t, (const struct template_row *)rows[i], grid);
        build_cluster_parts(r, t, clusters, (const struct template_row *)rows[i], grid, row);
        *list->other = count_rest(*list->other, row->records);
    }
}

static void build_cluster(struct report *r, const struct tally *t, const struct timeline_grid *grid,
                          size_t most)
{
    struct cluster_table clusters;
    template_table_cluster(&t->templates, &clusters);
    struct cluster_list unknown = {&r->clusters, &r->cluster_count, &r->other_clusters, most};
    r->other_clusters = r->classes[CLASS_UNKNOWN];
    build_list(r, t, &clusters, NO_STATUS, &unknown, grid);
    for (size_t i = 0; i < r->status_count; i++) {
        struct report_status *s = &r->statuses[i];
        struct cluster_list messages = {&s->messages, &s->message_count, &s->other_messages, MESSAGE_ROWS};
        if (s->class != CLASS_INVESTIGATE || s->unexplained == 0)
            continue;
        s->other_messages = s->unexplained;
        build_list(r, t, &clusters, s->status, &messages, grid);
    }
    cluster_table_clear(&clusters);
}

static void build_totals(struct report *r, const struct tally *t)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        r->classes[i] = t->classes[i];
        count_add(&r->records, t->classes[i]);
    }
    r->overlap = t->overlap;
    r->filtered = t->filtered;
    count_add(&r->records, t->filtered); /* the books: records = classes and filtered */
    r->first_ms = t->window.first_ms;
    r->last_ms = t->window.last_ms;
}

static void build_unjudged(struct report *r, const struct unjudged *u)
{
    size_t n = counter_size(&u->hints);
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&u->hints);
    r->unjudged = u->records;
    r->hints = ROWS(r, n + 1, struct report_hint);
    for (size_t i = 0; i < n; i++) {
        struct unjudged_hint h = unjudged_hint_of(rows[i]);
        r->hints[r->hint_count++] = (struct report_hint){.field = str_z(field_name(h.field)),
                                                         .path = keep(r, h.path),
                                                         .value = keep(r, h.value),
                                                         .records = rows[i]->records};
    }
}

static struct report *build(const struct tally *t, const struct rules *rules, size_t most_unknown)
{
    assert(t->rules == rules);
    struct report *r = mem_zero(sizeof *r);
    struct timeline_grid grid = timeline_grid_of(t->window.first_ms, t->window.last_ms);
    build_totals(r, t);
    build_answers(r, t);
    build_sources(r, &t->health);
    build_problems(r, &t->health);
    build_sampling(r, &t->health);
    build_gaps(r, &t->health);
    build_unjudged(r, &t->unjudged);
    build_versions(r, &t->versions);
    r->signatures = build_rows(r, t, t->stats, &grid, &r->signature_count);
    r->incidents = build_rows(r, t, t->incidents, &grid, &r->incident_count);
    build_statuses(r, t, &grid);
    r->outcomes = build_values(r, &t->outcomes, &r->outcome_count);
    r->other_outcomes = t->outcomes.other;
    r->recovered = build_values(r, &t->recovered, &r->recovered_count);
    build_levels(r, t);
    build_models(r, t);
    build_cluster(r, t, &grid, most_unknown);
    return r;
}

struct report *report_build(const struct tally *t, const struct rules *rules)
{
    return build(t, rules, UNKNOWN_ROWS);
}

struct report *report_build_whole(const struct tally *t, const struct rules *rules)
{
    return build(t, rules, SIZE_MAX);
}

struct report *report_build_mine(const struct mine *m)
{
    struct report *r = mem_zero(sizeof *r);
    struct span span = mine_span(m);
    struct timeline_grid grid = timeline_grid_of(span.first_ms, span.last_ms);
    r->records = mine_records(m);
    r->first_ms = span.first_ms;
    r->last_ms = span.last_ms;
    struct cluster_list all = {&r->clusters, &r->cluster_count, &r->other_clusters, SIZE_MAX};
    r->other_clusters = r->records;
    build_list(r, NULL, mine_clusters(m), NO_STATUS, &all, &grid);
    return r;
}
