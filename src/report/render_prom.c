#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/count.h"
#include "base/escape.h"
#include "report/doc.h"
#include "report/number_format.h"
#include "report/summary.h"
#include "tally/tally_spec.h"

/* Prometheus text exposition, format 0.0.4. All samples of a metric must stand together, after its head. */

static void put_head(const char *name, const char *type, const char *help, struct buf *out)
{
    buf_addf(out, "# HELP sigtail_%s %s\n# TYPE sigtail_%s %s\n", name, help, name, type);
}

/* One line: begun, then its labels, then its number. */
struct prom_line {
    struct buf *out;
    bool labels;
};

static struct prom_line sample_of(const char *name, struct buf *out)
{
    buf_addf(out, "sigtail_%s", name);
    return (struct prom_line){out, false};
}

static void put_label(struct prom_line *s, const char *label, struct str value)
{
    buf_addf(s->out, "%s%s=\"", s->labels ? "," : "{", label);
    escape_prometheus(value, s->out);
    buf_addc(s->out, '"');
    s->labels = true;
}

static void end_count(struct prom_line *s, uint64_t n)
{
    buf_addf(s->out, "%s %" PRIu64 "\n", s->labels ? "}" : "", n);
}

static void end_number(struct prom_line *s, double v)
{
    buf_addz(s->out, s->labels ? "} " : " ");
    buf_add_number(s->out, v);
    buf_addc(s->out, '\n');
}

static void end_seconds(struct prom_line *s, double ms)
{
    buf_addf(s->out, "%s %.3f\n", s->labels ? "}" : "", ms / 1000);
}

/* The line of `name` whose labels are a list of names, each with its value behind it. */
static struct prom_line line_of(const char *name, const struct str *labels, size_t n, struct buf *out)
{
    struct prom_line s = sample_of(name, out);
    for (size_t i = 0; i + 1 < n; i += 2)
        put_label(&s, labels[i].p, labels[i + 1]);
    return s;
}

/* The same, whole; of STR_LIST(). */
static void put_count(struct buf *out, uint64_t count, const char *name, const struct str *labels, size_t n)
{
    struct prom_line s = line_of(name, labels, n, out);
    end_count(&s, count);
}

static void put_seconds(struct buf *out, double ms, const char *name, const struct str *labels, size_t n)
{
    struct prom_line s = line_of(name, labels, n, out);
    end_seconds(&s, ms);
}

/* A metric of one sample. */
static void put_single(const char *name, const char *type, const char *help, uint64_t n, struct buf *out)
{
    put_head(name, type, help, out);
    put_count(out, n, name, NULL, 0);
}

static void put_given_up(const struct report_problem *p, struct buf *out)
{
    const char *name = "input_given_up_total";
    put_head(name, "counter", "Of problems of kind limit: texts, by whose pattern took too much work.", out);
    for (size_t i = 0; i < p->pattern_count; i++)
        put_count(out, p->patterns[i].records, name, STR_LIST("pattern", p->patterns[i].value));
}

static void put_input(const struct report *r, struct buf *out)
{
    uint64_t notices = 0; /* over all sources: two inputs may have one name, and a series stands but once */
    put_single("input_bytes_total", "counter", "Bytes read.", r->bytes, out);
    put_single("input_skipped_bytes_total", "counter", "Bytes read that stand in no record.",
               r->skipped_bytes, out);
    put_head("input_problems_total", "counter", "Findings about the input, by kind.", out);
    for (size_t i = 0; i < r->problem_count; i++)
        put_count(out, r->problems[i].count, "input_problems_total", STR_LIST("kind", r->problems[i].kind));
    for (size_t i = 0; i < r->problem_count; i++)
        if (r->problems[i].pattern_count)
            put_given_up(&r->problems[i], out);
    for (size_t i = 0; i < r->sampling_count; i++)
        notices += r->sampling[i].notices;
    put_single("sampling_notices_total", "counter",
               "Notices that the tail dropped records: counts are a floor.", notices, out);
}

static void put_moment(const char *name, const char *help, int64_t ms, struct buf *out)
{
    put_head(name, "gauge", help, out);
    put_seconds(out, (double)ms, name, NULL, 0);
}

static void put_window(const struct report *r, struct buf *out)
{
    if (r->first_ms == NO_TIME)
        return;
    put_moment("window_first_timestamp_seconds", "Time of the first record.", r->first_ms, out);
    put_moment("window_last_timestamp_seconds", "Time of the last record.", r->last_ms, out);
}

static void put_classes(const struct report *r, struct buf *out)
{
    put_head("records_total", "counter", "Records, each in one class.", out);
    for (enum verdict class = 0; class < CLASS_COUNT; class ++)
        put_count(out, r->classes[class], "records_total", STR_LIST("class", class_name(class)));
}

#define LABELS_OF(signature) STR_LIST("signature", (signature)->id, "class", class_name((signature)->class))

/* Of all rows of a kind: their counts, whom they hit and when they were last seen. */
struct row_metric {
    const char *name, *type, *help;
    size_t at; /* of the number in the row */
};

static uint64_t number_of(const void *row, const struct row_metric *m)
{
    return *(const uint64_t *)((const char *)row + m->at);
}

/* Do the row's records name requests, or users? Where none does, their number is not known, and not 0. */
static bool is_known(const void *row, const struct row_metric *m)
{
    return strcmp(m->type, "gauge") != 0 || number_of(row, m) > 0;
}

static void put_signature_metric(const struct report *r, const struct row_metric *m, struct buf *out)
{
    put_head(m->name, m->type, m->help, out);
    for (size_t i = 0; i < r->signature_count; i++)
        if (is_known(&r->signatures[i], m))
            put_count(out, number_of(&r->signatures[i], m), m->name, LABELS_OF(&r->signatures[i]));
}

/* When the errors of `row` were seen, if that is known. */
static void put_seen(const void *row, const struct row_metric *m, const struct str *labels, size_t n,
                     struct buf *out)
{
    int64_t ms = *(const int64_t *)((const char *)row + m->at);
    if (ms != NO_TIME)
        put_seconds(out, (double)ms, m->name, labels, n);
}

static void put_signature_seen(const struct report *r, const struct row_metric *m, struct buf *out)
{
    put_head(m->name, m->type, m->help, out);
    for (size_t i = 0; i < r->signature_count; i++)
        put_seen(&r->signatures[i], m, LABELS_OF(&r->signatures[i]), out);
}

static void put_incidents(const struct report *r, struct buf *out)
{
    if (r->incident_count)
        put_head("incidents_total", "counter", "Incidents that a signature's correlation found.", out);
    for (size_t i = 0; i < r->incident_count; i++)
        put_count(out, r->incidents[i].incidents, "incidents_total", LABELS_OF(&r->incidents[i]));
}

static void put_signatures(const struct report *r, struct buf *out)
{
    static const struct row_metric metrics[] = {
        {"signature_records_total", "counter",
         "Records that match a signature; one record may match several.",
         offsetof(struct report_signature, records)},
        {"signature_requests", "gauge", "Distinct requests that match a signature.",
         offsetof(struct report_signature, stats.requests)},
        {"signature_users", "gauge", "Distinct users whom a signature hit.",
         offsetof(struct report_signature, stats.users)},
    };
    static const struct row_metric seen[] = {
        {"signature_first_timestamp_seconds", "gauge", "Time of the first record that matches.",
         offsetof(struct report_signature, stats.first_ms)},
        {"signature_last_timestamp_seconds", "gauge", "Time of the last record that matches.",
         offsetof(struct report_signature, stats.last_ms)},
    };
    for (size_t m = 0; m < COUNT_OF(metrics); m++)
        put_signature_metric(r, &metrics[m], out);
    put_incidents(r, out);
    for (size_t m = 0; m < COUNT_OF(seen); m++)
        put_signature_seen(r, &seen[m], out);
}

static void put_bare_metric(const struct report *r, const struct row_metric *m, struct buf *out)
{
    put_head(m->name, m->type, m->help, out);
    for (size_t i = 0; i < r->status_count; i++)
        if (summary_status_open(&r->statuses[i]) && is_known(&r->statuses[i], m))
            put_count(out, number_of(&r->statuses[i], m), m->name,
                      STR_LIST("status", DIGITS(r->statuses[i].status)));
}

static void put_bare_seen(const struct report *r, const struct row_metric *m, struct buf *out)
{
    put_head(m->name, m->type, m->help, out);
    for (size_t i = 0; i < r->status_count; i++)
        if (summary_status_open(&r->statuses[i]))
            put_seen(&r->statuses[i], m, STR_LIST("status", DIGITS(r->statuses[i].status)), out);
}

static void put_bare(const struct report *r, struct buf *out)
{
    static const struct row_metric metrics[] = {
        {"unexplained_records_total", "counter", "Errors that only their status explains.",
         offsetof(struct report_status, unexplained)},
        {"unexplained_requests", "gauge", "Distinct requests of such errors.",
         offsetof(struct report_status, stats.requests)},
        {"unexplained_users", "gauge", "Distinct users whom such errors hit.",
         offsetof(struct report_status, stats.users)},
    };
    static const struct row_metric seen[] = {
        {"unexplained_first_timestamp_seconds", "gauge", "Time of the first such error.",
         offsetof(struct report_status, stats.first_ms)},
        {"unexplained_last_timestamp_seconds", "gauge", "Time of the last such error.",
         offsetof(struct report_status, stats.last_ms)},
    };
    for (size_t m = 0; m < COUNT_OF(metrics); m++)
        put_bare_metric(r, &metrics[m], out);
    for (size_t m = 0; m < COUNT_OF(seen); m++)
        put_bare_seen(r, &seen[m], out);
}

static void put_cluster(const struct report *r, struct buf *out)
{
    static const char name[] = "unknown_records_total";
    put_head(name, "counter", "Errors that nothing explains, by cluster.", out);
    for (size_t i = 0; i < r->cluster_count; i++)
        put_count(out, r->clusters[i].records, name,
                  STR_LIST("cluster", r->clusters[i].id, "template", r->clusters[i].template));
    put_count(out, r->other_clusters, name, STR_LIST("cluster", "other", "template", ""));
}

static void put_message(int status, struct str cluster, struct str template, uint64_t n, struct buf *out)
{
    put_count(out, n, "message_records_total",
              STR_LIST("status", DIGITS(status), "cluster", cluster, "template", template));
}

static void put_messages(const struct report *r, struct buf *out)
{
    put_head("message_records_total", "counter", "Errors that only their status explains, by cluster.", out);
    for (size_t i = 0; i < r->status_count; i++) {
        const struct report_status *s = &r->statuses[i];
        for (size_t k = 0; k < s->message_count; k++)
            put_message(s->status, s->messages[k].id, s->messages[k].template, s->messages[k].records, out);
        if (s->other_messages)
            put_message(s->status, STR("other"), STR(""), s->other_messages, out);
    }
}

/* ---- what is told beneath the rows of errors ---- */

static struct prom_line detail_sample(const char *name, const struct doc_table *t, const struct doc_row *row,
                                      const struct doc_detail *x, struct buf *out)
{
    struct prom_line s = sample_of(name, out);
    put_label(&s, "kind", str_z(t->kind));
    for (size_t i = 0; i < t->column_count; i++) {
        const char *key = t->columns[i].key;
        if (key && row->cells[i].kind == CELL_CODE && (strcmp(key, "id") == 0 || strcmp(key, "by") == 0))
            put_label(&s, key[0] == 'i' ? "id" : "status", row->cells[i].text);
    }
    put_label(&s, "name", x->name);
    return s;
}

static void put_fact(const struct doc_table *t, const struct doc_row *row, const struct doc_detail *x,
                     struct buf *out)
{
    struct prom_line s = detail_sample("fact_info", t, row, x, out);
    put_label(&s, "text", x->text);
    end_count(&s, 1);
}

static void put_breakdown(const struct doc_table *t, const struct doc_row *row, const struct doc_detail *x,
                          unsigned number, struct buf *out)
{
    uint64_t other;
    size_t n = doc_values(x, SIZE_MAX, &other);
    for (size_t i = 0; i < n + (other > 0); i++) {
        struct prom_line s = detail_sample("breakdown_records_total", t, row, x, out);
        put_label(&s, "part", DIGITS(number)); /* two wildcards of a template may be called the same */
        put_label(&s, i < n ? "value" : "others", i < n ? x->values[i].value : STR("yes"));
        end_count(&s, i < n ? x->values[i].records : other);
    }
}

static void put_row_details(const struct doc_table *t, const struct doc_row *row, bool values,
                            struct buf *out)
{
    unsigned number = 0;
    for (const struct doc_detail *x = row->details; x; x = x->next) {
        number++;
        if (!(x->where & IN_SHEET) || (x->kind == DETAIL_VALUES) != values)
            continue;
        if (values)
            put_breakdown(t, row, x, number, out);
        else
            put_fact(t, row, x, out);
    }
}

static void put_all_details(const struct doc *d, bool values, struct buf *out)
{
    for (const struct doc_section *s = d->sections; s; s = s->next)
        for (const struct doc_table *t = s->tables; t; t = t->next)
            for (const struct doc_row *row = t->rows; row; row = row->next)
                put_row_details(t, row, values, out);
}

static void put_details(const struct report *r, struct buf *out)
{
    struct doc *d = doc_build(r, NULL);
    put_head("fact_info", "gauge", "What is told of an error: cause, fix, burst, version, frame.", out);
    put_all_details(d, false, out);
    put_head("breakdown_records_total", "counter", "Records of an error by what varies in it.", out);
    put_all_details(d, true, out);
    doc_free(d);
}

static void put_values(const char *name, const char *label, const char *help, const struct report_value *v,
                       size_t n, struct buf *out)
{
    put_head(name, "counter", help, out);
    for (size_t i = 0; i < n; i++)
        put_count(out, v[i].records, name, STR_LIST(label, v[i].value));
}

static void put_statuses(const struct report *r, struct buf *out)
{
    put_head("status_records_total", "counter", "Records by response status.", out);
    for (size_t i = 0; i < r->status_count; i++)
        put_count(
            out, r->statuses[i].records, "status_records_total",
            STR_LIST("status", DIGITS(r->statuses[i].status), "class", class_name(r->statuses[i].class)));
}

static void put_model_counts(const struct report_model *m, struct buf *out)
{
    static const char *const statuses[] = {"2xx", "4xx", "5xx", "other"};
    uint64_t known = count_sum(count_sum(m->status_2xx, m->status_4xx), m->status_5xx);
    uint64_t counts[] = {m->status_2xx, m->status_4xx, m->status_5xx, count_rest(m->records, known)};
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        put_count(out, counts[i], "model_records_total", STR_LIST("model", m->model, "status", statuses[i]));
}

static void put_quantile(const struct report_model *m, const char *quantile, double ms, struct buf *out)
{
    if (ms >= 0)
        put_seconds(out, ms, "model_duration_seconds", STR_LIST("model", m->model, "quantile", quantile));
}

static void put_models(const struct report *r, struct buf *out)
{
    put_head("model_records_total", "counter", "Records by model and kind of status.", out);
    for (size_t i = 0; i < r->model_count; i++)
        put_model_counts(&r->models[i], out);
    put_head("model_duration_seconds", "summary", "Quantiles of the duration of records, by model.", out);
    for (size_t i = 0; i < r->model_count; i++) {
        put_quantile(&r->models[i], "0.5", r->models[i].p50_ms, out);
        put_quantile(&r->models[i], "0.95", r->models[i].p95_ms, out);
    }
}

/* The labels of a table: the names of its fields. */
struct table_labels {
    char names[TABLE_KEYS][80];
};

/* A label's name may hold letters, digits and _ only. */
static void spell_label(struct str by, char name[80])
{
    size_t n = 0;
    for (size_t i = 0; i < by.n && n < 64; i++) {
        char c = by.p[i], low = (char)(c | 0x20);
        bool plain = is_lower(low) || (is_digit(c) && n);
        name[n++] = plain ? c : '_';
    }
    name[n] = '\0';
}

static bool label_stands(const struct table_labels *l, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(l->names[i], name) == 0)
            return true;
    return false;
}

/* Each stands once: a number tells names apart that have become the same. */
static struct table_labels labels_of(const struct report_table *g)
{
    struct table_labels l;
    for (size_t v = 0; v < g->by_count; v++) {
        char *name = l.names[v];
        spell_label(g->by[v], name);
        size_t n = strlen(name);
        for (unsigned number = 2; label_stands(&l, v, name); number++)
            snprintf(name + n, sizeof l.names[v] - n, "_%u", number);
    }
    return l;
}

/* A sample of a row of table `i`, whose number is to follow. */
static struct prom_line row_sample(const char *name, const struct table_labels *l, const struct report *r,
                                   size_t i, const struct report_table_row *row, struct buf *out)
{
    struct prom_line s = sample_of(name, out);
    put_label(&s, "table",
              DIGITS(i + 1)); /* an empty label is none: rows of two tables could be one series */
    for (size_t v = 0; v < r->tables[i].by_count; v++)
        put_label(&s, l->names[v], row->key[v]);
    return s;
}

static void put_records(const struct report *r, size_t i, struct buf *out)
{
    struct table_labels labels = labels_of(&r->tables[i]);
    for (size_t k = 0; k < r->tables[i].row_count; k++) {
        const struct report_table_row *row = &r->tables[i].rows[k];
        struct prom_line s = row_sample("group_records_total", &labels, r, i, row, out);
        end_count(&s, row->records);
    }
}

static void put_row_measures(const struct table_labels *l, const struct report *r, size_t i,
                             const struct report_table_row *row, struct buf *out)
{
    const struct report_table *g = &r->tables[i];
    for (size_t m = 0; m < g->show_count; m++) {
        double v = row->measures[m].value;
        if (isnan(v))
            continue;
        struct prom_line s = row_sample("group_measure", l, r, i, row, out);
        put_label(&s, "measure", g->show[m].name);
        if (g->show[m].kind == MEASURE_FIRST || g->show[m].kind == MEASURE_LAST)
            end_seconds(&s, v);
        else
            end_number(&s, v);
    }
}

static void put_measures(const struct report *r, size_t i, struct buf *out)
{
    struct table_labels labels = labels_of(&r->tables[i]);
    for (size_t k = 0; k < r->tables[i].row_count; k++)
        put_row_measures(&labels, r, i, &r->tables[i].rows[k], out);
}

static bool any_measures(const struct report *r)
{
    for (size_t i = 0; i < r->table_count; i++)
        if (r->tables[i].show_count)
            return true;
    return false;
}

static void put_tables(const struct report *r, struct buf *out)
{
    if (r->table_count)
        put_head("group_records_total", "counter", "Records by the fields that were asked for.", out);
    for (size_t i = 0; i < r->table_count; i++)
        put_records(r, i, out);
    if (any_measures(r))
        put_head("group_measure", "gauge", "What was asked of them: --show.", out);
    for (size_t i = 0; i < r->table_count; i++)
        put_measures(r, i, out);
}

void render_prom(const struct report *r, struct buf *out)
{
    put_classes(r, out);
    put_signatures(r, out);
    put_cluster(r, out);
    put_bare(r, out);
    put_messages(r, out);
    put_details(r, out);
    put_statuses(r, out);
    put_values("outcome_records_total", "outcome", "Records by outcome.", r->outcomes, r->outcome_count, out);
    put_values("level_records_total", "level", "Records by level.", r->levels, r->level_count, out);
    put_models(r, out);
    put_tables(r, out);
    put_window(r, out);
    put_input(r, out);
}
