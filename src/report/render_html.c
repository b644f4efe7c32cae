#include "base/escape.h"
#include "report/axis.h"
#include "report/deploy.h"
#include "report/figure.h"
#include "report/render.h"
#include "report/spark.h"
#include "report/summary.h"

/* One page that loads nothing: its own style, bars drawn as SVG, and a policy that forbids everything else.
 */

enum { MANY_SIGNATURES = 50, MANY_ROWS = 50, BARS = 60, BAR_HEIGHT = 22 };

struct html {
    const struct report *r;
    struct axis axis;
    struct buf *out;
    size_t top;
};

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<title>sigtail report</title>\n<style>\n"
    ":root { color-scheme: light dark; --ink: #1d2125; --dim: #626a73; --page: #fff; --line: #dfe3e8;\n"
    "  --bad: #c0271d; --odd: #8a5a00; --bar: #3b6fb5; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --dim: #98a1ab; --page: #16191d;\n"
    "  --line: #32383f; --bad: #ff7b6e; --odd: #e5b454; --bar: #7aa9e6; } }\n"
    "body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page);\n"
    "  max-width: 75rem; margin: 1.5rem auto; padding: 0 1rem; }\n"
    "h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }\n"
    ".scroll { overflow-x: auto; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;\n"
    "  border-bottom: 1px solid var(--line); }\n"
    "th { font-weight: 600; color: var(--dim); white-space: nowrap; }\n"
    ".n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
    ".t { font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
    "code { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }\n"
    "dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .3rem 0; }\n"
    "dt { color: var(--dim); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }\n"
    ".classes { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 1rem 0; }\n"
    ".classes b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; }\n"
    ".bad { color: var(--bad); } .odd { color: var(--odd); } .dim { color: var(--dim); }\n"
    "svg { display: block; } rect { fill: var(--bar); }\n"
    "</style>\n</head>\n<body>\n<h1>sigtail report</h1>\n";

static size_t html_top(const struct html *h, size_t n, size_t otherwise)
{
    size_t top = h->top ? h->top : otherwise;
    return top < n ? top : n;
}

static void put(const struct html *h, const char *z)
{
    buf_addz(h->out, z);
}

static void text(const struct html *h, struct str s)
{
    escape_html(s, h->out);
}

static void count_cell(const struct html *h, uint64_t n, bool approximate)
{
    put(h, "<td class=\"n\">");
    put(h, approximate && n ? "~" : "");
    figure_count(n, h->out);
    put(h, "</td>");
}

static void time_cell(const struct html *h, int64_t ms)
{
    put(h, "<td class=\"t\">");
    axis_clock(&h->axis, ms, h->out);
    put(h, "</td>");
}

static void code_cell(const struct html *h, struct str s)
{
    put(h, "<td><code>");
    text(h, s);
    put(h, "</code></td>");
}

static void text_cell(const struct html *h, struct str s)
{
    put(h, "<td>");
    text(h, s);
    put(h, "</td>");
}

/* Bars over the whole window, so that rows compare at a glance. */
static void spark_cell(const struct html *h, const struct report_timeline *t)
{
    double column[BARS] = {0}, most = 0;
    spark_columns(t, &h->axis, column, BARS);
    for (size_t i = 0; i < BARS; i++)
        most = column[i] > most ? column[i] : most;
    put(h, "<td>");
    if (most > 0)
        buf_addf(h->out, "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"over time\">", BARS * 3,
                 BAR_HEIGHT);
    for (size_t i = 0; i < BARS; i++) {
        int height = 1 + (int)(column[i] / (most > 0 ? most : 1) * (BAR_HEIGHT - 1));
        if (column[i] > 0)
            buf_addf(h->out, "<rect x=\"%zu\" y=\"%d\" width=\"2\" height=\"%d\"/>", i * 3,
                     BAR_HEIGHT - height, height);
    }
    put(h, most > 0 ? "</svg></td>" : "</td>");
}

struct head {
    const char *name;
    bool number;
};

/* `name` may be NULL for a table without a section of its own. */
static void table_begin(const struct html *h, const char *name, const struct head *heads, size_t n)
{
    if (name)
        buf_addf(h->out, "<h2>%s</h2>\n", name);
    put(h, "<div class=\"scroll\"><table>\n<tr>");
    for (size_t i = 0; i < n; i++)
        buf_addf(h->out, "<th%s>%s</th>", heads[i].number ? " class=\"n\"" : "", heads[i].name);
    put(h, "</tr>\n");
}

static void table_end(const struct html *h)
{
    put(h, "</table></div>\n");
}

static void put_more(const struct html *h, size_t more, uint64_t records)
{
    if (more == 0 && records == 0)
        return;
    put(h, "<p class=\"dim\">");
    if (more)
        figure_count(more, h->out);
    put(h, more ? " more, " : "Others, ");
    figure_count(records, h->out);
    put(h, records == 1 ? " record</p>\n" : " records</p>\n");
}

static void put_class(const struct html *h, enum verdict class, const char *look)
{
    uint64_t n = h->r->classes[class];
    buf_addf(h->out, "<div%s><b>", n ? look : "");
    figure_count(n, h->out);
    buf_addf(h->out, "</b> %s</div>\n", class_name(class));
}

static void put_summary(const struct html *h)
{
    struct buf origin = {0};
    put(h, "<p>");
    figure_count(h->r->records, h->out);
    put(h, h->r->records == 1 ? " record, " : " records, ");
    axis_window(&h->axis, h->out);
    summary_origin(h->r, &origin);
    put(h, origin.n ? ", " : "");
    text(h, buf_str(&origin));
    put(h, "</p>\n<div class=\"classes\">\n");
    put_class(h, CLASS_INVESTIGATE, " class=\"bad\"");
    put_class(h, CLASS_UNKNOWN, " class=\"odd\"");
    put_class(h, CLASS_EXPECTED, "");
    put_class(h, CLASS_CLEAN, "");
    put(h, "</div>\n");
    if (h->r->filtered) {
        put(h, "<p>");
        figure_count(h->r->filtered, h->out);
        put(h, " of them left out by filters.</p>\n");
    }
    buf_free(&origin);
}

static void put_term(const struct html *h, const char *name, struct str s)
{
    if (str_trim(s).n == 0)
        return;
    buf_addf(h->out, "<dt>%s</dt><dd>", name);
    text(h, str_trim(s));
    put(h, "</dd>");
}

static void put_breakdown(const struct html *h, const struct report_breakdown *b)
{
    if (b->value_count == 0)
        return;
    put(h, "<dt>");
    text(h, b->by);
    put(h, "</dt><dd>");
    for (size_t i = 0; i < b->value_count; i++) {
        put(h, i ? " | <code>" : "<code>");
        text(h, b->values[i].value);
        put(h, "</code> ");
        figure_count(b->values[i].records, h->out);
    }
    if (b->other) {
        put(h, " | other ");
        figure_count(b->other, h->out);
    }
    put(h, "</dd>");
}

static void put_deploy(const struct html *h, const struct report_deploy *d)
{
    struct buf s = {0};
    deploy_sentence(h->r, d, &s);
    if (s.n)
        put_term(h, "version", buf_str(&s));
    buf_free(&s);
}

static const struct head ERROR_HEADS[] = {{"", false},         {"records", true}, {"requests", true},
                                          {"users", true},     {"first", false},  {"last", false},
                                          {"over time", false}};

static void put_numbers(const struct html *h, uint64_t records, uint64_t requests, uint64_t users,
                        bool approximate)
{
    count_cell(h, records, false);
    count_cell(h, requests, approximate);
    count_cell(h, users, approximate);
}

static void put_signature(const struct html *h, const struct report_signature *s)
{
    buf_addf(h->out, "<tr><td><code%s>", s->class == CLASS_INVESTIGATE ? " class=\"bad\"" : "");
    text(h, s->id);
    put(h, "</code><br>");
    text(h, s->title);
    put(h, "<dl>");
    for (size_t i = 0; i < s->group_count; i++)
        put_breakdown(h, &s->groups[i]);
    put_deploy(h, &s->deploy);
    if (s->class == CLASS_INVESTIGATE) {
        put_term(h, "cause", s->cause);
        put_term(h, "impact", s->impact);
        put_term(h, "fix", s->fix);
    }
    put(h, "</dl></td>");
    put_numbers(h, s->records, s->requests, s->users, s->approximate);
    time_cell(h, s->first_ms);
    time_cell(h, s->last_ms);
    spark_cell(h, &s->timeline);
    put(h, "</tr>\n");
}

static void put_open_status(const struct html *h, const struct report_status *s)
{
    buf_addf(h->out, "<tr><td><span class=\"bad\">%d ", s->status);
    text(h, s->meaning);
    put(h, "</span><dl><dt>cause</dt><dd>no known signature</dd>");
    put_term(h, "fix", s->fix);
    put(h, "</dl></td>");
    count_cell(h, s->unexplained, false);
    put(h, "<td></td><td></td><td></td><td></td><td></td></tr>\n");
}

static void put_investigate(const struct html *h)
{
    const struct report *r = h->r;
    size_t n = summary_investigate(r), shown = html_top(h, n, MANY_SIGNATURES);
    uint64_t rest = 0;
    if (r->classes[CLASS_INVESTIGATE] == 0)
        return;
    table_begin(h, "Investigate", ERROR_HEADS, COUNT_OF(ERROR_HEADS));
    for (size_t i = 0; i < shown; i++)
        put_signature(h, &r->signatures[i]);
    for (size_t i = 0; i < r->status_count; i++)
        if (summary_status_open(&r->statuses[i]))
            put_open_status(h, &r->statuses[i]);
    table_end(h);
    for (size_t i = shown; i < n; i++)
        rest += r->signatures[i].records;
    put_more(h, n - shown, rest);
}

static void put_unknown_row(const struct html *h, const struct report_unknown *u)
{
    put(h, "<tr><td><code class=\"odd\">");
    text(h, u->template);
    put(h, "</code><dl><dt>id</dt><dd><code>");
    text(h, u->id);
    put(h, "</code></dd><dt>example</dt><dd><code>");
    text(h, u->example);
    put(h, "</code></dd>");
    put_term(h, "exception", u->exception);
    put_term(h, "frame", u->frame);
    put_deploy(h, &u->deploy);
    put(h, "</dl></td>");
    put_numbers(h, u->records, u->requests, u->users, u->approximate);
    time_cell(h, u->first_ms);
    time_cell(h, u->last_ms);
    spark_cell(h, &u->timeline);
    put(h, "</tr>\n");
}

static void put_unknown(const struct html *h)
{
    const struct report *r = h->r;
    size_t shown = html_top(h, r->unknown_count, MANY_ROWS);
    uint64_t rest = r->other_unknown;
    if (r->unknown_count == 0 && rest == 0)
        return;
    table_begin(h, "Unknown", ERROR_HEADS, COUNT_OF(ERROR_HEADS));
    for (size_t i = 0; i < shown; i++)
        put_unknown_row(h, &r->unknown[i]);
    table_end(h);
    for (size_t i = shown; i < r->unknown_count; i++)
        rest += r->unknown[i].records;
    put_more(h, r->unknown_count - shown, rest);
}

static void put_expected(const struct html *h)
{
    const struct report *r = h->r;
    size_t from = summary_investigate(r);
    if (from == r->signature_count)
        return;
    table_begin(h, "Expected", ERROR_HEADS, COUNT_OF(ERROR_HEADS));
    for (size_t i = from; i < r->signature_count; i++)
        put_signature(h, &r->signatures[i]);
    table_end(h);
}

static void put_overlap(const struct html *h)
{
    struct buf s = {0};
    summary_overlap(h->r, &s);
    if (s.n)
        buf_addf(h->out, "<p class=\"dim\">" STR_FMT "</p>\n", STR_ARG(s));
    buf_free(&s);
}

static void put_statuses(const struct html *h)
{
    static const struct head heads[] = {
        {"status", false}, {"meaning", false}, {"class", false}, {"records", true}};
    const struct report *r = h->r;
    if (r->status_count == 0)
        return;
    table_begin(h, "Statuses", heads, COUNT_OF(heads));
    for (size_t i = 0; i < r->status_count; i++) {
        buf_addf(h->out, "<tr><td>%d</td>", r->statuses[i].status);
        text_cell(h, r->statuses[i].meaning);
        text_cell(h, str_z(class_name(r->statuses[i].class)));
        count_cell(h, r->statuses[i].records, false);
        put(h, "</tr>\n");
    }
    table_end(h);
}

static void put_values(const struct html *h, const char *name, const struct report_value *v, size_t n)
{
    if (n == 0)
        return;
    buf_addf(h->out, "<p>%s: ", name);
    for (size_t i = 0; i < n; i++) {
        put(h, i ? " | <code>" : "<code>");
        text(h, v[i].value);
        put(h, "</code> ");
        figure_count(v[i].records, h->out);
    }
    put(h, "</p>\n");
}

static void put_model(const struct html *h, const struct report_model *m)
{
    put(h, "<tr>");
    code_cell(h, m->model);
    count_cell(h, m->records, false);
    count_cell(h, m->status_2xx, false);
    count_cell(h, m->status_4xx, false);
    count_cell(h, m->status_5xx, false);
    put(h, "<td class=\"n\">");
    figure_ms(m->p50_ms, h->out);
    put(h, "</td><td class=\"n\">");
    figure_ms(m->p95_ms, h->out);
    put(h, "</td>");
    time_cell(h, m->last_error_ms);
    put(h, "<td>");
    text(h, m->backend);
    put(h, m->backend.n && m->issues.n ? ": " : "");
    text(h, m->issues);
    put(h, "</td></tr>\n");
}

static void put_models(const struct html *h)
{
    static const struct head heads[] = {
        {"model", false}, {"records", true},     {"2xx", true},
        {"4xx", true},    {"5xx", true},         {"p50", true},
        {"p95", true},    {"last error", false}, {"backend: known issues", false}};
    const struct report *r = h->r;
    size_t shown = html_top(h, r->model_count, MANY_ROWS);
    uint64_t rest = r->other_models;
    if (r->model_count == 0)
        return;
    table_begin(h, "Models", heads, COUNT_OF(heads));
    for (size_t i = 0; i < shown; i++)
        put_model(h, &r->models[i]);
    table_end(h);
    for (size_t i = shown; i < r->model_count; i++)
        rest += r->models[i].records;
    put_more(h, r->model_count - shown, rest);
}

static void put_problems(const struct html *h)
{
    static const struct head heads[] = {{"problem", false}, {"count", true},    {"first at byte", true},
                                        {"source", false},  {"meaning", false}, {"example", false}};
    const struct report *r = h->r;
    if (r->problem_count == 0)
        return;
    table_begin(h, NULL, heads, COUNT_OF(heads));
    for (size_t i = 0; i < r->problem_count; i++) {
        const struct report_problem *p = &r->problems[i];
        put(h, "<tr>");
        text_cell(h, p->kind);
        count_cell(h, p->count, false);
        count_cell(h, p->first_offset, false);
        text_cell(h, summary_source(p->source));
        text_cell(h, p->note);
        code_cell(h, p->example);
        put(h, "</tr>\n");
    }
    table_end(h);
}

static void put_missing(const struct html *h)
{
    const struct report *r = h->r;
    for (size_t i = 0; i < r->sampling_count; i++) {
        put(h, "<p>");
        figure_count(r->sampling[i].notices, h->out);
        put(h, r->sampling[i].notices == 1 ? " sampling notice of " : " sampling notices of ");
        text(h, summary_source(r->sampling[i].source));
        put(h, ": the tail dropped records, counts are a floor.</p>\n");
    }
    for (size_t i = 0; i < r->gap_count; i++) {
        put(h, "<p>Gap: ");
        text(h, r->gaps[i].what);
        put(h, " ");
        figure_count(r->gaps[i].count, h->out);
        put(h, "</p>\n");
    }
}

static void put_sources(const struct html *h)
{
    static const struct head heads[] = {{"source", false}, {"format", false}, {"records", true},
                                        {"bytes", true},   {"first", false},  {"last", false}};
    const struct report *r = h->r;
    if (r->source_count < 2)
        return;
    table_begin(h, NULL, heads, COUNT_OF(heads));
    for (size_t i = 0; i < html_top(h, r->source_count, MANY_ROWS); i++) {
        put(h, "<tr>");
        code_cell(h, summary_source(r->sources[i].name));
        text_cell(h, r->sources[i].format);
        count_cell(h, r->sources[i].records, false);
        put(h, "<td class=\"n\">");
        figure_bytes(r->sources[i].bytes, h->out);
        put(h, "</td>");
        time_cell(h, r->sources[i].first_ms);
        time_cell(h, r->sources[i].last_ms);
        put(h, "</tr>\n");
    }
    table_end(h);
}

static void put_input(const struct html *h)
{
    const struct report *r = h->r;
    put(h, "<h2>Input</h2>\n<p>");
    figure_bytes(r->bytes, h->out);
    put(h, " read");
    if (r->skipped_bytes) {
        put(h, ", ");
        figure_bytes(r->skipped_bytes, h->out);
        put(h, " of it in no record");
    }
    put(h, r->problem_count + r->sampling_count + r->gap_count ? ".</p>\n" : ", no problems.</p>\n");
    put_problems(h);
    put_missing(h);
    put_sources(h);
}

static void put_sentence(const struct html *h, void (*sentence)(const struct report *r, struct buf *out))
{
    struct buf s = {0};
    sentence(h->r, &s);
    put(h, "<p>");
    text(h, buf_str(&s));
    put(h, "</p>\n");
    buf_free(&s);
}

static void put_group(const struct html *h, const struct report_group *g)
{
    put(h, "<div class=\"scroll\"><table>\n<tr><th class=\"n\">records</th>");
    for (size_t i = 0; i < g->by_count; i++) {
        put(h, "<th>");
        text(h, g->by[i]);
        put(h, "</th>");
    }
    put(h, "</tr>\n");
    for (size_t i = 0; i < g->row_count; i++) {
        put(h, "<tr>");
        count_cell(h, g->rows[i].records, false);
        for (size_t k = 0; k < g->by_count; k++)
            text_cell(h, g->rows[i].key[k].n ? g->rows[i].key[k] : STR("-"));
        put(h, "</tr>\n");
    }
    table_end(h);
    if (g->other) {
        put(h, "<p>");
        figure_count(g->other, h->out);
        put(h, " more records in other rows.</p>\n");
    }
}

static void put_groups(const struct html *h)
{
    for (size_t i = 0; i < h->r->group_count; i++)
        put_group(h, &h->r->groups[i]);
}

static void put_body(const struct html *h)
{
    const struct report *r = h->r;
    put_summary(h);
    put_groups(h);
    if (r->group_count)
        return;
    if (summary_healthy(r))
        put_sentence(h, summary_verdict);
    put_investigate(h);
    put_unknown(h);
    put_expected(h);
    put_overlap(h);
    put_statuses(h);
    put_values(h, "Outcomes", r->outcomes, r->outcome_count);
    put_values(h, "Levels", r->levels, r->level_count);
    put_models(h);
}

void render_html(const struct report *r, const struct style *style, struct buf *out)
{
    struct html h = {r, axis_make(r->first_ms, r->last_ms), out, style->top};
    put(&h, HEAD);
    if (summary_judged(r))
        put_body(&h);
    else
        put_sentence(&h, summary_nothing);
    put_input(&h);
    put(&h, "<p class=\"dim\">sigtail " SIGTAIL_VERSION "</p>\n</body>\n</html>\n");
}
