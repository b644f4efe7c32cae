#include "base/count.h"
#include "base/mem.h"
#include "report/baseline.h"
#include "tally/timeline.h"

enum { MINUTE_MS = 60000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS, HOURS_MOST = 14 * 60 };

static void add32(uint32_t *to, uint64_t n)
{
    *to = n < UINT32_MAX - *to ? *to + (uint32_t)n : UINT32_MAX;
}

/* --- of a report --- */

/* Make `day` the last day, if it is later, or there is not `any` yet. */
static void reach_day(struct baseline_counts *c, bool any, int64_t day)
{
    int64_t later = day - c->last_day;
    if (any && later <= 0)
        return;
    uint32_t moved[BASELINE_DAYS] = {0};
    for (int64_t i = 0; any && i + later < BASELINE_DAYS; i++)
        moved[i + later] = c->day[i];
    memcpy(c->day, moved, sizeof moved);
    c->last_day = day;
}

static void add_day(struct baseline_row *row, int64_t day, uint64_t records)
{
    struct baseline_counts *c = row->counts;
    reach_day(c, row->days > 0, day);
    int64_t back = c->last_day - day;
    bool is_new = back >= BASELINE_DAYS || c->day[back] == 0;
    row->days += is_new;
    if (back < BASELINE_DAYS)
        add32(&c->day[back], records);
}

/* The records of the row by day, and where the steps are short enough by hour. */
static void add_line(struct baseline_row *row, const struct report_timeline *line, int64_t now_ms)
{
    if (line->start_ms == NO_TIME) {
        add_day(row, timestamp_step(now_ms, DAY_MS), row->records);
        return;
    }
    for (size_t i = 0; i < line->count; i++) {
        int64_t at_ms = line->start_ms + (int64_t)i * line->step_ms;
        if (line->counts[i] == 0)
            continue;
        add_day(row, timestamp_step(at_ms, DAY_MS), line->counts[i]);
        if (line->step_ms <= HOUR_MS)
            add32(&row->counts->hours[baseline_hour(at_ms)], line->counts[i]);
    }
}

/* A report that is learnt from. */
struct lesson {
    struct baseline *k;
    const struct secrets *secrets;
    int64_t now_ms;
};

static void add_row(const struct lesson *l, enum baseline_kind kind, struct str id, struct str title,
                    enum verdict class, uint64_t records, const struct report_stats *stats)
{
    struct baseline *b = l->k;
    int64_t now_ms = l->now_ms;
    if (records == 0)
        return;
    MEM_GROW(b->rows, b->n, b->cap);
    struct baseline_row *row = &b->rows[b->n++];
    *row = (struct baseline_row){
        .kind = kind,
        .id = baseline_text(b, id),
        .title = baseline_text(b, str_head(title, BASELINE_TITLE)),
        .class = class,
        .first_ms = stats->first_ms == NO_TIME ? now_ms : stats->first_ms,
        .last_ms = stats->last_ms == NO_TIME ? now_ms : stats->last_ms,
        .records = records,
        .counts = arena_zero(&b->arena, sizeof *row->counts),
        .decision = BASELINE_UNDECIDED,
    };
    add_line(row, &stats->timeline, now_ms);
}

static void add_signatures(const struct lesson *l, enum baseline_kind kind, const struct report_signature *v,
                           size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_row(l, kind, v[i].id, v[i].title, v[i].class, v[i].records, &v[i].stats);
}

static void add_clusters(const struct lesson *l, const struct report_cluster *v, size_t n)
{
    LOCAL_BUF template = {0};
    for (size_t i = 0; i < n; i++) {
        buf_clear(&template);
        template_redact(l->secrets, v[i].template, STR(REDACTED), &template);
        add_row(l, BASELINE_CLUSTER, v[i].id, buf_str(&template), v[i].class, v[i].records, &v[i].stats);
    }
}

static void add_statuses(const struct lesson *l, const struct report *r)
{
    for (size_t i = 0; i < r->status_count; i++) {
        const struct report_status *s = &r->statuses[i];
        LOCAL_BUF code = {0};
        buf_addf(&code, "%d", s->status);
        if (s->class != CLASS_CLEAN)
            add_row(l, BASELINE_STATUS, buf_str(&code), s->meaning, s->class, s->unexplained, &s->stats);
        add_clusters(l, s->messages, s->message_count);
    }
}

/* The minutes of the report's window, at their hours of the day. */
static void add_watched(struct baseline *b, const struct report *r)
{
    struct timeline_grid grid = timeline_grid_of(r->first_ms, r->last_ms);
    if (grid.count == 0 || grid.step_ms > HOUR_MS)
        return;
    for (int64_t ms = timestamp_step(r->first_ms, MINUTE_MS) * MINUTE_MS; ms <= r->last_ms; ms += MINUTE_MS)
        b->watched[baseline_hour(ms)]++;
}

void baseline_of_report(struct baseline *b, const struct report *r, const struct secrets *secrets,
                        int64_t now_ms)
{
    struct lesson l = {b, secrets, r->last_ms == NO_TIME ? now_ms : r->last_ms};
    add_signatures(&l, BASELINE_SIGNATURE, r->signatures, r->signature_count);
    add_signatures(&l, BASELINE_INCIDENT, r->incidents, r->incident_count);
    add_statuses(&l, r);
    add_clusters(&l, r->clusters, r->cluster_count);
    add_watched(b, r);
    if (b->n)
        qsort(b->rows, b->n, sizeof *b->rows, baseline_order);
}

/* --- what came since --- */

static uint32_t rest32(uint32_t a, uint32_t b)
{
    return a > b ? a - b : 0;
}

static void subtract(struct baseline_row *row, const struct baseline_row *before)
{
    struct baseline_counts *c = row->counts;
    const struct baseline_counts *b = before->counts;
    row->records = count_rest(row->records, before->records);
    for (int64_t i = 0; i < BASELINE_DAYS; i++) {
        int64_t then = b->last_day - (c->last_day - i);
        if (then >= 0 && then < BASELINE_DAYS)
            c->day[i] = rest32(c->day[i], b->day[then]);
    }
}

/* A cluster whose template became more general has another id, but began with the same record. */
static const struct baseline_row *renamed(const struct baseline *before, const struct baseline_row *row)
{
    for (size_t i = 0; row->kind == BASELINE_CLUSTER && i < before->n; i++)
        if (before->rows[i].kind == BASELINE_CLUSTER && before->rows[i].first_ms == row->first_ms &&
            before->rows[i].records <= row->records)
            return &before->rows[i];
    return NULL;
}

void baseline_since(struct baseline *b, const struct baseline *before, int64_t now_ms, uint64_t minutes)
{
    size_t hour = baseline_hour(now_ms);
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct baseline_row *row = &b->rows[i];
        const struct baseline_row *then = baseline_find(before, row->kind, row->id);
        then = then ? then : renamed(before, row);
        if (then)
            subtract(row, then);
        memset(row->counts->hours, 0, sizeof row->counts->hours);
        add32(&row->counts->hours[hour], row->records);
        if (row->records)
            b->rows[n++] = *row;
    }
    b->n = n;
    memset(b->watched, 0, sizeof b->watched);
    b->watched[hour] = minutes;
}

/* --- adding up --- */

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms == NO_TIME || (b_ms != NO_TIME && b_ms < a_ms) ? b_ms : a_ms;
}

static uint64_t seen_days(const struct baseline_counts *c)
{
    uint64_t n = 0;
    for (size_t i = 0; i < BASELINE_DAYS; i++)
        n += c->day[i] > 0;
    return n;
}

/* Returns how many records that are. */
static uint64_t add_days(struct baseline *b, struct baseline_row *into, const struct baseline_counts *from,
                         enum baseline_how how)
{
    struct baseline_counts *c = baseline_own(b, into);
    uint64_t forgotten = count_rest(into->days, seen_days(c)), added = 0;
    bool any = into->days > 0;
    for (int64_t i = BASELINE_DAYS - 1; i >= 0; i--) {
        int64_t day = from->last_day - i;
        if (from->day[i] == 0)
            continue;
        uint64_t seen = seen_days(c);
        reach_day(c, any, day);
        any = true;
        forgotten += seen - seen_days(c);
        int64_t back = c->last_day - day;
        if (back >= BASELINE_DAYS)
            continue;
        uint64_t more = how == BASELINE_MORE ? from->day[i] : count_rest(from->day[i], c->day[back]);
        add32(&c->day[back], more);
        count_add(&added, more);
    }
    into->days = forgotten + seen_days(c);
    return added;
}

static void add_to_row(struct baseline *b, struct baseline_row *into, const struct baseline_row *from,
                       enum baseline_how how)
{
    struct baseline_counts room;
    const struct baseline_counts *counts = baseline_look(from, &room);
    if (into->decision.acked_ms == NO_TIME) /* what is acknowledged counts as expected meanwhile */
        into->class = from->class;
    if (!str_eq(into->title, from->title))
        into->title = baseline_text(b, from->title);
    into->first_ms = earlier(into->first_ms, from->first_ms);
    into->last_ms = from->last_ms > into->last_ms ? from->last_ms : into->last_ms;
    count_add(&into->records, add_days(b, into, counts, how));
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        add32(&into->counts->hours[h], counts->hours[h]);
}

/* Of what was watched long enough half is forgotten, so that what is usual may change. */
static void forget_half(struct baseline *b, size_t hour)
{
    b->watched[hour] /= 2;
    for (size_t i = 0; i < b->n; i++)
        baseline_own(b, &b->rows[i])->hours[hour] /= 2;
}

/* Those that may go first: decided about by nobody, unseen for longest. */
static int by_use(const void *a, const void *b)
{
    const struct baseline_row *x = a, *y = b;
    if (baseline_decided(x) != baseline_decided(y))
        return baseline_decided(x) ? -1 : 1;
    return x->last_ms > y->last_ms ? -1 : x->last_ms < y->last_ms;
}

static void keep_bounds(struct baseline *b)
{
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        while (b->watched[h] > HOURS_MOST)
            forget_half(b, h);
    if (b->n <= BASELINE_ROWS)
        return;
    qsort(b->rows, b->n, sizeof *b->rows, by_use);
    b->n = BASELINE_ROWS;
    qsort(b->rows, b->n, sizeof *b->rows, baseline_order);
}

/* A row of its own of `from`, which is another's. */
static struct baseline_row copy_of(struct baseline *b, const struct baseline_row *from)
{
    struct baseline_row row = *from;
    row.id = baseline_text(b, from->id);
    row.title = baseline_text(b, from->title);
    row.decision.why = baseline_text(b, from->decision.why);
    row.counts_text = baseline_text(b, from->counts_text);
    if (from->counts) {
        row.counts = arena_take(&b->arena, sizeof *row.counts);
        *row.counts = *from->counts;
    }
    return row;
}

void baseline_add(struct baseline *into, const struct baseline *from, enum baseline_how how)
{
    size_t before = into->n;
    for (size_t i = 0; i < from->n; i++) {
        const struct baseline_row *row = &from->rows[i];
        struct baseline rest = {.rows = into->rows, .n = before};
        struct baseline_row *found = row->kind == BASELINE_CLUSTER
                                         ? baseline_cluster(&rest, row->id, row->title)
                                         : baseline_find(&rest, row->kind, row->id);
        if (found) {
            add_to_row(into, found, row, how);
            continue;
        }
        MEM_GROW(into->rows, into->n, into->cap);
        into->rows[into->n++] = copy_of(into, row);
    }
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        count_add(&into->watched[h], from->watched[h]);
    if (into->n > before)
        qsort(into->rows, into->n, sizeof *into->rows, baseline_order);
    keep_bounds(into);
}
