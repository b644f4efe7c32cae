#include "report/doc.h"

#include <ctype.h>
#include <math.h>

#include "base/count.h"
#include "base/mem.h"
#include "report/doc_internal.h"
#include "report/number_format.h"
#include "report/summary.h"

#define TAKE(d, type) ((type *)arena_zero(&(d)->arena, sizeof(type)))

struct doc_section *doc_section(struct doc *d, const char *name, unsigned where)
{
    struct doc_section *s = TAKE(d, struct doc_section);
    *s = (struct doc_section){.name = name, .where = where};
    s->last_table = &s->tables;
    s->last_note = &s->notes;
    *d->last = s;
    d->last = &s->next;
    return s;
}

struct doc_table *doc_table(struct doc *d, struct doc_section *s, const char *kind,
                            const struct doc_column *columns, size_t n, size_t records)
{
    struct doc_table *t = TAKE(d, struct doc_table);
    *t = (struct doc_table){.kind = kind,
                            .columns = columns,
                            .column_count = n,
                            .records = records,
                            .where = IN_ALL,
                            .head = EMPHASIS_HEAD};
    t->last = &t->rows;
    *s->last_table = t;
    s->last_table = &t->next;
    return t;
}

struct doc_row *doc_row(struct doc *d, struct doc_table *t)
{
    struct doc_row *row = TAKE(d, struct doc_row);
    row->cells = arena_zero(&d->arena, t->column_count * sizeof *row->cells);
    row->last = &row->details;
    *t->last = row;
    t->last = &row->next;
    t->row_count++;
    return row;
}

struct str doc_keep(struct doc *d, struct buf *text)
{
    struct str kept = arena_str(&d->arena, buf_str(text));
    buf_free(text);
    return kept;
}

bool doc_typed(struct str value)
{
    static const char others[] = "-_./:@%+";
    for (size_t i = 0; i < value.n; i++)
        if (!isalnum((unsigned char)value.p[i]) && !memchr(others, value.p[i], sizeof others - 1))
            return false;
    return value.n > 0;
}

void doc_more(struct doc *d, struct doc_section *s, const char *command, struct str name)
{
    s->more = doc_text(d, command, name);
}

void doc_more_of(struct doc *d, struct doc_section *s, const char *command, struct str row)
{
    doc_more(d, s, command, row);
    s->more_of_row = true;
}

struct doc_note *doc_note(struct doc *d, struct doc_section *s, const char *kind, struct str text)
{
    struct doc_note *n = TAKE(d, struct doc_note);
    *n = (struct doc_note){.kind = kind, .where = IN_ALL, .text = text};
    *s->last_note = n;
    s->last_note = &n->next;
    return n;
}

static struct doc_detail *add_detail(struct doc *d, struct doc_row *row, struct str name)
{
    struct doc_detail *x = TAKE(d, struct doc_detail);
    *x = (struct doc_detail){.name = name, .where = IN_ALL, .emphasis = EMPHASIS_DIM};
    *row->last = x;
    row->last = &x->next;
    return x;
}

struct doc_detail *doc_detail(struct doc *d, struct doc_row *row, const char *name, struct str text)
{
    text = str_trim(text);
    if (text.n == 0)
        return NULL;
    struct doc_detail *x = add_detail(d, row, str_z(name));
    x->text = text;
    return x;
}

struct doc_detail *doc_listing(struct doc *d, struct doc_row *row, struct str name,
                               struct report_value *values, size_t n, uint64_t other)
{
    struct doc_detail *x = add_detail(d, row, name);
    x->kind = DETAIL_VALUES;
    x->values = values;
    x->value_count = n;
    x->other = other;
    return x;
}

/* ---- cells ---- */

struct doc_cell cell_count(uint64_t n, enum emphasis emphasis)
{
    return (struct doc_cell){.kind = CELL_COUNT, .emphasis = emphasis, .count = n};
}

struct doc_cell cell_distinct(uint64_t n, bool about)
{
    return (struct doc_cell){.kind = n ? CELL_COUNT : CELL_EMPTY, .about = about, .count = n};
}

struct doc_cell cell_time(int64_t ms)
{
    return (struct doc_cell){.kind = ms == NO_TIME ? CELL_EMPTY : CELL_TIME, .time_ms = ms};
}

struct doc_cell cell_ms(double ms)
{
    return (struct doc_cell){.kind = ms >= 0 ? CELL_MS : CELL_EMPTY, .ms = ms};
}

struct doc_cell cell_number(double v)
{
    return (struct doc_cell){.kind = isnan(v) ? CELL_EMPTY : CELL_NUMBER, .number = v};
}

struct doc_cell cell_share(double part)
{
    return (struct doc_cell){.kind = CELL_SHARE, .share = part};
}

bool doc_numeric(enum cell_kind kind)
{
    return kind == CELL_COUNT || kind == CELL_BYTES || kind == CELL_MS || kind == CELL_NUMBER;
}

struct doc_cell cell_code(struct str s, enum emphasis emphasis)
{
    return (struct doc_cell){.kind = s.n ? CELL_CODE : CELL_EMPTY, .emphasis = emphasis, .text = s};
}

struct doc_cell cell_prose(struct str s, enum emphasis emphasis)
{
    return (struct doc_cell){.kind = s.n ? CELL_PROSE : CELL_EMPTY, .emphasis = emphasis, .text = s};
}

void doc_cell(const struct doc *d, const struct doc_cell *c, struct buf *out)
{
    buf_addz(out, c->about && c->kind != CELL_EMPTY ? "~" : "");
    switch (c->kind) {
    case CELL_COUNT:
        number_format_count(c->count, out);
        break;
    case CELL_BYTES:
        number_format_bytes(c->count, out);
        break;
    case CELL_MS:
        number_format_ms(c->ms, out);
        break;
    case CELL_NUMBER:
        number_format_number(c->number, out);
        break;
    case CELL_TIME:
        axis_clock(&d->axis, c->time_ms, out);
        break;
    case CELL_CODE:
    case CELL_PROSE:
        buf_add(out, c->text);
        break;
    case CELL_SHARE:
    case CELL_BAR:
    case CELL_EMPTY:
        break;
    }
}

/* ---- what is shown ---- */

bool doc_says(const struct doc_section *s, unsigned where)
{
    bool says = s->lead.n > 0;
    for (const struct doc_table *t = s->tables; t; t = t->next)
        says |= (t->where & where) && (t->row_count || t->other);
    for (const struct doc_note *n = s->notes; n; n = n->next)
        says |= (n->where & where) != 0;
    return says && (s->where & where);
}

size_t doc_top(size_t top, size_t rows, size_t most)
{
    if (most == 0 || (!top && rows == most + 1))
        return rows; /* "1 more" would take as much room as that one */
    most = top ? top : most;
    return most < rows ? most : rows;
}

static uint64_t rest_of(const struct doc_table *t, size_t shown)
{
    uint64_t n = t->other;
    for (const struct doc_row *row = t->rows; row; row = row->next, shown -= shown > 0)
        count_add(&n, shown ? 0 : row->cells[t->records].count);
    return n;
}

static void add_number(uint64_t n, const char *what, struct buf *out)
{
    number_format_count(n, out);
    buf_addf(out, " %s%s", what, n == 1 ? "" : "s");
}

/* "1,204 records in 87 more rows". */
static void rest_rows(const struct doc_table *t, uint64_t rows, uint64_t n, struct buf *out)
{
    add_number(n, "record", out);
    buf_addz(out, " in ");
    if (t->floor)
        buf_addz(out, "other rows; there were more than can be kept: counts are a floor");
    else
        add_number(rows, "more row", out);
}

void doc_rest(const struct doc_table *t, size_t shown, struct buf *out)
{
    uint64_t more = t->row_count - shown + t->other_rows, n = rest_of(t, shown);
    if (n == 0 && (more == 0 || t->rest != REST_RECORDS))
        return;
    if (t->rest == REST_ROWS) {
        rest_rows(t, more, n, out);
        return;
    }
    if (more)
        number_format_count(more, out);
    if (t->rest == REST_MODELS)
        buf_addz(out, !more ? "other models " : more == 1 ? " more model " : " more models ");
    else
        buf_addf(out, "%s%s ", more ? " more" : "others", t->rest == REST_RECORDS ? "," : "");
    number_format_count(n, out);
    if (t->rest == REST_RECORDS)
        buf_addz(out, n == 1 ? " record" : " records");
    if (t->rest == REST_MODELS && t->other)
        buf_addz(out, ", counts are a floor");
}

size_t doc_values(const struct doc_detail *d, size_t most, uint64_t *other)
{
    size_t shown = most < d->value_count ? most : d->value_count;
    while (shown && d->values[shown - 1].records <= d->error)
        shown--;
    *other = d->other;
    for (size_t i = shown; i < d->value_count; i++)
        count_add(other, d->values[i].records);
    return shown;
}

void doc_summary(const struct doc *d, int part, struct buf *out)
{
    if (part == DOC_RECORDS)
        summary_records(d->r, out);
    else if (part == DOC_WINDOW)
        axis_window(&d->axis, out);
    else
        summary_origin(d->r, out);
}

/* ---- the whole ---- */

struct doc *doc_build(const struct report *r, const struct zone *zone)
{
    struct doc *d = mem_zero(sizeof *d);
    d->r = r;
    d->axis = axis_make(r->first_ms, r->last_ms, zone);
    d->last = &d->sections;
    if (!summary_judged(r)) {
        doc_nothing(d);
    } else if (r->table_count) { /* the answer to the question that was asked, no more */
        doc_tables(d);
    } else {
        doc_errors(d);
        doc_expected(d);
        doc_totals(d);
        doc_versions(d);
        doc_models(d);
    }
    doc_input(d);
    return d;
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    arena_free(&d->arena);
    free(d);
}
