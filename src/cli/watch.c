#include "cli/watch.h"

#include <stdio.h>

#include "base/escape.h"
#include "report/redaction.h"

enum { LEAST_MS = 10000, UNUSUAL_MS = 30000, TREND_PART = 5, TREND_LEAST = 5 };

void watch_init(struct watch *w, const struct rules *rules, int64_t window_ms, int64_t now_ms)
{
    *w = (struct watch){.rules = rules,
                        .window_ms = window_ms > WATCH_STEPS ? window_ms : WATCH_STEPS,
                        .begun_ms = now_ms,
                        .arrived_ms = NO_TIME};
    w->step = w->first_step = now_ms * WATCH_STEPS / w->window_ms;
    history_init(&w->history, now_ms);
}

void watch_free(struct watch *w)
{
    report_free(w->report);
    free(w->rows);
    free(w->lines);
    buf_free(&w->text);
    history_free(&w->history);
}

/* --- the window --- */

static void forget(struct watch *w, size_t step)
{
    w->recent[step] = 0;
    for (size_t i = 0; i < w->row_count; i++)
        w->rows[i].recent[step] = 0;
}

void watch_advance(struct watch *w, int64_t now_ms)
{
    int64_t step = now_ms * WATCH_STEPS / w->window_ms;
    int64_t from = step - w->step > WATCH_STEPS ? step - WATCH_STEPS : w->step;
    while (from < step)
        forget(w, (size_t)(++from % WATCH_STEPS));
    w->step = step > w->step ? step : w->step;
}

uint64_t watch_in_window(const uint64_t *recent)
{
    uint64_t n = 0;
    for (size_t i = 0; i < WATCH_STEPS; i++)
        n += recent[i];
    return n;
}

double watch_rate(const struct watch *w, const uint64_t *recent, int64_t now_ms)
{
    int64_t watched = now_ms - w->begun_ms;
    watched = watched < w->window_ms ? watched : w->window_ms;
    watched = watched > LEAST_MS ? watched : LEAST_MS;
    return (double)watch_in_window(recent) * 60000 / (double)watched;
}

/* Records in steps of the window counted back from now: the last one is 0. */
static uint64_t in_steps(const struct watch *w, const uint64_t *recent, size_t from, size_t to)
{
    uint64_t n = 0;
    for (size_t i = from; i < to; i++)
        n += recent[(size_t)(w->step + WATCH_STEPS - (int64_t)i) % WATCH_STEPS];
    return n;
}

int watch_trend(const struct watch *w, const uint64_t *recent)
{
    size_t part = WATCH_STEPS / TREND_PART;
    if (w->step - w->first_step < 2 * (int64_t)part)
        return 0; /* too short a past */
    double now = (double)in_steps(w, recent, 0, part);
    double before = (double)in_steps(w, recent, part, WATCH_STEPS) / (TREND_PART - 1);
    if (now >= TREND_LEAST && now > 2 * before)
        return 1;
    return before >= TREND_LEAST && now < before / 2 ? -1 : 0;
}

int64_t watch_silence(const struct watch *w, int64_t now_ms, bool *unusual)
{
    int64_t silent = w->arrived_ms == NO_TIME ? 0 : now_ms - w->arrived_ms;
    *unusual = !w->finished && silent > UNUSUAL_MS && silent > 2 * w->longest_gap_ms;
    return silent;
}

bool watch_is_new(const struct watch_row *row, int64_t now_ms)
{
    return row->novelty != NOVELTY_NONE && now_ms - row->since_ms < WATCH_NEW_MS;
}

const char *watch_mark(const struct watch_row *row, int64_t now_ms)
{
    static const char *const marks[] = {
        [NOVELTY_NEW] = "NEW", [NOVELTY_BACK] = "BACK", [NOVELTY_REGRESSED] = "REGR"};
    if (row->novelty == NOVELTY_NOT_ASKED)
        return watch_is_new(row, now_ms) ? "NEW" : NULL;
    return row->novelty == NOVELTY_NONE ? NULL : marks[row->novelty];
}

/* --- rows --- */

static struct watch_row *find_row(const struct watch *w, enum watch_kind kind, int status, const char *id)
{
    for (size_t i = 0; i < w->row_count; i++)
        if (w->rows[i].kind == kind && w->rows[i].status == status && strcmp(w->rows[i].id, id) == 0)
            return &w->rows[i];
    return NULL;
}

/* A cluster whose template became more general has another id: it began with the same record. */
static struct watch_row *find_renamed(const struct watch *w, const struct watch_row *like)
{
    for (size_t i = 0; i < w->row_count && like->kind >= WATCH_MESSAGE && like->first_ms != NO_TIME; i++) {
        struct watch_row *row = &w->rows[i];
        if (row->kind == like->kind && row->status == like->status && !row->there &&
            row->first_ms == like->first_ms && row->records <= like->records)
            return row;
    }
    return NULL;
}

static void add_event(struct watch *w, const struct watch_row *row, int64_t now_ms, int64_t unix_ms)
{
    LOCAL_BUF safe = {0};
    if (w->event_count == WATCH_EVENTS)
        memmove(w->events, w->events + 1, (WATCH_EVENTS - 1) * sizeof *w->events);
    else
        w->event_count++;
    struct watch_event *e = &w->events[w->event_count - 1];
    LOCAL_BUF name = {0};
    watch_shown_name(w, row, &name);
    escape_terminal(buf_str(&name), &safe);
    e->novelty = row->novelty;
    e->now_ms = now_ms;
    e->unix_ms = unix_ms;
    snprintf(e->text, sizeof e->text, "%s: " STR_FMT, class_name(row->class),
             STR_ARG(str_head(buf_str(&safe), 120)));
}

static struct watch_row *add_row(struct watch *w, const struct watch_row *like, int64_t now_ms,
                                 int64_t unix_ms)
{
    MEM_GROW(w->rows, w->row_count, w->row_cap);
    struct watch_row *row = &w->rows[w->row_count++];
    *row = *like;
    row->records = 0;
    row->since_ms = now_ms;
    if (like->class != CLASS_EXPECTED && like->novelty != NOVELTY_NONE && !like->is_told_by_status) {
        add_event(w, row, now_ms, unix_ms);
        w->bell = true;
    }
    return row;
}

/* What the report says of `now`, which has the row's identity, records and times. Returns the row, good until
 * the next one. */
static const struct watch_row *take_row(struct watch *w, const struct watch_row *now, int64_t now_ms,
                                        int64_t unix_ms)
{
    struct watch_row *row = find_row(w, now->kind, now->status, now->id);
    if (!row)
        row = find_renamed(w, now);
    if (!row)
        row = add_row(w, now, now_ms, unix_ms);
    if (now->records > row->records)
        row->recent[w->step % WATCH_STEPS] += now->records - row->records;
    if (w->chosen_kind == row->kind && strcmp(w->chosen, row->id) == 0)
        memcpy(w->chosen, now->id, sizeof w->chosen);
    memcpy(row->id, now->id, sizeof row->id);
    row->class = now->class;
    row->novelty = now->novelty;
    row->index = now->index;
    row->message = now->message;
    row->records = now->records;
    row->first_ms = now->first_ms;
    row->last_ms = now->last_ms;
    row->there = true;
    return row;
}

static void set_id(struct watch_row *row, struct str id)
{
    id = str_head(id, WATCH_ID - 1);
    memcpy(row->id, id.p, id.n);
    row->id[id.n] = '\0';
}

static void take_signatures(struct watch *w, enum watch_kind kind, const struct report_signature *v, size_t n,
                            int64_t now_ms, int64_t unix_ms)
{
    for (size_t i = 0; i < n; i++) {
        const struct report_signature *s = &v[i];
        struct watch_row now = {.kind = kind,
                                .class = s->class,
                                .index = i,
                                .novelty = s->stats.baseline.novelty,
                                .records = s->records,
                                .first_ms = s->stats.first_ms,
                                .last_ms = s->stats.last_ms};
        set_id(&now, s->id);
        if (s->records)
            (void)take_row(w, &now, now_ms, unix_ms);
    }
}

/* What a cluster, of UNKNOWN or among a status' messages, has of its own. */
static struct watch_row row_of_cluster(enum watch_kind kind, size_t index, const struct report_cluster *u)
{
    struct watch_row now = {.kind = kind,
                            .class = kind == WATCH_CLUSTER ? CLASS_UNKNOWN : u->class,
                            .index = index,
                            .novelty = u->stats.baseline.novelty,
                            .records = u->records,
                            .first_ms = u->stats.first_ms,
                            .last_ms = u->stats.last_ms};
    set_id(&now, u->id);
    return now;
}

/* `news`: their status is. */
static void take_messages(struct watch *w, size_t index, bool news, int64_t now_ms, int64_t unix_ms)
{
    const struct report_status *s = &w->report->statuses[index];
    for (size_t i = 0; i < s->message_count; i++) {
        struct watch_row now = row_of_cluster(WATCH_MESSAGE, index, &s->messages[i]);
        now.status = s->status;
        now.message = i;
        now.is_told_by_status = news && i == 0;
        (void)take_row(w, &now, now_ms, unix_ms);
    }
}

static void take_statuses(struct watch *w, int64_t now_ms, int64_t unix_ms)
{
    for (size_t i = 0; i < w->report->status_count; i++) {
        const struct report_status *s = &w->report->statuses[i];
        struct watch_row now = {.kind = WATCH_STATUS,
                                .class = s->class,
                                .index = i,
                                .novelty = s->stats.baseline.novelty,
                                .records = s->unexplained,
                                .first_ms = s->stats.first_ms,
                                .last_ms = s->stats.last_ms};
        snprintf(now.id, sizeof now.id, "%d", s->status);
        if (s->unexplained == 0 || s->class == CLASS_CLEAN)
            continue;
        const struct watch_row *row = take_row(w, &now, now_ms, unix_ms);
        take_messages(w, i, row->since_ms == now_ms && row->novelty != NOVELTY_NONE, now_ms, unix_ms);
    }
}

static void take_cluster(struct watch *w, int64_t now_ms, int64_t unix_ms)
{
    for (size_t i = 0; i < w->report->cluster_count; i++) {
        struct watch_row now = row_of_cluster(WATCH_CLUSTER, i, &w->report->clusters[i]);
        (void)take_row(w, &now, now_ms, unix_ms);
    }
}

/* Rows that the report no longer has: a cluster became part of another; a status has more messages than are
 * listed; or all its records slid out. They are not new when they come back. */
static void drop_rows(struct watch *w)
{
    size_t n = 0;
    bool room = w->row_count < WATCH_ROWS;
    for (size_t i = 0; i < w->row_count; i++) {
        bool stays = room && (w->slides || w->rows[i].kind == WATCH_MESSAGE);
        if (!w->rows[i].there && !stays)
            continue;
        w->rows[i].records = w->rows[i].there ? w->rows[i].records : 0;
        w->rows[n++] = w->rows[i];
    }
    w->row_count = n;
}

static void note_arrival(struct watch *w, uint64_t records, int64_t now_ms)
{
    if (records <= w->records)
        return;
    if (w->arrived_ms != NO_TIME && now_ms - w->arrived_ms > w->longest_gap_ms)
        w->longest_gap_ms = now_ms - w->arrived_ms;
    w->recent[w->step % WATCH_STEPS] += records - w->records;
    w->records = records;
    w->arrived_ms = now_ms;
}

void watch_update(struct watch *w, struct report *r, int64_t now_ms, int64_t unix_ms)
{
    report_free(w->report);
    w->report = r;
    w->bare = NULL;
    w->unix_ms = unix_ms;
    watch_advance(w, now_ms);
    note_arrival(w, r->records, now_ms);
    for (size_t i = 0; i < w->row_count; i++)
        w->rows[i].there = false;
    take_signatures(w, WATCH_INCIDENT, r->incidents, r->incident_count, now_ms, unix_ms);
    take_signatures(w, WATCH_SIGNATURE, r->signatures, r->signature_count, now_ms, unix_ms);
    take_statuses(w, now_ms, unix_ms);
    take_cluster(w, now_ms, unix_ms);
    drop_rows(w);
}

void watch_slid(struct watch *w, struct report *r, int64_t now_ms, int64_t unix_ms)
{
    w->slides = true;
    for (size_t i = 0; i < w->row_count; i++)
        w->rows[i].records = UINT64_MAX; /* fewer is no arrival */
    watch_update(w, r, now_ms, unix_ms);
}

/* --- sections --- */

struct str watch_name(const struct watch *w, const struct watch_row *row)
{
    if (row->kind == WATCH_MESSAGE)
        return w->report->statuses[row->index].messages[row->message].template;
    if (row->kind == WATCH_CLUSTER && row->index < w->report->cluster_count)
        return w->report->clusters[row->index].template;
    return str_z(row->id);
}

struct report_signature *watch_signature(const struct watch *w, const struct watch_row *row)
{
    struct report *r = w->report;
    return row->kind == WATCH_INCIDENT ? &r->incidents[row->index] : &r->signatures[row->index];
}

struct replay_context watch_replay_context(const struct watch *w)
{
    return (struct replay_context){w->rules, w->read_in, w->unix_ms};
}

void watch_clock(const struct watch *w, int64_t ms, size_t n, struct buf *out)
{
    LOCAL_BUF stamp = {0};
    if (ms != NO_TIME)
        timestamp_format_rfc3339(zone_local(w->shown_in, ms), &stamp);
    buf_add(out, str_head(str_skip(buf_str(&stamp), 11), n));
}

void watch_shown_name(const struct watch *w, const struct watch_row *row, struct buf *out)
{
    if (row->kind == WATCH_INCIDENT)
        buf_addz(out, "incident: ");
    if (row->kind == WATCH_MESSAGE)
        buf_addf(out, "%d ", row->status);
    if (row->kind >= WATCH_MESSAGE)
        template_redact(w->secrets, watch_name(w, row), STR(REDACTED), out);
    else
        buf_add(out, watch_name(w, row));
}

static int signature_number(const struct watch *w, const char *id)
{
    const struct table *t = rules_table(w->rules);
    for (size_t i = 0; i < t->signature_count; i++)
        if (str_eq(t->signatures[i].id, str_z(id)))
            return (int)i;
    return -1;
}

struct history_query watch_history_query(const struct watch *w, const struct watch_row *row)
{
    struct history_query q = {.signature = -1, .passing = w->where.n && w->typing != &w->where};
    if (row->kind == WATCH_INCIDENT || row->kind == WATCH_SIGNATURE)
        q.signature = signature_number(w, row->id);
    else if (row->kind == WATCH_STATUS)
        q.status = atoi(row->id);
    else
        q.template = watch_name(w, row);
    return q;
}

/* Is `row` one of those that were asked for? */
static bool is_shown(const struct watch *w, const struct watch_row *row)
{
    const struct history_record *any;
    struct history_query q = watch_history_query(w, row);
    if (!str_has_nocase(watch_name(w, row), str_of(w->filter.p, w->filter.n)))
        return false;
    return !q.passing || history_find(&w->history, &q, &any, 1);
}

/* Order of rows: incidents, then those that are new, then by what was asked for, then as the report has them.
 */
struct ranked {
    const struct watch_row *row;
    bool is_incident, is_new;
    double rank;
};

static double time_rank(int64_t ms)
{
    return ms == NO_TIME ? -1e300 : (double)ms;
}

static double rank_of(const struct watch *w, const struct watch_row *row)
{
    switch (w->sort) {
    case SORT_RATE:
        return (double)watch_in_window(row->recent);
    case SORT_LAST:
        return time_rank(row->last_ms);
    case SORT_NEW:
        return w->finished ? time_rank(row->first_ms) : (double)row->since_ms;
    default:
        return (double)row->records;
    }
}

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->is_incident != y->is_incident)
        return x->is_incident ? -1 : 1;
    if (x->is_new != y->is_new)
        return x->is_new ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

size_t watch_section(const struct watch *w, enum verdict class, int64_t now_ms, const struct watch_row **out)
{
    LOCAL_MEM struct ranked *v = mem_zero((w->row_count + 1) * sizeof *v);
    size_t n = 0;
    for (size_t i = 0; i < w->row_count; i++) {
        const struct watch_row *row = &w->rows[i];
        if (row->there && row->kind != WATCH_MESSAGE && row->class == class && !(w->hidden >> class & 1) &&
            is_shown(w, row))
            v[n++] = (struct ranked){row, row->kind == WATCH_INCIDENT,
                                     watch_is_new(row, now_ms) && !w->finished, rank_of(w, row)};
    }
    qsort(v, n, sizeof *v, by_rank);
    for (size_t i = 0; i < n; i++)
        out[i] = v[i].row;
    return n;
}

const struct watch_row *watch_chosen(const struct watch *w)
{
    return w->chosen[0] ? find_row(w, w->chosen_kind, 0, w->chosen) : NULL;
}
