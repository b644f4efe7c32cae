#include "report/grid.h"

#include <assert.h>

#include "base/escape.h"
#include "base/mem.h"

void grid_init(struct grid *g, const struct grid_column *columns, size_t n)
{
    assert(n <= GRID_COLUMNS);
    *g = (struct grid){.columns = columns, .column_count = n};
}

void grid_begin(struct grid *g, const struct grid_column *columns, size_t n)
{
    grid_init(g, columns, n);
    grid_add(g, true);
    for (size_t i = 0; i < n; i++)
        grid_put(g, 0, i, str_z(columns[i].head), EMPHASIS_HEAD);
}

void grid_free(struct grid *g)
{
    free(g->cells);
    free(g->heads);
    buf_free(&g->text);
    *g = (struct grid){0};
}

size_t grid_add(struct grid *g, bool head)
{
    size_t row = g->rows++;
    MEM_GROW(g->cells, g->rows * g->column_count, g->cells_cap);
    memset(g->cells + row * g->column_count, 0, g->column_count * sizeof *g->cells);
    MEM_GROW(g->heads, row, g->heads_cap);
    g->heads[row] = head;
    return row;
}

void grid_put(struct grid *g, size_t row, size_t column, struct str text, enum emphasis emphasis)
{
    g->cells[row * g->column_count + column] = (struct grid_cell){g->text.n, text.n, emphasis};
    buf_add(&g->text, text);
}

void grid_text(struct grid *g, size_t row, size_t column, struct str text, enum emphasis emphasis)
{
    LOCAL_BUF safe = {0};
    escape_terminal(text, &safe);
    grid_put(g, row, column, buf_str(&safe), emphasis);
}

void grid_time(struct grid *g, size_t row, size_t column, const struct axis *axis, int64_t ms)
{
    LOCAL_BUF time = {0};
    axis_clock(axis, ms, &time);
    grid_put(g, row, column, buf_str(&time), EMPHASIS_PLAIN);
}

void grid_hide(struct grid *g, size_t column)
{
    g->hidden[column] = true;
}

static struct str cell_text(const struct grid *g, size_t row, size_t column)
{
    const struct grid_cell *c = &g->cells[row * g->column_count + column];
    return c->n ? str_of(g->text.p + c->at, c->n) : str_of("", 0);
}

/* Width of the widest cell; 0 when there is nothing but a head. */
static size_t widest(const struct grid *g, size_t column)
{
    size_t width = 0, body = 0;
    for (size_t row = 0; row < g->rows; row++) {
        size_t w = escape_width(cell_text(g, row, column));
        width = w > width ? w : width;
        body += g->heads[row] ? 0 : w;
    }
    return body ? width : 0;
}

static size_t natural(const struct grid *g, size_t column)
{
    const struct grid_column *c = &g->columns[column];
    if (g->hidden[column])
        return 0;
    if (c->stretch)
        return c->most;
    size_t w = widest(g, column);
    return c->most && w > c->most ? c->most : w;
}

static size_t least(const struct grid *g, size_t column)
{
    unsigned l = g->columns[column].least;
    return l && l < g->width[column] ? l : g->width[column];
}

/* Columns of text that a row takes, gaps included: as it is, or with flexible columns cut. */
static size_t total(const struct grid *g, bool cut)
{
    size_t sum = 0;
    for (size_t i = 0; i < g->column_count; i++)
        if (g->width[i])
            sum += (sum ? GRID_GAP : 0) + (cut ? least(g, i) : g->width[i]);
    return sum;
}

/* Let the column that matters least go; false when none may. */
static bool drop_one(struct grid *g)
{
    size_t victim = g->column_count;
    for (size_t i = 0; i < g->column_count; i++)
        if (g->width[i] && g->columns[i].drop &&
            (victim == g->column_count || g->columns[i].drop > g->columns[victim].drop))
            victim = i;
    if (victim < g->column_count)
        g->width[victim] = 0;
    return victim < g->column_count;
}

/* Take `excess` from the flexible columns, in proportion to what each can give. */
static void shrink(struct grid *g, size_t excess)
{
    size_t slack = total(g, false) - total(g, true);
    for (size_t i = 0; i < g->column_count && slack; i++) {
        size_t own = g->width[i] - least(g, i), take = (own * excess + slack - 1) / slack;
        take = take > own ? own : take > excess ? excess : take;
        g->width[i] -= take;
        excess -= take;
        slack -= own;
    }
}

void grid_fit(struct grid *g, size_t width)
{
    for (size_t i = 0; i < g->column_count; i++)
        g->width[i] = natural(g, i);
    while (total(g, true) > width && drop_one(g))
        ;
    if (total(g, false) > width)
        shrink(g, total(g, false) - width);
}

void grid_row(const struct grid *g, size_t row, const struct style *style, struct buf *out)
{
    LOCAL_BUF cell = {0};
    size_t pending = 0; /* blanks owed; never written at the end of a line */
    for (size_t i = 0; i < g->column_count; i++) {
        if (!g->width[i])
            continue;
        buf_clear(&cell);
        escape_fit(cell_text(g, row, i), g->width[i], style->ascii ? "~" : "…", &cell);
        while (cell.n && cell.p[cell.n - 1] == ' ')
            cell.n--;
        size_t pad = g->width[i] - escape_width(buf_str(&cell));
        bool right = g->columns[i].align == GRID_RIGHT;
        pending += right ? pad : 0;
        if (cell.n) {
            buf_fill(out, ' ', pending);
            emphasis_text(g->cells[row * g->column_count + i].emphasis, style, buf_str(&cell), out);
            pending = 0;
        }
        pending += (right ? 0 : pad) + GRID_GAP;
    }
    buf_addc(out, '\n');
}

void grid_print(struct grid *g, size_t width, const struct style *style, struct buf *out)
{
    grid_fit(g, width);
    for (size_t row = 0; row < g->rows && g->rows > 1; row++)
        grid_row(g, row, style, out);
    grid_free(g);
}
