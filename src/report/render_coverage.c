#include "base/count.h"
#include "base/escape.h"
#include "base/mem.h"
#include "report/doc.h"
#include "report/grid.h"
#include "report/number_format.h"

enum { SHORT_ID = 6, MANY_ERRORS = 40 };

/* An error that no signature explains; its status is 0 where the class comes from elsewhere. */
struct coverage_gap {
    const struct report_cluster *error;
    int status;
};

struct coverage_gaps {
    struct coverage_gap *v;
    size_t n;
    uint64_t records, other; /* all of them, and those in no row */
};

static int most_first(const void *a, const void *b)
{
    const struct coverage_gap *x = a, *y = b;
    if (x->error->records != y->error->records)
        return x->error->records < y->error->records ? 1 : -1;
    return str_cmp(x->error->template, y->error->template);
}

static void add_gap(struct coverage_gaps *g, const struct report_cluster *error, int status)
{
    g->v[g->n++] = (struct coverage_gap){error, status};
    count_add(&g->records, error->records);
}

/* A status to investigate says that something failed, not what. */
static struct coverage_gaps find_gaps(const struct report *r)
{
    size_t room = r->cluster_count;
    for (size_t i = 0; i < r->status_count; i++)
        room += r->statuses[i].message_count;
    struct coverage_gaps g = {.v = mem_zero((room + 1) * sizeof *g.v), .other = r->other_clusters};
    for (size_t i = 0; i < r->cluster_count; i++)
        add_gap(&g, &r->clusters[i], 0);
    for (size_t i = 0; i < r->status_count; i++) {
        for (size_t k = 0; k < r->statuses[i].message_count; k++)
            add_gap(&g, &r->statuses[i].messages[k], r->statuses[i].status);
        count_add(&g.other, r->statuses[i].other_messages);
    }
    count_add(&g.records, g.other);
    qsort(g.v, g.n, sizeof *g.v, most_first);
    return g;
}

static void put_summary(const struct report *r, const struct coverage_gaps *g, struct buf *out)
{
    uint64_t errors = 0, by_status = 0;
    for (enum verdict c = CLASS_INVESTIGATE; c < CLASS_CLEAN; c++)
        count_add(&errors, r->classes[c]);
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].class == CLASS_EXPECTED)
            count_add(&by_status, r->statuses[i].unexplained);
    uint64_t left = by_status + g->records < errors ? errors - by_status - g->records : 0;
    buf_join(out, COUNTED(errors),
             errors == 1 ? " error: signatures explain " : " errors: signatures explain ", COUNTED(left),
             ", an expected status ", COUNTED(by_status), ", nothing ", COUNTED(g->records), "\n");
}

static void add_row(struct grid *grid, const struct coverage_gap *gap)
{
    size_t row = grid_add(grid, false);
    grid_put(grid, row, 0, COUNTED(gap->error->records), EMPHASIS_PLAIN);
    grid_put(grid, row, 1, str_head(gap->error->id, SHORT_ID), EMPHASIS_DIM);
    if (gap->status)
        grid_put(grid, row, 2, DIGITS(gap->status), EMPHASIS_BAD);
    grid_text(grid, row, 3, gap->error->template, EMPHASIS_PLAIN);
}

static void put_gaps(const struct coverage_gaps *g, const struct style *style, struct buf *out)
{
    static const struct grid_column columns[] = {{"records", GRID_RIGHT, .drop = 0},
                                                 {"id", .drop = 0},
                                                 {"status", .drop = 1},
                                                 {"error that no signature explains", .least = 24}};
    struct grid grid;
    size_t shown = doc_top(style->top, g->n, MANY_ERRORS);
    grid_begin(&grid, columns, COUNT_OF(columns));
    for (size_t i = 0; i < shown; i++)
        add_row(&grid, &g->v[i]);
    grid_print(&grid, style_width(style), style, out);
    if (shown < g->n)
        buf_join(out, "and ", COUNTED(g->n - shown), " rarer ones (-n N shows more)\n");
}

static bool matched(const struct report *r, const struct signature *s)
{
    for (size_t i = 0; i < r->signature_count; i++)
        if (str_eq(r->signatures[i].id, s->id))
            return true;
    return false;
}

/* Of the built-in ones how many; of others each, with its place. */
static void put_idle(const struct report *r, const struct table *t, struct buf *out)
{
    uint64_t idle = 0;
    for (size_t i = 0; i < t->signature_count; i++) {
        const struct signature *s = &t->signatures[i];
        if (matched(r, s))
            continue;
        idle += i < t->shipped_count;
        if (i < t->shipped_count)
            continue;
        buf_addf(out, "%s:%u:%u: `", s->at.file, s->at.line, s->at.column);
        escape_terminal(s->id, out);
        buf_addz(out, "` matched nothing\n");
    }
    if (!t->shipped_count)
        return;
    buf_join(out, COUNTED(idle), " of ", COUNTED(t->shipped_count), " built-in signatures matched nothing\n");
}

void render_coverage(const struct report *r, const struct table *t, const struct style *style,
                     struct buf *out)
{
    struct coverage_gaps g = find_gaps(r);
    put_summary(r, &g, out);
    if (g.n)
        put_gaps(&g, style, out);
    put_idle(r, t, out);
    free(g.v);
}
