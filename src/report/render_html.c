#include <inttypes.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "report/doc.h"
#include "report/html_page.h"
#include "report/number_format.h"
#include "report/sparkline.h"
#include "report/string_set.h"
#include "report/summary.h"

/* One page that loads nothing: its own style and script, bars drawn as SVG, and a policy that forbids
 * everything else. */

enum { BARS = 60, BAR_WIDTH = 180, BAR_HEIGHT = 22, SHARE_HEIGHT = 14, WIDEST_BAR = 9, MANY_VALUES = 20 };

struct html_renderer {
    const struct doc *d;
    struct buf *out, scratch;
    size_t top;
    struct arena arena;
    struct string_set anchors; /* of the rows so far */
};

static void put(const struct html_renderer *h, const char *z)
{
    buf_addz(h->out, z);
}

static void text(const struct html_renderer *h, struct str s)
{
    escape_html(s, h->out);
}

static bool ends_url(char c)
{
    return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == ')' || c == '|' ||
           c == '\\' || c == 0x7f;
}

/* Bytes of the URL at the start of `s`, without what ends the sentence around it; 0 when there is none. */
static size_t url_at(struct str s)
{
    size_t scheme = str_starts(s, STR("https://")) ? 8 : str_starts(s, STR("http://")) ? 7 : 0, n = scheme;
    while (n && n < s.n && !ends_url(s.p[n]))
        n++;
    while (n > scheme && str_among(".,;:", s.p[n - 1]))
        n--;
    return n > scheme ? n : 0;
}

/* Our own prose, or that of signature files: its addresses are links. */
static void put_prose(const struct html_renderer *h, struct str s)
{
    while (s.n) {
        size_t at = str_find(s, STR("http")), n = url_at(str_skip(s, at));
        text(h, str_head(s, n ? at : at + 4));
        s = str_skip(s, n ? at : at + 4);
        if (n == 0)
            continue;
        put(h, "<a rel=\"noopener noreferrer\" href=\"");
        text(h, str_head(s, n));
        put(h, "\">");
        text(h, str_head(s, n));
        put(h, "</a>");
        s = str_skip(s, n);
    }
}

static const char *look_of(enum emphasis emphasis)
{
    return emphasis == EMPHASIS_BAD ? " class=\"bad\"" : emphasis == EMPHASIS_ODD ? " class=\"odd\"" : "";
}

/* What is in the scratch buffer, escaped. */
static void take(struct html_renderer *h)
{
    text(h, buf_str(&h->scratch));
    buf_clear(&h->scratch);
}

/* ---- cells ---- */

/* Bars of the steps of the window, no more than there are, so that rows compare at a glance. */
static void put_bars(const struct html_renderer *h, const struct report_timeline *t)
{
    double column[BARS] = {0}, most = 0;
    size_t n = sparkline_cells(t, BARS);
    sparkline_columns(t, column, BARS);
    for (size_t i = 0; i < n; i++)
        most = column[i] > most ? column[i] : most;
    if (!(most > 0))
        return;
    double step = (double)BAR_WIDTH / (double)n, width = step - 1 > WIDEST_BAR ? WIDEST_BAR : step - 1;
    buf_addf(h->out, "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"over time\">", BAR_WIDTH,
             BAR_HEIGHT);
    for (size_t i = 0; i < n; i++) {
        int height = 1 + (int)(column[i] / most * (BAR_HEIGHT - 1));
        if (column[i] > 0)
            buf_addf(h->out, "<rect x=\"%.4g\" y=\"%d\" width=\"%.4g\" height=\"%d\"/>", (double)i * step,
                     BAR_HEIGHT - height, width, height);
    }
    put(h, "</svg>");
}

static void put_share(const struct html_renderer *h, double part)
{
    buf_addf(h->out,
             "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%.0f %%\"><rect width=\"%.4g\" "
             "height=\"%d\"/></svg>",
             BAR_WIDTH, SHARE_HEIGHT, part * 100, part * BAR_WIDTH, SHARE_HEIGHT);
}

static void put_order_number(const struct html_renderer *h, double v)
{
    buf_addz(h->out, " data-v=\"");
    buf_add_number(h->out, v);
    buf_addc(h->out, '"');
}

/* What a column is sorted by where the text says it less exactly. */
static void put_order(const struct html_renderer *h, const struct doc_cell *c)
{
    if (c->kind == CELL_COUNT || c->kind == CELL_BYTES)
        buf_addf(h->out, " data-v=\"%" PRIu64 "\"", c->count);
    else if (c->kind == CELL_MS)
        buf_addf(h->out, " data-v=\"%.3f\"", c->ms);
    else if (c->kind == CELL_NUMBER)
        put_order_number(h, c->number);
    else if (c->kind == CELL_TIME)
        buf_addf(h->out, " data-v=\"%" PRId64 "\"", c->time_ms);
}

static void put_inside(struct html_renderer *h, const struct doc_table *t, const struct doc_cell *c)
{
    if (c->kind == CELL_BAR)
        put_bars(h, c->line);
    else if (c->kind == CELL_SHARE)
        put_share(h, c->share);
    else if (c->kind == CELL_CODE) {
        buf_addf(h->out, "<code%s>", look_of(c->emphasis));
        text(h, c->text);
        put(h, "</code>");
    } else if (c->kind == CELL_PROSE) {
        put_prose(h, c->text);
    } else {
        doc_cell(h->d, c, &h->scratch);
        buf_addz(&h->scratch, c->kind == CELL_EMPTY && t->many ? "-" : "");
        take(h);
    }
}

static void put_cell(struct html_renderer *h, const struct doc_table *t, size_t i, const struct doc_cell *c)
{
    const char *look = doc_numeric(t->columns[i].kind)   ? " class=\"n\""
                       : t->columns[i].kind == CELL_TIME ? " class=\"t\""
                                                         : "";
    buf_addf(h->out, "<td%s data-t=\"", look);
    text(h, str_z(t->columns[i].title));
    put(h, "\"");
    put_order(h, c);
    put(h, ">");
    put_inside(h, t, c);
    put(h, "</td>");
}

/* ---- details ---- */

static void put_values(struct html_renderer *h, const struct doc_detail *x)
{
    uint64_t other;
    size_t shown = doc_values(x, doc_top(h->top, x->value_count, MANY_VALUES), &other);
    for (size_t i = 0; i < shown; i++) {
        put(h, i ? " | <code>" : "<code>");
        text(h, x->values[i].value);
        put(h, x->error ? "</code> ~" : "</code> ");
        number_format_count(x->values[i].records, h->out);
    }
    if (other == 0)
        return;
    put(h, shown ? " | other " : "other ");
    put(h, x->error ? "~" : "");
    number_format_count(other, h->out);
}

static void put_detail(struct html_renderer *h, const struct doc_detail *x)
{
    put(h, "<dt>");
    text(h, x->name);
    buf_addf(h->out, "</dt><dd%s>", look_of(x->emphasis));
    if (x->kind == DETAIL_VALUES) {
        put_values(h, x);
    } else if (x->kind == DETAIL_QUOTE) {
        put(h, "<code>");
        text(h, x->text);
        put(h, "</code>");
    } else {
        put_prose(h, x->text);
    }
    put(h, "</dd>");
}

/* A row of its own, as wide as the table, that folds. */
static void put_details(struct html_renderer *h, const struct doc_row *row, size_t columns, bool open)
{
    size_t n = 0;
    for (const struct doc_detail *x = row->details; x; x = x->next)
        n += (x->where & IN_PAGE) != 0;
    if (n == 0)
        return;
    buf_addf(h->out, "<tr class=\"more\"><td colspan=\"%zu\"><details%s><summary>", columns,
             open ? " open" : "");
    bool first = true;
    for (const struct doc_detail *x = row->details; x; x = x->next)
        if (x->where & IN_PAGE) {
            put(h, first ? "" : ", ");
            text(h, x->name);
            first = false;
        }
    put(h, "</summary><dl>");
    for (const struct doc_detail *x = row->details; x; x = x->next)
        if (x->where & IN_PAGE)
            put_detail(h, x);
    put(h, "</dl></details></td></tr>\n");
}

/* ---- tables ---- */

static size_t top_of(const struct html_renderer *h, const struct doc_table *t)
{
    return doc_top(h->top, t->row_count, t->top_page);
}

static size_t columns_of(const struct doc_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->column_count; i++)
        n += (t->columns[i].where & IN_PAGE) != 0;
    return n;
}

static void put_head(const struct html_renderer *h, const struct doc_table *t)
{
    put(h, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t i = 0; i < t->column_count; i++) {
        const struct doc_column *c = &t->columns[i];
        if (!(c->where & IN_PAGE))
            continue;
        put(h, doc_numeric(c->kind) ? "<th class=\"n\">" : "<th>");
        bool bars = c->kind == CELL_BAR || c->kind == CELL_SHARE;
        put(h, bars ? "<span>" : "<button type=\"button\">");
        text(h, str_z(c->title));
        put(h, bars ? "</span></th>" : "</button></th>");
    }
    put(h, "</tr></thead>\n");
}

/* In the scratch buffer: "investigate-500", "investigate-500-c78ef565eaa0" of a row under it; of what an
 * anchor may hold. */
static struct str name_anchor(struct html_renderer *h, const struct doc_section *s, const struct doc_table *t,
                              struct str id)
{
    struct buf *name = &h->scratch;
    buf_clear(name);
    buf_join(name, s->name, "-", t->under, t->under.n ? "-" : "", str_head(id, 100));
    name->p[0] |= 0x20;
    for (size_t i = 0; i < name->n; i++)
        if (!is_alnum(name->p[i]) && name->p[i] != '.')
            name->p[i] = '-';
    return buf_str(name);
}

/* The anchor of a row called `id`: with a number when another row has the name, as `a,b` beside `a|b`. It is
 * in the scratch buffer. */
static struct str take_anchor(struct html_renderer *h, const struct doc_section *s, const struct doc_table *t,
                              struct str id)
{
    struct str name = name_anchor(h, s, t, id);
    size_t plain = name.n;
    for (size_t n = h->anchors.n; string_set_find(&h->anchors, name) < h->anchors.n; n++) {
        h->scratch.n = plain;
        buf_addf(&h->scratch, "-%zu", n + 1);
        name = buf_str(&h->scratch);
    }
    string_set_add(&h->anchors, &h->arena, name);
    return name;
}

/* A row whose first cell, its name, is a link to it. */
static void begin_linked(struct html_renderer *h, const struct doc_section *s, const struct doc_table *t,
                         const struct doc_cell *name)
{
    struct str anchor = take_anchor(h, s, t, name->text);
    put(h, t->under.n ? "<tbody class=\"sub\" id=\"" : "<tbody id=\"");
    text(h, anchor);
    put(h, "\"><tr><td><a class=\"own\" href=\"#");
    take(h);
    put(h, "\">");
    put_inside(h, t, name);
    put(h, "</a></td>");
}

static void put_row(struct html_renderer *h, const struct doc_section *s, const struct doc_table *t,
                    const struct doc_row *row)
{
    size_t first = 0;
    while (!(t->columns[first].where & IN_PAGE))
        first++;
    const struct doc_cell *name = &row->cells[first];
    bool linked = (name->kind == CELL_CODE || name->kind == CELL_PROSE) && s->name;
    if (linked)
        begin_linked(h, s, t, name);
    else
        put(h, "<tbody><tr>");
    for (size_t i = first + linked; i < t->column_count; i++)
        if (t->columns[i].where & IN_PAGE)
            put_cell(h, t, i, &row->cells[i]);
    put(h, "</tr>\n");
    put_details(h, row, columns_of(t), s->name && s->name[0] == 'I');
    put(h, "</tbody>\n");
}

/* What is not shown of `t`: a row among those under another one, else a line behind the table. */
static void put_rest(struct html_renderer *h, const struct doc_table *t)
{
    doc_rest(t, top_of(h, t), &h->scratch);
    if (h->scratch.n == 0)
        return;
    if (t->under.n)
        buf_addf(h->out, "<tbody class=\"sub\"><tr><td class=\"dim\" colspan=\"%zu\">", columns_of(t));
    put(h, t->under.n ? "" : "<p class=\"dim\">");
    take(h);
    put(h, t->under.n ? "</td></tr></tbody>\n" : "</p>\n");
}

/* `t` and those that continue it, as one table. */
static const struct doc_table *put_table(struct html_renderer *h, const struct doc_section *s,
                                         const struct doc_table *t)
{
    const struct doc_table *end = t;
    put_head(h, t);
    do {
        size_t left = top_of(h, end);
        for (const struct doc_row *row = end->rows; row && left; row = row->next, left--)
            put_row(h, s, end, row);
        if (end->under.n)
            put_rest(h, end);
        end = end->next;
    } while (end && end->continues);
    put(h, "</table></div>\n");
    for (const struct doc_table *part = t; part != end; part = part->next)
        if (!part->under.n)
            put_rest(h, part);
    return end;
}

/* "Outcomes: ok 68 | exception 2". */
static void put_folded(struct html_renderer *h, const struct doc_section *s, const struct doc_table *t)
{
    buf_addf(h->out, "<p>%s: ", s->name);
    for (const struct doc_row *row = t->rows; row; row = row->next) {
        put(h, row == t->rows ? "" : " | ");
        for (size_t i = 0; i < t->column_count; i++) {
            put(h, t->columns[i].fold ? t->columns[i].fold : "");
            put_inside(h, t, &row->cells[i]);
        }
    }
    put(h, "</p>\n");
}

/* ---- sections ---- */

static void put_notes(struct html_renderer *h, const struct doc_section *s)
{
    for (const struct doc_note *n = s->notes; n; n = n->next) {
        if (!(n->where & IN_PAGE))
            continue;
        put(h, "<p>");
        text(h, n->text);
        put(h, n->example.n ? "<br><code>" : "");
        text(h, n->example);
        put(h, n->example.n ? "</code></p>\n" : "</p>\n");
    }
}

static void put_tables(struct html_renderer *h, const struct doc_section *s)
{
    for (const struct doc_table *t = s->tables; t;) {
        bool shown = (t->where & IN_PAGE) && t->row_count + t->other + (t->next && t->next->continues) > 0;
        if (shown && t->fold == FOLD_ALWAYS)
            put_folded(h, s, t);
        else if (shown) {
            t = put_table(h, s, t);
            continue;
        }
        t = t->next;
    }
}

static void put_section(struct html_renderer *h, const struct doc_section *s)
{
    bool folded = s->tables && s->tables->fold == FOLD_ALWAYS;
    if (s->name && !folded)
        buf_addf(h->out, "<h2>%s</h2>\n", s->name);
    if (s->lead.n) {
        put(h, "<p>");
        text(h, s->lead);
        put(h, str_ends(s->lead, STR(".")) ? "</p>\n" : ".</p>\n");
    }
    put_tables(h, s);
    put_notes(h, s);
}

static void put_class(const struct html_renderer *h, enum verdict class, enum emphasis emphasis)
{
    uint64_t n = h->d->r->classes[class];
    buf_addf(h->out, "<div%s><b>", n ? look_of(emphasis) : "");
    number_format_count(n, h->out);
    buf_addf(h->out, "</b> %s</div>\n", class_name(class));
}

static void put_summary(struct html_renderer *h)
{
    put(h, "<p>");
    for (int part = 0; part < DOC_SUMMARY; part++) {
        doc_summary(h->d, part, &h->scratch);
        put(h, part && h->scratch.n ? ", " : "");
        take(h);
    }
    put(h, "</p>\n<div class=\"classes\">\n");
    put_class(h, CLASS_INVESTIGATE, EMPHASIS_BAD);
    put_class(h, CLASS_UNKNOWN, EMPHASIS_ODD);
    put_class(h, CLASS_EXPECTED, EMPHASIS_PLAIN);
    put_class(h, CLASS_CLEAN, EMPHASIS_PLAIN);
    put(h, "</div>\n");
}

void render_html(const struct report *r, const struct style *style, struct buf *out)
{
    struct doc *d = doc_build(r, style->zone);
    struct html_renderer h = {.d = d, .out = out, .top = style->top};
    put(&h, HTML_HEAD);
    if (style->reload_s)
        buf_addf(out, "<meta http-equiv=\"refresh\" content=\"%u\">\n", style->reload_s);
    put(&h, HTML_BODY);
    if (summary_judged(r))
        put_summary(&h);
    for (const struct doc_section *s = d->sections; s; s = s->next)
        if (doc_says(s, IN_PAGE))
            put_section(&h, s);
    put(&h, "<p class=\"dim\">sigtail " SIGTAIL_VERSION "</p>\n");
    put(&h, HTML_TAIL);
    buf_free(&h.scratch);
    string_set_free(&h.anchors);
    arena_free(&h.arena);
    doc_free(d);
}
