#include "report/sparkline.h"

enum { SPARK_COLUMNS = 256 };

static const char *const BLOCKS[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const MARKS[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};

/* Steps that one cell stands for: as few as `columns` have room for. */
static size_t steps_a_cell(const struct report_timeline *t, size_t columns)
{
    return columns ? (t->count + columns - 1) / columns : 0;
}

size_t sparkline_cells(const struct report_timeline *t, size_t columns)
{
    size_t steps = steps_a_cell(t, columns);
    return steps ? (t->count + steps - 1) / steps : 0;
}

size_t sparkline_width(const struct report_timeline *t, size_t columns)
{
    size_t n = sparkline_cells(t, columns), least = columns < AXIS_LEAST ? columns : AXIS_LEAST;
    return n > least ? n : least;
}

void sparkline_columns(const struct report_timeline *t, double *cell, size_t columns)
{
    size_t steps = steps_a_cell(t, columns);
    for (size_t i = 0; steps && i < t->count; i++)
        cell[i / steps] += (double)t->counts[i];
}

static size_t level(double v, double most, size_t levels)
{
    if (v <= 0)
        return 0;
    size_t l = 1 + (size_t)(v / most * (double)(levels - 1));
    return l < levels ? l : levels - 1;
}

/* Where cell number `i` of `n` stands: few cells are set apart, so that they lie under the axis. */
static size_t place_of(size_t i, size_t n, size_t columns)
{
    return n < columns ? (2 * i + 1) * columns / (2 * n) : i;
}

void sparkline_draw(const struct report_timeline *t, size_t columns, bool ascii, struct buf *out)
{
    double cell[SPARK_COLUMNS] = {0}, most = 0;
    size_t at[SPARK_COLUMNS] = {0};
    const char *const *marks = ascii ? MARKS : BLOCKS;
    size_t levels = ascii ? COUNT_OF(MARKS) : COUNT_OF(BLOCKS);
    columns = columns > SPARK_COLUMNS ? SPARK_COLUMNS : columns;
    size_t n = sparkline_cells(t, columns), width = sparkline_width(t, columns);
    sparkline_columns(t, cell, columns);
    for (size_t i = 0; i < n; i++) {
        most = cell[i] > most ? cell[i] : most;
        at[place_of(i, n, width)] = i + 1;
    }
    for (size_t i = 0; i < columns; i++)
        buf_addz(out, marks[at[i] ? level(cell[at[i] - 1], most, levels) : 0]);
}

void sparkline_share(double part, size_t columns, bool ascii, struct buf *out)
{
    static const char *const ends[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    size_t eighths = (size_t)(part * (double)columns * 8 + 0.5);
    if (part > 0 && eighths == 0) /* what is there is seen */
        eighths = 1;
    if (ascii) {
        buf_fill(out, '#', (eighths + 7) / 8);
        return;
    }
    for (size_t i = 0; i < eighths / 8; i++)
        buf_addz(out, "█");
    buf_addz(out, ends[eighths % 8]);
}
