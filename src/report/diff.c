#include "report/diff.h"

#include <stdio.h>

#include "base/count.h"
#include "base/mem.h"
#include "report/redaction.h"
#include "report/summary.h"
#include "tally/cluster.h"
#include "tally/cluster_matcher.h"
#include "tally/clustering.h"

/* The row of `id`, made when there is none; there is room for it. */
static struct diff_row *row_of(struct diff *d, enum diff_kind kind, struct str id)
{
    for (size_t i = 0; i < d->row_count; i++)
        if (d->rows[i].kind == kind && str_eq(d->rows[i].id, id))
            return &d->rows[i];
    struct diff_row *row = &d->rows[d->row_count++];
    *row = (struct diff_row){.kind = kind, .id = arena_str(&d->arena, id), .first_ms = NO_TIME};
    return row;
}

/* What a report says of a row. */
static void note(struct diff *d, struct diff_row *row, bool later, uint64_t records, struct str title,
                 enum verdict class)
{
    count_add((later ? &row->after : &row->before), records);
    row->title = arena_str(&d->arena, title);
    row->class = class;
}

static void note_first(struct diff_row *row, bool later, int64_t first_ms)
{
    if (later && first_ms != NO_TIME && (row->first_ms == NO_TIME || first_ms < row->first_ms))
        row->first_ms = first_ms;
}

static void add_rows(struct diff *d, enum diff_kind kind, const struct report_signature *v, size_t n,
                     bool later)
{
    for (size_t i = 0; i < n; i++) {
        const struct report_signature *s = &v[i];
        struct diff_row *row = row_of(d, kind, s->id);
        note(d, row, later, s->records, s->title, s->class);
        note_first(row, later, s->stats.first_ms);
    }
}

static void add_signatures(struct diff *d, const struct report *r, bool later)
{
    add_rows(d, DIFF_INCIDENT, r->incidents, r->incident_count, later);
    add_rows(d, DIFF_SIGNATURE, r->signatures, r->signature_count, later);
}

static void add_statuses(struct diff *d, const struct report *r, bool later)
{
    for (size_t i = 0; i < r->status_count; i++) {
        const struct report_status *s = &r->statuses[i];
        char code[16];
        int n = snprintf(code, sizeof code, "%d", s->status);
        struct diff_row *row = row_of(d, DIFF_STATUS, str_of(code, (size_t)n));
        note(d, row, later, s->records, s->meaning, s->class);
    }
}

/* ---- clusters ---- */

/* The templates of both reports, each once. */
struct templates {
    struct str *v;
    size_t n;
};

static size_t template_index(const struct templates *t, struct str template)
{
    size_t i = 0;
    while (i < t->n && !str_eq(t->v[i], template))
        i++;
    return i;
}

static void add_template(struct templates *t, struct str template)
{
    if (template_index(t, template) == t->n)
        t->v[t->n++] = template;
}

/* Cluster number `i` of a report: the unknown ones, then those under a status; NULL behind the last. */
static const struct report_cluster *cluster_at(const struct report *r, size_t i)
{
    if (i < r->cluster_count)
        return &r->clusters[i];
    i -= r->cluster_count;
    for (size_t s = 0; s < r->status_count; s++) {
        if (i < r->statuses[s].message_count)
            return &r->statuses[s].messages[i];
        i -= r->statuses[s].message_count;
    }
    return NULL;
}

static size_t cluster_count(const struct report *r)
{
    size_t n = 0;
    while (cluster_at(r, n))
        n++;
    return n;
}

static void add_templates(struct templates *t, const struct report *r)
{
    const struct report_cluster *u;
    for (size_t i = 0; (u = cluster_at(r, i)); i++)
        add_template(t, u->template);
}

/* How clusters of both reports are matched. */
struct matching {
    struct cluster_matcher *matcher; /* of clusters; may be NULL */
    struct templates templates;
    struct clustering *clustering;
};

/* The cluster that the template fits already, or itself. */
static struct str cast_of(const struct matching *m, struct str template)
{
    struct str found = m->matcher ? cluster_matcher_find(m->matcher, template) : STR("");
    return found.n ? found : template;
}

static void match_clusters(struct matching *m, const struct report *before, const struct report *after)
{
    size_t most = cluster_count(before) + cluster_count(after) + 1;
    struct templates all = {.v = mem_zero(most * sizeof *all.v)};
    add_templates(&all, before);
    add_templates(&all, after);
    m->matcher = cluster_matcher_of(all.v, all.n);
    m->templates.v = mem_zero(most * sizeof *m->templates.v);
    for (size_t i = 0; i < all.n; i++)
        add_template(&m->templates, cast_of(m, all.v[i]));
    m->clustering = cluster_templates(m->templates.v, m->templates.n);
    free(all.v);
}

static void add_clusters(struct diff *d, const struct report *r, bool later, const struct matching *m)
{
    const struct report_cluster *u;
    for (size_t i = 0; (u = cluster_at(r, i)); i++) {
        size_t template = template_index(&m->templates, cast_of(m, u->template));
        struct str cluster = m->clustering->templates[m->clustering->cluster_of[template]];
        char id[13];
        cluster_id(cluster, id);
        bool redacted = str_find(u->template, STR(REDACTED)) < u->template.n;
        struct diff_row *row = row_of(d, DIFF_CLUSTER, redacted ? u->id : str_z(id));
        note(d, row, later, u->records, cluster, u->class);
        note_first(row, later, u->stats.first_ms);
    }
}

static void add_cluster(struct diff *d, const struct report *before, const struct report *after)
{
    struct matching m = {0};
    match_clusters(&m, before, after);
    add_clusters(d, before, false, &m);
    add_clusters(d, after, true, &m);
    clustering_free(m.clustering);
    cluster_matcher_free(m.matcher);
    free(m.templates.v);
}

/* ---- judgement ---- */

/* An incident is a judgement of many records by itself: the first one is a change, the last one as well. */
static void judge(struct diff_row *row, uint64_t before, uint64_t after)
{
    row->change = change_judge(row->before, row->after, before, after, &row->factor);
    if (row->kind == DIFF_INCIDENT && row->before == 0)
        row->change = CHANGE_NEW;
    if (row->kind == DIFF_INCIDENT && row->after == 0)
        row->change = CHANGE_GONE;
}

static uint64_t larger(const struct diff_row *row)
{
    return row->after > row->before ? row->after : row->before;
}

static int row_order(const void *x, const void *y)
{
    const struct diff_row *a = x, *b = y;
    if (a->change != b->change)
        return a->change < b->change ? -1 : 1;
    if (larger(a) != larger(b))
        return larger(a) > larger(b) ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return str_cmp(a->id, b->id);
}

static bool holds(const struct diff_side *side, struct str version)
{
    for (size_t i = 0; i < side->version_count; i++)
        if (str_eq(side->versions[i], version))
            return true;
    return false;
}

static struct diff_side side_of(struct diff *d, const struct report *r)
{
    struct diff_side side = {.records = summary_judged(r), .first_ms = r->first_ms, .last_ms = r->last_ms};
    side.versions = arena_zero(&d->arena, (r->version_count + 1) * sizeof *side.versions);
    for (size_t i = 0; i < r->version_count; i++)
        if (!holds(&side, r->versions[i].version))
            side.versions[side.version_count++] = arena_str(&d->arena, r->versions[i].version);
    return side;
}

/* Only what is shown: two versions stay two. */
static void redact_versions(struct diff *d, struct diff_side *side, const struct secrets *secrets)
{
    LOCAL_BUF text = {0};
    for (size_t i = 0; i < side->version_count; i++) {
        buf_clear(&text);
        redact(secrets, side->versions[i], &text);
        side->versions[i] = arena_str(&d->arena, buf_str(&text));
    }
}

/* Rows are known by their templates as these are; they are shown without secrets. */
static void redact_titles(struct diff *d, const struct secrets *secrets)
{
    LOCAL_BUF text = {0};
    for (size_t i = 0; i < d->row_count; i++) {
        buf_clear(&text);
        template_redact(secrets, d->rows[i].title, STR(REDACTED), &text);
        d->rows[i].title = arena_str(&d->arena, buf_str(&text));
    }
}

static size_t rows_most(const struct report *r)
{
    return r->incident_count + r->signature_count + r->status_count + cluster_count(r);
}

struct diff *diff_build(const struct report *before, const struct report *after,
                        const struct secrets *secrets)
{
    struct diff *d = mem_zero(sizeof *d);
    d->before = side_of(d, before);
    d->after = side_of(d, after);
    size_t most = rows_most(before) + rows_most(after);
    d->rows = arena_zero(&d->arena, (most + 1) * sizeof *d->rows);
    add_signatures(d, before, false);
    add_signatures(d, after, true);
    add_cluster(d, before, after);
    add_statuses(d, before, false);
    add_statuses(d, after, true);
    redact_titles(d, secrets);
    redact_versions(d, &d->before, secrets);
    redact_versions(d, &d->after, secrets);
    for (size_t i = 0; i < d->row_count; i++)
        judge(&d->rows[i], d->before.records, d->after.records);
    qsort(d->rows, d->row_count, sizeof *d->rows, row_order);
    return d;
}

void diff_free(struct diff *d)
{
    if (!d)
        return;
    arena_free(&d->arena);
    free(d);
}
