#include "base/escape.h"
#include "report/axis.h"
#include "report/deploy.h"
#include "report/figure.h"
#include "report/render.h"
#include "report/summary.h"

/*
 * What comes out of logs stands in code spans, where nothing is markup, a link or a mention; what signature
 * files say is prose and is escaped as such.
 */

enum { MANY_SIGNATURES = 20, MANY_ROWS = 10 };

struct md {
    const struct report *r;
    struct axis axis;
    struct buf *out;
    size_t top; /* of the style; 0: as each table thinks fit */
};

static size_t md_top(const struct md *m, size_t n, size_t otherwise)
{
    size_t top = m->top ? m->top : otherwise;
    return top < n ? top : n;
}

static void put(const struct md *m, const char *z)
{
    buf_addz(m->out, z);
}

/* One cell of a table row and the bar before it. */
static void cell(const struct md *m)
{
    put(m, m->out->n && m->out->p[m->out->n - 1] != '\n' ? " | " : "| ");
}

static void count_cell(const struct md *m, uint64_t n, bool approximate)
{
    cell(m);
    put(m, approximate && n ? "~" : "");
    figure_count(n, m->out);
}

static void time_cell(const struct md *m, int64_t ms)
{
    cell(m);
    axis_clock(&m->axis, ms, m->out);
}

static void code_cell(const struct md *m, struct str s)
{
    cell(m);
    escape_code(s, true, m->out);
}

static void prose_cell(const struct md *m, struct str s)
{
    cell(m);
    escape_markdown(s, m->out);
}

static void row_end(const struct md *m)
{
    put(m, " |\n");
}

/* Each line of `text` on its own in one list item; lines that were indented are commands. */
static void put_item(const struct md *m, const char *name, struct str text)
{
    struct str line;
    bool first = true;
    text = str_trim(text);
    if (text.n == 0)
        return;
    buf_addf(m->out, "- **%s**: ", name);
    while (str_split(&text, '\n', &line)) {
        struct str words = str_trim(line);
        if (words.n == 0)
            continue;
        put(m, first ? "" : "\\\n  ");
        if (words.p > line.p)
            escape_code(words, false, m->out);
        else
            escape_markdown(words, m->out);
        first = false;
    }
    put(m, "\n");
}

static void put_classes(const struct md *m)
{
    const uint64_t *n = m->r->classes;
    put(m, "| investigate | unknown | expected | clean |\n|---:|---:|---:|---:|\n");
    count_cell(m, n[CLASS_INVESTIGATE], false);
    count_cell(m, n[CLASS_UNKNOWN], false);
    count_cell(m, n[CLASS_EXPECTED], false);
    count_cell(m, n[CLASS_CLEAN], false);
    row_end(m);
}

static void put_summary(const struct md *m)
{
    struct buf origin = {0};
    figure_count(m->r->records, m->out);
    put(m, m->r->records == 1 ? " record, " : " records, ");
    axis_window(&m->axis, m->out);
    summary_origin(m->r, &origin);
    put(m, origin.n ? ", " : "");
    escape_code(buf_str(&origin), false, m->out);
    put(m, ".\n\n");
    put_classes(m);
    if (m->r->filtered) {
        put(m, "\n");
        figure_count(m->r->filtered, m->out);
        put(m, " of them left out by filters.\n");
    }
    buf_free(&origin);
}

static void put_breakdown(const struct md *m, const struct report_breakdown *b)
{
    if (b->value_count == 0)
        return;
    put(m, "- **");
    escape_markdown(b->by, m->out);
    put(m, "**: ");
    for (size_t i = 0; i < b->value_count; i++) {
        put(m, i ? ", " : "");
        escape_code(b->values[i].value, false, m->out);
        put(m, " ");
        figure_count(b->values[i].records, m->out);
    }
    if (b->other) {
        put(m, ", other ");
        figure_count(b->other, m->out);
    }
    put(m, "\n");
}

static void put_deploy(const struct md *m, const struct report_deploy *d)
{
    struct buf s = {0};
    deploy_sentence(m->r, d, &s);
    if (s.n)
        put_item(m, "version", buf_str(&s));
    buf_free(&s);
}

static void put_signature_row(const struct md *m, const struct report_signature *s)
{
    code_cell(m, s->id);
    prose_cell(m, s->title);
    count_cell(m, s->records, false);
    count_cell(m, s->requests, s->approximate);
    count_cell(m, s->users, s->approximate);
    time_cell(m, s->first_ms);
    time_cell(m, s->last_ms);
    row_end(m);
}

static void put_signature_head(const struct md *m)
{
    put(m, "| signature | title | records | requests | users | first | last |\n"
           "|---|---|---:|---:|---:|---|---|\n");
}

static void put_advice(const struct md *m, const struct report_signature *s)
{
    put(m, "\n### ");
    escape_markdown(s->title.n ? s->title : s->id, m->out);
    put(m, "\n\n");
    for (size_t i = 0; i < s->group_count; i++)
        put_breakdown(m, &s->groups[i]);
    put_deploy(m, &s->deploy);
    put_item(m, "cause", s->cause);
    put_item(m, "impact", s->impact);
    put_item(m, "fix", s->fix);
}

static void put_open_status(const struct md *m, const struct report_status *s)
{
    cell(m);
    buf_addf(m->out, "%d", s->status);
    prose_cell(m, s->meaning);
    put(m, " (no known signature)");
    count_cell(m, s->unexplained, false);
    put(m, " | | | |");
    row_end(m);
}

/* "5 more, 123 records." */
static void put_more(const struct md *m, size_t more, uint64_t records)
{
    if (more == 0 && records == 0)
        return;
    put(m, "\n");
    if (more)
        figure_count(more, m->out);
    put(m, more ? " more, " : "Others, ");
    figure_count(records, m->out);
    put(m, records == 1 ? " record.\n" : " records.\n");
}

static void put_investigate(const struct md *m)
{
    const struct report *r = m->r;
    size_t n = summary_investigate(r), shown = md_top(m, n, MANY_SIGNATURES);
    uint64_t rest = 0;
    if (r->classes[CLASS_INVESTIGATE] == 0)
        return;
    put(m, "\n## Investigate\n\n");
    put_signature_head(m);
    for (size_t i = 0; i < shown; i++)
        put_signature_row(m, &r->signatures[i]);
    for (size_t i = 0; i < r->status_count; i++)
        if (summary_status_open(&r->statuses[i]))
            put_open_status(m, &r->statuses[i]);
    for (size_t i = shown; i < n; i++)
        rest += r->signatures[i].records;
    put_more(m, n - shown, rest);
    for (size_t i = 0; i < shown; i++)
        put_advice(m, &r->signatures[i]);
}

static void put_unknown_row(const struct md *m, const struct report_unknown *u)
{
    code_cell(m, str_head(u->id, 6));
    code_cell(m, u->template);
    count_cell(m, u->records, false);
    count_cell(m, u->requests, u->approximate);
    count_cell(m, u->users, u->approximate);
    time_cell(m, u->first_ms);
    time_cell(m, u->last_ms);
    code_cell(m, u->example);
    row_end(m);
}

/* What a table has no room for. */
static void put_unknown_details(const struct md *m, const struct report_unknown *u)
{
    struct buf s = {0};
    deploy_sentence(m->r, &u->deploy, &s);
    if (s.n) {
        put(m, "- ");
        escape_code(str_head(u->id, 6), false, m->out);
        put(m, " **version**: ");
        escape_markdown(buf_str(&s), m->out);
        put(m, "\n");
    }
    buf_free(&s);
}

static void put_unknown(const struct md *m)
{
    const struct report *r = m->r;
    size_t shown = md_top(m, r->unknown_count, MANY_ROWS);
    uint64_t rest = r->other_unknown;
    if (r->unknown_count == 0 && rest == 0)
        return;
    put(m, "\n## Unknown\n\n| id | template | records | requests | users | first | last | example |\n"
           "|---|---|---:|---:|---:|---|---|---|\n");
    for (size_t i = 0; i < shown; i++)
        put_unknown_row(m, &r->unknown[i]);
    for (size_t i = shown; i < r->unknown_count; i++)
        rest += r->unknown[i].records;
    put_more(m, r->unknown_count - shown, rest);
    if (deploy_several(r))
        put(m, "\n");
    for (size_t i = 0; i < shown; i++)
        put_unknown_details(m, &r->unknown[i]);
}

static void put_expected(const struct md *m)
{
    const struct report *r = m->r;
    size_t from = summary_investigate(r);
    if (from == r->signature_count)
        return;
    put(m, "\n## Expected\n\n");
    put_signature_head(m);
    for (size_t i = from; i < r->signature_count; i++)
        put_signature_row(m, &r->signatures[i]);
    for (size_t i = from; i < r->signature_count; i++)
        for (size_t k = 0; k < r->signatures[i].group_count; k++) {
            put(m, i == from && k == 0 ? "\n" : "");
            put_breakdown(m, &r->signatures[i].groups[k]);
        }
}

static void put_statuses(const struct md *m)
{
    const struct report *r = m->r;
    if (r->status_count == 0)
        return;
    put(m, "\n## Statuses\n\n| status | meaning | class | records |\n|---:|---|---|---:|\n");
    for (size_t i = 0; i < r->status_count; i++) {
        cell(m);
        buf_addf(m->out, "%d", r->statuses[i].status);
        prose_cell(m, r->statuses[i].meaning);
        prose_cell(m, str_z(class_name(r->statuses[i].class)));
        count_cell(m, r->statuses[i].records, false);
        row_end(m);
    }
}

static void put_values(const struct md *m, const char *title, const struct report_value *v, size_t n)
{
    if (n == 0)
        return;
    buf_addf(m->out, "\n%s: ", title);
    for (size_t i = 0; i < n; i++) {
        put(m, i ? ", " : "");
        escape_code(v[i].value, false, m->out);
        put(m, " ");
        figure_count(v[i].records, m->out);
    }
    put(m, ".\n");
}

static void put_model(const struct md *m, const struct report_model *model)
{
    code_cell(m, model->model);
    count_cell(m, model->records, false);
    count_cell(m, model->status_2xx, false);
    count_cell(m, model->status_4xx, false);
    count_cell(m, model->status_5xx, false);
    cell(m);
    figure_ms(model->p50_ms, m->out);
    cell(m);
    figure_ms(model->p95_ms, m->out);
    time_cell(m, model->last_error_ms);
    prose_cell(m, model->backend);
    put(m, model->backend.n && model->issues.n ? ": " : "");
    escape_markdown(model->issues, m->out);
    row_end(m);
}

static void put_models(const struct md *m)
{
    const struct report *r = m->r;
    size_t shown = md_top(m, r->model_count, MANY_ROWS);
    uint64_t rest = r->other_models;
    if (r->model_count == 0)
        return;
    put(m, "\n## Models\n\n| model | records | 2xx | 4xx | 5xx | p50 | p95 | last error | backend |\n"
           "|---|---:|---:|---:|---:|---:|---:|---|---|\n");
    for (size_t i = 0; i < shown; i++)
        put_model(m, &r->models[i]);
    for (size_t i = shown; i < r->model_count; i++)
        rest += r->models[i].records;
    put_more(m, r->model_count - shown, rest);
}

static void put_place(const struct md *m, uint64_t offset, struct str source)
{
    put(m, ", first at byte ");
    figure_count(offset, m->out);
    if (source.n == 0)
        return;
    put(m, " of ");
    escape_code(summary_source(source), false, m->out);
}

static void put_problem(const struct md *m, const struct report_problem *p)
{
    put(m, "- ");
    figure_count(p->count, m->out);
    put(m, " ");
    escape_markdown(p->kind, m->out);
    put_place(m, p->first_offset, p->source);
    put(m, p->note.n ? ": " : "");
    escape_markdown(p->note, m->out);
    put(m, p->example.n ? " " : "");
    escape_code(p->example, false, m->out);
    put(m, "\n");
}

static void put_missing(const struct md *m)
{
    const struct report *r = m->r;
    for (size_t i = 0; i < r->sampling_count; i++) {
        put(m, "- ");
        figure_count(r->sampling[i].notices, m->out);
        put(m, r->sampling[i].notices == 1 ? " sampling notice of " : " sampling notices of ");
        escape_code(summary_source(r->sampling[i].source), false, m->out);
        put(m, ": the tail dropped records, counts are a floor\n");
    }
    for (size_t i = 0; i < r->gap_count; i++) {
        put(m, "- gap: ");
        escape_markdown(r->gaps[i].what, m->out);
        put(m, " ");
        figure_count(r->gaps[i].count, m->out);
        if (r->gaps[i].source.n)
            put_place(m, r->gaps[i].first_offset, r->gaps[i].source);
        put(m, "\n");
    }
}

static void put_sources(const struct md *m)
{
    const struct report *r = m->r;
    if (r->source_count < 2)
        return;
    put(m, "\n| source | format | records | bytes | first | last |\n|---|---|---:|---:|---|---|\n");
    for (size_t i = 0; i < md_top(m, r->source_count, MANY_ROWS); i++) {
        code_cell(m, summary_source(r->sources[i].name));
        prose_cell(m, r->sources[i].format);
        count_cell(m, r->sources[i].records, false);
        cell(m);
        figure_bytes(r->sources[i].bytes, m->out);
        time_cell(m, r->sources[i].first_ms);
        time_cell(m, r->sources[i].last_ms);
        row_end(m);
    }
}

static void put_input(const struct md *m)
{
    const struct report *r = m->r;
    put(m, "\n## Input\n\n");
    figure_bytes(r->bytes, m->out);
    put(m, " read");
    if (r->skipped_bytes) {
        put(m, ", ");
        figure_bytes(r->skipped_bytes, m->out);
        put(m, " of it in no record");
    }
    put(m, r->problem_count + r->sampling_count + r->gap_count ? ".\n\n" : ", no problems.\n");
    for (size_t i = 0; i < r->problem_count; i++)
        put_problem(m, &r->problems[i]);
    put_missing(m);
    put_sources(m);
}

static void put_sentence(const struct md *m, void (*sentence)(const struct report *r, struct buf *out))
{
    struct buf s = {0};
    sentence(m->r, &s);
    if (s.n) {
        put(m, "\n");
        escape_markdown(buf_str(&s), m->out);
        put(m, "\n");
    }
    buf_free(&s);
}

static void put_group_row(const struct md *m, const struct report_group *g,
                          const struct report_group_row *row)
{
    count_cell(m, row->records, false);
    for (size_t i = 0; i < g->by_count; i++)
        code_cell(m, row->key[i].n ? row->key[i] : STR("-"));
    row_end(m);
}

static void put_group(const struct md *m, const struct report_group *g)
{
    size_t shown = m->top && m->top < g->row_count ? m->top : g->row_count;
    put(m, "\n| records |");
    for (size_t i = 0; i < g->by_count; i++) {
        put(m, " ");
        escape_code(g->by[i], true, m->out);
        put(m, " |");
    }
    put(m, "\n|---:|");
    for (size_t i = 0; i < g->by_count; i++)
        put(m, "---|");
    put(m, "\n");
    for (size_t i = 0; i < shown; i++)
        put_group_row(m, g, &g->rows[i]);
    if (g->other) {
        put(m, "\n");
        figure_count(g->other, m->out);
        put(m, " more records in other rows.\n");
    }
}

static void put_groups(const struct md *m)
{
    for (size_t i = 0; i < m->r->group_count; i++)
        put_group(m, &m->r->groups[i]);
}

static void put_body(const struct md *m)
{
    const struct report *r = m->r;
    put_summary(m);
    put_groups(m);
    if (r->group_count)
        return;
    if (summary_healthy(r))
        put_sentence(m, summary_verdict);
    put_investigate(m);
    put_unknown(m);
    put_expected(m);
    put_sentence(m, summary_overlap);
    put_statuses(m);
    put_values(m, "Outcomes", r->outcomes, r->outcome_count);
    put_values(m, "Levels", r->levels, r->level_count);
    put_models(m);
}

void render_md(const struct report *r, const struct style *style, struct buf *out)
{
    struct md m = {r, axis_make(r->first_ms, r->last_ms), out, style->top};
    put(&m, "# sigtail report\n\n");
    if (summary_judged(r)) {
        put_body(&m);
    } else {
        summary_nothing(r, out);
        put(&m, "\n");
    }
    put_input(&m);
}
