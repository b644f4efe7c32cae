#include "base/escape.h"
#include "report/doc.h"
#include "report/number_format.h"
#include "report/sparkline.h"
#include "report/summary.h"

/*
 * What comes out of logs stands in code spans, where nothing is markup, a link or a mention; what signature
 * files say is prose and is escaped as such. Long reports are cut: an issue or a chat takes only so much.
 */

enum { MANY_ROWS = 20, MANY_VALUES = 10, SHARE_COLUMNS = 10, TIMELINE_COLUMNS = 20, MOST_BYTES = 60000 };

struct md_renderer {
    const struct doc *d;
    size_t top;  /* of the style */
    size_t most; /* rows of a table, and values of a row, without a wish for others */
    bool brief;  /* no rows under others */
    struct buf *out, scratch;
};

static void put(const struct md_renderer *m, const char *z)
{
    buf_addz(m->out, z);
}

static void put_prose(struct md_renderer *m, struct buf *text)
{
    escape_markdown(buf_str(text), m->out);
    buf_clear(text);
}

static size_t top_of(const struct md_renderer *m, const struct doc_table *t)
{
    if (m->brief && t->under.n)
        return 0;
    size_t most = t->top_text && t->top_text < m->most ? t->top_text : m->most;
    return doc_top(m->top, t->row_count, most);
}

/* ---- tables ---- */

static bool shows(const struct md_renderer *m, const struct doc_column *c)
{
    return (c->where & IN_PAGE) && (c->kind != CELL_BAR || m->d->r->first_ms != NO_TIME);
}

/* As code, whose columns are all as wide; with blanks that no page takes together. */
static void put_bar(struct md_renderer *m, const struct report_timeline *t)
{
    sparkline_draw(t, sparkline_width(t, TIMELINE_COLUMNS), false, &m->scratch);
    put(m, "`");
    for (size_t i = 0; i < m->scratch.n; i++)
        buf_add(m->out, m->scratch.p[i] == ' ' ? STR("\xc2\xa0") : str_of(&m->scratch.p[i], 1));
    put(m, "`");
    buf_clear(&m->scratch);
}

static void put_cell(struct md_renderer *m, const struct doc_table *t, const struct doc_cell *c, bool table)
{
    if (c->kind == CELL_CODE)
        escape_code(c->text, table, m->out);
    else if (c->kind == CELL_EMPTY && t->many)
        put(m, "\\-");
    else if (c->kind == CELL_BAR)
        put_bar(m, c->line);
    else if (c->kind == CELL_SHARE)
        sparkline_share(c->share, SHARE_COLUMNS, false, m->out);
    else {
        doc_cell(m->d, c, &m->scratch);
        put_prose(m, &m->scratch);
    }
}

static bool right(const struct doc_column *c)
{
    return doc_numeric(c->kind);
}

static void put_head(struct md_renderer *m, const struct doc_table *t)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (!shows(m, &t->columns[i]))
            continue;
        put(m, "| ");
        if (t->many && t->columns[i].kind == CELL_CODE)
            escape_code(str_z(t->columns[i].title), true, m->out);
        else
            escape_markdown(str_z(t->columns[i].title), m->out);
        put(m, " ");
    }
    put(m, "|\n");
    for (size_t i = 0; i < t->column_count; i++)
        if (shows(m, &t->columns[i]))
            put(m, right(&t->columns[i]) ? "|---:" : "|---");
    put(m, "|\n");
}

static void put_row(struct md_renderer *m, const struct doc_table *t, const struct doc_row *row)
{
    const char *begin = t->under.n ? "| ↳ " : "| ";
    for (size_t i = 0; i < t->column_count; i++) {
        if (!shows(m, &t->columns[i]))
            continue;
        put(m, begin);
        put_cell(m, t, &row->cells[i], true);
        put(m, " ");
        begin = "| ";
    }
    put(m, "|\n");
}

/* "Outcomes: `ok` 68, `exception` 2." */
static void put_folded(struct md_renderer *m, const struct doc_section *s, const struct doc_table *t)
{
    buf_addf(m->out, "\n%s: ", s->name);
    for (const struct doc_row *row = t->rows; row; row = row->next) {
        put(m, row == t->rows ? "" : ", ");
        for (size_t i = 0; i < t->column_count; i++) {
            put(m, t->columns[i].fold ? t->columns[i].fold : "");
            put_cell(m, t, &row->cells[i], false);
        }
    }
    put(m, ".\n");
}

/* ---- details ---- */

/* Each line of `text` in one list item; lines that were indented are commands. */
static void put_lines(struct md_renderer *m, struct str text)
{
    struct str line;
    for (bool first = true; str_split(&text, '\n', &line);) {
        struct str words = str_trim(line);
        if (words.n == 0)
            continue;
        put(m, first ? "" : "\\\n  ");
        if (words.p > line.p)
            escape_code(words, false, m->out);
        else
            escape_markdown(words, m->out);
        first = false;
    }
}

static void put_values(struct md_renderer *m, const struct doc_detail *x)
{
    uint64_t other;
    size_t most = m->most < MANY_VALUES ? m->most : MANY_VALUES;
    size_t shown = doc_values(x, doc_top(m->top, x->value_count, most), &other);
    for (size_t i = 0; i < shown; i++) {
        put(m, i ? ", " : "");
        escape_code(x->values[i].value, false, m->out);
        put(m, x->error ? " \\~" : " ");
        number_format_count(x->values[i].records, m->out);
    }
    if (other == 0)
        return;
    put(m, shown ? ", other " : "other ");
    put(m, x->error ? "\\~" : "");
    number_format_count(other, m->out);
}

static void put_detail(struct md_renderer *m, const struct doc_detail *x)
{
    put(m, "- **");
    escape_markdown(x->name, m->out);
    put(m, "**: ");
    if (x->kind == DETAIL_VALUES)
        put_values(m, x);
    else if (x->kind == DETAIL_QUOTE)
        escape_code(x->text, false, m->out);
    else
        put_lines(m, x->text);
    put(m, "\n");
}

/* The name of `row`, behind that of the row that it stands under. */
static void put_heading(struct md_renderer *m, const struct doc_table *t, const struct doc_row *row)
{
    put(m, "\n###");
    if (t->under.n)
        buf_join(m->out, " ", t->under, ":");
    for (size_t i = 0, n = 0; i < t->column_count && n < 2; i++) {
        if (!shows(m, &t->columns[i]))
            continue;
        put(m, " ");
        put_cell(m, t, &row->cells[i], false);
        n++;
    }
    put(m, "\n\n");
}

/* What else is told of `row`, under a heading. */
static void put_details(struct md_renderer *m, const struct doc_table *t, const struct doc_row *row)
{
    bool told = false;
    for (const struct doc_detail *x = row->details; x; x = x->next) {
        if (!(x->where & IN_PAGE))
            continue;
        if (!told)
            put_heading(m, t, row);
        put_detail(m, x);
        told = true;
    }
}

static void put_rest(struct md_renderer *m, const struct doc_table *t)
{
    doc_rest(t, top_of(m, t), &m->scratch);
    if (m->scratch.n == 0)
        return;
    put(m, "\n");
    if (t->under.n)
        buf_join(&m->scratch, " of status ", t->under);
    put_prose(m, &m->scratch);
    put(m, ".\n");
}

/* `t` and those that continue it, as one table; then what is left out of them, then their details. */
static const struct doc_table *put_table(struct md_renderer *m, const struct doc_table *t)
{
    const struct doc_table *end = t, *part;
    put(m, "\n");
    put_head(m, t);
    do {
        size_t left = top_of(m, end);
        for (const struct doc_row *row = end->rows; row && left; row = row->next, left--)
            put_row(m, end, row);
        end = end->next;
    } while (end && end->continues);
    for (part = t; part != end; part = part->next)
        put_rest(m, part);
    for (part = t; part != end; part = part->next) {
        size_t left = top_of(m, part);
        for (const struct doc_row *row = part->rows; row && left; row = row->next, left--)
            put_details(m, part, row);
    }
    return end;
}

/* ---- sections ---- */

static void put_notes(struct md_renderer *m, const struct doc_section *s)
{
    bool any = false;
    for (const struct doc_note *n = s->notes; n; n = n->next) {
        if (!(n->where & IN_PAGE))
            continue;
        put(m, any && n->kind ? "" : "\n"); /* findings are a list, others sentences */
        put(m, n->kind ? "- " : "");
        escape_markdown(n->text, m->out);
        put(m, n->example.n ? " " : "");
        escape_code(n->example, false, m->out);
        put(m, "\n");
        any = true;
    }
}

static void put_tables(struct md_renderer *m, const struct doc_section *s)
{
    for (const struct doc_table *t = s->tables; t;) {
        bool shown = (t->where & IN_PAGE) && t->row_count + t->other + (t->next && t->next->continues) > 0;
        if (shown && t->fold == FOLD_ALWAYS)
            put_folded(m, s, t);
        else if (shown) {
            t = put_table(m, t);
            continue;
        }
        t = t->next;
    }
}

static void put_section(struct md_renderer *m, const struct doc_section *s)
{
    bool folded = s->tables && s->tables->fold == FOLD_ALWAYS;
    if (s->name && !folded)
        buf_addf(m->out, "\n## %s\n", s->name);
    if (s->lead.n) {
        put(m, "\n");
        escape_markdown(s->lead, m->out);
        put(m, str_ends(s->lead, STR(".")) ? "\n" : ".\n");
    }
    put_tables(m, s);
    put_notes(m, s);
}

static void put_classes(const struct md_renderer *m)
{
    static const enum verdict order[] = {CLASS_INVESTIGATE, CLASS_UNKNOWN, CLASS_EXPECTED, CLASS_CLEAN};
    put(m, "| investigate | unknown | expected | clean |\n|---:|---:|---:|---:|\n|");
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        put(m, " ");
        number_format_count(m->d->r->classes[order[i]], m->out);
        put(m, " |");
    }
    put(m, "\n");
}

static void put_summary(struct md_renderer *m)
{
    put(m, "\n");
    for (int part = 0; part < DOC_SUMMARY; part++) {
        doc_summary(m->d, part, &m->scratch);
        put(m, part && m->scratch.n ? ", " : "");
        if (part == DOC_ORIGIN)
            escape_code(buf_str(&m->scratch), false, m->out);
        else
            buf_add(m->out, buf_str(&m->scratch));
        buf_clear(&m->scratch);
    }
    put(m, ".\n\n");
    put_classes(m);
}

static void put_report(struct md_renderer *m)
{
    put(m, "# sigtail report\n");
    if (summary_judged(m->d->r))
        put_summary(m);
    for (const struct doc_section *s = m->d->sections; s; s = s->next)
        if (doc_says(s, IN_PAGE))
            put_section(m, s);
}

/* With fewer rows when it would be longer than an issue may be. */
void render_md(const struct report *r, const struct style *style, struct buf *out)
{
    struct doc *d = doc_build(r, style->zone);
    struct md_renderer m = {.d = d, .top = style->top, .most = MANY_ROWS, .out = out};
    size_t begin = out->n;
    put_report(&m);
    while (!m.top && !m.brief && out->n - begin > MOST_BYTES) {
        m.brief = m.most == 1;
        m.most = (m.most + 1) / 2;
        out->n = begin;
        put_report(&m);
    }
    buf_free(&m.scratch);
    doc_free(d);
}
