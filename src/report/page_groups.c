#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"
#include "tally/question.h"

enum { MANY_ROWS = 20, MANY_VALUES = 8, NAME_BYTES = 36 };

/* The columns that the values of key `k` take. */
static size_t widest(const struct report_group *group, size_t k, size_t shown)
{
    size_t most = 0;
    for (size_t i = 0; i < shown; i++)
        most = group->rows[i].key[k].n > most ? group->rows[i].key[k].n : most;
    return most;
}

/* A count, then the values of the key. Long ones (messages, URLs) are cut to what is left; names stay whole.
 */
static void lay_out(const struct report_group *group, size_t shown,
                    struct grid_column columns[GROUP_KEYS + 1])
{
    columns[0] = (struct grid_column){.align = GRID_RIGHT};
    for (size_t k = 0; k < group->by_count; k++)
        columns[k + 1] =
            (struct grid_column){GRID_LEFT, .least = widest(group, k, shown) > NAME_BYTES ? 12 : 0};
}

static void add_head(struct page *p, struct grid *g, const struct report_group *group)
{
    size_t row = grid_add(g, true);
    grid_put(g, row, 0, STR("records"), INK_HEAD);
    for (size_t i = 0; i < group->by_count; i++)
        page_put_text(p, g, row, i + 1, group->by[i], INK_HEAD);
}

static void add_row(struct page *p, struct grid *g, const struct report_group *group,
                    const struct report_group_row *r)
{
    size_t row = grid_add(g, false);
    page_put_count(p, g, row, 0, r->records, INK_PLAIN);
    for (size_t i = 0; i < group->by_count; i++)
        page_put_text(p, g, row, i + 1, r->key[i].n ? r->key[i] : STR("-"),
                      r->key[i].n ? INK_PLAIN : INK_DIM);
}

static uint64_t other_records(const struct report_group *group, size_t shown)
{
    uint64_t n = group->other;
    for (size_t i = shown; i < group->row_count; i++)
        n += group->rows[i].records;
    return n;
}

/* "1,204 records in 87 more rows". */
static void put_rest(struct page *p, const struct report_group *group, size_t shown)
{
    uint64_t n = other_records(group, shown), rows = group->other_rows + group->row_count - shown;
    struct flow f = flow_begin(p->out, p->width, 0, 0);
    struct buf *s = page_scratch(p);
    if (n == 0)
        return;
    figure_count(n, s);
    buf_addz(s, n == 1 ? " record in " : " records in ");
    if (rows && !group->approximate)
        figure_count(rows, s);
    buf_addz(s, group->approximate ? "other rows; there were more than can be kept: counts are a floor"
                : rows == 1        ? " more row"
                                   : " more rows");
    flow_text(&f, buf_str(s));
    flow_end(&f);
}

static bool always_missing(const struct report_group *group, size_t k)
{
    for (size_t i = 0; i < group->row_count; i++)
        if (group->rows[i].key[k].n)
            return false;
    return group->row_count && group->other == 0;
}

/* A path with a slip in it is in no record: say where to find those that are. */
static void put_missing(struct page *p, const struct report_group *group)
{
    for (size_t k = 0; k < group->by_count; k++) {
        if (!always_missing(group, k))
            continue;
        struct flow f = flow_begin(p->out, p->width, 0, 0);
        struct buf *s = page_scratch(p);
        buf_addz(s, "No record has ");
        escape_terminal(group->by[k], s);
        buf_addz(s, "; sigtail fields shows what there is.");
        flow_text(&f, buf_str(s));
        flow_end(&f);
    }
}

static void put_group(struct page *p, const struct report_group *group)
{
    size_t shown = page_top(p, group->row_count, MANY_ROWS);
    struct grid_column columns[GROUP_KEYS + 1];
    struct grid g;
    lay_out(group, shown, columns);
    grid_init(&g, columns, group->by_count + 1);
    add_head(p, &g, group);
    for (size_t i = 0; i < shown; i++)
        add_row(p, &g, group, &group->rows[i]);
    grid_fit(&g, p->width);
    buf_addc(p->out, '\n');
    for (size_t row = 0; row < g.rows; row++)
        grid_row(&g, row, p->style, p->out);
    grid_free(&g);
    put_rest(p, group, shown);
    put_missing(p, group);
}

void page_groups(struct page *p)
{
    for (size_t i = 0; i < p->r->group_count; i++)
        put_group(p, &p->r->groups[i]);
}

/* --- filters --- */

static void add_instead(struct page *p, struct flow *f, bool first, struct str value, uint64_t records)
{
    struct buf *s = page_scratch(p);
    if (records == 0)
        return;
    escape_terminal(value, s);
    buf_addc(s, ' ');
    figure_count(records, s);
    flow_item(f, first ? " " : ", ", buf_str(s));
}

/* "user=bob leaves out 73; they have alice 40, carol 30, no value 3". */
static void put_filter(struct page *p, const struct report_filter *filter)
{
    struct flow f = flow_begin(p->out, p->width, 0, 4);
    struct buf *s = page_scratch(p);
    uint64_t rest = filter->records;
    escape_terminal(filter->what, s);
    buf_addz(s, " leaves out ");
    figure_count(filter->records, s);
    buf_addz(s, "; they have");
    flow_text(&f, buf_str(s));
    size_t shown = filter->instead_count < MANY_VALUES ? filter->instead_count : MANY_VALUES;
    for (size_t i = 0; i < shown; i++) {
        add_instead(p, &f, i == 0, filter->instead[i].value, filter->instead[i].records);
        rest -= filter->instead[i].records;
    }
    uint64_t others = filter->other;
    for (size_t i = shown; i < filter->instead_count; i++)
        others += filter->instead[i].records;
    add_instead(p, &f, false, STR("others"), others);
    add_instead(p, &f, shown == 0, STR("no value"), rest - others);
    flow_end(&f);
}

/* "the records are of 2026-03-15 09:20:00 - 11:47:20": to ask for another time. */
static void put_times(struct page *p)
{
    int64_t first_ms = NO_TIME, last_ms = NO_TIME;
    for (size_t i = 0; i < p->r->source_count; i++) {
        const struct report_source *s = &p->r->sources[i];
        if (s->first_ms != NO_TIME && (first_ms == NO_TIME || s->first_ms < first_ms))
            first_ms = s->first_ms;
        last_ms = s->last_ms > last_ms ? s->last_ms : last_ms;
    }
    if (first_ms == NO_TIME)
        return;
    struct flow f = flow_begin(p->out, p->width, 0, 4);
    struct buf *s = page_scratch(p);
    buf_addz(s, "the records that were read are of ");
    when_format_rfc3339(first_ms, s);
    buf_addz(s, " to ");
    when_format_rfc3339(last_ms, s);
    flow_text(&f, buf_str(s));
    flow_end(&f);
}

void page_filters(struct page *p)
{
    if (p->r->filter_count == 0)
        return;
    for (size_t i = 0; i < p->r->filter_count; i++)
        if (p->r->filters[i].records)
            put_filter(p, &p->r->filters[i]);
    put_times(p);
}
