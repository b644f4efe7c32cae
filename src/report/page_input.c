#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"

enum { MANY_SOURCES = 10 };

/* Begin another line of the section; the first one stands beside its name. */
static struct flow line_begin(struct page *p)
{
    return flow_begin(p->out, p->width, 0, PAGE_INDENT);
}

static void add_place(struct page *p, uint64_t offset, struct str source, struct buf *s)
{
    buf_addz(s, "at byte ");
    figure_count(offset, s);
    if (p->r->source_count < 2 || source.n == 0)
        return;
    buf_addz(s, " of ");
    escape_terminal(summary_source(source), s);
}

/* "419 MB read, 12 kB of it in no record". */
static void put_bytes(struct page *p)
{
    struct flow f = page_section(p, "INPUT");
    struct buf *s = page_scratch(p);
    figure_bytes(p->r->bytes, s);
    buf_addz(s, " read");
    if (p->r->skipped_bytes) {
        buf_addz(s, ", ");
        figure_bytes(p->r->skipped_bytes, s);
        buf_addz(s, " of it in no record");
    }
    if (p->r->problem_count + p->r->sampling_count + p->r->gap_count == 0)
        buf_addz(s, ", no problems");
    flow_text(&f, buf_str(s));
    flow_end(&f);
}

/* What can be quoted of the first one, in the rest of a line. */
static void put_example(struct page *p, struct str example)
{
    struct buf shown = {0};
    if (str_trim(example).n == 0)
        return;
    escape_terminal(str_trim(example), page_scratch(p));
    escape_fit(buf_str(&p->scratch), p->width - PAGE_INDENT - 2, p->style->ascii ? "~" : "…", &shown);
    buf_fill(p->out, ' ', PAGE_INDENT + 2);
    ink_text(INK_DIM, p->style, buf_str(&shown), p->out);
    buf_addc(p->out, '\n');
    buf_free(&shown);
}

/* "torn 3, first at byte 10,233: what that means". */
static void put_problem(struct page *p, const struct report_problem *problem)
{
    struct flow f = line_begin(p);
    struct buf *s = page_scratch(p);
    escape_terminal(problem->kind, s);
    buf_addc(s, ' ');
    figure_count(problem->count, s);
    buf_addz(s, problem->count == 1 ? ", " : ", first ");
    add_place(p, problem->first_offset, problem->source, s);
    if (problem->note.n) {
        buf_addz(s, ": ");
        escape_terminal(problem->note, s);
    }
    flow_text(&f, buf_str(s));
    flow_end(&f);
    put_example(p, problem->example);
}

/* " 09:35:00 - 11:20:00". */
static void add_span(struct page *p, int64_t first_ms, int64_t last_ms, struct buf *s)
{
    buf_addc(s, ' ');
    axis_clock(&p->axis, first_ms, s);
    if (first_ms == last_ms)
        return;
    buf_addz(s, " - ");
    axis_clock(&p->axis, last_ms, s);
}

static void put_sampling(struct page *p, const struct report_sampling *sampling)
{
    struct flow f = line_begin(p);
    struct buf *s = page_scratch(p);
    figure_count(sampling->notices, s);
    buf_addz(s, sampling->notices == 1 ? " sampling notice" : " sampling notices");
    if (sampling->first_ms != NO_TIME)
        add_span(p, sampling->first_ms, sampling->last_ms, s);
    if (p->r->source_count > 1) {
        buf_addz(s, " of ");
        escape_terminal(summary_source(sampling->source), s);
    }
    buf_addz(s, ": the tail dropped records, counts are a floor");
    flow_text(&f, buf_str(s));
    flow_end(&f);
}

static void put_gap(struct page *p, const struct report_gap *gap)
{
    struct flow f = line_begin(p);
    struct buf *s = page_scratch(p);
    buf_addz(s, "gap: ");
    escape_terminal(gap->what, s);
    buf_addc(s, ' ');
    figure_count(gap->count, s);
    if (gap->source.n) { /* the row of those beyond the bound has no place */
        buf_addz(s, ", first ");
        add_place(p, gap->first_offset, gap->source, s);
    }
    flow_text(&f, buf_str(s));
    flow_end(&f);
}

static void add_source(struct page *p, struct grid *g, const struct report_source *source)
{
    size_t row = grid_add(g, false);
    struct buf *s;
    page_put_text(p, g, row, 1, summary_source(source->name), INK_PLAIN);
    page_put_text(p, g, row, 2, source->format, INK_PLAIN);
    page_put_count(p, g, row, 3, source->records, INK_PLAIN);
    figure_bytes(source->bytes, page_scratch(p));
    grid_put(g, row, 4, buf_str(&p->scratch), INK_PLAIN);
    if (source->first_ms == NO_TIME)
        return;
    s = page_scratch(p);
    axis_clock(&p->axis, source->first_ms, s);
    buf_addz(s, " - ");
    axis_clock(&p->axis, source->last_ms, s);
    grid_put(g, row, 5, buf_str(s), INK_PLAIN);
}

static void add_sources_head(struct grid *g)
{
    static const char *const heads[] = {"", "source", "format", "records", "bytes", "window"};
    size_t row = grid_add(g, true);
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        grid_put(g, row, i, str_z(heads[i]), INK_DIM);
}

/* Which input brought what; of one input the first line of the report has said it. */
static void put_sources(struct page *p)
{
    static const struct grid_column columns[] = {
        {GRID_LEFT, .most = PAGE_INDENT - GRID_GAP, .stretch = true},
        {GRID_LEFT, .least = 12},
        {GRID_LEFT, .drop = 1},
        {.align = GRID_RIGHT},
        {GRID_RIGHT, .drop = 2},
        {GRID_LEFT, .drop = 3},
    };
    size_t shown = page_top(p, p->r->source_count, MANY_SOURCES), more = p->r->source_count - shown;
    struct grid g;
    if (p->r->source_count < 2)
        return;
    grid_init(&g, columns, COUNT_OF(columns));
    add_sources_head(&g);
    for (size_t i = 0; i < shown; i++)
        add_source(p, &g, &p->r->sources[i]);
    grid_fit(&g, p->width);
    for (size_t row = 0; row < g.rows; row++)
        grid_row(&g, row, p->style, p->out);
    grid_free(&g);
    if (more)
        buf_addf(p->out, "%*s%zu more\n", PAGE_INDENT, "", more);
}

void page_input(struct page *p)
{
    const struct report *r = p->r;
    if (!summary_healthy(r) || r->group_count)
        buf_addc(p->out, '\n');
    put_bytes(p);
    for (size_t i = 0; i < r->problem_count; i++)
        put_problem(p, &r->problems[i]);
    for (size_t i = 0; i < r->sampling_count; i++)
        put_sampling(p, &r->sampling[i]);
    for (size_t i = 0; i < r->gap_count; i++)
        put_gap(p, &r->gaps[i]);
    put_sources(p);
}
