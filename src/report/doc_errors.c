#include "report/burst.h"
#include "report/deploy.h"
#include "report/doc_internal.h"
#include "report/novelty.h"
#include "report/number_format.h"
#include "report/summary.h"
#include "report/wildcard.h"

/* Investigate, unknown, expected: tables with the same columns, so that their rows compare. */

enum {
    MANY_SIGNATURES = 20,
    MANY_UNKNOWN = 10,
    MANY_PAGE = 50,
    MANY_WILDCARDS = 2,
    MANY_MESSAGES = 5,
    SHORT_ID = 6
};

enum column_of_errors {
    COL_NAME,
    COL_ID,
    COL_TITLE,
    COL_STATUS,
    COL_CLASS,
    COL_RECORDS,
    COL_REQUESTS,
    COL_USERS,
    COL_FIRST,
    COL_LAST,
    COL_EXAMPLE,
    COL_BAR,
    COL_COUNT
};

static const struct doc_column COLUMNS[COL_COUNT] = {
    [COL_NAME] = {"error", NULL, CELL_CODE, IN_TEXT, .least = 24, .most = 60, .fold = ""},
    [COL_ID] = {"id", "id", CELL_CODE, IN_PAGE | IN_SHEET, .drop = 0},
    [COL_TITLE] = {"error", "text", CELL_PROSE, IN_PAGE | IN_SHEET, .drop = 0},
    [COL_STATUS] = {"status", "by", CELL_CODE, IN_SHEET, .drop = 0},
    [COL_CLASS] = {"class", "class", CELL_PROSE, IN_SHEET, .drop = 0},
    [COL_RECORDS] = {"records", "records", CELL_COUNT, IN_ALL, .fold = " "},
    [COL_REQUESTS] = {"requests", "requests", CELL_COUNT, IN_ALL, .drop = 4},
    [COL_USERS] = {"users", "users", CELL_COUNT, IN_ALL, .drop = 5},
    [COL_FIRST] = {"first", "first", CELL_TIME, IN_ALL, .drop = 2},
    [COL_LAST] = {"last", "last", CELL_TIME, IN_ALL, .drop = 1},
    [COL_EXAMPLE] = {"example", "example", CELL_CODE, IN_SHEET, .drop = 0},
    [COL_BAR] = {"over time", "counts", CELL_BAR, IN_ALL, .least = AXIS_LEAST, .most = 32, .drop = 3},
};

static void put_stats(struct doc_row *row, uint64_t records, const struct report_stats *n,
                      enum emphasis emphasis)
{
    row->cells[COL_RECORDS] = cell_count(records, emphasis);
    row->cells[COL_REQUESTS] = cell_distinct(n->requests, n->approximate);
    row->cells[COL_USERS] = cell_distinct(n->users, n->approximate);
    row->cells[COL_FIRST] = cell_time(n->first_ms);
    row->cells[COL_LAST] = cell_time(n->last_ms);
    if (n->timeline.start_ms != NO_TIME)
        row->cells[COL_BAR] = (struct doc_cell){.kind = CELL_BAR, .line = &n->timeline};
}

static void put_name(struct doc_row *row, struct str id, struct doc_cell title, enum verdict class)
{
    row->cells[COL_ID] = cell_code(id, EMPHASIS_PLAIN);
    row->cells[COL_TITLE] = title;
    row->cells[COL_CLASS] = cell_prose(str_z(class_name(class)), EMPHASIS_PLAIN);
}

struct doc_table *doc_error_table(struct doc *d, struct doc_section *s, const char *kind)
{
    struct doc_table *t = doc_table(d, s, kind, COLUMNS, COL_COUNT, COL_RECORDS);
    t->top_text = MANY_SIGNATURES;
    t->top_page = MANY_PAGE;
    return t;
}

/* What someone has to see; takes `text`, which may be empty. */
static void put_alarm(struct doc *d, struct doc_row *row, const char *name, struct buf *text)
{
    struct doc_detail *x = doc_detail(d, row, name, doc_keep(d, text));
    if (x)
        x->emphasis = EMPHASIS_BAD;
}

/* "since 11:20:00: 41 in 1m, 3.2 before". */
static void put_burst(struct doc *d, struct doc_row *row, const struct report_stats *stats)
{
    struct burst b;
    struct buf s = {0};
    if (!burst_of(d->r, stats, &b))
        return;
    buf_addz(&s, "since ");
    axis_clock(&d->axis, b.since_ms, &s);
    buf_join(&s, ": ", COUNTED(b.records), " in ");
    duration_format(stats->timeline.step_ms, &s);
    buf_addf(&s, ", %.1f before", b.before);
    put_alarm(d, row, "burst", &s);
}

/* "began with 16b099b0, none in 1,203 records before it". */
static void put_deploy(struct doc *d, struct doc_row *row, const struct report_deploy *deploy)
{
    struct buf s = {0};
    deploy_sentence(d->r, deploy, &s);
    put_alarm(d, row, "version", &s);
}

/* "new      never seen before". */
static void put_known(struct doc *d, struct doc_row *row, const struct report_baseline *baseline,
                      uint64_t records)
{
    struct buf s = {0};
    const char *name = novelty_name(baseline);
    novelty_sentence(baseline, records, d->axis.zone, &s);
    put_alarm(d, row, name ? name : "rate", &s);
    novelty_exceeded(baseline, &s);
    put_alarm(d, row, "acked", &s);
}

/* What was known of the row before, and how it went on. */
static void put_history(struct doc *d, struct doc_row *row, uint64_t records,
                        const struct report_stats *stats)
{
    put_known(d, row, &stats->baseline, records);
    put_burst(d, row, stats);
    put_deploy(d, row, &stats->deploy);
}

static void put_breakdowns(struct doc *d, struct doc_row *row, const struct report_signature *s)
{
    for (size_t i = 0; i < s->breakdown_count; i++) {
        const struct report_breakdown *b = &s->breakdowns[i];
        if (b->value_count)
            doc_listing(d, row, b->by, b->values, b->value_count, b->other)->error = b->error;
    }
}

struct doc_row *doc_signature(struct doc *d, struct doc_table *t, const struct report_signature *s)
{
    struct doc_row *row = doc_row(d, t);
    enum emphasis emphasis = s->class == CLASS_INVESTIGATE ? EMPHASIS_BAD : EMPHASIS_PLAIN;
    put_name(row, s->id, cell_prose(s->title, EMPHASIS_PLAIN), s->class);
    row->cells[COL_NAME] = cell_code(s->id, emphasis);
    row->cells[COL_NAME].whole = true;
    row->cells[COL_EXAMPLE] = cell_code(s->example, EMPHASIS_PLAIN);
    put_stats(row, s->records, &s->stats, emphasis);
    put_history(d, row, s->records, &s->stats);
    put_breakdowns(d, row, s);
    if (s->incidents)
        doc_detail(d, row, "incidents", doc_text(d, COUNTED(s->incidents)));
    if (s->severity != SEVERITY_NORMAL)
        doc_detail(d, row, "severity", str_z(severity_name(s->severity)));
    doc_detail(d, row, "cause", s->cause);
    doc_detail(d, row, "impact", s->impact);
    doc_detail(d, row, "fix", s->fix);
    return row;
}

/* The first wildcards that tell something; of more, pages and sheets. */
static void put_wildcards(struct doc *d, struct doc_row *row, const struct report_cluster *u)
{
    for (size_t i = 0, n = 0; i < u->wildcard_count; i++) {
        const struct report_wildcard *w = &u->wildcards[i];
        if (!wildcard_tells(w))
            continue;
        struct doc_detail *x = doc_listing(d, row, w->name, w->values, w->value_count, w->other);
        x->error = w->error;
        x->where = n++ < MANY_WILDCARDS ? IN_ALL : IN_PAGE | IN_SHEET;
    }
}

/* "TypeError at callProvider (worker.js)". */
static void put_frame(struct doc *d, struct doc_row *row, const struct report_cluster *u)
{
    if (u->frame.n)
        doc_detail(d, row, "frame", doc_text(d, u->exception, u->exception.n ? " at " : "", u->frame));
}

/* A cluster, in the class that its table is of. */
static struct doc_row *add_cluster(struct doc *d, struct doc_table *t, const struct report_cluster *u)
{
    struct doc_row *row = doc_row(d, t);
    put_name(row, u->id, cell_code(u->template, EMPHASIS_ODD), u->class);
    row->cells[COL_NAME] = cell_code(u->template, EMPHASIS_ODD);
    row->cells[COL_EXAMPLE] = cell_code(u->example, EMPHASIS_PLAIN);
    put_stats(row, u->records, &u->stats, EMPHASIS_ODD);
    put_history(d, row, u->records, &u->stats);
    struct doc_detail *x = doc_detail(d, row, "example", u->example);
    if (x) {
        x->kind = DETAIL_QUOTE;
        x->id = str_head(u->id, SHORT_ID);
        x->where = IN_TEXT | IN_PAGE;
    }
    put_frame(d, row, u);
    put_wildcards(d, row, u);
    return row;
}

struct str doc_status_name(struct doc *d, const struct report_status *s)
{
    return doc_text(d, DIGITS(s->status), s->meaning.n ? " " : "", s->meaning);
}

/* An error without a signature: its status asks for someone. */
static void add_status(struct doc *d, struct doc_table *t, const struct report_status *s)
{
    struct doc_row *row = doc_row(d, t);
    put_name(row, doc_text(d, DIGITS(s->status)), cell_prose(s->meaning, EMPHASIS_PLAIN), s->class);
    put_stats(row, s->unexplained, &s->stats, EMPHASIS_BAD);
    row->cells[COL_NAME] = cell_prose(doc_status_name(d, s), EMPHASIS_BAD);
    put_history(d, row, s->unexplained, &s->stats);
    doc_detail(d, row, "fix", s->fix);
}

/* The messages of the records of `s`, under its row. */
static void put_messages(struct doc *d, struct doc_section *section, const struct report_status *s)
{
    if (s->message_count + s->other_messages == 0)
        return;
    struct doc_table *t = doc_error_table(d, section, "message");
    t->continues = true;
    t->under = doc_text(d, DIGITS(s->status));
    t->top_text = t->top_page = MANY_MESSAGES;
    t->other = s->other_messages;
    for (size_t i = 0; i < s->message_count; i++) {
        struct doc_row *row = add_cluster(d, t, &s->messages[i]);
        row->cells[COL_NAME] = cell_code(doc_text(d, "  ", s->messages[i].template), EMPHASIS_ODD);
        row->cells[COL_STATUS] = cell_code(t->under, EMPHASIS_PLAIN);
    }
}

/* The records of the first row. */
static void next_investigate(struct doc *d, struct doc_section *s)
{
    const struct doc_row *first = s->tables->rows   ? s->tables->rows
                                  : s->tables->next ? s->tables->next->rows
                                                    : NULL;
    if (first)
        doc_more_of(d, s, "grep -s ", first->cells[COL_ID].text);
}

/* What records tell together, whatever their classes. */
static void put_incidents(struct doc *d)
{
    const struct report *r = d->r;
    if (r->incident_count == 0)
        return;
    struct doc_section *s = doc_section(d, "Incidents", IN_ALL);
    struct doc_table *t = doc_error_table(d, s, "incident");
    for (size_t i = 0; i < r->incident_count; i++)
        doc_signature(d, t, &r->incidents[i]);
    doc_more_of(d, s, "explain ", r->incidents[0].id);
}

static void put_investigate(struct doc *d)
{
    const struct report *r = d->r;
    if (r->classes[CLASS_INVESTIGATE] == 0)
        return;
    struct doc_section *s = doc_section(d, "Investigate", IN_ALL);
    struct doc_table *t = doc_error_table(d, s, "signature");
    for (size_t i = 0; i < summary_investigate(r); i++)
        doc_signature(d, t, &r->signatures[i]);
    for (size_t i = 0; i < r->status_count; i++) {
        if (!summary_status_open(&r->statuses[i]))
            continue;
        t = doc_error_table(d, s, "unexplained");
        t->continues = true;
        add_status(d, t, &r->statuses[i]);
        put_messages(d, s, &r->statuses[i]);
    }
    next_investigate(d, s);
}

static void put_cluster(struct doc *d)
{
    const struct report *r = d->r;
    if (r->cluster_count == 0 && r->other_clusters == 0)
        return;
    struct doc_section *s = doc_section(d, "Unknown", IN_ALL);
    struct doc_table *t = doc_error_table(d, s, "unknown");
    t->top_text = MANY_UNKNOWN;
    t->other = r->other_clusters;
    for (size_t i = 0; i < r->cluster_count; i++)
        add_cluster(d, t, &r->clusters[i]);
    if (r->cluster_count)
        doc_more_of(d, s, "explain ", str_head(r->clusters[0].id, SHORT_ID));
}

void doc_errors(struct doc *d)
{
    struct buf verdict = {0};
    if (summary_healthy(d->r)) {
        summary_verdict(d->r, &verdict);
        struct doc_section *s = doc_section(d, NULL, IN_TEXT | IN_PAGE);
        s->lead = doc_keep(d, &verdict);
        s->compact = true;
    }
    put_incidents(d);
    put_investigate(d);
    put_cluster(d);
}
