#include "report/doc.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/count.h"
#include "base/mem.h"
#include "report/doc_parts.h"
#include "report/figure.h"
#include "report/summary.h"

#define TAKE(d, type) ((type *)arena_zero(&(d)->arena, sizeof(type)))

struct section *doc_section(struct doc *d, const char *name, unsigned where)
{
    struct section *s = TAKE(d, struct section);
    *s = (struct section){.name = name, .where = where};
    s->last_table = &s->tables;
    s->last_note = &s->notes;
    *d->last = s;
    d->last = &s->next;
    return s;
}

struct table_part *doc_table(struct doc *d, struct section *s, const char *kind,
                             const struct doc_column *columns, size_t n, size_t records)
{
    struct table_part *t = TAKE(d, struct table_part);
    *t = (struct table_part){.kind = kind,
                             .columns = columns,
                             .column_count = n,
                             .records = records,
                             .where = IN_ALL,
                             .head = INK_HEAD};
    t->last = &t->rows;
    *s->last_table = t;
    s->last_table = &t->next;
    return t;
}

struct row *doc_row(struct doc *d, struct table_part *t)
{
    struct row *row = TAKE(d, struct row);
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

void doc_more(struct doc *d, struct section *s, const char *command, struct str name)
{
    struct buf text = {0};
    buf_addz(&text, command);
    buf_add(&text, name);
    s->more = doc_keep(d, &text);
}

void doc_more_of(struct doc *d, struct section *s, const char *command, struct str row)
{
    doc_more(d, s, command, row);
    s->more_of_row = true;
}

struct note *doc_note(struct doc *d, struct section *s, const char *kind, const struct buf *text)
{
    struct note *n = TAKE(d, struct note);
    *n = (struct note){
        .kind = kind, .where = IN_ALL, .text = arena_str(&d->arena, text ? buf_str(text) : STR(""))};
    *s->last_note = n;
    s->last_note = &n->next;
    return n;
}

static struct detail *add_detail(struct doc *d, struct row *row, struct str name)
{
    struct detail *x = TAKE(d, struct detail);
    *x = (struct detail){.name = name, .where = IN_ALL, .ink = INK_DIM};
    *row->last = x;
    row->last = &x->next;
    return x;
}

struct detail *doc_detail(struct doc *d, struct row *row, const char *name, struct str text)
{
    text = str_trim(text);
    if (text.n == 0)
        return NULL;
    struct detail *x = add_detail(d, row, str_z(name));
    x->text = text;
    return x;
}

struct detail *doc_listing(struct doc *d, struct row *row, struct str name, struct report_value *values,
                           size_t n, uint64_t other)
{
    struct detail *x = add_detail(d, row, name);
    x->kind = DETAIL_VALUES;
    x->values = values;
    x->value_count = n;
    x->other = other;
    return x;
}

/* ---- cells ---- */

struct cell cell_count(uint64_t n, enum ink ink)
{
    return (struct cell){.kind = CELL_COUNT, .ink = ink, .count = n};
}

struct cell cell_distinct(uint64_t n, bool about)
{
    return (struct cell){.kind = n ? CELL_COUNT : CELL_EMPTY, .about = about, .count = n};
}

struct cell cell_time(int64_t ms)
{
    return (struct cell){.kind = ms == NO_TIME ? CELL_EMPTY : CELL_TIME, .time_ms = ms};
}

struct cell cell_ms(double ms)
{
    return (struct cell){.kind = ms >= 0 ? CELL_MS : CELL_EMPTY, .ms = ms};
}

struct cell cell_number(double v)
{
    return (struct cell){.kind = isnan(v) ? CELL_EMPTY : CELL_NUMBER, .number = v};
}

struct cell cell_share(double part)
{
    return (struct cell){.kind = CELL_SHARE, .share = part};
}

bool doc_numeric(enum cell_kind kind)
{
    return kind == CELL_COUNT || kind == CELL_BYTES || kind == CELL_MS || kind == CELL_NUMBER;
}

struct cell cell_code(struct str s, enum ink ink)
{
    return (struct cell){.kind = s.n ? CELL_CODE : CELL_EMPTY, .ink = ink, .text = s};
}

struct cell cell_prose(struct str s, enum ink ink)
{
    return (struct cell){.kind = s.n ? CELL_PROSE : CELL_EMPTY, .ink = ink, .text = s};
}

void doc_cell(const struct doc *d, const struct cell *c, struct buf *out)
{
    buf_addz(out, c->about && c->kind != CELL_EMPTY ? "~" : "");
    switch (c->kind) {
    case CELL_COUNT:
        figure_count(c->count, out);
        break;
    case CELL_BYTES:
        figure_bytes(c->count, out);
        break;
    case CELL_MS:
        figure_ms(c->ms, out);
        break;
    case CELL_NUMBER:
        figure_number(c->number, out);
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

bool doc_says(const struct section *s, unsigned where)
{
    bool says = s->lead.n > 0;
    for (const struct table_part *t = s->tables; t; t = t->next)
        says |= (t->where & where) && (t->row_count || t->other);
    for (const struct note *n = s->notes; n; n = n->next)
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

static uint64_t rest_of(const struct table_part *t, size_t shown)
{
    uint64_t n = t->other;
    for (const struct row *row = t->rows; row; row = row->next, shown -= shown > 0)
        count_add(&n, shown ? 0 : row->cells[t->records].count);
    return n;
}

static void add_number(uint64_t n, const char *what, struct buf *out)
{
    figure_count(n, out);
    buf_addf(out, " %s%s", what, n == 1 ? "" : "s");
}

/* "1,204 records in 87 more rows". */
static void rest_rows(const struct table_part *t, uint64_t rows, uint64_t n, struct buf *out)
{
    add_number(n, "record", out);
    buf_addz(out, " in ");
    if (t->floor)
        buf_addz(out, "other rows; there were more than can be kept: counts are a floor");
    else
        add_number(rows, "more row", out);
}

void doc_rest(const struct table_part *t, size_t shown, struct buf *out)
{
    uint64_t more = t->row_count - shown + t->other_rows, n = rest_of(t, shown);
    if (n == 0 && (more == 0 || t->rest != REST_RECORDS))
        return;
    if (t->rest == REST_ROWS) {
        rest_rows(t, more, n, out);
        return;
    }
    if (more)
        figure_count(more, out);
    if (t->rest == REST_MODELS)
        buf_addz(out, !more ? "other models " : more == 1 ? " more model " : " more models ");
    else
        buf_addf(out, "%s%s ", more ? " more" : "others", t->rest == REST_RECORDS ? "," : "");
    figure_count(n, out);
    if (t->rest == REST_RECORDS)
        buf_addz(out, n == 1 ? " record" : " records");
}

size_t doc_values(const struct detail *d, size_t most, uint64_t *other)
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
    } else if (r->group_count) { /* the answer to the question that was asked, no more */
        doc_groups(d);
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
