#include "base/count.h"
#include "report/doc.h"
#include "report/grid.h"
#include "report/number_format.h"
#include "tally/cluster.h"

enum mine_column { COL_RECORDS, COL_ID, COL_FIRST, COL_LAST, COL_TEMPLATE, COL_COUNT };

enum { SHORT_ID = 6, MANY_CLUSTERS = 40 };

static const struct grid_column COLUMNS[COL_COUNT] = {
    [COL_RECORDS] = {"records", GRID_RIGHT, .drop = 0},
    [COL_ID] = {"id", .drop = 0},
    [COL_FIRST] = {"first", .drop = 2},
    [COL_LAST] = {"last", .drop = 1},
    [COL_TEMPLATE] = {"template", .least = 24},
};

/* Behind it what tells it from another cluster of the same template. */
static void put_template(struct grid *g, size_t row, const struct report_cluster *u)
{
    char id[13];
    LOCAL_BUF s = {0};
    cluster_id(u->template, id);
    buf_add(&s, u->template);
    if (!str_eq(u->id, str_z(id)) && u->frame.n + u->exception.n)
        buf_join(&s, " (", u->exception, u->exception.n && u->frame.n ? " at " : "", u->frame, ")");
    grid_text(g, row, COL_TEMPLATE, buf_str(&s), EMPHASIS_PLAIN);
}

static void add_cluster(struct grid *g, const struct axis *axis, const struct report_cluster *u)
{
    size_t row = grid_add(g, false);
    grid_put(g, row, COL_RECORDS, COUNTED(u->records), EMPHASIS_PLAIN);
    grid_text(g, row, COL_ID, str_head(u->id, SHORT_ID), EMPHASIS_DIM);
    grid_time(g, row, COL_FIRST, axis, u->stats.first_ms);
    grid_time(g, row, COL_LAST, axis, u->stats.last_ms);
    put_template(g, row, u);
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

static void put_rest(const struct report *r, size_t shown, struct buf *out)
{
    uint64_t records = 0;
    for (size_t i = shown; i < r->cluster_count; i++)
        count_add(&records, r->clusters[i].records);
    if (shown < r->cluster_count)
        buf_join(out, "and ", COUNTED(r->cluster_count - shown), " smaller clusters with ", COUNTED(records),
                 " records (-n N shows more)\n");
}

void render_mine_text(const struct report *r, const struct style *style, struct buf *out)
{
    struct axis axis = axis_make(r->first_ms, r->last_ms, style->zone);
    struct grid g = {0};
    size_t n = doc_top(style->top, r->cluster_count, MANY_CLUSTERS);
    put_summary(r, out);
    grid_begin(&g, COLUMNS, COL_COUNT);
    for (size_t i = 0; i < n; i++)
        add_cluster(&g, &axis, &r->clusters[i]);
    grid_print(&g, style_width(style), style, out);
    put_rest(r, n, out);
}
