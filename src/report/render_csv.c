#include <inttypes.h>
#include <math.h>

#include "base/escape.h"
#include "report/doc.h"
#include "report/render.h"

/*
 * One table for all rows of the report, so that one file loads into one sheet: `kind` says what a row is and
 * which columns it fills. Tables that were asked for have their own columns: those of all of them, when there
 * are several, behind `table`, which says whose row it is.
 */
static const char *const HEADS[] = {"kind",       "id",         "by",      "value",  "class", "records",
                                    "requests",   "users",      "first",   "last",   "bytes", "status_2xx",
                                    "status_4xx", "status_5xx", "p50_ms",  "p95_ms", "text",  "example",
                                    "status",     "start",      "step_ms", "counts"};

enum { COLUMNS = COUNT_OF(HEADS) };

static size_t column_of(const char *key)
{
    size_t i = 0;
    while (i < COLUMNS && strcmp(HEADS[i], key) != 0)
        i++;
    return i;
}

/* The cells of one row, to be put in any order. */
struct sheet_row {
    struct doc_cell cells[COLUMNS];
};

static void set(struct sheet_row *row, const char *key, struct doc_cell c)
{
    row->cells[column_of(key)] = c;
}

/* "3 0 5": of each step. */
static void put_counts(const struct report_timeline *t, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++)
        buf_addf(out, "%s%" PRIu64, i ? " " : "", t->counts[i]);
}

static void put_cell(const struct doc_cell *c, struct buf *out)
{
    if (c->kind == CELL_COUNT || c->kind == CELL_BYTES)
        buf_addf(out, "%" PRIu64, c->count);
    else if (c->kind == CELL_MS)
        buf_addf(out, "%.1f", c->ms);
    else if (c->kind == CELL_TIME)
        timestamp_format_rfc3339(c->time_ms, out);
    else if (c->kind == CELL_BAR)
        put_counts(c->line, out);
    else if (c->kind != CELL_EMPTY)
        escape_csv(c->text, out);
}

static void put_row(const struct sheet_row *row, struct buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        buf_addz(out, i ? "," : "");
        put_cell(&row->cells[i], out);
    }
    buf_addz(out, "\r\n");
}

static struct sheet_row row_of(const char *kind)
{
    struct sheet_row row = {0};
    row.cells[0] = cell_code(str_z(kind), EMPHASIS_PLAIN);
    return row;
}

static void put_classes(const struct report *r, struct buf *out)
{
    for (enum verdict class = 0; class < CLASS_COUNT; class ++) {
        struct sheet_row row = row_of("class");
        set(&row, "id", cell_code(str_z(class_name(class)), EMPHASIS_PLAIN));
        set(&row, "class", cell_code(str_z(class_name(class)), EMPHASIS_PLAIN));
        set(&row, "records", cell_count(r->classes[class], EMPHASIS_PLAIN));
        put_row(&row, out);
    }
}

/* A row of `kind` that tells something of the row `of`. */
static struct sheet_row detail_of(const char *kind, const struct sheet_row *of, const struct doc_detail *x)
{
    struct sheet_row row = row_of(kind);
    row.cells[column_of("id")] = of->cells[column_of("id")];
    row.cells[column_of("class")] = of->cells[column_of("class")];
    row.cells[column_of("status")] = of->cells[column_of("status")];
    set(&row, "by", cell_code(x->name, EMPHASIS_PLAIN));
    return row;
}

static void put_values(const struct sheet_row *of, const struct doc_detail *x, struct buf *out)
{
    uint64_t other;
    size_t shown = doc_values(x, SIZE_MAX, &other);
    for (size_t i = 0; i < shown; i++) {
        struct sheet_row row = detail_of("breakdown", of, x);
        set(&row, "value", cell_code(x->values[i].value, EMPHASIS_PLAIN));
        set(&row, "records", cell_count(x->values[i].records, EMPHASIS_PLAIN));
        put_row(&row, out);
    }
    struct sheet_row row = detail_of("breakdown-other", of, x);
    set(&row, "records", cell_count(other, EMPHASIS_PLAIN));
    if (other)
        put_row(&row, out);
}

static void put_detail(const struct sheet_row *of, const struct doc_detail *x, struct buf *out)
{
    if (!(x->where & IN_SHEET))
        return;
    if (x->kind == DETAIL_VALUES) {
        put_values(of, x, out);
        return;
    }
    struct sheet_row row = detail_of("detail", of, x);
    set(&row, "text", cell_code(x->text, EMPHASIS_PLAIN));
    put_row(&row, out);
}

/* The cell number `i` of a row; with a timeline's counts, where they begin and how long a step is. */
static void take_cell(struct sheet_row *row, const struct doc_table *t, size_t i, const struct doc_cell *c)
{
    if (!(t->columns[i].where & IN_SHEET) || c->kind == CELL_EMPTY)
        return;
    set(row, t->columns[i].key, *c);
    if (c->kind != CELL_BAR)
        return;
    set(row, "start", cell_time(c->line->start_ms));
    set(row, "step_ms", cell_count((uint64_t)c->line->step_ms, EMPHASIS_PLAIN));
}

static void put_table(const struct doc_table *t, struct buf *out)
{
    for (const struct doc_row *r = t->rows; r; r = r->next) {
        struct sheet_row row = row_of(t->kind);
        set(&row, "status", cell_code(t->under, EMPHASIS_PLAIN));
        for (size_t i = 0; i < t->column_count; i++)
            take_cell(&row, t, i, &r->cells[i]);
        put_row(&row, out);
        for (const struct doc_detail *x = r->details; x; x = x->next)
            put_detail(&row, x, out);
    }
    if (t->other == 0)
        return;
    /* What the bounds left out of the rows above, so that a sum over a kind comes out right. */
    LOCAL_BUF kind = {0};
    buf_addf(&kind, "%s-other", t->kind);
    struct sheet_row row = {0};
    row.cells[0] = cell_code(buf_str(&kind), EMPHASIS_PLAIN);
    set(&row, "status", cell_code(t->under, EMPHASIS_PLAIN));
    set(&row, "records", cell_count(t->other, EMPHASIS_PLAIN));
    put_row(&row, out);
}

static void put_note(const struct doc_note *n, struct buf *out)
{
    if (!n->kind)
        return;
    struct sheet_row row = row_of(n->kind);
    set(&row, "id", cell_code(n->name, EMPHASIS_PLAIN));
    set(&row, "records", cell_count(n->count, EMPHASIS_PLAIN));
    set(&row, "text", cell_code(n->text, EMPHASIS_PLAIN));
    set(&row, "example", cell_code(n->example, EMPHASIS_PLAIN));
    put_row(&row, out);
}

static void put_section(const struct doc_section *s, struct buf *out)
{
    for (const struct doc_table *t = s->tables; t; t = t->next)
        if (t->where & IN_SHEET)
            put_table(t, out);
    for (const struct doc_note *n = s->notes; n; n = n->next)
        put_note(n, out);
}

static void put_all(const struct doc *d, struct buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++)
        buf_addf(out, "%s%s", i ? "," : "", HEADS[i]);
    buf_addz(out, "\r\n");
    put_classes(d->r, out);
    for (const struct doc_section *s = d->sections; s; s = s->next)
        if (s->where & IN_SHEET)
            put_section(s, out);
}

/* ---- tables that were asked for ---- */

/* The fields by which any of them counts, each once. */
struct count_fields {
    struct str *v;
    size_t n;
};

static bool same_by(const struct report_table *g, struct str field, size_t *k)
{
    for (*k = 0; *k < g->by_count; ++*k)
        if (str_eq(g->by[*k], field))
            return true;
    return false;
}

static void add_field(struct count_fields *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i], name))
            return;
    f->v[f->n++] = name;
}

static struct count_fields fields_of(struct doc *d)
{
    struct count_fields f = {0};
    size_t most = 0;
    for (size_t i = 0; i < d->r->table_count; i++)
        most += d->r->tables[i].by_count;
    f.v = arena_zero(&d->arena, (most + 1) * sizeof *f.v);
    for (size_t i = 0; i < d->r->table_count; i++)
        for (size_t k = 0; k < d->r->tables[i].by_count; k++)
            add_field(&f, d->r->tables[i].by[k]);
    return f;
}

/* The measures of any of them, each once. */
static struct count_fields measures_of(struct doc *d)
{
    struct count_fields f = {0};
    size_t most = 0;
    for (size_t i = 0; i < d->r->table_count; i++)
        most += d->r->tables[i].show_count;
    f.v = arena_zero(&d->arena, (most + 1) * sizeof *f.v);
    for (size_t i = 0; i < d->r->table_count; i++)
        for (size_t m = 0; m < d->r->tables[i].show_count; m++)
            add_field(&f, d->r->tables[i].show[m].name);
    return f;
}

/* "model,status": what a table is called. */
static struct str name_of(struct doc *d, const struct report_table *g)
{
    struct buf name = {0};
    for (size_t k = 0; k < g->by_count; k++)
        buf_join(&name, k ? "," : "", g->by[k]);
    return doc_keep(d, &name);
}

static void put_measure(const struct measure *m, double v, struct buf *out)
{
    if (isnan(v))
        return;
    if (m->kind == MEASURE_FIRST || m->kind == MEASURE_LAST)
        timestamp_format_rfc3339((int64_t)v, out);
    else
        buf_add_number(out, v);
}

static void put_measures(const struct report_table *g, const struct report_table_row *row,
                         const struct count_fields *measures, struct buf *out)
{
    for (size_t i = 0; i < measures->n; i++) {
        buf_addc(out, ',');
        for (size_t m = 0; m < g->show_count; m++)
            if (str_eq(g->show[m].name, measures->v[i])) {
                put_measure(&g->show[m], row->measures[m].value, out);
                break;
            }
    }
}

static void put_table_rows(struct doc *d, const struct report_table *g, const struct count_fields *f,
                           const struct count_fields *measures, struct buf *out)
{
    struct str name = name_of(d, g);
    for (size_t i = 0; i < g->row_count; i++) {
        if (d->r->table_count > 1) {
            escape_csv(name, out);
            buf_addc(out, ',');
        }
        for (size_t n = 0, k; n < f->n; n++) {
            if (same_by(g, f->v[n], &k))
                escape_csv(g->rows[i].key[k], out);
            buf_addc(out, ',');
        }
        buf_addf(out, "%" PRIu64, g->rows[i].records);
        put_measures(g, &g->rows[i], measures, out);
        buf_addz(out, "\r\n");
    }
}

static void put_tables(struct doc *d, struct buf *out)
{
    struct count_fields f = fields_of(d), measures = measures_of(d);
    buf_addz(out, d->r->table_count > 1 ? "table," : "");
    for (size_t i = 0; i < f.n; i++) {
        escape_csv(f.v[i], out);
        buf_addc(out, ',');
    }
    buf_addz(out, "records");
    for (size_t i = 0; i < measures.n; i++) {
        buf_addc(out, ',');
        escape_csv(measures.v[i], out);
    }
    buf_addz(out, "\r\n");
    for (size_t i = 0; i < d->r->table_count; i++)
        put_table_rows(d, &d->r->tables[i], &f, &measures, out);
}

void render_csv(const struct report *r, struct buf *out)
{
    struct doc *d = doc_build(r, NULL);
    if (r->table_count)
        put_tables(d, out);
    else
        put_all(d, out);
    doc_free(d);
}
