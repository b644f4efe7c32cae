#include "base/escape.h"
#include "report/burst.h"
#include "report/deploy.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/spark.h"
#include "report/summary.h"
#include "report/wildcard.h"

/*
 * Both sections share one grid, so that a person compares their rows on one time axis. Its rows stand in the
 * order they are written in.
 */
enum column { COL_NAME, COL_RECORDS, COL_REQUESTS, COL_USERS, COL_FIRST, COL_LAST, COL_SPARK, COL_COUNT };

enum {
    MANY_SIGNATURES = 20,
    MANY_UNKNOWN = 10,
    MANY_VALUES = 5,
    MANY_WILDCARDS = 2,
    LONG_ID = 36,
    LONG_NAME = 16
};

static const struct grid_column COLUMNS[COL_COUNT] = {
    [COL_NAME] = {GRID_LEFT, .least = 24, .most = 60},
    [COL_RECORDS] = {.align = GRID_RIGHT},
    [COL_REQUESTS] = {GRID_RIGHT, .drop = 4},
    [COL_USERS] = {GRID_RIGHT, .drop = 5},
    [COL_FIRST] = {GRID_LEFT, .drop = 2},
    [COL_LAST] = {GRID_LEFT, .drop = 1},
    [COL_SPARK] = {GRID_LEFT, .least = 8, .most = 32, .drop = 3, .stretch = true},
};

static void add_head(struct grid *g, const char *name)
{
    static const char *const heads[COL_COUNT] = {"", "records", "requests", "users", "first", "last", ""};
    size_t row = grid_add(g, true);
    for (size_t i = 0; i < COL_COUNT; i++)
        grid_put(g, row, i, str_z(i == COL_NAME ? name : heads[i]), INK_HEAD);
}

/* A distinct count: blank when the records name none, "~" before an estimate. */
static void put_distinct(struct page *p, struct grid *g, size_t row, size_t column, uint64_t n,
                         bool approximate)
{
    struct buf *s = page_scratch(p);
    if (n == 0)
        return;
    buf_addz(s, approximate ? "~" : "");
    figure_count(n, s);
    grid_put(g, row, column, buf_str(s), INK_PLAIN);
}

static void add_signature(struct page *p, struct grid *g, const struct report_signature *s)
{
    size_t row = grid_add(g, false);
    page_put_text(p, g, row, COL_NAME, s->id, INK_BAD);
    page_put_count(p, g, row, COL_RECORDS, s->records, INK_BAD);
    put_distinct(p, g, row, COL_REQUESTS, s->requests, s->approximate);
    put_distinct(p, g, row, COL_USERS, s->users, s->approximate);
    page_put_time(p, g, row, COL_FIRST, s->first_ms);
    page_put_time(p, g, row, COL_LAST, s->last_ms);
}

static void add_status(struct page *p, struct grid *g, const struct report_status *s)
{
    struct buf *name = page_scratch(p);
    size_t row = grid_add(g, false);
    buf_addf(name, "%d%s", s->status, s->meaning.n ? " " : "");
    escape_terminal(s->meaning, name);
    grid_put(g, row, COL_NAME, buf_str(name), INK_BAD);
    page_put_count(p, g, row, COL_RECORDS, s->unexplained, INK_BAD);
}

static void add_unknown(struct page *p, struct grid *g, const struct report_unknown *u)
{
    size_t row = grid_add(g, false);
    page_put_text(p, g, row, COL_NAME, u->template, INK_ODD);
    page_put_count(p, g, row, COL_RECORDS, u->records, INK_ODD);
    put_distinct(p, g, row, COL_REQUESTS, u->requests, u->approximate);
    put_distinct(p, g, row, COL_USERS, u->users, u->approximate);
    page_put_time(p, g, row, COL_FIRST, u->first_ms);
    page_put_time(p, g, row, COL_LAST, u->last_ms);
}

/* "  key     text"; nothing for an empty text. */
static void put_detail(struct page *p, const char *key, struct str text, size_t indent)
{
    text = str_trim(text);
    if (text.n == 0)
        return;
    buf_addz(p->out, "  ");
    ink_text(INK_DIM, p->style, str_z(key), p->out);
    flow_lines(p->out, p->width, 2 + strlen(key), indent, text, false);
}

/* "VALUE 120", "VALUE ~120". */
static void value_item(struct page *p, struct str value, uint64_t records, bool approximate)
{
    struct buf *s = page_scratch(p);
    escape_terminal(value, s);
    buf_addz(s, approximate ? " ~" : " ");
    figure_count(records, s);
}

/* What a breakdown is made of, whatever it is of. */
struct listing {
    struct str by;
    const struct report_value *values;
    size_t count;
    uint64_t other, error;
};

static void put_listing(struct page *p, const struct listing *l, size_t indent)
{
    size_t shown = page_top(p, l->count, MANY_VALUES);
    uint64_t other = l->other;
    while (shown && l->values[shown - 1].records <= l->error)
        shown--;
    escape_fit(l->by, indent - 4, "", page_scratch(p));
    buf_addz(p->out, "  ");
    ink_text(INK_DIM, p->style, buf_str(&p->scratch), p->out);
    struct flow f = flow_begin(p->out, p->width, 2 + escape_width(buf_str(&p->scratch)), indent);
    for (size_t i = 0; i < shown; i++) {
        value_item(p, l->values[i].value, l->values[i].records, l->error > 0);
        flow_item(&f, " | ", buf_str(&p->scratch));
    }
    for (size_t i = shown; i < l->count; i++)
        other += l->values[i].records;
    if (other) {
        value_item(p, STR("other"), other, l->error > 0);
        flow_item(&f, " | ", buf_str(&p->scratch));
    }
    flow_end(&f);
}

static void put_breakdown(struct page *p, const struct report_breakdown *b, size_t indent)
{
    struct listing l = {b->by, b->values, b->value_count, b->other, 0};
    put_listing(p, &l, indent);
}

/* Where the values begin: behind the longest name that is not too long. */
static size_t wildcard_indent(const struct report_unknown *u)
{
    size_t indent = PAGE_INDENT;
    for (size_t i = 0; i < u->wildcard_count; i++) {
        size_t w = escape_width(u->wildcards[i].name) + 4;
        indent = w > indent && w <= LONG_NAME && wildcard_tells(&u->wildcards[i]) ? w : indent;
    }
    return indent;
}

/* What the first few wildcards that tell something stand for. */
static void put_wildcards(struct page *p, const struct report_unknown *u, size_t indent)
{
    for (size_t i = 0, n = 0; i < u->wildcard_count && n < MANY_WILDCARDS; i++) {
        const struct report_wildcard *w = &u->wildcards[i];
        struct listing l = {w->name, w->values, w->value_count, w->other, w->error};
        if (!wildcard_tells(w))
            continue;
        put_listing(p, &l, indent);
        n++;
    }
}

/* Where the details' texts begin: after the longest key, which is a breakdown's when it is not too long. */
static size_t detail_indent(const struct report_signature *s)
{
    size_t longest = strlen(s->deploy.began || s->deploy.ended ? "version" : "impact");
    for (size_t i = 0; i < s->group_count; i++) {
        size_t w = escape_width(s->groups[i].by);
        longest = w > longest && w <= 12 ? w : longest;
    }
    return longest + 4;
}

/* "  burst   since 11:20:00: 41 in 1m, 3.2 before". */
static void put_burst(struct page *p, const struct report_timeline *t, size_t indent)
{
    struct burst b;
    if (!burst_find(t, &b))
        return;
    struct buf *s = page_scratch(p);
    buf_addz(s, "since ");
    axis_clock(&p->axis, b.since_ms, s);
    buf_addz(s, ": ");
    figure_count(b.records, s);
    buf_addz(s, " in ");
    when_format_duration(t->step_ms, s);
    buf_addf(s, ", %.1f before", b.before);
    buf_addz(p->out, "  ");
    ink_text(INK_BAD, p->style, STR("burst"), p->out);
    flow_lines(p->out, p->width, 2 + strlen("burst"), indent, buf_str(s), false);
}

/* "  version began with 16b099b0, none in 1,203 records before it". */
static void put_deploy(struct page *p, const struct report_deploy *d, size_t indent)
{
    struct buf *s = page_scratch(p);
    deploy_sentence(p->r, d, s);
    if (s->n == 0)
        return;
    buf_addz(p->out, "  ");
    ink_text(INK_BAD, p->style, STR("version"), p->out);
    flow_lines(p->out, p->width, 2 + strlen("version"), indent, buf_str(s), false);
}

static void put_signature_details(struct page *p, const struct report_signature *s)
{
    size_t indent = detail_indent(s);
    put_burst(p, &s->timeline, indent);
    put_deploy(p, &s->deploy, indent);
    for (size_t i = 0; i < s->group_count; i++)
        if (s->groups[i].value_count)
            put_breakdown(p, &s->groups[i], indent);
    put_detail(p, "cause", s->cause, indent);
    put_detail(p, "impact", s->impact, indent);
    put_detail(p, "fix", s->fix, indent);
}

/* Only known once the grid is fitted: the axis over each section and the sparklines. */
static void draw_spark(struct page *p, struct grid *g, size_t row, const struct report_timeline *t)
{
    spark_draw(t, &p->axis, g->width[COL_SPARK], p->style->ascii, page_scratch(p));
    grid_put(g, row, COL_SPARK, buf_str(&p->scratch), INK_PLAIN);
}

static void draw_caption(struct page *p, struct grid *g, size_t row)
{
    axis_caption(&p->axis, g->width[COL_SPARK], page_scratch(p));
    grid_put(g, row, COL_SPARK, buf_str(&p->scratch), INK_DIM);
}

static void put_row(struct page *p, const struct grid *g, size_t row)
{
    grid_row(g, row, p->style, p->out);
}

/* "  7 more, 123 records". */
static void put_more(struct page *p, size_t more, uint64_t records)
{
    if (more == 0 && records == 0)
        return;
    ink_begin(INK_DIM, p->style, p->out);
    buf_addz(p->out, "  ");
    if (more) {
        figure_count(more, p->out);
        buf_addz(p->out, " more, ");
    } else {
        buf_addz(p->out, "others, ");
    }
    figure_count(records, p->out);
    buf_addz(p->out, records == 1 ? " record" : " records");
    ink_end(INK_DIM, p->style, p->out);
    buf_addc(p->out, '\n');
}

/* The example of a cluster in one line, after the short id that names it. */
static void put_unknown_details(struct page *p, const struct report_unknown *u)
{
    struct buf shown = {0};
    escape_terminal(str_trim(u->example), page_scratch(p));
    buf_addz(p->out, "  ");
    ink_text(INK_DIM, p->style, str_head(u->id, 6), p->out);
    buf_addz(p->out, "  ");
    escape_fit(buf_str(&p->scratch), p->width - 10, p->style->ascii ? "~" : "…", &shown);
    buf_add(p->out, buf_str(&shown));
    buf_addc(p->out, '\n');
    buf_free(&shown);
}

/* "  frame   TypeError at callProvider (worker.js)". */
static void put_frame(struct page *p, const struct report_unknown *u, size_t indent)
{
    struct buf *s = page_scratch(p);
    if (u->frame.n == 0)
        return;
    buf_add(s, u->exception);
    buf_addz(s, u->exception.n ? " at " : "");
    buf_add(s, u->frame);
    buf_addz(p->out, "  ");
    ink_text(INK_DIM, p->style, STR("frame"), p->out);
    flow_lines(p->out, p->width, 2 + strlen("frame"), indent, buf_str(s), false);
}

/* How many rows of each kind the sections show. */
struct shown {
    size_t signatures, statuses, unknown;
};

static void fill(struct page *p, struct grid *g, const struct shown *n)
{
    const struct report *r = p->r;
    if (n->signatures + n->statuses)
        add_head(g, "INVESTIGATE");
    for (size_t i = 0; i < n->signatures; i++)
        add_signature(p, g, &r->signatures[i]);
    for (size_t i = 0; i < r->status_count; i++)
        if (summary_status_open(&r->statuses[i]))
            add_status(p, g, &r->statuses[i]);
    if (n->unknown)
        add_head(g, "UNKNOWN");
    for (size_t i = 0; i < n->unknown; i++)
        add_unknown(p, g, &r->unknown[i]);
}

static size_t put_signatures(struct page *p, struct grid *g, size_t row, size_t shown)
{
    const struct report *r = p->r;
    size_t count = summary_investigate(r);
    uint64_t rest = 0;
    for (size_t i = 0; i < shown; i++, row++) {
        draw_spark(p, g, row, &r->signatures[i].timeline);
        put_row(p, g, row);
        put_signature_details(p, &r->signatures[i]);
    }
    for (size_t i = shown; i < count; i++)
        rest += r->signatures[i].records;
    put_more(p, count - shown, rest);
    return row;
}

static size_t put_statuses(struct page *p, const struct grid *g, size_t row)
{
    const struct report *r = p->r;
    const char *why =
        r->unknown_count ? "no known signature; their messages are under UNKNOWN" : "no known signature";
    for (size_t i = 0; i < r->status_count; i++) {
        if (!summary_status_open(&r->statuses[i]))
            continue;
        put_row(p, g, row++);
        put_detail(p, "cause", str_z(why), 10);
        put_detail(p, "fix", r->statuses[i].fix, 10);
    }
    return row;
}

static void put_unknowns(struct page *p, struct grid *g, size_t row, size_t shown)
{
    const struct report *r = p->r;
    uint64_t rest = r->other_unknown;
    for (size_t i = 0; i < shown; i++, row++) {
        draw_spark(p, g, row, &r->unknown[i].timeline);
        put_row(p, g, row);
        put_burst(p, &r->unknown[i].timeline, PAGE_INDENT);
        put_deploy(p, &r->unknown[i].deploy, PAGE_INDENT + 1);
        put_unknown_details(p, &r->unknown[i]);
        put_frame(p, &r->unknown[i], wildcard_indent(&r->unknown[i]));
        put_wildcards(p, &r->unknown[i], wildcard_indent(&r->unknown[i]));
    }
    for (size_t i = shown; i < r->unknown_count; i++)
        rest += r->unknown[i].records;
    put_more(p, r->unknown_count - shown, rest);
}

static void put_head(struct page *p, struct grid *g, size_t row)
{
    buf_addc(p->out, '\n');
    draw_caption(p, g, row);
    put_row(p, g, row);
}

/* An id is for copying, so its column is not cut below the longest one shown; a template may be. */
static void columns_for(const struct report *r, size_t signatures, struct grid_column columns[COL_COUNT])
{
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    for (size_t i = 0; i < signatures; i++) {
        size_t w = escape_width(r->signatures[i].id);
        if (w > columns[COL_NAME].least)
            columns[COL_NAME].least = (unsigned)(w < LONG_ID ? w : LONG_ID);
    }
}

static void put_sections(struct page *p, struct grid *g, const struct shown *n)
{
    size_t row = 0;
    if (n->signatures + n->statuses) {
        put_head(p, g, row);
        row = put_signatures(p, g, row + 1, n->signatures);
        row = put_statuses(p, g, row);
    }
    if (n->unknown) {
        put_head(p, g, row);
        put_unknowns(p, g, row + 1, n->unknown);
    }
}

void page_errors(struct page *p)
{
    const struct report *r = p->r;
    struct shown n = {page_top(p, summary_investigate(r), MANY_SIGNATURES), 0,
                      page_top(p, r->unknown_count, MANY_UNKNOWN)};
    struct grid_column columns[COL_COUNT];
    struct grid g;
    for (size_t i = 0; i < r->status_count; i++)
        n.statuses += summary_status_open(&r->statuses[i]);
    columns_for(r, n.signatures, columns);
    grid_init(&g, columns, COL_COUNT);
    if (r->first_ms == NO_TIME)
        grid_hide(&g, COL_SPARK);
    fill(p, &g, &n);
    grid_fit(&g, p->width);
    put_sections(p, &g, &n);
    grid_free(&g);
}
