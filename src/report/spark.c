#include "report/spark.h"

enum { SPARK_COLUMNS = 256 };

static const char *const BLOCKS[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const MARKS[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};

static double clamp(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

static size_t column_at(double v, size_t columns)
{
    return (size_t)clamp(v, 0, (double)columns - 1);
}

/*
 * Add `weight` to the columns that `from` .. `to` (in columns) reaches over, by how much of each. Buckets
 * that are about as long as a column are shared too: given whole to one column, they would draw an even
 * stream as a row of teeth.
 */
static void spread(double *column, size_t columns, double from, double to, double weight)
{
    double length = to - from;
    size_t first = column_at(from, columns), last = column_at(to, columns);
    if (length <= 0 || first == last) {
        column[first] += weight;
        return;
    }
    for (size_t i = first; i <= last; i++) {
        double low = from > (double)i ? from : (double)i, high = to < (double)i + 1 ? to : (double)i + 1;
        if (high > low)
            column[i] += weight * (high - low) / length;
    }
}

void spark_columns(const struct report_timeline *t, const struct axis *a, double *column, size_t columns)
{
    if (columns == 0 || t->start_ms == NO_TIME || a->first_ms == NO_TIME || a->last_ms < a->first_ms)
        return;
    /* The last column ends just after the last record: the window is closed on both sides. */
    double scale = (double)columns / (double)(a->last_ms - a->first_ms + 1);
    for (size_t i = 0; i < t->count; i++) {
        double start = (double)(t->start_ms - a->first_ms) + (double)i * (double)t->step_ms;
        double from = clamp(start * scale, 0, (double)columns);
        double to = clamp((start + (double)t->step_ms) * scale, 0, (double)columns);
        if (t->counts[i])
            spread(column, columns, from, to, (double)t->counts[i]);
    }
}

static size_t level(double v, double most, size_t levels)
{
    if (v <= 0)
        return 0;
    size_t l = 1 + (size_t)(v / most * (double)(levels - 1));
    return l < levels ? l : levels - 1;
}

void spark_draw(const struct report_timeline *t, const struct axis *a, size_t columns, bool ascii,
                struct buf *out)
{
    double column[SPARK_COLUMNS] = {0}, most = 0;
    const char *const *marks = ascii ? MARKS : BLOCKS;
    size_t levels = ascii ? COUNT_OF(MARKS) : COUNT_OF(BLOCKS);
    if (columns > SPARK_COLUMNS)
        columns = SPARK_COLUMNS;
    spark_columns(t, a, column, columns);
    for (size_t i = 0; i < columns; i++)
        most = column[i] > most ? column[i] : most;
    for (size_t i = 0; i < columns; i++)
        buf_addz(out, marks[level(column[i], most, levels)]);
}
