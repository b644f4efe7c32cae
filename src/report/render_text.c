#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"

size_t page_top(const struct page *p, size_t n, size_t otherwise)
{
    size_t top = p->style->top ? p->style->top : otherwise;
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

bool page_healthy(const struct page *p)
{
    return p->r->classes[CLASS_INVESTIGATE] == 0 && p->r->classes[CLASS_UNKNOWN] == 0;
}

/* Records that were judged: all but those that filters left out. */
static uint64_t judged(const struct report *r)
{
    uint64_t n = 0;
    for (size_t c = 0; c < CLASS_COUNT; c++)
        n += r->classes[c];
    return n;
}

static bool format_seen(const struct report *r, size_t before, struct str format)
{
    for (size_t i = 0; i < before; i++)
        if (str_eq(r->sources[i].format, format))
            return true;
    return false;
}

/* "wrangler-tail, journal". */
static void add_formats(const struct report *r, struct buf *out)
{
    size_t start = out->n;
    for (size_t i = 0; i < r->source_count; i++) {
        struct str format = r->sources[i].format;
        if (r->sources[i].records == 0 || format_seen(r, i, format))
            continue;
        buf_addz(out, out->n > start ? ", " : "");
        escape_terminal(format, out);
    }
}

static void add_sources(const struct report *r, struct buf *out)
{
    if (r->source_count > 2) {
        figure_count(r->source_count, out);
        buf_addz(out, " sources");
        return;
    }
    for (size_t i = 0; i < r->source_count; i++) {
        buf_addz(out, i ? " and " : "");
        escape_terminal(str_eq(r->sources[i].name, STR("-")) ? STR("stdin") : r->sources[i].name, out);
    }
}

/* "63,536 records, 2026-03-15 09:20:00 - 11:47:20 UTC (2h27m), wrangler-tail from gateway.json". */
static void put_summary(struct page *p)
{
    struct flow f = flow_begin(p->out, p->width, 0, 0);
    struct buf *s = page_scratch(p);
    figure_count(p->r->records, s);
    buf_addz(s, p->r->records == 1 ? " record," : " records,");
    flow_item(&f, " ", buf_str(s));
    axis_window(&p->axis, s = page_scratch(p));
    buf_addz(s, p->r->source_count ? "," : "");
    flow_item(&f, " ", buf_str(s));
    s = page_scratch(p);
    add_formats(p->r, s);
    if (p->r->source_count) {
        buf_addz(s, " from ");
        add_sources(p->r, s);
    }
    flow_item(&f, " ", buf_str(s));
    flow_end(&f);
}

static void put_class(struct page *p, const char *name, uint64_t n, enum ink ink)
{
    struct buf *s = page_scratch(p);
    figure_count(n, s);
    ink_text(n ? ink : INK_PLAIN, p->style, buf_str(s), p->out);
    buf_addf(p->out, " %s", name);
}

/* "776 investigate  412 unknown  16,007 expected  46,341 clean": at most 60 columns up to a million each. */
static void put_classes(struct page *p)
{
    static const struct {
        enum class class;
        enum ink ink;
    } order[] = {{CLASS_INVESTIGATE, INK_BAD},
                 {CLASS_UNKNOWN, INK_ODD},
                 {CLASS_EXPECTED, INK_PLAIN},
                 {CLASS_CLEAN, INK_PLAIN}};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        buf_addz(p->out, i ? "  " : "");
        put_class(p, class_name(order[i].class), p->r->classes[order[i].class], order[i].ink);
    }
    buf_addc(p->out, '\n');
    if (p->r->filtered == 0)
        return;
    put_class(p, "more left out by filters", p->r->filtered, INK_PLAIN);
    buf_addc(p->out, '\n');
}

static void put_nothing(struct page *p)
{
    const struct report *r = p->r;
    if (r->filtered) {
        put_class(p, "records, and the filters leave all of them out.\n", r->filtered, INK_PLAIN);
        return;
    }
    if (r->bytes == 0) {
        buf_addz(p->out, "No records: the input is empty.\n");
        return;
    }
    buf_addz(p->out, "No records in ");
    figure_bytes(r->bytes, p->out);
    buf_addz(p->out, " of input.\n");
}

static void put_verdict(struct page *p)
{
    if (p->r->sampling_count || p->r->gap_count)
        buf_addz(p->out, "Nothing to investigate in what arrived; some records are missing (see INPUT).\n");
    else
        buf_addz(p->out, "All is well: nothing to investigate, nothing unknown.\n");
}

static void put_body(struct page *p)
{
    put_summary(p);
    put_classes(p);
    if (page_healthy(p))
        put_verdict(p);
    else
        page_errors(p);
    page_expected(p);
    page_models(p);
}

void render_text(const struct report *r, const struct style *style, struct buf *out)
{
    struct page p = {.r = r,
                     .style = style,
                     .width = style_width(style),
                     .axis = axis_make(r->first_ms, r->last_ms),
                     .out = out};
    if (judged(r) == 0)
        put_nothing(&p);
    else
        put_body(&p);
    page_input(&p);
    buf_free(&p.scratch);
}
