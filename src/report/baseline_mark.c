#include <stdio.h>
#include <stdlib.h>

#include "report/baseline.h"

enum { MINUTE_MS = 60000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS, BACK_MS = 7 * DAY_MS };
enum { WATCHED_LEAST = 120, USUAL_HOURS = 14 * 24 };

/* Records that usually come between these times; < 0 when too little is known of these hours. */
static double usual_records(const struct baseline *b, const struct baseline_row *row, int64_t first_ms,
                            int64_t last_ms)
{
    double usual = 0;
    struct baseline_counts room;
    const struct baseline_counts *counts = baseline_look(row, &room);
    if (first_ms == NO_TIME || last_ms - first_ms > USUAL_HOURS * (int64_t)HOUR_MS)
        return -1;
    for (int64_t ms = first_ms; ms <= last_ms;) {
        int64_t next_ms = (timestamp_step(ms, HOUR_MS) + 1) * HOUR_MS;
        size_t of_day = baseline_hour(ms);
        double minutes = (double)((next_ms < last_ms ? next_ms : last_ms) - ms) / MINUTE_MS;
        if (b->watched[of_day] < WATCHED_LEAST)
            return -1;
        usual += minutes * counts->hours[of_day] / (double)b->watched[of_day];
        ms = next_ms;
    }
    return usual;
}

/* --- marks --- */

struct marking {
    const struct baseline *k;
    struct report *r;
    const struct secrets *secrets;
    int64_t now_ms;
};

/* More than was agreed to? */
static bool is_above(const struct marking *m, const struct baseline_row *row, uint64_t records)
{
    int64_t span_ms = m->r->first_ms == NO_TIME ? 0 : m->r->last_ms - m->r->first_ms;
    double hours = span_ms > HOUR_MS ? (double)span_ms / HOUR_MS : 1;
    return row->decision.below > 0 && (double)records / hours >= row->decision.below;
}

/* What it was acknowledged below, when there is more of it; else 0. */
static double exceeded(const struct marking *m, const struct baseline_row *row, uint64_t records)
{
    bool above = row && baseline_acked(row, m->now_ms) && is_above(m, row, records);
    return above ? row->decision.below : 0;
}

static bool is_acked(const struct marking *m, const struct baseline_row *row, uint64_t records)
{
    return row && records && baseline_acked(row, m->now_ms) && !is_above(m, row, records);
}

static enum report_novelty news_of(const struct baseline_row *row, int64_t first_ms, int64_t last_ms)
{
    if (!row || row->last_ms == NO_TIME)
        return NOVELTY_NEW;
    if (row->decision.resolved_ms != NO_TIME && last_ms > row->decision.resolved_ms)
        return NOVELTY_REGRESSED;
    return first_ms - row->last_ms >= BACK_MS ? NOVELTY_BACK : NOVELTY_NONE;
}

/* `records` of these times. */
static struct report_baseline baseline_of(const struct marking *m, const struct baseline_row *row,
                                          uint64_t records, int64_t first_ms, int64_t last_ms)
{
    struct report_baseline baseline = {.first_ms = NO_TIME,
                                       .last_ms = NO_TIME,
                                       .resolved_ms = NO_TIME,
                                       .usual = -1,
                                       .exceeded = exceeded(m, row, records)};
    if (m->k->n == 0)
        return baseline;
    first_ms = first_ms == NO_TIME ? m->now_ms : first_ms;
    last_ms = last_ms == NO_TIME ? m->now_ms : last_ms;
    baseline.novelty = news_of(row, first_ms, last_ms);
    if (baseline.novelty == NOVELTY_NEW)
        return baseline;
    baseline.first_ms = row->first_ms;
    baseline.last_ms = row->last_ms;
    baseline.days = row->days;
    baseline.resolved_ms = row->decision.resolved_ms;
    baseline.usual = usual_records(m->k, row, m->r->first_ms, m->r->last_ms);
    return baseline;
}

/* --- what is acknowledged --- */

static void note_acked(struct marking *m, struct str id, uint64_t records)
{
    struct report *r = m->r;
    r->acknowledged[r->acknowledged_count++] =
        (struct report_acknowledged){arena_str(&r->arena, id), records};
}

static void move_class(struct report *r, enum verdict from, enum verdict to, uint64_t records)
{
    uint64_t n = records < r->classes[from] ? records : r->classes[from];
    r->classes[from] -= n;
    r->classes[to] += n;
}

/* Templates are known without their secrets. */
static const struct baseline_row *cluster_of(const struct marking *m, const struct report_cluster *u)
{
    const struct baseline_row *row = baseline_find(m->k, BASELINE_CLUSTER, u->id);
    LOCAL_BUF template = {0};
    if (row || m->k->n == 0)
        return row;
    template_redact(m->secrets, u->template, STR(REDACTED), &template);
    row = baseline_cluster(m->k, u->id, buf_str(&template));
    return row;
}

/* Those of `v` that are acknowledged leave it; returns how many stay. */
static size_t fold_clusters(struct marking *m, struct report_cluster *v, size_t n,
                            struct report_status *status)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct report_cluster *u = &v[i];
        const struct baseline_row *row = cluster_of(m, u);
        u->stats.baseline = baseline_of(m, row, u->records, u->stats.first_ms, u->stats.last_ms);
        if (!is_acked(m, row, u->records)) {
            v[kept++] = *u;
            continue;
        }
        note_acked(m, u->id, u->records);
        move_class(m->r, u->class, CLASS_EXPECTED, u->records);
        if (status)
            status->unexplained -= u->records < status->unexplained ? u->records : status->unexplained;
    }
    return kept;
}

/* One that is acknowledged was counted as expected; above what was agreed to it counts as it did before. */
static void judge_signature(struct marking *m, const struct baseline_row *row, struct report_signature *s)
{
    if (is_acked(m, row, s->records)) {
        note_acked(m, s->id, s->records);
    } else if (s->stats.baseline.exceeded > 0 && s->class == CLASS_EXPECTED) {
        s->class = row->class;
        move_class(m->r, CLASS_EXPECTED, row->class, s->records);
    }
}

static void mark_signatures(struct marking *m)
{
    for (size_t i = 0; i < m->r->signature_count; i++) {
        struct report_signature *s = &m->r->signatures[i];
        const struct baseline_row *row = baseline_find(m->k, BASELINE_SIGNATURE, s->id);
        if (s->records == 0)
            continue;
        s->stats.baseline = baseline_of(m, row, s->records, s->stats.first_ms, s->stats.last_ms);
        judge_signature(m, row, s);
    }
}

/* Does `id` have a row of its own, which tells of its acknowledgement? */
static bool has_records(const struct report *r, struct str id)
{
    for (size_t i = 0; i < r->signature_count; i++)
        if (r->signatures[i].records && str_eq(r->signatures[i].id, id))
            return true;
    return false;
}

/* What somebody decided about a signature goes for its incidents as well: they have its name. */
static void mark_incidents(struct marking *m)
{
    struct report *r = m->r;
    size_t kept = 0;
    for (size_t i = 0; i < r->incident_count; i++) {
        struct report_signature s = r->incidents[i];
        const struct baseline_row *row = baseline_find(m->k, BASELINE_INCIDENT, s.id),
                                  *decided = baseline_find(m->k, BASELINE_SIGNATURE, s.id);
        s.stats.baseline = baseline_of(m, row, s.records, s.stats.first_ms, s.stats.last_ms);
        if (row && decided && decided->decision.resolved_ms != NO_TIME &&
            s.stats.last_ms > decided->decision.resolved_ms) {
            s.stats.baseline.novelty = NOVELTY_REGRESSED;
            s.stats.baseline.resolved_ms = decided->decision.resolved_ms;
        }
        s.stats.baseline.exceeded = exceeded(m, decided, s.records);
        if (!is_acked(m, decided, s.records))
            r->incidents[kept++] = s;
        else if (!has_records(r, s.id))
            note_acked(m, s.id, s.records);
    }
    r->incident_count = kept;
}

/* One that is acknowledged for good was counted as expected; below some rate, it is from now on. */
static void judge_status(struct marking *m, const struct baseline_row *row, struct report_status *s)
{
    if (!is_acked(m, row, s->unexplained))
        return;
    note_acked(m, row->id, s->unexplained);
    move_class(m->r, s->class, CLASS_EXPECTED, s->unexplained);
    s->class = CLASS_EXPECTED;
    s->message_count = 0;
    s->other_messages = 0;
}

/* What is acknowledged of its messages is no part of it. */
static void mark_statuses(struct marking *m)
{
    for (size_t i = 0; i < m->r->status_count; i++) {
        struct report_status *s = &m->r->statuses[i];
        char code[16];
        snprintf(code, sizeof code, "%d", s->status);
        const struct baseline_row *row = baseline_find(m->k, BASELINE_STATUS, str_z(code));
        if (s->class == CLASS_CLEAN || s->unexplained == 0)
            continue;
        s->message_count = fold_clusters(m, s->messages, s->message_count, s);
        s->stats.baseline = baseline_of(m, row, s->unexplained, s->stats.first_ms, s->stats.last_ms);
        judge_status(m, row, s);
    }
}

static size_t rows_of(const struct report *r)
{
    size_t n = r->incident_count + r->signature_count + r->status_count + r->cluster_count;
    for (size_t i = 0; i < r->status_count; i++)
        n += r->statuses[i].message_count;
    return n;
}

void baseline_mark(const struct baseline *b, struct report *r, const struct secrets *secrets, int64_t now_ms)
{
    struct marking m = {.k = b, .r = r, .secrets = secrets, .now_ms = now_ms};
    r->acknowledged = arena_zero(&r->arena, (rows_of(r) + 1) * sizeof *r->acknowledged);
    mark_incidents(&m);
    mark_signatures(&m);
    mark_statuses(&m);
    r->cluster_count = fold_clusters(&m, r->clusters, r->cluster_count, NULL);
    if (r->signature_count)
        qsort(r->signatures, r->signature_count, sizeof *r->signatures, report_signature_order);
}
