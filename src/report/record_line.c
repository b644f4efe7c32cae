#include "report/record_line.h"

#include <inttypes.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "report/emphasis.h"

enum {
    TIME_COLUMNS = 23,
    CLOCK_COLUMNS = 12,
    BEFORE = 300, /* bytes of a very long line that are shown before the highlight, ... */
    AFTER = 700,  /* ... and from it on */
    CONTEXT_LINES = 2,
    BEFORE_BYTES = 8192, /* before a line, and behind it: what tells that something in it is a secret */
    BEHIND_BYTES = 256
};

static enum emphasis emphasis_of(enum verdict c)
{
    return c == CLASS_INVESTIGATE ? EMPHASIS_BAD : c == CLASS_UNKNOWN ? EMPHASIS_ODD : EMPHASIS_DIM;
}

/* Which columns a line has: those that leave the message half of it, as far as lines are to fit. */
struct record_line_columns {
    bool date, service, model;
    size_t what;
};

static struct record_line_columns layout_of(const struct style *style)
{
    size_t width = style->fits ? style_width(style) : SIZE_MAX;
    return (struct record_line_columns){
        .date = width >= 140, .service = width >= 120, .model = width >= 90, .what = width >= 70 ? 24 : 16};
}

/* "2026-03-15 09:20:00.123", without the date unless it is asked for; "-" when it is not known. */
static void add_time(int64_t ms, const struct zone *zone, bool date, struct buf *out)
{
    size_t columns = date ? TIME_COLUMNS : CLOCK_COLUMNS;
    if (ms == NO_TIME) {
        buf_addc(out, '-');
        buf_fill(out, ' ', columns - 1);
        return;
    }
    struct civil c = timestamp_civil(zone_local(zone, ms));
    if (date)
        buf_addf(out, "%04d-%02d-%02d ", c.year, c.month, c.day);
    buf_addf(out, "%02d:%02d:%02d.%03d", c.hour, c.minute, c.second, c.ms);
}

void record_line_time(int64_t ms, const struct zone *zone, struct buf *out)
{
    add_time(ms, zone, true, out);
}

/* Two spaces, then `s` ("-" when empty) padded to `columns`. */
static void add_column(struct str s, const struct secrets *secrets, size_t columns, struct buf *out)
{
    buf_addz(out, "  ");
    size_t start = out->n;
    redact_terminal(secrets, s.n ? s : STR("-"), out);
    size_t width = escape_width(str_skip(buf_str(out), start));
    buf_fill(out, ' ', width < columns ? columns - width : 0);
}

static void add_status(int status, struct buf *out)
{
    if (status == NO_STATUS)
        add_column(STR("-"), NULL, 3, out);
    else
        buf_addf(out, "  %3d", status);
}

/* The signatures, or the class of what none matches. */
static void add_what(const struct sink_record *o, const struct rules *rules, const struct style *style,
                     size_t columns, struct buf *out)
{
    LOCAL_BUF what = {0};
    for (size_t i = 0; i < o->hits->n; i++)
        buf_join(&what, i ? "," : "", rules_table(rules)->signatures[o->hits->v[i].signature].id);
    if (o->hits->n == 0)
        buf_addz(&what, class_name(o->class));
    buf_addz(out, "  ");
    LOCAL_BUF fitted = {0};
    escape_fit(buf_str(&what), style->fits ? columns : what.n, style->ascii ? "~" : "…", &fitted);
    emphasis_text(emphasis_of(o->class), style, buf_str(&fitted), out);
    size_t used = escape_width(buf_str(&fitted));
    buf_fill(out, ' ', used < columns ? columns - used : 0);
}

/* The line of m->text that holds the highlight, without surrounding space, at most BEFORE + AFTER bytes of
 * it. */
static struct highlight marked_line(const struct highlight *m)
{
    struct str t = m->text;
    size_t from = m->start, to = m->start;
    while (from > 0 && t.p[from - 1] != '\n')
        from--;
    to += str_chr(str_skip(t, to), '\n');
    while (from < to && (t.p[from] == ' ' || t.p[from] == '\t') && from < m->start)
        from++;
    if (m->start - from > BEFORE)
        for (from = m->start - BEFORE; from < m->start && utf8_continues(t.p[from]);)
            from++;
    if (to - m->start > AFTER)
        for (to = m->start + AFTER; to > m->start && utf8_continues(t.p[to]);)
            to--;
    size_t end = m->end < to ? m->end : to;
    return (struct highlight){str_of(t.p + from, to - from), m->start - from, end - from};
}

/* Where what tells of the line that begins at `line` begins: a few lines before, or a PEM block there. */
static size_t context_of(struct str t, size_t line)
{
    size_t at = line, least = line < BEFORE_BYTES ? 0 : line - BEFORE_BYTES;
    size_t block = least + str_find(str_of(t.p + least, line - least), STR("-----BEGIN "));
    unsigned lines = 0;
    while (at > least && lines <= CONTEXT_LINES)
        if (--at > 0)
            lines += t.p[at - 1] == '\n';
    return block < at ? block : at;
}

/* `line` of `m`, written without its secrets into `out`. */
static struct highlight redacted_line(const struct highlight *m, struct highlight line,
                                      const struct secrets *secrets, struct buf *out)
{
    size_t at = (size_t)(line.text.p - m->text.p), from = context_of(m->text, at), start = at - from;
    struct edge edges[] = {{.at = start},
                           {.at = start + line.start},
                           {.at = start + line.end, .end = true},
                           {.at = start + line.text.n, .end = true}};
    struct str near = str_head(str_skip(m->text, from), start + line.text.n + BEHIND_BYTES);
    redact_edges(secrets, near, edges, COUNT_OF(edges), out);
    return (struct highlight){str_of(out->p + edges[0].at, edges[3].at - edges[0].at),
                              edges[1].at - edges[0].at, edges[2].at - edges[0].at};
}

/* A message in its parts, safe for a terminal. */
struct split_message {
    struct buf before, marked, after;
};

static void message_init(struct split_message *p, const struct highlight *m, const struct secrets *secrets,
                         const char *cut)
{
    LOCAL_BUF shown = {0};
    struct highlight line = marked_line(m);
    const char *start = line.text.p, *end = start + line.text.n;
    *p = (struct split_message){.before = {0}};
    if (start > m->text.p && start[-1] != '\n' && start[-1] != ' ' && start[-1] != '\t')
        buf_addz(&p->before, cut);
    line = secrets && line.text.n ? redacted_line(m, line, secrets, &shown) : line;
    escape_terminal(str_head(line.text, line.start), &p->before);
    escape_terminal(str_of(line.text.p + line.start, line.end - line.start), &p->marked);
    escape_terminal(str_skip(line.text, line.end), &p->after);
    if (end < m->text.p + m->text.n && *end != '\n')
        buf_addz(&p->after, cut);
}

/* What is cut is what stands behind the highlight, then before it, then the highlight's end. */
static void message_fit(struct split_message *p, size_t columns, const char *cut)
{
    enum { BEHIND = 8 }; /* columns that are kept there */
    struct split_message whole = *p;
    size_t before = escape_width(buf_str(&p->before)), marked = escape_width(buf_str(&p->marked)),
           after = escape_width(buf_str(&p->after)), behind = after < BEHIND ? after : BEHIND;
    if (before + marked + after <= columns)
        return;
    *p = (struct split_message){.before = {0}};
    size_t room = marked + behind < columns ? columns - marked - behind : 1;
    escape_fit_end(buf_str(&whole.before), room, cut, &p->before);
    room = columns - escape_width(buf_str(&p->before));
    escape_fit(buf_str(&whole.marked), room, cut, &p->marked);
    room -= escape_width(buf_str(&p->marked));
    escape_fit(buf_str(&whole.after), room, cut, &p->after);
    buf_free(&whole.before);
    buf_free(&whole.marked);
    buf_free(&whole.after);
}

/* Columns of the line that `out` ends with, without its colours. */
static size_t columns_used(const struct buf *out)
{
    size_t start = out->n, columns = 0;
    while (start && out->p[start - 1] != '\n')
        start--;
    struct str line = str_skip(buf_str(out), start);
    while (line.n) {
        size_t n = str_chr(line, '\x1b');
        columns += escape_width(str_head(line, n));
        line = str_skip(line, n);
        line = str_skip(line, str_chr(line, 'm') + 1);
    }
    return columns;
}

static size_t columns_left(const struct style *style, const struct buf *out)
{
    enum { LEAST = 16 };
    size_t used = columns_used(out), width = style_width(style);
    return used + LEAST < width ? width - used : LEAST;
}

void record_line_message(const struct highlight *m, const struct style *style, struct buf *out)
{
    size_t before, marked;
    record_line_marked(m, style, out, &before, &marked);
}

void record_line_marked(const struct highlight *m, const struct style *style, struct buf *out, size_t *before,
                        size_t *marked)
{
    const char *cut = style->ascii ? "~" : "…";
    struct split_message parts;
    *before = *marked = 0;
    if (m->text.n == 0)
        return;
    message_init(&parts, m, style->secrets, cut);
    if (style->fits)
        message_fit(&parts, columns_left(style, out), cut);
    *before = escape_width(buf_str(&parts.before));
    *marked = escape_width(buf_str(&parts.marked));
    buf_add(out, buf_str(&parts.before));
    emphasis_begin(EMPHASIS_BAD, style, out);
    buf_add(out, buf_str(&parts.marked));
    emphasis_end(EMPHASIS_BAD, style, out);
    buf_add(out, buf_str(&parts.after));
    buf_free(&parts.before);
    buf_free(&parts.marked);
    buf_free(&parts.after);
}

static void add_request(const struct record *rec, const struct style *style, struct buf *out)
{
    struct highlight url = {rec->field[FIELD_URL].n ? rec->field[FIELD_URL] : rec->field[FIELD_ROUTE], 0, 0};
    add_column(rec->field[FIELD_METHOD], style->secrets, 0, out);
    buf_addc(out, ' ');
    record_line_message(&url, style, out);
}

void record_line_origin(const struct sink_record *o, struct origin origin, const struct secrets *secrets,
                        struct buf *out)
{
    if (origin.source) {
        redact_terminal(secrets, o->source, out);
        buf_addc(out, ':');
    }
    if (origin.line)
        buf_addf(out, "%" PRIu64 ":", o->line);
    buf_addz(out, origin.source || origin.line ? " " : "");
}

void record_line_text(const struct sink_record *o, const struct rules *rules,
                      const struct highlight *highlight, const struct style *style, struct buf *out)
{
    const struct record *rec = o->record;
    struct record_line_columns l = layout_of(style);
    add_time(rec->time_ms, style->zone, l.date, out);
    if (l.service)
        add_column(rec->field[FIELD_SERVICE], style->secrets, 16, out);
    add_status(rec->status, out);
    if (l.model)
        add_column(rec->field[FIELD_MODEL], style->secrets, 12, out);
    add_what(o, rules, style, l.what, out);
    if (highlight->text.n) {
        buf_addz(out, "  ");
        record_line_message(highlight, style, out);
    } else {
        add_request(rec, style, out);
    }
    buf_addc(out, '\n');
}

void record_line_continuation(const struct sink_record *o, const struct style *style, struct buf *out)
{
    struct highlight highlight = {.text = o->record->field[FIELD_MESSAGE]};
    buf_fill(out, ' ', (layout_of(style).date ? TIME_COLUMNS : CLOCK_COLUMNS) + 2);
    record_line_message(&highlight, style, out);
    buf_addc(out, '\n');
}

/* JSON */

static void add_key(const char *key, struct buf *out)
{
    buf_addf(out, ",\"%s\":", key);
}

static void add_code(int status, struct buf *out)
{
    if (status == NO_STATUS)
        buf_addz(out, "null");
    else
        buf_addf(out, "%d", status);
}

/* The value of `name`, as a string. */
static void add_named(struct str name, struct str value, const struct secrets *secrets, struct buf *out)
{
    LOCAL_BUF shown = {0};
    redact_named(secrets, name, value, &shown);
    escape_json_or_null(buf_str(&shown), out);
}

static void add_captures(const struct rules *rules, const struct hit *h, const struct secrets *secrets,
                         struct buf *out)
{
    bool any = false;
    size_t n = rules_capture_count(rules, h->signature);
    for (size_t i = 0; i < n && i < HIT_CAPTURES; i++) {
        if (!h->capture[i].n)
            continue;
        buf_addz(out, any ? ",\"" : "\"");
        struct str name = rules_capture_name(rules, h->signature, i);
        escape_json(name, out);
        buf_addz(out, "\":");
        add_named(name, h->capture[i], secrets, out);
        any = true;
    }
}

static void add_signatures(const struct rules *rules, const struct hits *hits, const struct secrets *secrets,
                           struct buf *out)
{
    add_key("signatures", out);
    buf_addc(out, '[');
    for (size_t i = 0; i < hits->n; i++) {
        const struct signature *s = &rules_table(rules)->signatures[hits->v[i].signature];
        buf_addf(out, "%s{\"id\":", i ? "," : "");
        escape_json_or_null(s->id, out);
        buf_addf(out, ",\"class\":\"%s\",\"captures\":{", class_name(s->class));
        add_captures(rules, &hits->v[i], secrets, out);
        buf_addz(out, "}}");
    }
    buf_addc(out, ']');
}

/* What was captured beside signatures: an object, where it was asked for. */
static void add_extracted(const struct filter_context *w, const struct secrets *secrets, struct buf *out)
{
    if (!w->extract)
        return;
    add_key("extracted", out);
    for (size_t i = 0; i < extract_count(w->extract); i++) {
        buf_addz(out, i ? ",\"" : "{\"");
        escape_json(extract_name(w->extract, i), out);
        buf_addz(out, "\":");
        add_named(extract_name(w->extract, i), w->extracted[i], secrets, out);
    }
    buf_addc(out, '}');
}

static void add_field(const struct sink_record *o, enum field f, const struct secrets *secrets,
                      struct buf *out)
{
    const struct record *rec = o->record;
    add_key(field_name(f), out);
    if (f == FIELD_TIME)
        timestamp_format_json(rec->time_ms, out);
    else if (f == FIELD_LEVEL)
        escape_json_or_null(str_z(level_name(rec->level)), out);
    else if (f == FIELD_SOURCE)
        add_named(STR("source"), o->source, secrets, out);
    else if (f == FIELD_STATUS || f == FIELD_UPSTREAM)
        add_code(f == FIELD_STATUS ? rec->status : rec->upstream, out);
    else if (f == FIELD_DURATION && rec->duration_ms >= 0)
        buf_addf(out, "%.15g", rec->duration_ms);
    else if (f == FIELD_DURATION)
        buf_addz(out, "null");
    else
        add_named(str_z(field_name(f)), rec->field[f], secrets, out);
}

void record_line_json(const struct sink_record *o, const struct rules *rules, const struct secrets *secrets,
                      struct buf *out)
{
    const struct record *rec = o->record;
    buf_addf(out, "{\"class\":\"%s\"", class_name(o->class));
    add_signatures(rules, o->hits, secrets, out);
    add_extracted(o->filter_context, secrets, out);
    if (o->line)
        buf_addf(out, ",\"line\":%" PRIu64, o->line);
    buf_addf(out, ",\"offset\":%" PRIu64 ",\"weight\":%" PRIu64, rec->offset, rec->weight);
    for (enum field f = 0; f < FIELD_COUNT; f++)
        add_field(o, f, secrets, out);
    buf_addz(out, "}\n");
}
