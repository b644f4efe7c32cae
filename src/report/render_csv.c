#include <inttypes.h>

#include "base/escape.h"
#include "report/render.h"

/*
 * One table for all rows of the report, so that one file loads into one sheet: `kind` says what a row is and
 * which columns it fills.
 */
enum column {
    COL_KIND,
    COL_ID,
    COL_BY, /* of a breakdown: the capture, and its value */
    COL_VALUE,
    COL_CLASS,
    COL_RECORDS,
    COL_REQUESTS,
    COL_USERS,
    COL_FIRST,
    COL_LAST,
    COL_2XX,
    COL_4XX,
    COL_5XX,
    COL_P50,
    COL_P95,
    COL_TEXT, /* title, meaning, template, ... */
    COL_EXAMPLE,
    COL_COUNT
};

static const char *const HEADS[COL_COUNT] = {
    "kind", "id",         "by",         "value",      "class",  "records", "requests", "users",  "first",
    "last", "status_2xx", "status_4xx", "status_5xx", "p50_ms", "p95_ms",  "text",     "example"};

/* One row: cells in order, skipped ones empty. */
struct csv {
    struct buf *out;
    size_t column;
};

static struct csv row_begin(struct buf *out, const char *kind)
{
    buf_addz(out, kind);
    return (struct csv){out, COL_KIND};
}

static void row_end(struct csv *c)
{
    buf_fill(c->out, ',', COL_COUNT - 1 - c->column);
    buf_addz(c->out, "\r\n");
}

static void move_to(struct csv *c, enum column column)
{
    buf_fill(c->out, ',', column - c->column);
    c->column = column;
}

static void put_text(struct csv *c, enum column column, struct str s)
{
    move_to(c, column);
    escape_csv(s, c->out);
}

static void put_count(struct csv *c, enum column column, uint64_t n)
{
    move_to(c, column);
    buf_addf(c->out, "%" PRIu64, n);
}

static void put_time(struct csv *c, enum column column, int64_t ms)
{
    move_to(c, column);
    when_format_rfc3339(ms, c->out);
}

static void put_ms(struct csv *c, enum column column, double ms)
{
    move_to(c, column);
    if (ms >= 0)
        buf_addf(c->out, "%.1f", ms);
}

static void put_class(struct csv *c, enum verdict class)
{
    put_text(c, COL_CLASS, str_z(class_name(class)));
}

static void put_head(struct buf *out)
{
    for (size_t i = 0; i < COL_COUNT; i++)
        buf_addf(out, "%s%s", i ? "," : "", HEADS[i]);
    buf_addz(out, "\r\n");
}

static void put_classes(const struct report *r, struct buf *out)
{
    for (enum verdict class = 0; class < CLASS_COUNT; class ++) {
        struct csv c = row_begin(out, "class");
        put_text(&c, COL_ID, str_z(class_name(class)));
        put_class(&c, class);
        put_count(&c, COL_RECORDS, r->classes[class]);
        row_end(&c);
    }
}

static void put_breakdown(const struct report_signature *s, const struct report_breakdown *b, struct buf *out)
{
    for (size_t i = 0; i <= b->value_count; i++) {
        bool other = i == b->value_count;
        if (other && b->other == 0)
            return;
        struct csv c = row_begin(out, other ? "breakdown-other" : "breakdown");
        put_text(&c, COL_ID, s->id);
        put_text(&c, COL_BY, b->by);
        put_text(&c, COL_VALUE, other ? STR("") : b->values[i].value);
        put_class(&c, s->class);
        put_count(&c, COL_RECORDS, other ? b->other : b->values[i].records);
        row_end(&c);
    }
}

static void put_signature(const struct report_signature *s, struct buf *out)
{
    struct csv c = row_begin(out, "signature");
    put_text(&c, COL_ID, s->id);
    put_class(&c, s->class);
    put_count(&c, COL_RECORDS, s->records);
    put_count(&c, COL_REQUESTS, s->requests);
    put_count(&c, COL_USERS, s->users);
    put_time(&c, COL_FIRST, s->first_ms);
    put_time(&c, COL_LAST, s->last_ms);
    put_text(&c, COL_TEXT, s->title);
    put_text(&c, COL_EXAMPLE, s->example);
    row_end(&c);
    for (size_t i = 0; i < s->group_count; i++)
        put_breakdown(s, &s->groups[i], out);
}

static void put_status(const struct report_status *s, struct buf *out)
{
    struct csv c = row_begin(out, "status");
    put_count(&c, COL_ID, (uint64_t)s->status);
    put_class(&c, s->class);
    put_count(&c, COL_RECORDS, s->records);
    put_text(&c, COL_TEXT, s->meaning);
    row_end(&c);
}

static void put_values(const char *kind, const struct report_value *v, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        struct csv c = row_begin(out, kind);
        put_text(&c, COL_ID, v[i].value);
        put_count(&c, COL_RECORDS, v[i].records);
        row_end(&c);
    }
}

static void put_model(const struct report_model *m, struct buf *out)
{
    struct csv c = row_begin(out, "model");
    put_text(&c, COL_ID, m->model);
    put_count(&c, COL_RECORDS, m->records);
    put_time(&c, COL_LAST, m->last_error_ms);
    put_count(&c, COL_2XX, m->status_2xx);
    put_count(&c, COL_4XX, m->status_4xx);
    put_count(&c, COL_5XX, m->status_5xx);
    put_ms(&c, COL_P50, m->p50_ms);
    put_ms(&c, COL_P95, m->p95_ms);
    put_text(&c, COL_TEXT, m->backend);
    row_end(&c);
}

static void put_unknown(const struct report_unknown *u, struct buf *out)
{
    struct csv c = row_begin(out, "unknown");
    put_text(&c, COL_ID, u->id);
    put_class(&c, CLASS_UNKNOWN);
    put_count(&c, COL_RECORDS, u->records);
    put_count(&c, COL_REQUESTS, u->requests);
    put_count(&c, COL_USERS, u->users);
    put_time(&c, COL_FIRST, u->first_ms);
    put_time(&c, COL_LAST, u->last_ms);
    put_text(&c, COL_TEXT, u->template);
    put_text(&c, COL_EXAMPLE, u->example);
    row_end(&c);
}

static void put_problem(const struct report_problem *p, struct buf *out)
{
    struct csv c = row_begin(out, "problem");
    put_text(&c, COL_ID, p->kind);
    put_count(&c, COL_RECORDS, p->count);
    put_text(&c, COL_TEXT, p->note);
    put_text(&c, COL_EXAMPLE, p->example);
    row_end(&c);
}

/* What the bounds left out of the rows above, so that a sum over a kind comes out right. */
static void put_other(const char *kind, uint64_t records, struct buf *out)
{
    if (records == 0)
        return;
    struct csv c = row_begin(out, kind);
    put_count(&c, COL_RECORDS, records);
    row_end(&c);
}

/* A table that was asked for, with columns of its own. */
static void put_group(const struct report_group *g, struct buf *out)
{
    for (size_t i = 0; i < g->by_count; i++) {
        escape_csv(g->by[i], out);
        buf_addc(out, ',');
    }
    buf_addz(out, "records\r\n");
    for (size_t i = 0; i < g->row_count; i++) {
        for (size_t k = 0; k < g->by_count; k++) {
            escape_csv(g->rows[i].key[k], out);
            buf_addc(out, ',');
        }
        buf_addf(out, "%" PRIu64 "\r\n", g->rows[i].records);
    }
}

/* Tables are parted by an empty line. */
static void put_groups(const struct report *r, struct buf *out)
{
    for (size_t i = 0; i < r->group_count; i++) {
        buf_addz(out, i ? "\r\n" : "");
        put_group(&r->groups[i], out);
    }
}

void render_csv(const struct report *r, struct buf *out)
{
    if (r->group_count) {
        put_groups(r, out);
        return;
    }
    put_head(out);
    put_classes(r, out);
    for (size_t i = 0; i < r->signature_count; i++)
        put_signature(&r->signatures[i], out);
    for (size_t i = 0; i < r->unknown_count; i++)
        put_unknown(&r->unknown[i], out);
    put_other("unknown-other", r->other_unknown, out);
    for (size_t i = 0; i < r->status_count; i++)
        put_status(&r->statuses[i], out);
    put_values("outcome", r->outcomes, r->outcome_count, out);
    put_values("level", r->levels, r->level_count, out);
    for (size_t i = 0; i < r->model_count; i++)
        put_model(&r->models[i], out);
    put_other("model-other", r->other_models, out);
    for (size_t i = 0; i < r->problem_count; i++)
        put_problem(&r->problems[i], out);
}
