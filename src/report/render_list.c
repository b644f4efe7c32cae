#include <stdlib.h>

#include "base/escape.h"
#include "base/mem.h"
#include "report/figure.h"
#include "report/grid.h"

static int by_class_and_id(const void *a, const void *b)
{
    const struct signature *x = *(const struct signature *const *)a, *y = *(const struct signature *const *)b;
    return x->class != y->class ? (int)x->class - (int)y->class : str_cmp(x->id, y->id);
}

static void put_escaped(struct grid *g, size_t row, size_t column, struct str s, enum ink ink)
{
    struct buf safe = {0};
    escape_terminal(s, &safe);
    grid_put(g, row, column, buf_str(&safe), ink);
    buf_free(&safe);
}

static void add_signature(struct grid *g, const struct signature *s)
{
    size_t row = grid_add(g, false);
    put_escaped(g, row, 0, s->id, INK_PLAIN);
    put_escaped(g, row, 1, str_z(class_name(s->class)), s->class == CLASS_INVESTIGATE ? INK_BAD : INK_DIM);
    put_escaped(g, row, 2, s->title, INK_PLAIN);
}

static void add_head(struct grid *g)
{
    size_t row = grid_add(g, true);
    grid_put(g, row, 0, STR("SIGNATURE"), INK_HEAD);
    grid_put(g, row, 1, STR("class"), INK_HEAD);
    grid_put(g, row, 2, STR("title"), INK_HEAD);
}

void render_list(const struct table *t, const struct style *style, struct buf *out)
{
    static const struct grid_column columns[] = {
        {.align = GRID_LEFT}, {GRID_LEFT, .drop = 1}, {GRID_LEFT, .least = 10}};
    const struct signature **sorted = mem_zero((t->signature_count + 1) * sizeof *sorted);
    struct grid g;
    for (size_t i = 0; i < t->signature_count; i++)
        sorted[i] = &t->signatures[i];
    qsort(sorted, t->signature_count, sizeof *sorted, by_class_and_id);
    grid_init(&g, columns, COUNT_OF(columns));
    add_head(&g);
    for (size_t i = 0; i < t->signature_count; i++)
        add_signature(&g, sorted[i]);
    grid_fit(&g, style_width(style));
    for (size_t row = 0; row < g.rows && t->signature_count; row++)
        grid_row(&g, row, style, out);
    figure_count(t->signature_count, out);
    buf_addz(out, t->signature_count == 1 ? " signature\n" : " signatures\n");
    grid_free(&g);
    free(sorted);
}
