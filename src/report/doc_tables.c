#include <math.h>

#include "report/doc_internal.h"
#include "report/number_format.h"

/*
 * The tables that were asked for. The keys of steps (time:5m) stand first, as on an axis; other keys, which
 * may be long, behind the numbers.
 */
enum { MANY_ROWS = 20, MANY_STEPS = 60, MANY_PAGE = 50, NAME_BYTES = 36, CUT = 12, SHARE = 20, GAPS = 200 };

/* Which of the columns of a table are which. */
struct table_places {
    size_t records, measures, keys, share, count; /* share: `count` when there is none */
};

static struct table_places places_of(const struct report_table *g)
{
    bool steps = report_table_stepped(g), share = steps || (g->show_count && g->by_count);
    struct table_places p = {.records = steps ? g->by_count : 0};
    p.measures = p.records + 1;
    p.keys = steps ? 0 : p.measures + g->show_count;
    p.share = 1 + g->by_count + g->show_count;
    p.count = p.share + share;
    return p;
}

static bool is_time(const struct report_table *g, size_t k)
{
    return g->buckets[k].kind != BUCKET_NONE && str_starts(g->by[k], STR("time:"));
}

static bool is_duration(struct str name)
{
    return str_eq(str_head(name, str_chr(name, ':')), STR("duration"));
}

/* The bytes that the longest value of key `k` takes among the rows that a text report shows. */
static size_t widest(const struct report_table *g, size_t k)
{
    size_t most = 0;
    for (size_t i = 0; i < g->row_count && i < MANY_ROWS; i++)
        most = g->rows[i].key[k].n > most ? g->rows[i].key[k].n : most;
    return most;
}

/* Long values (messages, URLs) are cut to what is left; names stay whole. */
static struct doc_column key_column(struct doc *d, const struct report_table *g, size_t k)
{
    const char *name = arena_str(&d->arena, g->by[k]).p;
    enum cell_kind kind = is_time(g, k)                       ? CELL_TIME
                          : g->buckets[k].kind != BUCKET_NONE ? CELL_PROSE
                                                              : CELL_CODE;
    return (struct doc_column){name, name, kind, IN_ALL, .least = widest(g, k) > NAME_BYTES ? CUT : 0};
}

static enum cell_kind measure_kind(const struct measure *m)
{
    switch (m->kind) {
    case MEASURE_COUNT:
    case MEASURE_DISTINCT:
        return CELL_COUNT;
    case MEASURE_FIRST:
    case MEASURE_LAST:
        return CELL_TIME;
    default:
        return is_duration(m->of) ? CELL_MS : CELL_NUMBER;
    }
}

/* "p95" of durations, "/min", else the name. */
static struct doc_column measure_column(struct doc *d, const struct measure *m)
{
    const char *name = arena_str(&d->arena, m->name).p, *title = name;
    if (m->kind == MEASURE_RATE)
        title = "/min";
    else if (is_duration(m->of) && m->kind != MEASURE_DISTINCT)
        title = arena_str(&d->arena, str_head(m->name, str_chr(m->name, '('))).p;
    return (struct doc_column){title, name, measure_kind(m), IN_ALL, .drop = 0};
}

static const struct doc_column *table_columns(struct doc *d, const struct report_table *g,
                                              const struct table_places *p)
{
    struct doc_column *c = arena_zero(&d->arena, (p->count + 1) * sizeof *c);
    c[p->records] = (struct doc_column){"records", "records", CELL_COUNT, IN_ALL, .drop = 0};
    for (size_t i = 0; i < g->show_count; i++)
        c[p->measures + i] = measure_column(d, &g->show[i]);
    for (size_t k = 0; k < g->by_count; k++)
        c[p->keys + k] = key_column(d, g, k);
    if (p->share < p->count)
        c[p->share] = (struct doc_column){"", "share", CELL_SHARE, IN_TEXT | IN_PAGE, .drop = 9};
    return c;
}

/* ---- cells ---- */

static struct doc_cell measure_cell(const struct measure *m, const struct report_measure *f)
{
    if (isnan(f->value))
        return (struct doc_cell){.kind = CELL_EMPTY};
    switch (measure_kind(m)) {
    case CELL_COUNT:
        return (struct doc_cell){.kind = CELL_COUNT, .count = (uint64_t)f->value, .about = f->about};
    case CELL_TIME:
        return cell_time((int64_t)f->value);
    case CELL_MS:
        return cell_ms(f->value);
    default:
        return cell_number(f->value);
    }
}

static void add_number(const struct report_table *g, size_t k, double v, struct buf *out)
{
    if (is_duration(g->by[k]))
        number_format_ms(v, out);
    else
        number_format_number(v, out);
}

/* "100 ms - 200 ms": all that a step holds. */
static struct str step_text(struct doc *d, const struct report_table *g, size_t k, struct str value)
{
    struct buf text = {0};
    double least;
    if (!str_double(value, &least))
        return value;
    double next = bucket_next(&g->buckets[k], least);
    add_number(g, k, least, &text);
    buf_addz(&text, next > least ? " - " : "");
    if (next > least)
        add_number(g, k, next, &text);
    return doc_keep(d, &text);
}

static struct doc_cell key_cell(struct doc *d, const struct report_table *g, size_t k, struct str value)
{
    if (value.n && is_time(g, k))
        return cell_time(timestamp_from_text(value));
    if (g->buckets[k].kind != BUCKET_NONE)
        return cell_prose(step_text(d, g, k, value), EMPHASIS_PLAIN);
    return cell_code(value, EMPHASIS_PLAIN);
}

/* ---- bars ---- */

/* The measure by which rows stand, whose bars are drawn; g->show_count: records are. */
static size_t drawn(const struct report_table *g)
{
    size_t i = 0;
    while (i < g->show_count && (!g->sort.n || !measure_named(&g->show[i], g->sort)))
        i++;
    return i < g->show_count && measure_kind(&g->show[i]) != CELL_TIME ? i : g->show_count;
}

static double length_of(const struct report_table *g, const struct report_table_row *r, size_t by)
{
    return by < g->show_count ? r->measures[by].value : (double)r->records;
}

static double longest(const struct report_table *g, size_t by)
{
    double most = 0;
    for (size_t i = 0; i < g->row_count; i++)
        most = length_of(g, &g->rows[i], by) > most ? length_of(g, &g->rows[i], by) : most;
    return most;
}

/* ---- rows ---- */

struct table_drawing {
    struct doc *d;
    const struct report_table *g;
    struct doc_table *t;
    struct table_places at;
    size_t by; /* whose bars */
    double most;
};

static void add_row(const struct table_drawing *x, const struct report_table_row *r)
{
    struct doc_row *row = doc_row(x->d, x->t);
    double length = length_of(x->g, r, x->by);
    row->cells[x->at.records] = cell_count(r->records, EMPHASIS_PLAIN);
    for (size_t i = 0; i < x->g->show_count; i++)
        row->cells[x->at.measures + i] = measure_cell(&x->g->show[i], &r->measures[i]);
    for (size_t k = 0; k < x->g->by_count; k++)
        row->cells[x->at.keys + k] = key_cell(x->d, x->g, k, r->key[k]);
    if (x->at.share < x->at.count)
        row->cells[x->at.share] = cell_share(length > 0 ? length / x->most : 0);
}

static bool is_axis(const struct report_table *g)
{
    return g->by_count == 1 && is_time(g, 0) && !g->sort.n;
}

/* Steps of time without a record between two rows are rows too, so that a gap is seen; not many of them. */
static void add_gap(const struct table_drawing *x, const struct report_table_row *before,
                    const struct report_table_row *r)
{
    const struct bucket *b = &x->g->buckets[0];
    const struct zone *zone = x->d->axis.zone;
    int64_t at = timestamp_from_text(before->key[0]), to = timestamp_from_text(r->key[0]);
    if (!before->key[0].n || (double)(to - at) / b->step > GAPS)
        return;
    while ((at = bucket_time_next(b, at, zone)) < to - (int64_t)(b->step / 2)) {
        struct doc_row *row = doc_row(x->d, x->t);
        row->cells[x->at.keys] = cell_time(at);
        row->cells[x->at.records] = cell_count(0, EMPHASIS_PLAIN);
        row->cells[x->at.share] = cell_share(0);
    }
}

static void add_rows(const struct table_drawing *x)
{
    for (size_t i = 0; i < x->g->row_count; i++) {
        if (i && is_axis(x->g))
            add_gap(x, &x->g->rows[i - 1], &x->g->rows[i]);
        add_row(x, &x->g->rows[i]);
    }
}

/* ---- what is told of them ---- */

static bool always_missing(const struct report_table *g, size_t k)
{
    for (size_t i = 0; i < g->row_count; i++)
        if (g->rows[i].key[k].n)
            return false;
    return g->row_count && g->other == 0;
}

static bool never_a_number(const struct report_table *g, size_t m)
{
    for (size_t i = 0; i < g->row_count; i++)
        if (!isnan(g->rows[i].measures[m].value))
            return false;
    return g->row_count && g->other == 0 && g->show[m].of.n;
}

static void put_missing(struct doc *d, struct doc_section *s, const char *what, struct str name)
{
    struct str text = doc_text(d, what, name, "; sigtail fields shows what there is.");
    doc_note(d, s, NULL, text)->where = IN_TEXT | IN_PAGE;
}

/* A path with a slip in it is in no record: say where to find those that are. */
static void put_all_missing(struct doc *d, struct doc_section *s, const struct report_table *g)
{
    for (size_t k = 0; k < g->by_count; k++)
        if (always_missing(g, k))
            put_missing(d, s, "No record has ", g->by[k]);
    for (size_t m = 0; m < g->show_count; m++)
        if (never_a_number(g, m))
            put_missing(d, s, "No record has a number in ", g->show[m].of);
}

/* The records behind the first row, as far as its values can be typed. */
static void next_table(struct doc *d, struct doc_section *s, const struct report_table *g)
{
    LOCAL_BUF tests = {0};
    for (size_t k = 0; g->row_count && k < g->by_count; k++) {
        struct str value = g->rows[0].key[k];
        if (!doc_typed(value) || str_eq(g->by[k], STR("message")) || !doc_typed(g->by[k]) ||
            g->buckets[k].kind != BUCKET_NONE)
            continue;
        buf_join(&tests, " -w ", g->by[k], "=", value);
    }
    if (tests.n)
        doc_more(d, s, "grep", buf_str(&tests));
}

static void add_table(struct doc *d, const struct report_table *g)
{
    struct doc_section *s = doc_section(d, NULL, IN_ALL);
    struct table_drawing x = {.d = d, .g = g, .at = places_of(g), .by = drawn(g)};
    x.most = longest(g, x.by);
    x.t = doc_table(d, s, "group", table_columns(d, g, &x.at), x.at.count, x.at.records);
    x.t->many = true;
    x.t->top_text = report_table_stepped(g) ? MANY_STEPS : MANY_ROWS;
    x.t->top_page = report_table_stepped(g) ? GAPS : MANY_PAGE;
    x.t->rest = REST_ROWS;
    x.t->other = g->other;
    x.t->other_rows = g->other_rows;
    x.t->floor = g->approximate;
    add_rows(&x);
    put_all_missing(d, s, g);
    next_table(d, s, g);
}

void doc_tables(struct doc *d)
{
    for (size_t i = 0; i < d->r->table_count; i++)
        add_table(d, &d->r->tables[i]);
}
