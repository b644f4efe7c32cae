#include "base/count.h"
#include "base/escape.h"
#include "report/doc.h"
#include "report/grid_page.h"
#include "report/number_format.h"
#include "tally/cluster.h"

enum mine_column { COL_RECORDS, COL_ID, COL_FIRST, COL_LAST, COL_TEMPLATE, COL_COUNT };

enum { SHORT_ID = 6, MANY_CLUSTERS = 40 };

static const struct grid_column COLUMNS[COL_COUNT] = {
    [COL_RECORDS] = {.align = GRID_RIGHT},     [COL_ID] = {.align = GRID_LEFT},
    [COL_FIRST] = {GRID_LEFT, .drop = 2},      [COL_LAST] = {GRID_LEFT, .drop = 1},
    [COL_TEMPLATE] = {GRID_LEFT, .least = 24},
};

static void add_head(struct grid *g)
{
    static const char *const heads[COL_COUNT] = {"records", "id", "first", "last", "template"};
    size_t row = grid_add(g, true);
    for (size_t i = 0; i < COL_COUNT; i++)
        grid_put(g, row, i, str_z(heads[i]), EMPHASIS_HEAD);
}

/* Behind it what tells it from another cluster of the same template. */
static void put_template(struct grid_page *p, struct grid *g, size_t row, const struct report_cluster *u)
{
    char id[13];
    cluster_id(u->template, id);
    struct buf *s = grid_page_scratch(p);
    escape_terminal(u->template, s);
    if (!str_eq(u->id, str_z(id)) && u->frame.n + u->exception.n) {
        buf_addz(s, " (");
        escape_terminal(u->exception, s);
        buf_addz(s, u->exception.n && u->frame.n ? " at " : "");
        escape_terminal(u->frame, s);
        buf_addc(s, ')');
    }
    grid_put(g, row, COL_TEMPLATE, buf_str(s), EMPHASIS_PLAIN);
}

static void add_cluster(struct grid_page *p, struct grid *g, const struct report_cluster *u)
{
    size_t row = grid_add(g, false);
    grid_page_put_count(p, g, row, COL_RECORDS, u->records, EMPHASIS_PLAIN);
    grid_page_put_text(p, g, row, COL_ID, str_head(u->id, SHORT_ID), EMPHASIS_DIM);
    grid_page_put_time(p, g, row, COL_FIRST, u->stats.first_ms);
    grid_page_put_time(p, g, row, COL_LAST, u->stats.last_ms);
    put_template(p, g, row, u);
}

/* "63,536 records in 107 clusters" */
static void put_summary(const struct report *r, struct buf *out)
{
    buf_join(out, COUNTED(r->records), r->records == 1 ? " record in " : " records in ",
             COUNTED(r->cluster_count), r->cluster_count == 1 ? " cluster" : " clusters");
    if (r->other_clusters)
        buf_join(out, "; ", COUNTED(r->other_clusters), " more in clusters too rare and too many to keep");
    buf_addz(out, "\n");
}

static void put_rest(const struct grid_page *p, size_t shown, struct buf *out)
{
    uint64_t records = 0;
    if (shown == p->r->cluster_count)
        return;
    for (size_t i = shown; i < p->r->cluster_count; i++)
        count_add(&records, p->r->clusters[i].records);
    buf_join(out, "and ", COUNTED(p->r->cluster_count - shown), " smaller clusters with ", COUNTED(records),
             " records (-n N shows more)\n");
}

void render_mine_text(const struct report *r, const struct style *style, struct buf *out)
{
    struct grid_page p = {.r = r,
                          .style = style,
                          .width = style_width(style),
                          .axis = axis_make(r->first_ms, r->last_ms, style->zone),
                          .out = out};
    struct grid g = {0};
    size_t n = doc_top(style->top, r->cluster_count, MANY_CLUSTERS);
    put_summary(r, out);
    grid_init(&g, COLUMNS, COL_COUNT);
    add_head(&g);
    for (size_t i = 0; i < n; i++)
        add_cluster(&p, &g, &r->clusters[i]);
    grid_fit(&g, p.width);
    for (size_t i = 0; i < g.rows && n; i++)
        grid_row(&g, i, style, out);
    put_rest(&p, n, out);
    grid_free(&g);
    buf_free(&p.scratch);
}
