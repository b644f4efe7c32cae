#include "report/render.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <yajl/yajl_gen.h>

#include "base/escape.h"
#include "base/mem.h"
#include "report/burst.h"
#include "report/news.h"
#include "report/summary.h"
#include "report/yajl_memory.h"
#include "tally/excerpt.h"

/* The report as yajl writes it, with room to prepare one value. yajl_gen fails only on misuse: not here. */
struct json {
    yajl_gen g;
    const struct report *r;
    struct buf scratch;
};

static void json_print(void *out, const char *p, size_t n)
{
    buf_add(out, str_of(p, n));
}

/* Escaped as everywhere (yajl would let C1 controls and bidi overrides through), so yajl writes it as it is.
 */
static void json_str(struct json *j, struct str s)
{
    buf_clear(&j->scratch);
    buf_addc(&j->scratch, '"');
    escape_json(s, &j->scratch);
    buf_addc(&j->scratch, '"');
    yajl_gen_number(j->g, j->scratch.p, j->scratch.n);
}

static void json_key(struct json *j, const char *key)
{
    yajl_gen_string(j->g, (const unsigned char *)key, strlen(key));
}

/* What stands in the scratch buffer, as it is: for values that yajl would lay out or round otherwise. */
static void json_raw(struct json *j)
{
    yajl_gen_number(j->g, j->scratch.p, j->scratch.n);
}

static void put_str(struct json *j, const char *key, struct str s)
{
    json_key(j, key);
    json_str(j, s);
}

/* As put_str, null when `s` is empty: a fact that is missing. */
static void put_fact(struct json *j, const char *key, struct str s)
{
    json_key(j, key);
    if (s.n)
        json_str(j, s);
    else
        yajl_gen_null(j->g);
}

static void put_count(struct json *j, const char *key, uint64_t n)
{
    json_key(j, key);
    buf_clear(&j->scratch);
    buf_addf(&j->scratch, "%" PRIu64, n);
    json_raw(j);
}

static void put_bool(struct json *j, const char *key, bool v)
{
    json_key(j, key);
    yajl_gen_bool(j->g, v);
}

static void put_time(struct json *j, const char *key, int64_t ms)
{
    json_key(j, key);
    if (ms == NO_TIME) {
        yajl_gen_null(j->g);
        return;
    }
    buf_clear(&j->scratch);
    when_format_rfc3339(ms, &j->scratch);
    yajl_gen_string(j->g, (const unsigned char *)j->scratch.p, j->scratch.n);
}

/* Milliseconds with at most one decimal; null when negative (unknown). */
static void put_duration(struct json *j, const char *key, double ms)
{
    json_key(j, key);
    if (!(ms >= 0)) {
        yajl_gen_null(j->g);
        return;
    }
    buf_clear(&j->scratch);
    buf_addf(&j->scratch, "%.1f", ms);
    if (str_ends(buf_str(&j->scratch), STR(".0")))
        j->scratch.n -= 2;
    json_raw(j);
}

typedef void put_row(struct json *j, const void *row);

/* `key`: the `n` rows of `size` bytes at `rows`, each written by `put` inside its own object. */
static void put_rows(struct json *j, const char *key, const void *rows, size_t n, size_t size, put_row *put)
{
    json_key(j, key);
    if (n == 0) { /* yajl would put a line end into it */
        yajl_gen_number(j->g, "[]", 2);
        return;
    }
    yajl_gen_array_open(j->g);
    for (size_t i = 0; i < n; i++) {
        yajl_gen_map_open(j->g);
        put(j, (const char *)rows + i * size);
        yajl_gen_map_close(j->g);
    }
    yajl_gen_array_close(j->g);
}

#define PUT_ROWS(j, key, rows, n, put) put_rows(j, key, rows, n, sizeof *(rows), put)

static void put_value(struct json *j, const void *row)
{
    const struct report_value *v = row;
    put_str(j, "value", v->value);
    put_count(j, "records", v->records);
}

static void put_source(struct json *j, const void *row)
{
    const struct report_source *s = row;
    put_str(j, "name", s->name);
    put_str(j, "format", s->format);
    put_count(j, "records", s->records);
    put_count(j, "bytes", s->bytes);
    put_time(j, "first", s->first_ms);
    put_time(j, "last", s->last_ms);
    put_count(j, "skipped_bytes", s->skipped_bytes);
    if (s->format_count)
        PUT_ROWS(j, "formats", s->formats, s->format_count, put_value);
}

static void put_problem(struct json *j, const void *row)
{
    const struct report_problem *p = row;
    put_str(j, "kind", p->kind);
    put_count(j, "count", p->count);
    put_count(j, "first_offset", p->first_offset);
    put_str(j, "example", p->example);
    put_count(j, "bytes", p->bytes);
    put_str(j, "source", p->source);
    put_str(j, "note", p->note);
    if (p->pattern_count) {
        PUT_ROWS(j, "patterns", p->patterns, p->pattern_count, put_value);
        put_count(j, "other_patterns", p->other_patterns);
    }
}

static void put_sampling(struct json *j, const void *row)
{
    const struct report_sampling *s = row;
    put_str(j, "source", s->source);
    put_count(j, "notices", s->notices);
    put_time(j, "first", s->first_ms);
    put_time(j, "last", s->last_ms);
}

static void put_gap(struct json *j, const void *row)
{
    const struct report_gap *g = row;
    put_str(j, "source", g->source);
    put_str(j, "what", g->what);
    put_count(j, "count", g->count);
    put_count(j, "first_offset", g->first_offset);
}

static void put_hint(struct json *j, const void *row)
{
    const struct report_hint *h = row;
    put_str(j, "field", h->field);
    put_str(j, "path", h->path);
    put_str(j, "value", h->value);
    put_count(j, "records", h->records);
}

static void put_filter(struct json *j, const void *row)
{
    const struct report_filter *f = row;
    put_str(j, "what", f->what);
    put_count(j, "records", f->records);
    PUT_ROWS(j, "instead", f->instead, f->instead_count, put_value);
    put_count(j, "other", f->other);
}

static void put_input(struct json *j, const struct report *r)
{
    json_key(j, "input");
    yajl_gen_map_open(j->g);
    put_count(j, "bytes", r->bytes);
    put_count(j, "records", r->records);
    put_count(j, "skipped_bytes", r->skipped_bytes);
    put_count(j, "malformed", r->malformed);
    put_count(j, "torn", r->torn);
    put_count(j, "oversize", r->oversize);
    PUT_ROWS(j, "sources", r->sources, r->source_count, put_source);
    PUT_ROWS(j, "problems", r->problems, r->problem_count, put_problem);
    PUT_ROWS(j, "sampling", r->sampling, r->sampling_count, put_sampling);
    PUT_ROWS(j, "gaps", r->gaps, r->gap_count, put_gap);
    put_count(j, "unjudged", r->unjudged);
    PUT_ROWS(j, "hints", r->hints, r->hint_count, put_hint);
    put_count(j, "record_bytes", r->record_bytes);
    put_count(j, "filtered", r->filtered);
    if (r->filter_count)
        PUT_ROWS(j, "filters", r->filters, r->filter_count, put_filter);
    yajl_gen_map_close(j->g);
}

static void put_window(struct json *j, const struct report *r)
{
    json_key(j, "window");
    yajl_gen_map_open(j->g);
    put_time(j, "first", r->first_ms);
    put_time(j, "last", r->last_ms);
    yajl_gen_map_close(j->g);
}

static void put_classes(struct json *j, const struct report *r)
{
    json_key(j, "classes");
    yajl_gen_map_open(j->g);
    for (enum verdict c = 0; c < CLASS_COUNT; c++)
        put_count(j, class_name(c), r->classes[c]);
    yajl_gen_map_close(j->g);
}

/* The version with which a row began, or ended; where there are none to compare, nothing. */
static void put_deploy(struct json *j, const struct report_deploy *d)
{
    if (j->r->version_count < 2)
        return;
    put_fact(j, "began_with", d->began ? d->began->version : STR(""));
    put_fact(j, "ended_with", d->ended ? d->ended->version : STR(""));
}

/* What was known of a row before; where nobody asked, nothing. */
static void put_known(struct json *j, const struct report_known *k)
{
    if (k->news == NEWS_NOT_ASKED)
        return;
    json_key(j, "known");
    yajl_gen_map_open(j->g);
    put_fact(j, "news", str_z(news_name(k)));
    put_time(j, "first", k->first_ms);
    put_time(j, "last", k->last_ms);
    put_count(j, "days", k->days);
    put_duration(j, "usual", k->usual);
    yajl_gen_map_close(j->g);
}

static void put_acknowledged(struct json *j, const void *row)
{
    const struct report_acknowledged *a = row;
    put_str(j, "id", a->id);
    put_count(j, "records", a->records);
}

/* The last of what renderers tell of a row: where it rose. */
static void put_burst(struct json *j, const struct report_stats *stats)
{
    struct burst b;
    json_key(j, "burst");
    if (!burst_of(j->r, stats, &b)) {
        yajl_gen_null(j->g);
        return;
    }
    yajl_gen_map_open(j->g);
    put_time(j, "since", b.since_ms);
    put_count(j, "records", b.records);
    put_duration(j, "before", b.before);
    yajl_gen_map_close(j->g);
}

/* The counts stand in one line: they are read as one thing. */
static void put_timeline(struct json *j, const struct report_timeline *t)
{
    json_key(j, "timeline");
    yajl_gen_map_open(j->g);
    put_time(j, "start", t->start_ms);
    put_count(j, "step_ms", t->start_ms == NO_TIME ? 0 : (uint64_t)t->step_ms);
    json_key(j, "counts");
    buf_clear(&j->scratch);
    buf_addc(&j->scratch, '[');
    for (size_t i = 0; i < t->count; i++)
        buf_addf(&j->scratch, "%s%" PRIu64, i ? ", " : "", t->counts[i]);
    buf_addc(&j->scratch, ']');
    json_raw(j);
    yajl_gen_map_close(j->g);
}

static void put_breakdown(struct json *j, const void *row)
{
    const struct report_breakdown *b = row;
    put_str(j, "by", b->by);
    PUT_ROWS(j, "values", b->values, b->value_count, put_value);
    put_count(j, "other", b->other);
}

/* Numbers of sources, in one line. */
static void put_places(struct json *j, uint64_t sources)
{
    json_key(j, "sources");
    buf_clear(&j->scratch);
    for (unsigned i = 0; i < SOURCE_BITS; i++)
        if (sources & source_bit(i))
            buf_addf(&j->scratch, "%s%u", j->scratch.n ? ", " : "[", i);
    buf_addz(&j->scratch, j->scratch.n ? "]" : "[]");
    json_raw(j);
}

/* What sigtail merge needs of a row; in few lines, as nobody else reads it. */
static void put_sums(struct json *j, const struct report_sums *s, struct str example)
{
    if (example.n) {
        json_key(j, "example_at");
        buf_clear(&j->scratch);
        buf_addf(&j->scratch, "[%u, %" PRIu64 "]", s->example_source, s->example_offset);
        json_raw(j);
    }
    if (j->r->source_count > 1 && j->r->source_count <= SOURCE_BITS)
        put_places(j, s->sources);
    if (s->requests.n)
        put_str(j, "requests_sketch", s->requests);
    if (s->users.n)
        put_str(j, "users_sketch", s->users);
}

/* Pairs of the number of a version and the row's records of it. */
static void put_versions(struct json *j, const struct report_deploy *d)
{
    size_t n = 0;
    if (!d->records)
        return;
    json_key(j, "versions");
    buf_clear(&j->scratch);
    for (size_t i = 0; i < j->r->version_count; i++)
        if (d->records[i])
            buf_addf(&j->scratch, "%s[%zu, %" PRIu64 "]", n++ ? ", " : "[", i, d->records[i]);
    buf_addz(&j->scratch, n ? "]" : "[]");
    json_raw(j);
}

static void put_signature(struct json *j, const void *row)
{
    const struct report_signature *s = row;
    put_str(j, "id", s->id);
    put_str(j, "title", s->title);
    put_str(j, "class", str_z(class_name(s->class)));
    if (s->severity != SEVERITY_NORMAL)
        put_str(j, "severity", str_z(severity_name(s->severity)));
    put_count(j, "records", s->records);
    put_count(j, "requests", s->stats.requests);
    put_count(j, "users", s->stats.users);
    put_time(j, "first", s->stats.first_ms);
    put_time(j, "last", s->stats.last_ms);
    put_str(j, "cause", s->cause);
    put_str(j, "impact", s->impact);
    put_str(j, "fix", s->fix);
    PUT_ROWS(j, "groups", s->groups, s->group_count, put_breakdown);
    put_timeline(j, &s->stats.timeline);
    put_str(j, "example", s->example);
    put_bool(j, "approximate", s->stats.approximate);
    put_burst(j, &s->stats);
    put_deploy(j, &s->stats.deploy);
    put_known(j, &s->stats.known);
    put_sums(j, &s->stats.sums, s->example);
    put_versions(j, &s->stats.deploy);
}

static void put_outcome(struct json *j, const void *row)
{
    const struct report_value *v = row;
    put_str(j, "outcome", v->value);
    put_count(j, "records", v->records);
}

static void put_recovered(struct json *j, const void *row)
{
    const struct report_value *v = row;
    put_str(j, "id", v->value);
    put_count(j, "records", v->records);
}

static void put_level(struct json *j, const void *row)
{
    const struct report_value *v = row;
    put_str(j, "level", v->value);
    put_count(j, "records", v->records);
}

static void put_model(struct json *j, const void *row)
{
    const struct report_model *m = row;
    put_str(j, "model", m->model);
    put_fact(j, "backend", m->backend);
    put_count(j, "records", m->records);
    put_count(j, "status_2xx", m->status_2xx);
    put_count(j, "status_4xx", m->status_4xx);
    put_count(j, "status_5xx", m->status_5xx);
    put_duration(j, "p50_ms", m->p50_ms);
    put_duration(j, "p95_ms", m->p95_ms);
    put_time(j, "last_error", m->last_error_ms);
    put_fact(j, "issues", m->issues);
    if (m->durations.n) {
        json_key(j, "durations");
        yajl_gen_number(j->g, m->durations.p, m->durations.n);
    }
}

/* The values in one line: there may be many. */
static void put_wildcard(struct json *j, const void *row)
{
    const struct report_wildcard *w = row;
    struct buf line = {0};
    put_str(j, "name", w->name);
    put_str(j, "mark", w->mark);
    json_key(j, "values");
    for (size_t i = 0; i < w->value_count; i++) {
        buf_addz(&line, i ? ", {\"value\": \"" : "[{\"value\": \"");
        escape_json(w->values[i].value, &line);
        buf_addf(&line, "\", \"records\": %" PRIu64 "}", w->values[i].records);
    }
    buf_addz(&line, w->value_count ? "]" : "[]");
    yajl_gen_number(j->g, line.p, line.n);
    buf_free(&line);
    put_count(j, "other", w->other);
    put_count(j, "error", w->error);
}

static void put_cluster(struct json *j, const void *row)
{
    const struct report_unknown *u = row;
    put_str(j, "id", u->id);
    put_str(j, "template", u->template);
    put_count(j, "records", u->records);
    put_time(j, "first", u->stats.first_ms);
    put_time(j, "last", u->stats.last_ms);
    put_str(j, "example", u->example);
    put_count(j, "requests", u->stats.requests);
    put_count(j, "users", u->stats.users);
    put_timeline(j, &u->stats.timeline);
    put_bool(j, "approximate", u->stats.approximate);
    PUT_ROWS(j, "wildcards", u->wildcards, u->wildcard_count, put_wildcard);
    put_fact(j, "exception", u->exception);
    put_fact(j, "frame", u->frame);
}

static void put_unknown(struct json *j, const void *row)
{
    const struct report_unknown *u = row;
    put_cluster(j, u);
    put_str(j, "class", str_z(class_name(u->class)));
    put_burst(j, &u->stats);
    put_deploy(j, &u->stats.deploy);
    put_known(j, &u->stats.known);
    put_sums(j, &u->stats.sums, u->example);
    put_versions(j, &u->stats.deploy);
    if (u->part_count)
        PUT_ROWS(j, "parts", u->parts, u->part_count, put_unknown);
}

/* What the records of an unexplained error that its status tells of have in common, and their messages. */
static void put_bare(struct json *j, const struct report_status *s)
{
    put_count(j, "requests", s->stats.requests);
    put_count(j, "users", s->stats.users);
    put_time(j, "first", s->stats.first_ms);
    put_time(j, "last", s->stats.last_ms);
    put_timeline(j, &s->stats.timeline);
    put_bool(j, "approximate", s->stats.approximate);
    put_burst(j, &s->stats);
    put_deploy(j, &s->stats.deploy);
    put_known(j, &s->stats.known);
    put_sums(j, &s->stats.sums, STR(""));
    put_versions(j, &s->stats.deploy);
    PUT_ROWS(j, "messages", s->messages, s->message_count, put_unknown);
    put_count(j, "other_messages", s->other_messages);
}

static void put_status(struct json *j, const void *row)
{
    const struct report_status *s = row;
    put_count(j, "status", (uint64_t)s->status);
    put_str(j, "class", str_z(class_name(s->class)));
    put_count(j, "records", s->records);
    put_fact(j, "meaning", s->meaning);
    put_fact(j, "fix", s->fix);
    put_count(j, "unexplained", s->unexplained);
    if (summary_status_open(s))
        put_bare(j, s);
}

static void put_version(struct json *j, const void *row)
{
    const struct report_version *v = row;
    put_fact(j, "service", v->service);
    put_str(j, "version", v->version);
    put_count(j, "records", v->records);
    put_time(j, "first", v->first_ms);
    put_time(j, "last", v->last_ms);
}

/* Values in one line: they are one key. */
static void put_values(struct json *j, const char *key, const struct str *values, size_t n)
{
    struct buf line = {0};
    json_key(j, key);
    buf_addc(&line, '[');
    for (size_t i = 0; i < n; i++) {
        buf_addz(&line, i ? ", " : "");
        if (!values[i].n) {
            buf_addz(&line, "null");
            continue;
        }
        buf_addc(&line, '"');
        escape_json(values[i], &line);
        buf_addc(&line, '"');
    }
    buf_addc(&line, ']');
    yajl_gen_number(j->g, line.p, line.n);
    buf_free(&line);
}

static void add_figure(const struct measure *m, const struct report_figure *f, struct buf *line)
{
    if (isnan(f->value))
        buf_addz(line, "null");
    else if (m->kind == MEASURE_FIRST || m->kind == MEASURE_LAST)
        when_format_json((int64_t)f->value, line);
    else
        buf_addf(line, "%.15g", f->value);
}

/* The measures of a row by their names, in one line. */
static void put_figures(struct json *j, const struct report_group *g, const struct report_group_row *row)
{
    struct buf line = {0};
    json_key(j, "show");
    for (size_t i = 0; i < g->show_count; i++) {
        buf_addz(&line, i ? ", \"" : "{\"");
        escape_json(g->show[i].name, &line);
        buf_addz(&line, "\": ");
        add_figure(&g->show[i], &row->figures[i], &line);
    }
    buf_addc(&line, '}');
    yajl_gen_number(j->g, line.p, line.n);
    buf_free(&line);
    put_time(j, "first", row->first_ms);
    put_time(j, "last", row->last_ms);
}

/* What adding up needs: each is JSON already. */
static void put_gauges(struct json *j, const struct report_group *g, const struct report_group_row *row)
{
    json_key(j, "sums");
    yajl_gen_array_open(j->g);
    for (size_t i = 0; i < g->sum_count; i++)
        yajl_gen_number(j->g, row->sums[i].p, row->sums[i].n);
    yajl_gen_array_close(j->g);
}

static void put_group_row(struct json *j, const struct report_group *g, const struct report_group_row *row)
{
    yajl_gen_map_open(j->g);
    put_values(j, "key", row->key, g->by_count);
    put_count(j, "records", row->records);
    if (g->show_count)
        put_figures(j, g, row);
    if (g->sum_count)
        put_gauges(j, g, row);
    yajl_gen_map_close(j->g);
}

/* What was asked of the rows beside their records. */
static void put_asked(struct json *j, const struct report_group *g)
{
    struct str *names = mem_zero((g->show_count + 1) * sizeof *names);
    for (size_t i = 0; i < g->show_count; i++)
        names[i] = g->show[i].name;
    if (g->show_count)
        put_values(j, "show", names, g->show_count);
    free(names);
    if (g->sort.n) {
        put_str(j, "sort", g->sort);
        put_bool(j, "rising", g->rising);
    }
    if (g->error > 0) {
        json_key(j, "quantile_error");
        buf_clear(&j->scratch);
        buf_addf(&j->scratch, "%.3g", g->error);
        json_raw(j);
    }
}

static void put_group(struct json *j, const void *row)
{
    const struct report_group *g = row;
    put_values(j, "by", g->by, g->by_count);
    put_asked(j, g);
    json_key(j, "rows");
    if (g->row_count == 0)
        yajl_gen_number(j->g, "[]", 2);
    else
        yajl_gen_array_open(j->g);
    for (size_t i = 0; i < g->row_count; i++)
        put_group_row(j, g, &g->rows[i]);
    if (g->row_count)
        yajl_gen_array_close(j->g);
    put_count(j, "other", g->other);
    put_count(j, "other_rows", g->other_rows);
    put_bool(j, "approximate", g->approximate);
}

static void put_report(struct json *j, const struct report *r)
{
    yajl_gen_map_open(j->g);
    put_count(j, "schema", 1);
    put_str(j, "tool", STR("sigtail " SIGTAIL_VERSION));
    put_input(j, r);
    put_window(j, r);
    put_classes(j, r);
    PUT_ROWS(j, "signatures", r->signatures, r->signature_count, put_signature);
    put_count(j, "overlap", r->overlap);
    PUT_ROWS(j, "statuses", r->statuses, r->status_count, put_status);
    PUT_ROWS(j, "outcomes", r->outcomes, r->outcome_count, put_outcome);
    PUT_ROWS(j, "levels", r->levels, r->level_count, put_level);
    PUT_ROWS(j, "models", r->models, r->model_count, put_model);
    PUT_ROWS(j, "groups", r->groups, r->group_count, put_group);
    PUT_ROWS(j, "unknown", r->unknown, r->unknown_count, put_unknown);
    if (r->acknowledged_count)
        PUT_ROWS(j, "acknowledged", r->acknowledged, r->acknowledged_count, put_acknowledged);
    if (r->recovered_count)
        PUT_ROWS(j, "recovered", r->recovered, r->recovered_count, put_recovered);
    put_count(j, "other_outcomes", r->other_outcomes);
    put_count(j, "other_models", r->other_models);
    put_count(j, "other_unknown", r->other_unknown);
    if (r->version_count) {
        PUT_ROWS(j, "versions", r->versions, r->version_count, put_version);
        put_count(j, "other_versions", r->other_versions);
    }
    yajl_gen_map_close(j->g);
}

static void put_mine(struct json *j, const struct report *r)
{
    yajl_gen_map_open(j->g);
    put_count(j, "schema", 1);
    put_str(j, "tool", STR("sigtail " SIGTAIL_VERSION));
    put_count(j, "records", r->records);
    put_window(j, r);
    PUT_ROWS(j, "clusters", r->unknown, r->unknown_count, put_cluster);
    put_count(j, "other", r->other_unknown);
    yajl_gen_map_close(j->g);
}

static void render(const struct report *r, void (*put)(struct json *, const struct report *), struct buf *out)
{
    struct json j = {.g = yajl_gen_alloc(&yajl_memory), .r = r};
    yajl_gen_config(j.g, yajl_gen_beautify, 1);
    yajl_gen_config(j.g, yajl_gen_indent_string, "  ");
    yajl_gen_config(j.g, yajl_gen_print_callback, json_print, out);
    put(&j, r);
    yajl_gen_free(j.g);
    buf_free(&j.scratch);
}

void render_json(const struct report *r, struct buf *out)
{
    render(r, put_report, out);
}

void render_mine_json(const struct report *r, struct buf *out)
{
    render(r, put_mine, out);
}
