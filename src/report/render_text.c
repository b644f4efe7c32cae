#include <ctype.h>

#include "base/escape.h"
#include "report/doc.h"
#include "report/grid.h"
#include "report/number_format.h"
#include "report/sparkline.h"
#include "report/summary.h"
#include "report/wrap.h"

enum {
    MANY_VALUES = 5,
    FEW_VALUES = 3,
    LONG_NAME = 12,
    SHORT_NAME = 6,
    LONG_ID = 36,
    WIDE_AXIS = 20,
    SHARE_COLUMNS = 20
};

struct text_renderer {
    const struct doc *d;
    const struct style *style;
    size_t width;
    struct buf *out;
    struct buf raw, scratch; /* for one cell or item at a time */
};

static struct str escaped(struct text_renderer *t, struct str s)
{
    buf_clear(&t->scratch);
    escape_terminal(s, &t->scratch);
    return buf_str(&t->scratch);
}

/* What is in `t->raw`, made safe. */
static struct str taken(struct text_renderer *t)
{
    struct str s = escaped(t, buf_str(&t->raw));
    t->raw.n = 0;
    return s;
}

static const char *ellipsis(const struct text_renderer *t)
{
    return t->style->ascii ? "~" : "…";
}

static void put_name(struct text_renderer *t, const char *name)
{
    buf_clear(&t->scratch);
    for (; *name; name++)
        buf_addc(&t->scratch, (char)toupper((unsigned char)*name));
    emphasis_text(EMPHASIS_HEAD, t->style, buf_str(&t->scratch), t->out);
}

/* ---- folded tables ---- */

/* "VALUE 120", "VALUE ~120". */
static struct str value_item(struct text_renderer *t, struct str value, uint64_t records, bool about)
{
    (void)escaped(t, value);
    buf_join(&t->scratch, about ? " ~" : " ", COUNTED(records));
    return buf_str(&t->scratch);
}

/* " (sexual 301, violence 190, hate 41)" of the first breakdown. */
static void add_values(const struct doc_row *row, struct buf *out)
{
    const struct doc_detail *x = row->details;
    uint64_t other;
    while (x && x->kind != DETAIL_VALUES)
        x = x->next;
    size_t shown = x ? doc_values(x, FEW_VALUES, &other) : 0;
    for (size_t i = 0; i < shown; i++)
        buf_join(out, i ? ", " : " (", x->values[i].value, x->error ? " ~" : " ",
                 COUNTED(x->values[i].records));
    if (shown)
        buf_addz(out, other ? ", ...)" : ")");
}

static bool same_text(const struct doc_row *before, const struct doc_row *row, size_t i)
{
    return before && str_eq(before->cells[i].text, row->cells[i].text);
}

static void fold_row(struct text_renderer *t, struct wrap *f, const struct doc_table *table,
                     const struct doc_row *before, const struct doc_row *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct doc_column *c = &table->columns[i];
        bool shown = c->fold && (c->where & IN_TEXT) && row->cells[i].kind != CELL_EMPTY;
        if (!shown || (c->ditto && same_text(before, row, i)))
            continue;
        buf_addz(&t->raw, t->raw.n || c->fold[0] != ' ' ? c->fold : "");
        doc_cell(t->d, &row->cells[i], &t->raw);
    }
    add_values(row, &t->raw);
    wrap_item(f, " | ", taken(t));
}

static void fold_table(struct text_renderer *t, struct wrap *f, const struct doc_table *table)
{
    size_t shown = doc_top(t->style->top, table->row_count, table->top_text), i = 0;
    const struct doc_row *before = NULL;
    for (const struct doc_row *row = table->rows; row && i < shown; row = row->next, i++) {
        fold_row(t, f, table, before, row);
        before = row;
    }
    doc_rest(table, shown, &t->raw);
    if (t->raw.n)
        wrap_item(f, " | ", taken(t));
}

static bool is_folded(const struct doc_table *table)
{
    return (table->where & IN_TEXT) && table->fold != FOLD_NEVER && (table->row_count || table->other);
}

static bool has_folded(const struct doc_section *s)
{
    for (const struct doc_table *table = s->tables; table; table = table->next)
        if (is_folded(table))
            return true;
    return false;
}

static void put_folded(struct text_renderer *t, const struct doc_section *s)
{
    put_name(t, s->name);
    struct wrap f = wrap_begin(t->out, t->width, strlen(s->name), DOC_INDENT);
    emphasis_begin(s->emphasis, t->style, t->out);
    for (const struct doc_table *table = s->tables; table; table = table->next)
        if (is_folded(table))
            fold_table(t, &f, table);
    emphasis_end(s->emphasis, t->style, t->out);
    wrap_end(&f);
}

/* ---- details beneath a row ---- */

static bool is_told(const struct doc_detail *x)
{
    return (x->where & IN_TEXT) && x->kind != DETAIL_QUOTE;
}

/* Where the details' texts begin: after the longest name that is not too long. */
static size_t indent_of(const struct doc_row *row)
{
    size_t longest = SHORT_NAME;
    for (const struct doc_detail *x = row->details; x; x = x->next) {
        size_t w = is_told(x) ? escape_width(x->name) : 0;
        longest = w > longest && w <= LONG_NAME ? w : longest;
    }
    return longest + 4;
}

static void put_listing(struct text_renderer *t, struct wrap *f, const struct doc_detail *x)
{
    size_t most = doc_top(t->style->top, x->value_count, MANY_VALUES);
    uint64_t other;
    size_t shown = doc_values(x, most, &other);
    for (size_t i = 0; i < shown; i++)
        wrap_item(f, " | ", value_item(t, x->values[i].value, x->values[i].records, x->error > 0));
    if (other)
        wrap_item(f, " | ", value_item(t, STR("other"), other, x->error > 0));
    wrap_end(f);
}

/* The example of a row in one line, after the short id that names it. */
static void put_quote(struct text_renderer *t, const struct doc_detail *x)
{
    buf_addz(t->out, "  ");
    emphasis_text(EMPHASIS_DIM, t->style, x->id, t->out);
    buf_addz(t->out, "  ");
    escape_fit(escaped(t, x->text), t->width - DOC_INDENT, ellipsis(t), t->out);
    buf_addc(t->out, '\n');
}

static void put_detail(struct text_renderer *t, const struct doc_detail *x, size_t indent)
{
    LOCAL_BUF name = {0};
    if (x->kind == DETAIL_QUOTE) {
        put_quote(t, x);
        return;
    }
    escape_fit(escaped(t, x->name), indent - 4, "", &name);
    buf_addz(t->out, "  ");
    emphasis_text(x->emphasis, t->style, buf_str(&name), t->out);
    size_t column = 2 + escape_width(buf_str(&name));
    if (x->kind == DETAIL_PROSE) {
        wrap_lines(t->out, t->width, column, indent, x->text, WRAP_COMMANDS);
        return;
    }
    struct wrap f = wrap_begin(t->out, t->width, column, indent);
    put_listing(t, &f, x);
}

static void put_details(struct text_renderer *t, const struct doc_row *row)
{
    size_t indent = indent_of(row);
    for (const struct doc_detail *x = row->details; x; x = x->next)
        if (x->where & IN_TEXT)
            put_detail(t, x, indent);
}

/* ---- grids ---- */

/* Tables with the same columns that stand one below the other, as one grid. */
struct grid_layout {
    struct grid g;
    struct grid_column columns[GRID_COLUMNS];
    size_t from[GRID_COLUMNS];          /* which of the table's columns each is */
    size_t n, row;                      /* row: the next to be drawn */
    const struct report_timeline *line; /* one of those that it draws; NULL: none */
};

static struct doc_table *grid_in(const struct doc_section *s)
{
    struct doc_table *table = (s->where & IN_TEXT) ? s->tables : NULL;
    while (table && (!(table->where & IN_TEXT) || table->fold != FOLD_NEVER))
        table = table->next;
    return table;
}

/* The first section behind `s` that is not of the same grid. */
static const struct doc_section *run_end(const struct doc_section *s)
{
    const struct doc_column *columns = grid_in(s)->columns;
    do
        s = s->next;
    while (s && grid_in(s) && grid_in(s)->columns == columns);
    return s;
}

static size_t top_of(const struct text_renderer *t, const struct doc_table *table)
{
    return doc_top(t->style->top, table->row_count, table->top_text);
}

static void add_column(struct grid_layout *l, const struct doc_table *table, size_t i)
{
    const struct doc_column *c = &table->columns[i];
    if (!(c->where & IN_TEXT))
        return;
    l->from[l->n] = i;
    l->columns[l->n++] = (struct grid_column){.align = doc_numeric(c->kind) ? GRID_RIGHT : GRID_LEFT,
                                              .least = c->least,
                                              .most = c->most,
                                              .drop = c->drop,
                                              .stretch = c->kind == CELL_BAR};
}

static void add_head(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s,
                     const struct doc_table *table)
{
    size_t row = grid_add(&l->g, true);
    for (size_t i = 0; i < l->n; i++) {
        const struct doc_column *c = &table->columns[l->from[i]];
        (void)escaped(t, str_z(c->kind == CELL_BAR               ? ""
                               : i == 0 && s->name && !s->indent ? s->name
                                                                 : c->title));
        for (size_t k = 0; i == 0 && s->name && !s->indent && k < t->scratch.n; k++)
            t->scratch.p[k] = (char)toupper((unsigned char)t->scratch.p[k]);
        grid_put(&l->g, row, i, buf_str(&t->scratch), table->head);
    }
}

/* An id is for copying, so its column is not cut below the longest one shown; a template may be. */
static void keep_whole(struct grid_layout *l, size_t i, struct str cell)
{
    size_t w = escape_width(cell);
    if (w > l->columns[i].least)
        l->columns[i].least = (unsigned)(w < LONG_ID ? w : LONG_ID);
}

static void add_row(struct text_renderer *t, struct grid_layout *l, const struct doc_table *table,
                    const struct doc_row *r)
{
    size_t row = grid_add(&l->g, false);
    for (size_t i = 0; i < l->n; i++) {
        const struct doc_cell *c = &r->cells[l->from[i]];
        bool missing = table->many && c->kind == CELL_EMPTY;
        doc_cell(t->d, c, &t->raw);
        if (c->kind == CELL_SHARE)
            sparkline_share(c->share, SHARE_COLUMNS, t->style->ascii, &t->raw);
        struct str s = missing ? STR("-") : taken(t);
        grid_put(&l->g, row, i, s, missing ? EMPHASIS_DIM : c->emphasis);
        if (c->whole)
            keep_whole(l, i, s);
    }
}

static void fill(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s,
                 const struct doc_section *end)
{
    for (; s != end; s = s->next)
        for (const struct doc_table *table = grid_in(s); table; table = table->next) {
            size_t shown = top_of(t, table);
            if (!table->continues)
                add_head(t, l, s, table);
            for (const struct doc_row *row = table->rows; row && shown; row = row->next, shown--)
                add_row(t, l, table, row);
        }
}

/* Only known once the grid is fitted: the axis over each section and the sparklines. */
static void draw_bar(struct text_renderer *t, struct grid_layout *l, const struct report_timeline *line)
{
    size_t i = l->n - 1, width = l->g.width[i];
    if (!l->columns[i].stretch)
        return;
    buf_clear(&t->scratch);
    if (!line)
        axis_caption(&t->d->axis, l->line ? sparkline_width(l->line, width) : width, &t->scratch);
    else
        sparkline_draw(line, width, t->style->ascii, &t->scratch);
    grid_put(&l->g, l->row, i, buf_str(&t->scratch), line ? EMPHASIS_PLAIN : EMPHASIS_DIM);
}

static void draw_line(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s)
{
    buf_fill(t->out, ' ', s->indent);
    grid_row(&l->g, l->row++, t->style, t->out);
}

static void put_rest(struct text_renderer *t, const struct doc_section *s, const struct doc_table *table,
                     size_t shown)
{
    doc_rest(table, shown, &t->raw);
    if (!t->raw.n)
        return;
    struct str rest = taken(t);
    if (table->many) {
        struct wrap f = wrap_begin(t->out, t->width, 0, 0);
        wrap_text(&f, rest);
        wrap_end(&f);
        return;
    }
    emphasis_begin(EMPHASIS_DIM, t->style, t->out);
    buf_fill(t->out, ' ', s->indent ? s->indent : 2);
    buf_add(t->out, rest);
    emphasis_end(EMPHASIS_DIM, t->style, t->out);
    buf_addc(t->out, '\n');
}

static void draw_table(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s,
                       const struct doc_table *table)
{
    size_t shown = top_of(t, table), left = shown;
    if (!table->continues) {
        draw_bar(t, l, NULL);
        draw_line(t, l, s);
    }
    for (const struct doc_row *row = table->rows; row && left; row = row->next, left--) {
        const struct doc_cell *bar = &row->cells[l->from[l->n - 1]];
        draw_bar(t, l, bar->kind == CELL_BAR ? bar->line : &(struct report_timeline){.start_ms = NO_TIME});
        draw_line(t, l, s);
        put_details(t, row);
    }
    put_rest(t, s, table, shown);
}

/* A step of the window is one cell; the axis says where it begins and ends. In a wide report long names give
 * way to it. */
static void narrow_bar(struct grid_layout *l, const struct doc_section *s, const struct doc_section *end,
                       bool wide)
{
    size_t i = l->n - 1, steps = AXIS_LEAST;
    for (; s != end; s = s->next)
        for (const struct doc_table *table = grid_in(s); table; table = table->next)
            for (const struct doc_row *row = table->rows; row; row = row->next) {
                const struct doc_cell *c = &row->cells[l->from[i]];
                size_t own = c->kind == CELL_BAR ? sparkline_width(c->line, l->columns[i].most) : 0;
                l->line = c->kind == CELL_BAR ? c->line : l->line;
                steps = own > steps ? own : steps;
            }
    if (!l->columns[i].stretch)
        return;
    l->columns[i].most = (unsigned)steps;
    if (wide)
        l->columns[i].least = (unsigned)(steps < WIDE_AXIS ? steps : WIDE_AXIS);
}

static void layout_init(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s,
                        const struct doc_section *end)
{
    const struct doc_table *table = grid_in(s);
    *l = (struct grid_layout){.n = 0};
    for (size_t i = 0; i < table->column_count; i++)
        add_column(l, table, i);
    narrow_bar(l, s, end, t->width >= STYLE_WIDTH);
    grid_init(&l->g, l->columns, l->n);
    if (t->d->r->first_ms == NO_TIME && l->columns[l->n - 1].stretch)
        grid_hide(&l->g, l->n - 1);
    fill(t, l, s, end);
    grid_fit(&l->g, t->width - s->indent);
}

/* ---- sections ---- */

static void put_items(struct text_renderer *t, struct wrap *f, struct str items)
{
    for (bool first = true; items.n; first = false) {
        struct str item = str_head(items, str_find(items, STR(", ")));
        wrap_item(f, first ? " " : ", ", escaped(t, item));
        items = str_skip(items, item.n + 2);
    }
}

static void put_note(struct text_renderer *t, const struct doc_section *s, const struct doc_note *n)
{
    struct wrap f = wrap_begin(t->out, t->width, 0, s->indent);
    wrap_text(&f, escaped(t, n->items ? str_head(n->text, n->items) : n->text));
    put_items(t, &f, n->items ? str_skip(n->text, n->items + 1) : STR(""));
    wrap_end(&f);
    if (n->example.n == 0)
        return;
    LOCAL_BUF shown = {0};
    escape_fit(escaped(t, n->example), t->width - s->indent - 2, ellipsis(t), &shown);
    buf_fill(t->out, ' ', s->indent + 2);
    emphasis_text(EMPHASIS_DIM, t->style, buf_str(&shown), t->out);
    buf_addc(t->out, '\n');
}

static void put_notes(struct text_renderer *t, const struct doc_section *s)
{
    for (const struct doc_note *n = s->notes; n; n = n->next)
        if (n->where & IN_TEXT)
            put_note(t, s, n);
}

static void put_lead(struct text_renderer *t, const struct doc_section *s)
{
    if (s->name)
        put_name(t, s->name);
    struct wrap f = wrap_begin(t->out, t->width, s->name ? strlen(s->name) : 0, s->name ? DOC_INDENT : 0);
    wrap_text(&f, escaped(t, s->lead));
    wrap_end(&f);
}

/* "  sigtail grep -s veo-no-video-data logs.jsonl". */
static void put_more(struct text_renderer *t, const struct doc_section *s)
{
    const struct followup_words *typed = t->style->followup;
    if (!typed || s->more.n == 0 || s->compact)
        return;
    buf_join(&t->raw, typed->before, "sigtail ", s->more, s->more_of_row ? STR("") : typed->rows,
             typed->after);
    buf_addz(t->out, "  ");
    emphasis_text(EMPHASIS_DIM, t->style, taken(t), t->out);
    buf_addc(t->out, '\n');
}

static void put_section(struct text_renderer *t, struct grid_layout *l, const struct doc_section *s)
{
    buf_addz(t->out, s->compact ? "" : "\n");
    if (s->lead.n)
        put_lead(t, s);
    if (has_folded(s))
        put_folded(t, s);
    if (s->indent)
        put_notes(t, s);
    for (const struct doc_table *table = grid_in(s); table; table = table->next)
        draw_table(t, l, s, table);
    if (!s->indent)
        put_notes(t, s);
    put_more(t, s);
}

/* One section, or those that share a grid; returns the next one. */
static const struct doc_section *put_run(struct text_renderer *t, const struct doc_section *s)
{
    struct grid_layout l = {.n = 0};
    const struct doc_section *end = grid_in(s) ? run_end(s) : s->next;
    if (grid_in(s))
        layout_init(t, &l, s, end);
    for (; s != end; s = s->next)
        if (doc_says(s, IN_TEXT))
            put_section(t, &l, s);
    grid_free(&l.g);
    return end;
}

/* ---- the head ---- */

/* "63,536 records, 2026-03-15 09:20:00 - 11:47:20 UTC (2h27m), wrangler-tail from gateway.json". */
static void put_summary(struct text_renderer *t)
{
    struct wrap f = wrap_begin(t->out, t->width, 0, 0);
    for (int part = 0; part < DOC_SUMMARY; part++) {
        bool more = part == DOC_RECORDS || (part == DOC_WINDOW && t->d->r->source_count);
        doc_summary(t->d, part, &t->raw);
        buf_addz(&t->raw, more ? "," : "");
        wrap_item(&f, " ", taken(t));
    }
    wrap_end(&f);
}

/* "776 investigate", the number in `emphasis`, parted from what stands in the line or in a line of its own.
 */
static void put_class(struct text_renderer *t, size_t *column, const char *name, uint64_t n,
                      enum emphasis emphasis)
{
    struct buf *s = &t->scratch;
    buf_clear(s);
    number_format_count(n, s);
    size_t width = s->n + 1 + strlen(name), between = *column ? 2 : 0;
    bool fits = *column + between + width <= t->width;
    buf_addz(t->out, !fits ? "\n" : between ? "  " : "");
    *column = fits ? *column + between + width : width;
    emphasis_text(n ? emphasis : EMPHASIS_PLAIN, t->style, buf_str(s), t->out);
    buf_addf(t->out, " %s", name);
}

/* "2 incidents  776 investigate  412 unknown  16,007 expected  46,341 clean". */
static void put_classes(struct text_renderer *t)
{
    static const struct {
        enum verdict class;
        enum emphasis emphasis;
    } order[] = {{CLASS_INVESTIGATE, EMPHASIS_BAD},
                 {CLASS_UNKNOWN, EMPHASIS_ODD},
                 {CLASS_EXPECTED, EMPHASIS_PLAIN},
                 {CLASS_CLEAN, EMPHASIS_PLAIN}};
    size_t column = 0;
    uint64_t incidents = summary_incidents(t->d->r);
    if (incidents)
        put_class(t, &column, incidents == 1 ? "incident" : "incidents", incidents, EMPHASIS_BAD);
    for (size_t i = 0; i < COUNT_OF(order); i++)
        put_class(t, &column, class_name(order[i].class), t->d->r->classes[order[i].class],
                  order[i].emphasis);
    buf_addc(t->out, '\n');
}

void render_text(const struct report *r, const struct style *style, struct buf *out)
{
    struct doc *d = doc_build(r, style->zone);
    struct text_renderer t = {.d = d, .style = style, .width = style_width(style), .out = out};
    if (summary_judged(r)) {
        put_summary(&t);
        put_classes(&t);
    }
    for (const struct doc_section *s = d->sections; s;)
        s = put_run(&t, s);
    buf_free(&t.raw);
    buf_free(&t.scratch);
    doc_free(d);
}
