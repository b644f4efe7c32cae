#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"

enum column {
    COL_MODEL,
    COL_RECORDS,
    COL_2XX,
    COL_4XX,
    COL_5XX,
    COL_P50,
    COL_P95,
    COL_ERROR,
    COL_BACKEND,
    COL_COUNT
};

enum { MANY_MODELS = 15 };

static const struct grid_column COLUMNS[COL_COUNT] = {
    [COL_MODEL] = {GRID_LEFT, .least = 12, .most = 32},
    [COL_RECORDS] = {.align = GRID_RIGHT},
    [COL_2XX] = {GRID_RIGHT, .drop = 4},
    [COL_4XX] = {GRID_RIGHT, .drop = 1},
    [COL_5XX] = {.align = GRID_RIGHT},
    [COL_P50] = {GRID_RIGHT, .drop = 5},
    [COL_P95] = {GRID_RIGHT, .drop = 3},
    [COL_ERROR] = {GRID_LEFT, .drop = 2},
    [COL_BACKEND] = {GRID_LEFT, .least = 16, .drop = 6},
};

static void add_head(struct grid *g)
{
    static const char *const heads[COL_COUNT] = {
        "MODELS", "records", "2xx", "4xx", "5xx", "p50", "p95", "last error", "backend: known issues"};
    size_t row = grid_add(g, true);
    for (size_t i = 0; i < COL_COUNT; i++)
        grid_put(g, row, i, str_z(heads[i]), INK_HEAD);
}

static void put_ms(struct page *p, struct grid *g, size_t row, size_t column, double ms)
{
    figure_ms(ms, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), INK_PLAIN);
}

static void add_model(struct page *p, struct grid *g, const struct report_model *m)
{
    size_t row = grid_add(g, false);
    struct buf *s;
    page_put_text(p, g, row, COL_MODEL, m->model, INK_PLAIN);
    page_put_count(p, g, row, COL_RECORDS, m->records, INK_PLAIN);
    page_put_count(p, g, row, COL_2XX, m->status_2xx, INK_PLAIN);
    page_put_count(p, g, row, COL_4XX, m->status_4xx, INK_PLAIN);
    page_put_count(p, g, row, COL_5XX, m->status_5xx, m->status_5xx ? INK_BAD : INK_PLAIN);
    put_ms(p, g, row, COL_P50, m->p50_ms);
    put_ms(p, g, row, COL_P95, m->p95_ms);
    page_put_time(p, g, row, COL_ERROR, m->last_error_ms);
    s = page_scratch(p);
    escape_terminal(m->backend, s);
    buf_addz(s, m->backend.n && m->issues.n ? ": " : "");
    escape_terminal(m->issues, s);
    grid_put(g, row, COL_BACKEND, buf_str(s), INK_DIM);
}

static uint64_t other_models(const struct page *p, size_t shown)
{
    uint64_t rest = p->r->other_models;
    for (size_t i = shown; i < p->r->model_count; i++)
        rest += p->r->models[i].records;
    return rest;
}

/* "3 more models 120", or "other models 120" when nobody counted how many. */
static void add_rest(struct page *p, size_t shown, struct buf *s)
{
    size_t more = p->r->model_count - shown;
    if (more) {
        figure_count(more, s);
        buf_addz(s, more == 1 ? " more model " : " more models ");
    } else {
        buf_addz(s, "other models ");
    }
    figure_count(other_models(p, shown), s);
}

static void put_table(struct page *p, size_t shown)
{
    struct grid g;
    grid_init(&g, COLUMNS, COL_COUNT);
    add_head(&g);
    for (size_t i = 0; i < shown; i++)
        add_model(p, &g, &p->r->models[i]);
    grid_fit(&g, p->width);
    buf_addc(p->out, '\n');
    for (size_t row = 0; row < g.rows; row++)
        grid_row(&g, row, p->style, p->out);
    grid_free(&g);
    if (other_models(p, shown)) {
        buf_addz(p->out, "  ");
        add_rest(p, shown, page_scratch(p));
        ink_text(INK_DIM, p->style, buf_str(&p->scratch), p->out);
        buf_addc(p->out, '\n');
    }
}

/* "veo 2,064, p95 88 s | flux 1,000". */
static void put_folded(struct page *p, size_t shown)
{
    struct flow f = page_section(p, "MODELS");
    for (size_t i = 0; i < shown; i++) {
        const struct report_model *m = &p->r->models[i];
        struct buf *s = page_scratch(p);
        escape_terminal(m->model, s);
        buf_addc(s, ' ');
        figure_count(m->records, s);
        buf_addz(s, m->p95_ms >= 0 ? ", p95 " : "");
        figure_ms(m->p95_ms, s);
        flow_item(&f, " | ", buf_str(s));
    }
    if (other_models(p, shown)) {
        add_rest(p, shown, page_scratch(p));
        flow_item(&f, " | ", buf_str(&p->scratch));
    }
    flow_end(&f);
}

static bool none_fails(const struct report *r)
{
    for (size_t i = 0; i < r->model_count; i++)
        if (r->models[i].status_5xx)
            return false;
    return true;
}

void page_models(struct page *p)
{
    size_t shown = page_top(p, p->r->model_count, MANY_MODELS);
    if (p->r->model_count == 0)
        return;
    if (summary_healthy(p->r) && none_fails(p->r))
        put_folded(p, shown);
    else
        put_table(p, shown);
}
