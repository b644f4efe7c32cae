#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"

size_t page_top(const struct page *p, size_t n, size_t otherwise)
{
    size_t top = p->style->top ? p->style->top : otherwise;
    if (!p->style->top && n == otherwise + 1)
        return n; /* "1 more" would take as much room as that one */
    return top < n ? top : n;
}

struct buf *page_scratch(struct page *p)
{
    buf_clear(&p->scratch);
    return &p->scratch;
}

void page_put_count(struct page *p, struct grid *g, size_t row, size_t column, uint64_t n, enum ink ink)
{
    figure_count(n, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), ink);
}

void page_put_time(struct page *p, struct grid *g, size_t row, size_t column, int64_t ms)
{
    axis_clock(&p->axis, ms, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), INK_PLAIN);
}

void page_put_text(struct page *p, struct grid *g, size_t row, size_t column, struct str s, enum ink ink)
{
    escape_terminal(s, page_scratch(p));
    grid_put(g, row, column, buf_str(&p->scratch), ink);
}

struct flow page_section(struct page *p, const char *name)
{
    ink_text(INK_HEAD, p->style, str_z(name), p->out);
    return flow_begin(p->out, p->width, strlen(name), PAGE_INDENT);
}

/* "63,536 records, 2026-03-15 09:20:00 - 11:47:20 UTC (2h27m), wrangler-tail from gateway.json". */
static void put_summary(struct page *p)
{
    struct buf origin = {0};
    struct flow f = flow_begin(p->out, p->width, 0, 0);
    struct buf *s = page_scratch(p);
    figure_count(p->r->records, s);
    buf_addz(s, p->r->records == 1 ? " record," : " records,");
    flow_item(&f, " ", buf_str(s));
    axis_window(&p->axis, s = page_scratch(p));
    buf_addz(s, p->r->source_count ? "," : "");
    flow_item(&f, " ", buf_str(s));
    summary_origin(p->r, &origin);
    escape_terminal(buf_str(&origin), page_scratch(p));
    flow_item(&f, " ", buf_str(&p->scratch));
    flow_end(&f);
    buf_free(&origin);
}

/* "776 investigate", the number in `ink`, parted from what stands in the line or in a line of its own. */
static void put_class(struct page *p, size_t *column, const char *name, uint64_t n, enum ink ink)
{
    struct buf *s = page_scratch(p);
    figure_count(n, s);
    size_t width = s->n + 1 + strlen(name), between = *column ? 2 : 0;
    bool fits = *column + between + width <= p->width;
    buf_addz(p->out, !fits ? "\n" : between ? "  " : "");
    *column = fits ? *column + between + width : width;
    ink_text(n ? ink : INK_PLAIN, p->style, buf_str(s), p->out);
    buf_addf(p->out, " %s", name);
}

/* "776 investigate  412 unknown  16,007 expected  46,341 clean". */
static void put_classes(struct page *p)
{
    static const struct {
        enum verdict class;
        enum ink ink;
    } order[] = {{CLASS_INVESTIGATE, INK_BAD},
                 {CLASS_UNKNOWN, INK_ODD},
                 {CLASS_EXPECTED, INK_PLAIN},
                 {CLASS_CLEAN, INK_PLAIN}};
    size_t column = 0;
    for (size_t i = 0; i < COUNT_OF(order); i++)
        put_class(p, &column, class_name(order[i].class), p->r->classes[order[i].class], order[i].ink);
    if (p->r->filtered)
        put_class(p, &column, "left out by filters", p->r->filtered, INK_PLAIN);
    buf_addc(p->out, '\n');
}

static void put_sentence(struct page *p, void (*sentence)(const struct report *r, struct buf *out))
{
    struct flow f = flow_begin(p->out, p->width, 0, 0);
    sentence(p->r, page_scratch(p));
    flow_text(&f, buf_str(&p->scratch));
    flow_end(&f);
}

static void put_body(struct page *p)
{
    put_summary(p);
    put_classes(p);
    if (p->r->group_count) { /* the answer to the question that was asked, no more */
        page_groups(p);
        return;
    }
    if (summary_healthy(p->r))
        put_sentence(p, summary_verdict);
    else
        page_errors(p);
    page_expected(p);
    page_totals(p);
    page_versions(p);
    page_models(p);
}

static void put_nothing(struct page *p)
{
    put_sentence(p, summary_nothing);
    page_filters(p);
}

void render_text(const struct report *r, const struct style *style, struct buf *out)
{
    struct page p = {.r = r,
                     .style = style,
                     .width = style_width(style),
                     .axis = axis_make(r->first_ms, r->last_ms),
                     .out = out};
    if (summary_judged(r))
        put_body(&p);
    else
        put_nothing(&p);
    page_input(&p);
    buf_free(&p.scratch);
}
