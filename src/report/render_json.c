#include <inttypes.h>
#include <math.h>

#include "base/escape.h"
#include "report/burst.h"
#include "report/novelty.h"
#include "report/render.h"
#include "report/schema.h"
#include "report/summary.h"
#include "tally/excerpt.h"

/* A report that is being written. */
struct writer {
    const struct report *r;
    const struct json_member *m; /* that is being written */
    struct buf *out;
    size_t depth; /* of the object or list that is open */
    bool in_line; /* objects are written in one line */
    struct summary_named named;
    const struct report_table *group; /* whose rows are being written */
};

typedef void write_value(struct writer *w, const void *at);

static void begin_line(struct writer *w)
{
    buf_addc(w->out, '\n');
    for (size_t i = 0; i < w->depth; i++)
        buf_addz(w->out, "  ");
}

/* What stands before item number `i` of a list in one line. */
static void put_comma(struct writer *w, size_t i)
{
    buf_addz(w->out, i ? ", " : "");
}

static void put_count(struct writer *w, uint64_t n)
{
    buf_addf(w->out, "%" PRIu64, n);
}

/* The list or number at `m->at` or `m->n` of the struct whose member stands at
 * `at`. */
static const void *list_of(const struct json_member *m, const void *at, size_t *n)
{
    memcpy(n, (const char *)at - m->at + m->n, sizeof *n);
    return *(const void *const *)at;
}

/* ---- plain values ---- */

static void write_text(struct writer *w, const void *at)
{
    (void)at;
    buf_addz(w->out, w->m->text);
}

static void write_str(struct writer *w, const void *at)
{
    escape_json_string(*(const struct str *)at, w->out);
}

static void write_fact(struct writer *w, const void *at)
{
    escape_json_or_null(*(const struct str *)at, w->out);
}

static void write_count(struct writer *w, const void *at)
{
    put_count(w, *(const uint64_t *)at);
}

static void put_distinct(struct writer *w, uint64_t n, bool named)
{
    if (named)
        put_count(w, n);
    else
        buf_addz(w->out, "null");
}

static void write_requests(struct writer *w, const void *at)
{
    put_distinct(w, *(const uint64_t *)at, w->named.requests);
}

static void write_users(struct writer *w, const void *at)
{
    put_distinct(w, *(const uint64_t *)at, w->named.users);
}

static void write_bool(struct writer *w, const void *at)
{
    buf_addz(w->out, *(const bool *)at ? "true" : "false");
}

static void write_time(struct writer *w, const void *at)
{
    timestamp_format_json(*(const int64_t *)at, w->out);
}

/* With at most one decimal. */
static void write_ms(struct writer *w, const void *at)
{
    double ms = *(const double *)at;
    if (!(ms >= 0)) {
        buf_addz(w->out, "null");
        return;
    }
    buf_addf(w->out, "%.1f", ms);
    if (str_ends(buf_str(w->out), STR(".0")))
        w->out->n -= 2;
}

static void write_part(struct writer *w, const void *at)
{
    buf_addf(w->out, "%.3g", *(const double *)at);
}

static void write_status(struct writer *w, const void *at)
{
    buf_addf(w->out, "%d", *(const int *)at);
}

static void write_class(struct writer *w, const void *at)
{
    escape_json_string(str_z(class_name(*(const enum verdict *)at)), w->out);
}

static void write_severity(struct writer *w, const void *at)
{
    escape_json_string(str_z(severity_name(*(const enum severity_class *)at)), w->out);
}

static void write_state(struct writer *w, const void *at)
{
    buf_add(w->out, *(const struct str *)at);
}

static void write_version(struct writer *w, const void *at)
{
    const struct report_version *v = *(const struct report_version *const *)at;
    escape_json_or_null(v ? v->version : STR(""), w->out);
}

static void write_novelty(struct writer *w, const void *at)
{
    escape_json_or_null(str_z(novelty_name(at)), w->out);
}

/* ---- lists in one line ---- */

static void write_counts(struct writer *w, const void *at)
{
    size_t n;
    const uint64_t *v = list_of(w->m, at, &n);
    buf_addc(w->out, '[');
    for (size_t i = 0; i < n; i++) {
        put_comma(w, i);
        put_count(w, v[i]);
    }
    buf_addc(w->out, ']');
}

static void put_names(struct writer *w, const struct str *v, size_t n)
{
    buf_addc(w->out, '[');
    for (size_t i = 0; i < n; i++) {
        put_comma(w, i);
        escape_json_or_null(v[i], w->out);
    }
    buf_addc(w->out, ']');
}

static void write_names(struct writer *w, const void *at)
{
    size_t n;
    const struct str *v = list_of(w->m, at, &n);
    put_names(w, v, n);
}

static void write_key(struct writer *w, const void *at)
{
    put_names(w, *(const struct str *const *)at, w->group->by_count);
}

static void write_measures(struct writer *w, const void *at)
{
    size_t n;
    const struct measure *v = list_of(w->m, at, &n);
    buf_addc(w->out, '[');
    for (size_t i = 0; i < n; i++) {
        put_comma(w, i);
        escape_json_string(v[i].name, w->out);
    }
    buf_addc(w->out, ']');
}

static void write_place(struct writer *w, const void *at)
{
    const struct report_sums *s = at;
    buf_addf(w->out, "[%u, %" PRIu64 "]", s->example_source, s->example_offset);
}

static void write_sources(struct writer *w, const void *at)
{
    uint64_t sources = *(const uint64_t *)at;
    buf_addc(w->out, '[');
    for (unsigned i = 0, n = 0; i < SOURCE_BITS; i++)
        if (sources & source_bit(i)) {
            put_comma(w, n++);
            put_count(w, i);
        }
    buf_addc(w->out, ']');
}

static void write_versions(struct writer *w, const void *at)
{
    const uint64_t *records = *(const uint64_t *const *)at;
    size_t n = 0;
    buf_addc(w->out, '[');
    for (size_t i = 0; i < w->r->version_count; i++)
        if (records[i]) {
            put_comma(w, n++);
            buf_addf(w->out, "[%zu, %" PRIu64 "]", i, records[i]);
        }
    buf_addc(w->out, ']');
}

static void put_measure(struct writer *w, const struct measure *m, double value)
{
    if (isnan(value))
        buf_addz(w->out, "null");
    else if (m->kind == MEASURE_FIRST || m->kind == MEASURE_LAST)
        timestamp_format_json((int64_t)value, w->out);
    else
        buf_add_number(w->out, value);
}

static void write_measured(struct writer *w, const void *at)
{
    const struct report_table_row *row = at;
    buf_addc(w->out, '{');
    for (size_t i = 0; i < w->group->show_count; i++) {
        put_comma(w, i);
        escape_json_string(w->group->show[i].name, w->out);
        buf_addz(w->out, ": ");
        put_measure(w, &w->group->show[i], row->measures[i].value);
    }
    buf_addc(w->out, '}');
}

/* ---- objects ---- */

static void put_members(struct writer *w, const struct json_object *o, const char *from, size_t *n);

static void put_object(struct writer *w, const struct json_object *o, const void *from)
{
    size_t n = 0;
    buf_addc(w->out, '{');
    w->depth++;
    put_members(w, o, from, &n);
    w->depth--;
    if (!w->in_line)
        begin_line(w);
    buf_addc(w->out, '}');
}

static void write_map(struct writer *w, const void *at)
{
    put_object(w, w->m->object, at);
}

static void write_burst(struct writer *w, const void *at)
{
    struct burst b;
    if (burst_of(w->r, at, &b))
        put_object(w, &schema_burst, &b);
    else
        buf_addz(w->out, "null");
}

static void write_rows(struct writer *w, const void *at)
{
    size_t n;
    const struct json_member *m = w->m;
    const char *rows = list_of(m, at, &n);
    const struct report_table *outer = w->group;
    w->group = (const void *)((const char *)at - m->at);
    buf_addc(w->out, '[');
    w->depth++;
    for (size_t i = 0; i < n; i++) {
        buf_addz(w->out, !i ? "" : w->in_line ? ", " : ",");
        if (!w->in_line)
            begin_line(w);
        put_object(w, m->object, rows + i * m->object->size);
    }
    w->depth--;
    if (n && !w->in_line)
        begin_line(w);
    buf_addc(w->out, ']');
    w->group = outer;
}

static void write_line(struct writer *w, const void *at)
{
    w->in_line = true;
    write_rows(w, at);
    w->in_line = false;
}

static void write_states(struct writer *w, const void *at)
{
    size_t n;
    const struct str *v = list_of(w->m, at, &n);
    buf_addc(w->out, '[');
    w->depth++;
    for (size_t i = 0; i < n; i++) {
        buf_addz(w->out, i ? "," : "");
        begin_line(w);
        buf_add(w->out, v[i]);
    }
    w->depth--;
    begin_line(w);
    buf_addc(w->out, ']');
}

static write_value *const writers[JSON_KINDS] = {
    [JSON_TEXT] = write_text,         [JSON_STR] = write_str,
    [JSON_FACT] = write_fact,         [JSON_COUNT] = write_count,
    [JSON_BOOL] = write_bool,         [JSON_TIME] = write_time,
    [JSON_START] = write_time,        [JSON_MS] = write_ms,
    [JSON_PART] = write_part,         [JSON_STATUS] = write_status,
    [JSON_CLASS] = write_class,       [JSON_SEVERITY] = write_severity,
    [JSON_STATE] = write_state,       [JSON_STATES] = write_states,
    [JSON_COUNTS] = write_counts,     [JSON_NAMES] = write_names,
    [JSON_KEY] = write_key,           [JSON_MEASURES] = write_measures,
    [JSON_PLACE] = write_place,       [JSON_SOURCES] = write_sources,
    [JSON_VERSIONS] = write_versions, [JSON_VERSION] = write_version,
    [JSON_NOVELTY] = write_novelty,   [JSON_BURST] = write_burst,
    [JSON_MEASURED] = write_measured, [JSON_MAP] = write_map,
    [JSON_ROWS] = write_rows,         [JSON_LINE] = write_line,
    [JSON_REQUESTS] = write_requests, [JSON_USERS] = write_users,
};

static void put_member(struct writer *w, const struct json_member *m, const char *from, size_t *n)
{
    buf_addz(w->out, !*n ? "" : w->in_line ? ", " : ",");
    if (!w->in_line)
        begin_line(w);
    ++*n;
    buf_addf(w->out, "\"%s\": ", m->key);
    w->m = m;
    writers[m->kind](w, from + m->at);
}

/* The members of the struct at `from`, behind `*n` of the same object. */
static void put_members(struct writer *w, const struct json_object *o, const char *from, size_t *n)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct json_member *m = &o->members[i];
        if (!schema_given(m, from) || (m->when && !m->when(w->r, from + m->at)))
            continue;
        if (m->kind == JSON_HERE)
            put_members(w, m->object, from + m->at, n);
        else
            put_member(w, m, from, n);
    }
}

static void render(const struct json_object *o, const struct report *r, struct buf *out)
{
    struct writer w = {.r = r, .out = out, .named = summary_named(r)};
    put_object(&w, o, r);
    buf_addc(out, '\n');
}

void render_json(const struct report *r, struct buf *out)
{
    render(&schema_report, r, out);
}

void render_mine_json(const struct report *r, struct buf *out)
{
    render(&schema_mine, r, out);
}
