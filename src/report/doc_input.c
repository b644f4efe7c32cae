#include "base/count.h"
#include "report/doc_internal.h"
#include "report/number_format.h"
#include "report/summary.h"

enum { MANY_PAGE = 50, MANY_SOURCES = 10, MANY_VALUES = 8, CUT = 12, HINTS = 3, HINT_VALUES = 4 };

/* ---- a report of nothing ---- */

static void add_instead(struct buf *s, bool first, struct str value, uint64_t records)
{
    if (records == 0)
        return;
    buf_join(s, first ? " " : ", ", value, " ", COUNTED(records));
}

/* Where its items begin of "user=bob leaves out 73; they have alice 40, carol 30, no value 3". */
static size_t add_filter(const struct report_filter *filter, struct buf *s)
{
    uint64_t rest = filter->records, others = filter->other;
    size_t shown = filter->instead_count < MANY_VALUES ? filter->instead_count : MANY_VALUES;
    buf_join(s, filter->what, " leaves out ", COUNTED(filter->records), "; they have");
    size_t items = s->n;
    for (size_t i = 0; i < shown; i++) {
        add_instead(s, i == 0, filter->instead[i].value, filter->instead[i].records);
        rest = count_rest(rest, filter->instead[i].records);
    }
    for (size_t i = shown; i < filter->instead_count; i++)
        count_add(&others, filter->instead[i].records);
    add_instead(s, false, STR("others"), others);
    add_instead(s, shown == 0, STR("no value"), count_rest(rest, others));
    return items;
}

/* "near it: 7c1e09ab-52f4-4d0e-9a6b-0f2d8c3b71e5 2". */
static void put_near(struct doc *d, struct doc_section *s)
{
    const struct report_sought *sought = &d->r->sought;
    struct buf text = {0};
    if (sought->near_count == 0)
        return;
    buf_addz(&text, "near it:");
    size_t items = text.n;
    for (size_t i = 0; i < sought->near_count; i++)
        add_instead(&text, i == 0, sought->near[i].value, sought->near[i].records);
    doc_note(d, s, NULL, doc_keep(d, &text))->items = items;
}

void doc_nothing(struct doc *d)
{
    const struct report *r = d->r;
    struct doc_section *s = doc_section(d, NULL, IN_TEXT | IN_PAGE);
    struct buf text = {0};
    summary_nothing(r, &text);
    s->lead = doc_keep(d, &text);
    s->compact = true;
    s->indent = 4;
    put_near(d, s);
    for (size_t i = 0; i < r->filter_count; i++) {
        if (r->filters[i].records == 0 || str_eq(r->filters[i].what, r->sought.id))
            continue;
        size_t items = add_filter(&r->filters[i], &text);
        doc_note(d, s, NULL, doc_keep(d, &text))->items = items;
    }
    if (r->filter_count)
        summary_times(r, &text);
    if (text.n)
        doc_note(d, s, NULL, doc_keep(d, &text));
}

/* ---- input ---- */

/* "at byte 10,233 of b.json". */
static void add_place(const struct report *r, uint64_t offset, struct str source, struct buf *s)
{
    buf_join(s, "at byte ", COUNTED(offset));
    if (r->source_count < 2 || source.n == 0)
        return;
    buf_join(s, " of ", summary_source(source));
}

/* ": veo-no-video-data 3, message~(a+)+$ 1"; where its items begin, 0: there are none. */
static size_t add_patterns(const struct report_problem *p, struct buf *s)
{
    uint64_t others = p->other_patterns;
    if (!p->pattern_count)
        return 0;
    buf_addc(s, ':');
    size_t items = s->n;
    for (size_t i = 0; i < p->pattern_count; i++)
        if (i < MANY_VALUES)
            add_instead(s, i == 0, p->patterns[i].value, p->patterns[i].records);
        else
            count_add(&others, p->patterns[i].records);
    add_instead(s, false, STR("others"), others);
    return items;
}

/* "torn 3, first at byte 10,233: what that means". */
static void put_problem(struct doc *d, struct doc_section *s, const struct report_problem *p)
{
    struct buf text = {0};
    buf_join(&text, p->kind, " ", COUNTED(p->count), p->count == 1 ? ", " : ", first ");
    add_place(d->r, p->first_offset, p->source, &text);
    buf_join(&text, p->note.n ? ": " : "", p->note);
    size_t items = add_patterns(p, &text);
    struct doc_note *n = doc_note(d, s, "problem", doc_keep(d, &text));
    n->name = p->kind;
    n->items = items;
    n->count = p->count;
    n->example = str_trim(p->example);
}

/* " 09:35:00 - 11:20:00". */
static void add_span(const struct doc *d, int64_t first_ms, int64_t last_ms, struct buf *s)
{
    buf_addc(s, ' ');
    axis_clock(&d->axis, first_ms, s);
    if (first_ms == last_ms)
        return;
    buf_addz(s, " - ");
    axis_clock(&d->axis, last_ms, s);
}

static void put_sampling(struct doc *d, struct doc_section *s, const struct report_sampling *sampling)
{
    struct buf text = {0};
    buf_join(&text, COUNTED(sampling->notices),
             sampling->notices == 1 ? " sampling notice" : " sampling notices");
    if (sampling->first_ms != NO_TIME)
        add_span(d, sampling->first_ms, sampling->last_ms, &text);
    if (d->r->source_count > 1)
        buf_join(&text, " of ", summary_source(sampling->source));
    buf_addz(&text, ": the tail dropped records, counts are a floor");
    struct doc_note *n = doc_note(d, s, "sampling", doc_keep(d, &text));
    n->name = summary_source(sampling->source);
    n->count = sampling->notices;
}

static void put_gap(struct doc *d, struct doc_section *s, const struct report_gap *gap)
{
    struct buf text = {0};
    buf_join(&text, "gap: ", gap->what, " ", COUNTED(gap->count));
    if (gap->source.n) { /* the row of those beyond the bound has no place */
        buf_addz(&text, ", first ");
        add_place(d->r, gap->first_offset, gap->source, &text);
    }
    struct doc_note *n = doc_note(d, s, "gap", doc_keep(d, &text));
    n->name = gap->what;
    n->count = gap->count;
}

enum { SOURCE, FORMAT, RECORDS, BYTES, FIRST, LAST, WINDOW, SOURCE_COLUMNS };

static const struct doc_column SOURCES[SOURCE_COLUMNS] = {
    [SOURCE] = {"source", "id", CELL_CODE, IN_ALL, .least = CUT},
    [FORMAT] = {"format", "text", CELL_PROSE, IN_ALL, .drop = 1},
    [RECORDS] = {"records", "records", CELL_COUNT, IN_ALL, .drop = 0},
    [BYTES] = {"bytes", "bytes", CELL_BYTES, IN_ALL, .drop = 2},
    [FIRST] = {"first", "first", CELL_TIME, IN_PAGE | IN_SHEET, .drop = 0},
    [LAST] = {"last", "last", CELL_TIME, IN_PAGE | IN_SHEET, .drop = 0},
    [WINDOW] = {"window", NULL, CELL_PROSE, IN_TEXT, .drop = 3},
};

static void add_source(struct doc *d, struct doc_table *t, const struct report_source *source)
{
    struct buf window = {0};
    struct doc_row *row = doc_row(d, t);
    if (source->first_ms != NO_TIME) {
        axis_clock(&d->axis, source->first_ms, &window);
        buf_addz(&window, " - ");
        axis_clock(&d->axis, source->last_ms, &window);
    }
    row->cells[SOURCE] = cell_code(summary_source(source->name), EMPHASIS_PLAIN);
    row->cells[FORMAT] = cell_prose(source->format, EMPHASIS_PLAIN);
    row->cells[RECORDS] = cell_count(source->records, EMPHASIS_PLAIN);
    row->cells[BYTES] = (struct doc_cell){.kind = CELL_BYTES, .count = source->bytes};
    row->cells[FIRST] = cell_time(source->first_ms);
    row->cells[LAST] = cell_time(source->last_ms);
    row->cells[WINDOW] = cell_prose(doc_keep(d, &window), EMPHASIS_PLAIN);
}

/* Which input brought what; of one input the first line of the report has said it. */
static void put_sources(struct doc *d, struct doc_section *s)
{
    struct doc_table *t = doc_table(d, s, "source", SOURCES, SOURCE_COLUMNS, RECORDS);
    t->top_text = MANY_SOURCES;
    t->top_page = MANY_PAGE;
    t->head = EMPHASIS_DIM;
    for (size_t i = 0; i < d->r->source_count; i++)
        add_source(d, t, &d->r->sources[i]);
    if (d->r->source_count < 2)
        t->where = IN_SHEET;
}

/* How a path is written in a signature file: as it is, or in single quotes, which are doubled in them. */
static void add_yaml_path(struct str path, struct buf *out)
{
    bool plain = true;
    path = str_skip(path, 1); /* the dot that says "of the raw record" */
    for (size_t i = 0; i < path.n; i++)
        plain &= memchr("[]>'@,: {}#&*!|%\"", path.p[i], 18) == NULL;
    buf_addz(out, plain ? "" : "'");
    for (size_t i = 0; i < path.n; i++)
        buf_addz(out, path.p[i] == '\'' ? "''" : (char[]){path.p[i], '\0'});
    buf_addz(out, plain ? "" : "'");
}

/* Was the path of `hint` among those before it? */
static bool hinted_before(const struct report *r, const struct report_hint *hint)
{
    for (const struct report_hint *h = r->hints; h < hint; h++)
        if (str_eq(h->path, hint->path) && str_eq(h->field, hint->field))
            return true;
    return false;
}

/* ".sev may be the level: ERROR 12, ok 3; with -p FILE: fields: {level: [sev]}" */
static void put_hint(struct doc *d, struct doc_section *s, const struct report_hint *hint)
{
    struct buf text = {0};
    unsigned values = 0;
    buf_join(&text, hint->path, " may be the ", hint->field);
    for (const struct report_hint *h = hint; h < d->r->hints + d->r->hint_count && values < HINT_VALUES;
         h++) {
        if (!str_eq(h->path, hint->path) || !str_eq(h->field, hint->field))
            continue;
        buf_join(&text, values++ ? ", " : ": ", h->value, " ", COUNTED(h->records));
    }
    buf_join(&text, "; to read it, give -p a file with: fields: {", hint->field, ": [");
    add_yaml_path(hint->path, &text);
    buf_addz(&text, "]}");
    doc_note(d, s, "hint", doc_keep(d, &text));
}

static bool has_format(const struct report *r, struct str format)
{
    for (size_t i = 0; i < r->source_count; i++)
        if (r->sources[i].records && str_eq(r->sources[i].format, format))
            return true;
    return false;
}

/* What there is to do about most records saying nothing. */
static void put_hints(struct doc *d, struct doc_section *s)
{
    unsigned shown = 0;
    for (size_t i = 0; i < d->r->hint_count && shown < HINTS; i++)
        if (!hinted_before(d->r, &d->r->hints[i])) {
            put_hint(d, s, &d->r->hints[i]);
            shown++;
        }
    if (shown == 0 && has_format(d->r, STR("journal")))
        doc_note(d, s, "hint", STR("journalctl -o json tells the level of each, which its text leaves out"));
    else if (shown == 0)
        doc_note(d, s, "hint",
                 STR("a file for -p says where it stands: in a field (sigtail fields lists them), or in the "
                     "text of a line; man sigtail-patterns, under fields, formats and levels"));
}

static void put_unjudged(struct doc *d, struct doc_section *s)
{
    uint64_t all = summary_judged(d->r), some = d->r->unjudged;
    if (some == 0)
        return;
    struct str text = doc_text(
        d, some < all ? COUNTED(some) : STR(""), some < all ? " of " : "", COUNTED(all),
        all == 1 ? " record says neither level nor status" : " records say neither level nor status");
    doc_note(d, s, "unjudged", text)->count = some;
    if (summary_unjudged(d->r))
        put_hints(d, s);
}

/* Rows that claim to stand for more records than can be counted. */
static void put_full(struct doc *d, struct doc_section *s)
{
    if (d->r->records >= COUNT_MOST)
        doc_note(d, s, "full",
                 doc_text(d, "counts end at ", COUNTED(COUNT_MOST),
                          ": rows here say that they stand for more records than that"));
}

/* "419 MB read, 12 kB of it in no record". */
static void add_bytes(const struct report *r, struct buf *s)
{
    number_format_bytes(r->bytes, s);
    buf_addz(s, " read");
    if (r->skipped_bytes) {
        buf_addz(s, ", ");
        number_format_bytes(r->skipped_bytes, s);
        buf_addz(s, " of it in no record");
    }
    if (r->problem_count + r->sampling_count + r->gap_count == 0 && !summary_unjudged(r) &&
        r->records < COUNT_MOST)
        buf_addz(s, ", no problems");
}

void doc_input(struct doc *d)
{
    const struct report *r = d->r;
    struct doc_section *s = doc_section(d, "Input", IN_ALL);
    struct buf bytes = {0};
    add_bytes(r, &bytes);
    s->lead = doc_keep(d, &bytes);
    s->compact = summary_healthy(r) && !r->table_count;
    s->indent = DOC_INDENT;
    for (size_t i = 0; i < r->problem_count; i++)
        put_problem(d, s, &r->problems[i]);
    for (size_t i = 0; i < r->sampling_count; i++)
        put_sampling(d, s, &r->sampling[i]);
    for (size_t i = 0; i < r->gap_count; i++)
        put_gap(d, s, &r->gaps[i]);
    put_unjudged(d, s);
    put_full(d, s);
    put_sources(d, s);
    doc_more(d, s, "fields", STR(""));
}
