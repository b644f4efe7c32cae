#include "base/count.h"
#include "report/deploy.h"
#include "report/doc_internal.h"
#include "report/number_format.h"
#include "report/summary.h"

/* What is seen often and needs nobody: a few words each in the text report, tables elsewhere. */

enum { MANY_MODELS = 15, MANY_PAGE = 50, HUNDREDS = 5 };

/* ---- expected ---- */

static const struct doc_column ITEM[] = {
    {"item", NULL, CELL_PROSE, IN_TEXT, .fold = ""},
    {"records", NULL, CELL_COUNT, IN_TEXT, .fold = " "},
};

static struct doc_table *item_table(struct doc *d, struct doc_section *s)
{
    struct doc_table *t = doc_table(d, s, NULL, ITEM, COUNT_OF(ITEM), 1);
    t->where = IN_TEXT;
    t->fold = FOLD_TEXT;
    return t;
}

/* "401 no API key 5,205". */
static void add_item(struct doc *d, struct doc_table *t, struct str name, uint64_t records)
{
    struct doc_row *row = doc_row(d, t);
    row->cells[0] = cell_prose(name, EMPHASIS_PLAIN);
    row->cells[1] = cell_count(records, EMPHASIS_PLAIN);
}

/* The one after `last` of the expected statuses, those seen most first: the report has them by code. A record
 * that a signature explains stands under that. */
static const struct report_status *next_expected(const struct report *r, const struct report_status *last)
{
    const struct report_status *next = NULL;
    for (size_t i = 0; i < r->status_count; i++) {
        const struct report_status *s = &r->statuses[i];
        uint64_t n = s->unexplained;
        bool after = !last || n < last->unexplained || (n == last->unexplained && s > last);
        if (s->class == CLASS_EXPECTED && n && after && (!next || n > next->unexplained))
            next = s;
    }
    return next;
}

static bool any_expected(const struct report *r)
{
    return next_expected(r, NULL) || summary_investigate(r) < r->signature_count;
}

/* Are records expected that no acknowledgement makes so? */
static bool some_unacknowledged(const struct report *r)
{
    uint64_t acknowledged = 0;
    for (size_t i = 0; i < r->acknowledged_count; i++)
        count_add(&acknowledged, r->acknowledged[i].records);
    return r->classes[CLASS_EXPECTED] > acknowledged;
}

/* A note of what `say` says of the report, if anything. */
static void put_summary(struct doc *d, struct doc_section *s, const char *kind,
                        void say(const struct report *r, struct buf *out), uint64_t count)
{
    struct buf text = {0};
    say(d->r, &text);
    if (text.n)
        doc_note(d, s, kind, doc_keep(d, &text))->count = count;
}

void doc_expected(struct doc *d)
{
    const struct report *r = d->r;
    size_t from = summary_investigate(r);
    bool any = any_expected(r);
    if (!any && r->overlap == 0 && r->acknowledged_count == 0 && r->recovered_count == 0)
        return;
    struct doc_section *s = doc_section(d, any ? "Expected" : NULL, IN_ALL);
    s->compact = summary_healthy(r);
    s->indent = DOC_INDENT;
    s->emphasis = EMPHASIS_DIM;
    if (any && some_unacknowledged(r))
        doc_more_of(d, s, "grep -c ", STR("expected"));
    struct doc_table *t = item_table(d, s);
    for (const struct report_status *e = NULL; (e = next_expected(r, e));)
        add_item(d, t, doc_status_name(d, e), e->unexplained);
    t = doc_error_table(d, s, "signature");
    t->fold = FOLD_TEXT;
    t->top_text = 0;
    for (size_t i = from; i < r->signature_count; i++)
        doc_signature(d, t, &r->signatures[i]);
    put_summary(d, s, NULL, summary_overlap, 0);
    put_summary(d, s, "recovered", summary_recovered, r->recovered_count);
    put_summary(d, s, "acknowledged", summary_acknowledged, r->acknowledged_count);
}

/* ---- totals ---- */

static const struct doc_column STATUS[] = {
    {"status", "id", CELL_CODE, IN_PAGE | IN_SHEET, .drop = 0},
    {"meaning", "text", CELL_PROSE, IN_PAGE | IN_SHEET, .drop = 0},
    {"class", "class", CELL_PROSE, IN_PAGE | IN_SHEET, .drop = 0},
    {"records", "records", CELL_COUNT, IN_PAGE | IN_SHEET, .drop = 0},
};

static void put_statuses(struct doc *d, struct doc_section *s)
{
    struct doc_table *t = doc_table(d, s, "status", STATUS, COUNT_OF(STATUS), 3);
    t->where = IN_PAGE | IN_SHEET;
    for (size_t i = 0; i < d->r->status_count; i++) {
        const struct report_status *status = &d->r->statuses[i];
        struct doc_row *row = doc_row(d, t);
        row->cells[0] = cell_prose(doc_text(d, DIGITS(status->status)), EMPHASIS_PLAIN);
        row->cells[1] = cell_prose(status->meaning, EMPHASIS_PLAIN);
        row->cells[2] = cell_prose(str_z(class_name(status->class)), EMPHASIS_PLAIN);
        row->cells[3] = cell_count(status->records, EMPHASIS_PLAIN);
    }
}

static const struct doc_column OUTCOME[] = {
    {"outcome", "id", CELL_CODE, IN_PAGE | IN_SHEET, .fold = ""},
    {"records", "records", CELL_COUNT, IN_PAGE | IN_SHEET, .fold = " "},
};
static const struct doc_column LEVEL[] = {
    {"level", "id", CELL_CODE, IN_PAGE | IN_SHEET, .fold = ""},
    {"records", "records", CELL_COUNT, IN_PAGE | IN_SHEET, .fold = " "},
};

static void put_values(struct doc *d, const char *name, const char *kind, const struct doc_column *columns,
                       const struct report_value *v, size_t n)
{
    if (n == 0)
        return;
    struct doc_section *s = doc_section(d, name, IN_PAGE | IN_SHEET);
    struct doc_table *t = doc_table(d, s, kind, columns, COUNT_OF(OUTCOME), 1);
    t->fold = FOLD_ALWAYS;
    for (size_t i = 0; i < n; i++) {
        struct doc_row *row = doc_row(d, t);
        row->cells[0] = cell_code(v[i].value, EMPHASIS_PLAIN);
        row->cells[1] = cell_count(v[i].records, EMPHASIS_PLAIN);
    }
}

/* "4xx 14,980" or, for what a person asks about one by one, "504 11". */
static void add_code(struct doc *d, struct doc_table *t, int status, const char *rest, uint64_t records)
{
    if (records)
        add_item(d, t, doc_text(d, DIGITS(status), rest), records);
}

static void put_brief(struct doc *d, struct doc_table *t)
{
    const struct report *r = d->r;
    uint64_t hundreds[HUNDREDS] = {0};
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].status >= 100 && r->statuses[i].status < HUNDREDS * 100)
            count_add(&hundreds[r->statuses[i].status / 100], r->statuses[i].records);
    for (int h = 1; h < HUNDREDS; h++)
        add_code(d, t, h, "xx", hundreds[h]);
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].status >= HUNDREDS * 100)
            add_code(d, t, r->statuses[i].status, "", r->statuses[i].records);
    for (size_t i = 0; i < r->outcome_count; i++)
        if (!str_eq(r->outcomes[i].value, STR("ok")))
            add_item(d, t, doc_text(d, "outcome ", r->outcomes[i].value), r->outcomes[i].records);
}

void doc_totals(struct doc *d)
{
    const struct report *r = d->r;
    if (!summary_healthy(r) && r->status_count + r->outcome_count) {
        struct doc_section *s = doc_section(d, "Totals", IN_TEXT);
        put_brief(d, item_table(d, s));
        doc_more(d, s, "-b status,message", STR(""));
    }
    if (r->status_count)
        put_statuses(d, doc_section(d, "Statuses", IN_PAGE | IN_SHEET));
    put_values(d, "Outcomes", "outcome", OUTCOME, r->outcomes, r->outcome_count);
    put_values(d, "Levels", "level", LEVEL, r->levels, r->level_count);
}

/* ---- versions ---- */

enum { VERSION_SERVICE, VERSION_SHORT, VERSION_ID, VERSION_RECORDS, VERSION_FIRST, VERSION_LAST, VERSIONS };

static const struct doc_column VERSION[VERSIONS] = {
    {"service", "by", CELL_CODE, IN_ALL, .fold = "", .ditto = true},
    {"version", NULL, CELL_CODE, IN_TEXT, .fold = " "},
    {"version", "id", CELL_CODE, IN_PAGE | IN_SHEET, .drop = 0},
    {"records", "records", CELL_COUNT, IN_ALL, .fold = " "},
    {"first", "first", CELL_TIME, IN_ALL, .fold = " since "},
    {"last", "last", CELL_TIME, IN_PAGE | IN_SHEET, .drop = 0},
};

void doc_versions(struct doc *d)
{
    const struct report *r = d->r;
    if (!deploy_several(r))
        return;
    struct doc_section *s = doc_section(d, "Versions", IN_ALL);
    struct doc_table *t = doc_table(d, s, "version", VERSION, VERSIONS, VERSION_RECORDS);
    t->fold = FOLD_TEXT;
    t->rest = REST_ITEMS;
    t->other = r->other_versions;
    doc_more(d, s, "-b version,status", STR(""));
    for (size_t i = 0; i < r->version_count; i++) {
        const struct report_version *v = &r->versions[i];
        struct doc_row *row = doc_row(d, t);
        row->cells[VERSION_SERVICE] = cell_code(v->service, EMPHASIS_PLAIN);
        row->cells[VERSION_SHORT] = cell_code(deploy_short(v->version), EMPHASIS_PLAIN);
        row->cells[VERSION_ID] = cell_code(v->version, EMPHASIS_PLAIN);
        row->cells[VERSION_RECORDS] = cell_count(v->records, EMPHASIS_PLAIN);
        row->cells[VERSION_FIRST] = cell_time(v->first_ms);
        row->cells[VERSION_LAST] = cell_time(v->last_ms);
    }
}

/* ---- models ---- */

enum { MODEL, RECORDS, S2XX, S4XX, S5XX, P50, P95, LAST_ERROR, BACKEND, MODEL_COLUMNS };

static const struct doc_column MODEL_TABLE[MODEL_COLUMNS] = {
    [MODEL] = {"model", "id", CELL_CODE, IN_ALL, .least = 12, .most = 32, .fold = ""},
    [RECORDS] = {"records", "records", CELL_COUNT, IN_ALL, .fold = " "},
    [S2XX] = {"2xx", "status_2xx", CELL_COUNT, IN_ALL, .drop = 4},
    [S4XX] = {"4xx", "status_4xx", CELL_COUNT, IN_ALL, .drop = 1},
    [S5XX] = {"5xx", "status_5xx", CELL_COUNT, IN_ALL, .drop = 0},
    [P50] = {"p50", "p50_ms", CELL_MS, IN_ALL, .drop = 5},
    [P95] = {"p95", "p95_ms", CELL_MS, IN_ALL, .drop = 3, .fold = ", p95 "},
    [LAST_ERROR] = {"last error", "last", CELL_TIME, IN_ALL, .drop = 2},
    [BACKEND] = {"backend: known issues", "text", CELL_PROSE, IN_ALL, .least = 16, .drop = 6},
};

/* One of the model's counts of statuses: nothing when no record of it says its status. */
static struct doc_cell cell_statuses(const struct report_model *m, uint64_t n, enum emphasis emphasis)
{
    bool told = m->status_2xx || m->status_4xx || m->status_5xx;
    return told ? cell_count(n, emphasis) : cell_distinct(0, false);
}

static void add_model(struct doc *d, struct doc_table *t, const struct report_model *m)
{
    struct str backend = doc_text(d, m->backend, m->backend.n && m->issues.n ? ": " : "", m->issues);
    struct doc_row *row = doc_row(d, t);
    row->cells[MODEL] = cell_code(m->model, EMPHASIS_PLAIN);
    row->cells[RECORDS] = cell_count(m->records, EMPHASIS_PLAIN);
    row->cells[S2XX] = cell_statuses(m, m->status_2xx, EMPHASIS_PLAIN);
    row->cells[S4XX] = cell_statuses(m, m->status_4xx, EMPHASIS_PLAIN);
    row->cells[S5XX] = cell_statuses(m, m->status_5xx, m->status_5xx ? EMPHASIS_BAD : EMPHASIS_PLAIN);
    row->cells[P50] = cell_ms(m->p50_ms);
    row->cells[P95] = cell_ms(m->p95_ms);
    row->cells[LAST_ERROR] = cell_time(m->last_error_ms);
    row->cells[BACKEND] = cell_prose(backend, EMPHASIS_DIM);
}

/* What the model with most failures says; a name that a shell would take apart is not typed. */
static void next_model(struct doc *d, struct doc_section *s)
{
    const struct report_model *worst = NULL;
    for (size_t i = 0; i < d->r->model_count; i++) {
        const struct report_model *m = &d->r->models[i];
        if (m->status_5xx && doc_typed(m->model) && d->r->model_count > 1 &&
            (!worst || m->status_5xx > worst->status_5xx))
            worst = m;
    }
    if (worst)
        doc_more(d, s, "-b status,message -w model=", worst->model);
    else
        doc_more(d, s, "-b model,status", STR(""));
}

static bool none_fails(const struct report *r)
{
    for (size_t i = 0; i < r->model_count; i++)
        if (r->models[i].status_5xx)
            return false;
    return true;
}

void doc_models(struct doc *d)
{
    const struct report *r = d->r;
    if (r->model_count == 0)
        return;
    struct doc_section *s = doc_section(d, "Models", IN_ALL);
    struct doc_table *t = doc_table(d, s, "model", MODEL_TABLE, MODEL_COLUMNS, RECORDS);
    s->compact = summary_healthy(r) && none_fails(r);
    t->fold = s->compact ? FOLD_TEXT : FOLD_NEVER;
    t->top_text = MANY_MODELS;
    t->top_page = MANY_PAGE;
    t->rest = REST_MODELS;
    t->other = r->other_models;
    for (size_t i = 0; i < r->model_count; i++)
        add_model(d, t, &r->models[i]);
    next_model(d, s);
}
