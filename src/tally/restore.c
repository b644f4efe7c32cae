#include "tally/restore.h"

#include "tally/cluster_matcher.h"
#include "tally/tally_internal.h"

static struct counter *list_of(struct tally *t, enum restore_list list, size_t i, size_t k)
{
    switch (list) {
    case RESTORE_OUTCOMES:
        return &t->outcomes;
    case RESTORE_RECOVERED:
        return &t->recovered;
    case RESTORE_MODELS:
        return &t->models;
    case RESTORE_GAPS:
        return &t->health.gaps;
    case RESTORE_GIVEN_UP:
        return &t->health.given_up;
    case RESTORE_INSTEAD:
        return &t->filters[i].instead;
    case RESTORE_CAPTURED:
        return &tally_sighting(t, t->stats, i)->breakdowns[k].values;
    case RESTORE_INCIDENTS:
        break;
    }
    return &tally_sighting(t, t->incidents, i)->breakdowns[k].values;
}

void restore_value(struct tally *t, enum restore_list list, size_t i, size_t k, struct str value,
                   uint64_t records)
{
    counter_add(list_of(t, list, i, k), value, records, NO_TIME);
}

void restore_other(struct tally *t, enum restore_list list, size_t i, size_t k, uint64_t records)
{
    count_add(&list_of(t, list, i, k)->other, records);
}

void restore_error(struct tally *t, enum restore_list list, size_t i, size_t k, uint64_t records)
{
    if (records)
        counter_doubt(list_of(t, list, i, k), records);
}

void restore_templates(struct tally *t, const struct str *templates, size_t n)
{
    t->templates.matcher = cluster_matcher_of(templates, n);
}

/* ---- the input ---- */

uint64_t restore_source(struct tally *t, const struct source *s)
{
    uint64_t before = health_source(&t->health, s->number)->bytes;
    health_merge_source(&t->health, s);
    return before;
}

void restore_problem(struct tally *t, enum problem kind, uint64_t count, uint64_t bytes, struct str example,
                     struct input_position at)
{
    struct problems *p = &t->health.problems[kind];
    count_add(&p->count, count);
    count_add(&p->bytes, bytes);
    excerpt_offer(&p->first, example, example.n, at);
}

void restore_hint(struct tally *t, const struct unjudged_hint *h, uint64_t records)
{
    unjudged_hint(&t->unjudged, h, records);
}

void restore_filter(struct tally *t, size_t i, uint64_t records)
{
    count_add(&t->filters[i].records, records);
}

/* ---- records ---- */

void restore_totals(struct tally *t, const struct restored_totals *totals)
{
    span_merge(&t->window, &totals->window);
    for (size_t i = 0; i < CLASS_COUNT; i++)
        count_add(&t->classes[i], totals->classes[i]);
    count_add(&t->overlap, totals->overlap);
    count_add(&t->filtered, totals->filtered);
    count_add(&t->unjudged.records, totals->unjudged);
    count_add(&t->versions.other, totals->other_versions);
}

void restore_level(struct tally *t, enum level level, uint64_t records)
{
    count_add(&t->levels[level], records);
}

void restore_status(struct tally *t, int status, uint64_t records, uint64_t unmatched)
{
    count_add(&t->statuses[status].records, records);
    count_add(&t->statuses[status].unmatched, unmatched);
}

uint64_t restore_version(struct tally *t, struct str service, struct str id, uint64_t records,
                         const struct span *span)
{
    return versions_add(&t->versions, service, id, records, span);
}

bool restore_model(struct tally *t, const struct restored_model *from)
{
    struct model *m = (struct model *)counter_add(&t->models, from->name, from->records, NO_TIME);
    count_add(&m->status_2xx, from->status_2xx);
    count_add(&m->status_4xx, from->status_4xx);
    count_add(&m->status_5xx, from->status_5xx);
    span_add(&m->errors, from->last_error_ms);
    return from->durations.n == 0 || quantile_read(&m->durations, from->durations);
}

bool restore_row(struct tally *t, size_t table, struct str key, uint64_t records, const struct span *span,
                 const struct str *gauges)
{
    const struct table_spec *asked = &t->spec->tables[table];
    struct counter_row *row = counter_add(&t->tables[table], key, records, NO_TIME);
    if (asked->measure_count)
        span_merge(&row->span, span);
    for (size_t i = 0; i < asked->plan_count; i++)
        if (!aggregates_read((struct aggregate_row *)row, asked->plans, asked->plan_count, i, gauges[i]))
            return false;
    return true;
}

void restore_other_rows(struct tally *t, size_t table, uint64_t records)
{
    count_add(&t->tables[table].other, records);
    if (records) /* what is left out here may be listed elsewhere */
        t->tables[table].floor = 1;
}

/* ---- errors ---- */

static enum restore_fault add_to(struct signature_stats *s, const struct restored *from)
{
    count_add(&s->records, from->records);
    count_add(&s->incidents, from->incidents);
    span_merge(&s->span, &from->span);
    return stats_restore(&s->stats, from);
}

enum restore_fault restore_signature(struct tally *t, enum restore_list of, size_t signature,
                                     const struct restored *from)
{
    struct signature_stats **rows = of == RESTORE_INCIDENTS ? t->incidents : t->stats;
    return add_to(tally_sighting(t, rows, signature), from);
}

enum restore_fault restore_bare(struct tally *t, int status, const struct restored *from)
{
    return add_to(tally_bare(t, status), from);
}

enum restore_fault restore_cluster(struct tally *t, const struct cluster_key *key,
                                   const struct restored *from, const struct top_values *values, unsigned n)
{
    LOCAL_BUF text = {0};
    cluster_key_write(key, &text);
    struct template_row *s =
        (struct template_row *)counter_add(&t->templates.rows, buf_str(&text), from->records, NO_TIME);
    span_merge(&s->row.span, &from->span);
    template_row_take_values(s, key->template, values, n, from->records);
    return stats_restore(&s->stats, from);
}
