#include "report/request_trace.h"

#include <inttypes.h>

#include "base/escape.h"
#include "record/format_ops.h"
#include "record/request_id.h"
#include "report/emphasis.h"
#include "report/number_format.h"
#include "report/redaction.h"
#include "report/summary.h"
#include "report/wrap.h"

enum { STEPS_MAX = 10000, TEXT_MAX = 4000, IDS_MAX = 8 };

struct trace_event {
    int64_t time_ms; /* by which it stands among the others */
    bool timed;      /* it has one of its own, and shows it */
    size_t number;   /* of arrival: the order of equal times */
    struct str source, service, text;
    enum level level;
    int status; /* of our own response; NO_STATUS: the step tells none */
    double ms;  /* how long it took; < 0: the step does not tell */
};

struct request_trace {
    struct arena arena;
    struct trace_event *v;
    size_t n, cap, shown;
    uint64_t dropped;        /* steps beyond the bound */
    struct str ids[IDS_MAX]; /* that the records call themselves */
    size_t id_count;
    struct str alias;           /* what the first record calls the request */
    unsigned aliases;           /* how many different ones there are; 2: more than one */
    struct str source, service; /* of the last event, shared by those that follow */
    int64_t last_ms;            /* of the step shown last */
    struct str speaker[2];      /* whose steps are shown: service, source */
    bool speaking;
    int response; /* of the first invocation, and how long it took */
    double response_ms;
};

struct request_trace *request_trace_new(void)
{
    struct request_trace *t = mem_zero(sizeof *t);
    t->last_ms = NO_TIME;
    return t;
}

void request_trace_free(struct request_trace *t)
{
    if (!t)
        return;
    arena_free(&t->arena);
    free(t->v);
    free(t);
}

size_t request_trace_length(const struct request_trace *t)
{
    return t->n;
}

/* --- collecting --- */

/* A copy of `s`; the one before when it is the same. */
static struct str keep(struct request_trace *trace, struct str *before, struct str s)
{
    if (!str_eq(*before, s))
        *before = arena_str(&trace->arena, s);
    return *before;
}

static void add_event(struct request_trace *t, const struct sink_record *o, const struct log_entry *entry,
                      int status)
{
    if (t->n == STEPS_MAX) {
        t->dropped++;
        return;
    }
    MEM_GROW(t->v, t->n, t->cap);
    t->v[t->n] = (struct trace_event){
        .time_ms = o->record->continuation ? NO_TIME : entry->time_ms, /* part of the step before */
        .timed = entry->time_ms != NO_TIME,
        .number = t->n,
        .source = keep(t, &t->source, o->source),
        .service = keep(t, &t->service, o->record->field[FIELD_SERVICE]),
        .text = arena_str(&t->arena, str_head(entry->text, TEXT_MAX)),
        .level = entry->level,
        .status = status,
        .ms = status == NO_STATUS ? -1 : o->record->duration_ms,
    };
    t->n++;
}

static void add_text(struct str s, const char *between, struct buf *out)
{
    if (s.n == 0)
        return;
    buf_addz(out, out->n ? between : "");
    buf_add(out, s);
}

/* "POST https://... -> 500, outcome ok, 4.2 s": how an invocation began and ended. */
static void add_invocation(struct request_trace *t, const struct sink_record *o)
{
    const struct record *rec = o->record;
    LOCAL_BUF text = {0};
    add_text(rec->field[FIELD_METHOD].n ? rec->field[FIELD_METHOD] : rec->field[FIELD_EVENT], "", &text);
    add_text(rec->field[FIELD_URL], " ", &text);
    if (rec->status != NO_STATUS)
        buf_addf(&text, " -> %d", rec->status);
    add_text(rec->field[FIELD_OUTCOME], ", outcome ", &text);
    if (rec->duration_ms >= 0) {
        buf_addz(&text, ", ");
        number_format_ms(rec->duration_ms, &text);
    }
    struct log_entry entry = {rec->time_ms, LEVEL_NONE, buf_str(&text)};
    if (t->response == NO_STATUS) {
        t->response = rec->status;
        t->response_ms = rec->duration_ms;
    }
    add_event(t, o, &entry, rec->status);
}

static void note_alias(struct request_trace *t, struct str own)
{
    if (own.n <= REQUEST_ID_SHORT || !request_id_valid(own))
        return;
    if (t->aliases == 0)
        t->alias = arena_str(&t->arena, own);
    t->aliases = t->aliases == 0 ? 1 : str_eq(t->alias, own) ? t->aliases : 2;
}

struct str request_trace_alias(const struct request_trace *t, struct str id)
{
    return t->aliases == 1 && !str_starts(t->alias, id) ? t->alias : str_of(NULL, 0);
}

static void note_id(struct request_trace *t, struct str id, struct str own)
{
    note_alias(t, own);
    if (!str_starts(own, id) || own.n == REQUEST_ID_SHORT || t->id_count == IDS_MAX)
        return;
    for (size_t i = 0; i < t->id_count; i++)
        if (str_eq(t->ids[i], own))
            return;
    t->ids[t->id_count++] = arena_str(&t->arena, own);
}

struct entry_adding {
    struct request_trace *trace;
    const struct sink_record *o;
};

static void add_step(void *context, const struct log_entry *entry)
{
    struct entry_adding *a = context;
    const struct record *rec = a->o->record;
    bool part = format_ops(rec->format)->invocation; /* whose status stands where the invocation does */
    add_event(a->trace, a->o, entry, part ? NO_STATUS : rec->status);
}

void request_trace_add(struct request_trace *t, struct str id, const struct sink_record *o)
{
    struct arena texts = {0};
    struct entry_adding adding = {t, o};
    note_id(t, id, o->record->field[FIELD_REQUEST]);
    if (format_ops(o->record->format)->invocation)
        add_invocation(t, o);
    record_log_entries(o->record, &texts, add_step, &adding);
    arena_free(&texts);
}

/* --- showing --- */

/* What is shown beside `e`. */
static int64_t time_of(const struct trace_event *e)
{
    return e->timed ? e->time_ms : NO_TIME;
}

/* Steps without a time stay behind those that came before them: they stand where the one before does. */
static void fill_times(struct request_trace *t)
{
    for (size_t i = 1; i < t->n; i++)
        if (t->v[i].time_ms == NO_TIME)
            t->v[i].time_ms = t->v[i - 1].time_ms;
}

static int by_time(const void *a, const void *b)
{
    const struct trace_event *x = a, *y = b;
    if (x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void sort(struct request_trace *t)
{
    fill_times(t);
    if (t->n)
        qsort(t->v, t->n, sizeof *t->v, by_time);
}

static void add_gap(struct request_trace *t, int64_t time_ms, struct buf *out)
{
    enum { COLUMNS = 11 };
    int64_t gap = time_ms == NO_TIME || t->last_ms == NO_TIME ? 0 : time_ms - t->last_ms;
    LOCAL_BUF text = {0};
    if (gap) {
        buf_addc(&text, gap < 0 ? '-' : '+');
        number_format_ms((double)(gap < 0 ? -gap : gap), &text);
    }
    buf_fill(out, ' ', text.n < COLUMNS ? COLUMNS - text.n : 0);
    buf_add(out, buf_str(&text));
}

static void add_time(int64_t ms, const struct zone *zone, struct buf *out)
{
    if (ms == NO_TIME) {
        buf_addz(out, "-           ");
        return;
    }
    struct civil c = timestamp_civil(zone_local(zone, ms));
    buf_addf(out, "%02d:%02d:%02d.%03d", c.hour, c.minute, c.second, c.ms);
}

static enum emphasis emphasis_of(const struct trace_event *e)
{
    if (e->status >= 500 || e->level >= LEVEL_ERROR)
        return EMPHASIS_BAD;
    return e->status >= 400 || e->level == LEVEL_WARN ? EMPHASIS_ODD : EMPHASIS_PLAIN;
}

/* Above the steps of one service: who speaks, and in which input. */
static void put_speaker(struct request_trace *t, const struct trace_event *e, const struct style *style,
                        bool with_source, struct buf *out)
{
    LOCAL_BUF text = {0};
    if (t->speaking && str_eq(t->speaker[0], e->service) && str_eq(t->speaker[1], e->source))
        return;
    t->speaking = true;
    t->speaker[0] = e->service;
    t->speaker[1] = e->source;
    redact_terminal(style->secrets, e->service.n ? e->service : summary_source(e->source), &text);
    emphasis_text(EMPHASIS_HEAD, style, buf_str(&text), out);
    if (with_source && e->service.n) {
        buf_clear(&text);
        buf_addz(&text, "  (");
        redact_terminal(style->secrets, summary_source(e->source), &text);
        buf_addc(&text, ')');
        emphasis_text(EMPHASIS_DIM, style, buf_str(&text), out);
    }
    buf_addc(out, '\n');
}

/* What is shown of a text: no more than this tells what happened; -o jsonl has all. */
static void put_text(struct str e, const struct style *style, struct buf *out)
{
    enum { COLUMN = 2 + 12 + 11 + 7 + 2, SHOWN_BYTES = 480 };
    struct str text = str_trim(e.n ? e : STR("(no message)")), head = excerpt_cut(text, SHOWN_BYTES);
    LOCAL_BUF shown = {0};
    bool beside =
        style_width(style) > COLUMN + 24; /* a narrow terminal has no room: texts then stand below */
    buf_add(&shown, head);
    if (head.n < text.n)
        buf_addz(&shown, style->ascii ? "~" : "…");
    buf_addz(out, beside ? "" : "\n");
    wrap_lines(out, style_width(style), beside ? COLUMN : 0, beside ? COLUMN : 4, buf_str(&shown), WRAP_TEXT);
}

static void put_redacted(const struct trace_event *e, const struct style *style, struct buf *out)
{
    LOCAL_BUF text = {0};
    redact_kept(style->secrets, STR(""), e->text, TEXT_MAX, &text);
    put_text(buf_str(&text), style, out);
}

static void put_event(struct request_trace *t, const struct trace_event *e, const struct style *style,
                      bool with_source, struct buf *out)
{
    put_speaker(t, e, style, with_source, out);
    buf_addz(out, "  ");
    add_time(time_of(e), style->zone, out);
    add_gap(t, time_of(e), out);
    buf_addz(out, "  ");
    emphasis_text(emphasis_of(e), style, str_z(level_name(e->level)), out);
    buf_fill(out, ' ', 7 - strlen(level_name(e->level)));
    put_redacted(e, style, out);
    if (time_of(e) != NO_TIME)
        t->last_ms = e->time_ms;
}

/* ", response 500 after 4.2 s": the response is that of the invocation, else the last that any step tells. */
static void put_response(const struct request_trace *t, struct buf *out)
{
    int status = t->response;
    double ms = t->response_ms;
    for (size_t i = 0; i < t->n && t->response == NO_STATUS; i++)
        if (t->v[i].status != NO_STATUS) {
            status = t->v[i].status;
            ms = t->v[i].ms;
        }
    if (status == NO_STATUS)
        return;
    buf_addf(out, ", response %d", status);
    if (ms >= 0) {
        buf_addz(out, " after ");
        number_format_ms(ms, out);
    }
}

static size_t count_sources(const struct request_trace *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        size_t k = 0;
        while (k < i && !str_eq(t->v[k].source, t->v[i].source))
            k++;
        n += k == i;
    }
    return n;
}

static void put_span(const struct request_trace *t, const struct zone *zone, struct buf *out)
{
    struct span all = SPAN_NONE;
    for (size_t i = 0; i < t->n; i++)
        span_add(&all, t->v[i].time_ms);
    if (all.first_ms == NO_TIME)
        return;
    struct civil c = timestamp_civil(zone_local(zone, all.first_ms));
    buf_addf(out, ", from %04d-%02d-%02d %02d:%02d:%02d %s on, ", c.year, c.month, c.day, c.hour, c.minute,
             c.second, zone_at(zone, all.first_ms)->name);
    number_format_ms((double)(all.last_ms - all.first_ms), out);
}

/* "request 3d2a1b21-...: 7 steps of 3 sources, from 2026-03-15 09:20:00 UTC on, 6.3 s, response 500 after 4.2
 * s". */
static void put_head(const struct request_trace *t, struct str id, const struct zone *zone, struct buf *out)
{
    buf_addz(out, "request ");
    escape_terminal(t->id_count ? t->ids[0] : id, out);
    if (request_trace_alias(t, id).n) {
        buf_addz(out, " (");
        escape_terminal(t->alias, out);
        buf_addc(out, ')');
    }
    buf_join(out, ": ", COUNTED(t->n), t->n == 1 ? " step" : " steps");
    size_t sources = count_sources(t);
    if (sources > 1)
        buf_addf(out, " of %zu sources", sources);
    put_span(t, zone, out);
    put_response(t, out);
}

static void put_notes(const struct request_trace *t, struct buf *out)
{
    if (t->dropped)
        buf_join(out, COUNTED(t->dropped), " more steps were not kept.\n");
    if (t->id_count < 2)
        return;
    buf_addz(out, "Several requests begin so:");
    for (size_t i = 0; i < t->id_count; i++) {
        buf_addz(out, i ? ", " : " ");
        escape_terminal(t->ids[i], out);
    }
    buf_addc(out, '\n');
}

void request_trace_text(struct request_trace *t, struct str id, const struct style *style, bool with_source,
                        struct buf *out)
{
    LOCAL_BUF head = {0};
    sort(t);
    put_head(t, id, style->zone, &head);
    struct wrap f = wrap_begin(out, style->width ? style->width : head.n, 0, 0);
    wrap_text(&f, buf_str(&head));
    wrap_end(&f);
    put_notes(t, out);
    buf_addc(out, '\n');
    t->last_ms = NO_TIME;
    t->speaking = false;
    for (size_t i = 0; i < t->n; i++)
        put_event(t, &t->v[i], style, with_source, out);
}

void request_trace_more(struct request_trace *t, const struct style *style, bool with_source, struct buf *out)
{
    for (; t->shown < t->n; t->shown++)
        put_event(t, &t->v[t->shown], style, with_source, out);
}

static void json_member(const char *key, struct str s, const struct secrets *secrets, struct buf *out)
{
    LOCAL_BUF shown = {0};
    redact(secrets, s, &shown);
    buf_addf(out, ",\"%s\":", key);
    escape_json_or_null(buf_str(&shown), out);
}

static void json_event(const struct trace_event *e, const struct secrets *secrets, struct buf *out)
{
    LOCAL_BUF time = {0}, text = {0};
    redact_kept(secrets, STR(""), e->text, TEXT_MAX, &text);
    timestamp_format_rfc3339(time_of(e), &time);
    buf_addf(out, "{\"step\":%zu", e->number);
    json_member("time", buf_str(&time), NULL, out);
    json_member("source", e->source, secrets, out);
    json_member("service", e->service, secrets, out);
    json_member("level", str_z(level_name(e->level)), NULL, out);
    json_member("message", buf_str(&text), NULL, out);
    if (e->status == NO_STATUS)
        buf_addz(out, ",\"status\":null}\n");
    else
        buf_addf(out, ",\"status\":%d}\n", e->status);
}

void request_trace_json(struct request_trace *t, const struct secrets *secrets, struct buf *out)
{
    sort(t);
    for (size_t i = 0; i < t->n; i++) {
        t->v[i].number = i;
        json_event(&t->v[i], secrets, out);
    }
}
