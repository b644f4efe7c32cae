#include "run/pipeline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "record/format_ops.h"
#include "record/notice.h"
#include "record/plain.h"

void pipeline_init(struct pipeline *p, const struct run_config *config, const struct field_trees *fields)
{
    *p = (struct pipeline){.config = config,
                           .marks = mem_zero(sizeof *p->marks),
                           .line = mem_zero(sizeof *p->line),
                           .headers = mem_zero(sizeof *p->headers),
                           .decoder = decoder_new(fields),
                           .matcher = matcher_new(config->rules)};
    p->given_up = engine_given_up(matcher_engine(p->matcher));
    trail_init(&p->trail, fields);
    part_init(&p->part, config);
    query_state_init(&p->asking, config->query, config->rules, matcher_engine(p->matcher));
    matcher_resolver(p->matcher, raw_path_find, p->asking.raw);
    decoder_zone(p->decoder, config->zone);
    decoder_engine(p->decoder, matcher_engine(p->matcher));
}

void pipeline_free(struct pipeline *p)
{
    free(p->marks);
    free(p->line);
    free(p->headers);
    decoder_free(p->decoder);
    trail_free(&p->trail);
    matcher_free(p->matcher);
    part_free(&p->part);
    query_state_free(&p->asking);
    free(p->early);
}

void pipeline_begin(struct pipeline *p, unsigned source, struct str name, uint64_t offset, struct present now)
{
    framer_init(&p->framer, p->config->record_bytes);
    p->framer.marks = p->marks;
    p->framer.line = p->line;
    p->framer.headers = p->headers;
    p->framer.offset = offset;
    p->source = source;
    p->source_name = name;
    p->early_n = 0;
    p->lines = 0;
    p->follows = false;
    p->trail.extent = (struct trail_extent){0};
    decoder_set_columns(p->decoder, NULL);
    pipeline_now(p, now);
    pipeline_epoch(p, offset);
}

void pipeline_now(struct pipeline *p, struct present now)
{
    decoder_now(p->decoder, now.stamp_ms);
    trail_now(&p->trail, now.stamp_ms);
    query_state_now(&p->asking, now.asked_ms);
}

void pipeline_epoch(struct pipeline *p, uint64_t offset)
{
    p->epoch_end = (offset / p->config->epoch_bytes + 1) * p->config->epoch_bytes;
    part_clear(&p->part);
    tally_source(p->part.tally, p->source, p->source_name);
}

/* --- records --- */

/* Do its fields make `rec` one that a signature of fields alone is about? */
static bool fields_match(const struct pipeline *p, struct record *rec)
{
    uint32_t asked = rules_of_fields(p->config->rules);
    if (!asked)
        return false;
    if (asked & ~(1u << FIELD_STATUS | 1u << FIELD_UPSTREAM))
        decoder_fields(p->decoder, rec);
    else
        decoder_upstream(p->decoder, rec);
    return matcher_fits_fields(p->matcher, rec);
}

static bool may_match(const struct pipeline *p, struct record *rec)
{
    const struct rules *rules = p->config->rules;
    bool errors = rules_error_scope(rec);
    if (rec->opaque)
        return true;
    for (unsigned i = 0; i < SPAN_COUNT; i++)
        if (rec->spans[i].n &&
            (rules_may_match(rules, rec->spans[i]) || (errors && rules_may_explain(rules, rec->spans[i]))))
            return true;
    return errors && fields_match(p, rec);
}

/* A record on its way through the steps of the query. */
struct passage {
    struct hits hits;
    uint32_t recovered; /* signatures, of matcher_recovered() */
    bool correlated;    /* matcher_correlated() */
    struct refusal why;
};

/* Does `rec` pass the tests that need no texts? */
static bool pass_fields(struct pipeline *p, struct record *rec, struct passage *at)
{
    if (!query_skimmed(&p->asking, rec, &at->why))
        return false;
    if (query_needs_fields(&p->asking))
        decoder_fields(p->decoder, rec);
    return query_fields(&p->asking, rec, &at->why);
}

static bool judged(struct pipeline *p, const struct record *rec, struct passage *at)
{
    enum verdict class = triage(rules_table(p->config->rules), rec, &at->hits);
    return query_judged(&p->asking, &at->hits, class, &at->why);
}

/* Does `rec` pass? Decodes and matches no more of it than that takes, and than counting it will. */
static bool pass(struct pipeline *p, struct record *rec, struct passage *at)
{
    bool asked = p->asking.query;
    if (asked && !pass_fields(p, rec, at))
        return false;
    bool matching = may_match(p, rec);
    if (asked && !matching && !judged(p, rec, at))
        return false;
    if (matching || (p->config->sink && !p->config->sink_classes && !p->config->brief) ||
        (asked && query_needs_texts(&p->asking)))
        decoder_deep(p->decoder, rec);
    else if ((rec->error || rec->status != NO_STATUS) &&
             triage_unexplained(rules_table(p->config->rules), rec, &at->hits))
        decoder_message(p->decoder, rec);
    if (matching) {
        const uint32_t *signatures;
        matcher_run(p->matcher, rec, &at->hits);
        at->recovered = (uint32_t)matcher_recovered(p->matcher, &signatures);
        at->correlated = matcher_correlated(p->matcher);
        if (asked && !judged(p, rec, at))
            return false;
    }
    return !asked || query_read(&p->asking, rec, &at->hits, &at->why);
}

/* The record at `offset` if the sink took it early, else NULL. */
static struct early *shown_early(struct pipeline *p, uint64_t offset)
{
    for (size_t i = 0; i < p->early_n; i++)
        if (p->early[i].offset == offset)
            return &p->early[i];
    return NULL;
}

/* Call the sink, and remember what it takes of records that are not whole yet. */
static void call_sink(struct pipeline *p, const struct outcome *o, struct early *early)
{
    const struct yield *y = o->yield;
    uint64_t records = y->records;
    size_t text_n = y->text.n;
    p->stopped = !p->config->sink(p->config->context, o);
    if (!p->peeking || (!early && y->records == records && y->text.n == text_n))
        return;
    if (!early) {
        MEM_GROW(p->early, p->early_n, p->early_cap);
        early = &p->early[p->early_n++];
    }
    *early = (struct early){o->record->offset, o->record->raw.n};
}

/* Shown to the sink are the records that pass, and what trails behind one that does. */
static void show(struct pipeline *p, struct record *rec, struct passage *at, bool passes)
{
    const struct table *table = rules_table(p->config->rules);
    struct early *early = p->early_n ? shown_early(p, rec->offset) : NULL;
    bool shown = passes || p->config->sink_left_out || (rec->trailing && p->follows);
    if (p->stopped || !shown || (early && early->n == rec->raw.n))
        return;
    enum verdict class = triage(table, rec, &at->hits);
    if (p->config->sink_classes && !(p->config->sink_classes >> class & 1))
        return;
    if (!p->config->brief)
        decoder_deep(p->decoder, rec);
    const struct filter_world *world = passes ? &p->asking.world : query_world(&p->asking, rec, &at->hits);
    struct outcome o = {.record = rec,
                        .hits = &at->hits,
                        .class = class,
                        .filtered = !passes,
                        .unexplained = triage_unexplained(table, rec, &at->hits),
                        .line = p->begins_at,
                        .source = p->source_name,
                        .shown = early ? early->n : 0,
                        .engine = matcher_engine(p->matcher),
                        .world = world,
                        .yield = &p->part.yield};
    call_sink(p, &o, early);
}

/* Who took too much work on the record; found by what it says in the source, with the record's beginning. */
static void find_given_up(struct pipeline *p, const struct record *rec)
{
    for (size_t i = 0; i < p->given_up->n; i++)
        tally_finding(p->part.tally, p->source,
                      &(struct finding){.kind = PROBLEM_LIMIT,
                                        .count = 1,
                                        .offset = rec->offset,
                                        .bytes = rec->raw.n,
                                        .example = str_head(rec->raw, 160),
                                        .who = p->given_up->who[i]});
}

/* Where `rec` is counted. */
static struct tally *tally_of(struct pipeline *p, const struct record *rec)
{
    if (LIKELY(!p->slide) || p->peeking || rec->time_ms == NO_TIME)
        return p->part.tally;
    return slide_tally(p->slide, rec->time_ms, p->source, p->source_name);
}

static void count_recovered(const struct pipeline *p, const struct record *rec, struct tally *tally)
{
    const uint32_t *signatures;
    size_t n = matcher_recovered(p->matcher, &signatures);
    tally_recovered(tally, rec, signatures, n);
}

static void note_events(struct pipeline *p, const struct record *rec, const struct passage *at)
{
    const struct step_hit *steps;
    size_t n = matcher_step_hits(p->matcher, &steps);
    events_note(&p->part.events, p->config->rules, rec, &at->hits, steps, n);
}

static void count_record(struct pipeline *p, struct record *rec)
{
    struct tally *tally = tally_of(p, rec);
    struct passage at = {.hits = {.n = 0}};
    rec->field[FIELD_SOURCE] = p->source_name;
    bool passes = pass(p, rec, &at);
    if (passes) {
        tally_add(tally, rec, &at.hits, p->source);
        if (UNLIKELY(at.recovered))
            count_recovered(p, rec, tally);
        if (UNLIKELY(at.correlated))
            note_events(p, rec, &at);
        if (p->asking.query)
            query_table(&p->asking, rec, &at.hits, tally);
    } else {
        tally_filtered(tally, rec, p->source, at.why.filter, at.why.instead);
    }
    if (p->config->sink && !p->silent)
        show(p, rec, &at, passes);
    if (UNLIKELY(p->given_up->n))
        find_given_up(p, rec);
    if (!rec->trailing)
        p->follows = passes;
}

/* --- frames --- */

static void find(struct pipeline *p, enum problem kind, const struct frame *f)
{
    struct finding finding = {kind, 1, f->offset, f->bytes.n, str_head(f->bytes, 160), STR("")};
    tally_finding(p->part.tally, p->source, &finding);
}

static void announce(struct pipeline *p, const struct notice *n, uint64_t offset)
{
    if (n->kind == NOTICE_GAP)
        tally_gap(p->part.tally, p->source, str_z(n->what), n->count, offset);
}

static void check_entry(struct pipeline *p, const struct frame *f, const struct record *rec)
{
    if (UNLIKELY(notice_maybe(rec->field[FIELD_SERVICE]))) {
        struct notice n = notice_of_entry(rec->field[FIELD_SERVICE], decoder_body(p->decoder));
        announce(p, &n, f->offset);
    }
    if (rec->withheld)
        find(p, PROBLEM_BLOB, f);
}

static void take_structured(struct pipeline *p, const struct frame *f, struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    if (ops->journal)
        check_entry(p, f, rec);
    if (rec->truncated)
        find(p, PROBLEM_TRUNCATED, f);
    if (UNLIKELY(rec->no_zone))
        find(p, PROBLEM_ZONE, f);
    count_record(p, rec);
    tally_bytes(p->part.tally, p->source, f->used, f->skipped);
}

static void take_line(struct pipeline *p, const struct frame *f, struct record *rec)
{
    struct notice n = notice_of_line(decoder_body(p->decoder));
    if (n.kind != NOTICE_NONE) {
        p->follows = p->part.yield.follows =
            false; /* whatever trails now, its record stands behind the notice */
        find(p, PROBLEM_NOTICE, f);
        announce(p, &n, f->offset);
        tally_bytes(p->part.tally, p->source, f->used, f->used);
        return;
    }
    if (UNLIKELY(rec->no_zone))
        find(p, PROBLEM_ZONE, f);
    count_record(p, rec);
    tally_bytes(p->part.tally, p->source, f->used, f->skipped);
}

static void take_damage(struct pipeline *p, const struct frame *f, enum problem kind)
{
    find(p, kind, f);
    tally_bytes(p->part.tally, p->source, f->used, f->used);
}

static void take_frame(struct pipeline *p, const struct frame *f, struct record *rec, bool decoded)
{
    switch (f->kind) {
    case FRAME_SKIP:
        tally_bytes(p->part.tally, p->source, f->used, f->used);
        break;
    case FRAME_TORN:
        take_damage(p, f, PROBLEM_TORN);
        break;
    case FRAME_OVERSIZE:
        take_damage(p, f, PROBLEM_OVERSIZE);
        break;
    default:
        if (frame_is_text(f) && !(decoded && rec->json.n))
            take_line(p, f, rec);
        else if (decoded)
            take_structured(p, f, rec);
        else
            take_damage(p, f, PROBLEM_MALFORMED);
    }
}

/*
 * The record of `frame` belongs to the next epoch: the framer goes back to where its line begins, as `before`
 * it but for the separators up to there, which still belong to this epoch. Returns how many bytes they are.
 */
static size_t close_epoch(struct pipeline *p, struct str window, const struct frame *frame,
                          const struct framer *before)
{
    size_t separators = frame->skipped;
    while (separators && window.p[separators - 1] != '\n')
        separators--;
    framer_back(&p->framer, before, separators);
    if (separators)
        tally_bytes(p->part.tally, p->source, separators, separators);
    return separators;
}

/* A line of an error that the record before it told: no error by itself. */
static void follow_trail(struct record *rec)
{
    rec->trailing = true;
    rec->error = false;
    rec->opaque = false;
    rec->status = NO_STATUS;
    rec->field[FIELD_STATUS] = str_of(NULL, 0);
    memset(rec->spans, 0, sizeof rec->spans); /* its signatures were matched there */
}

/* `rec`, the record of `frame`, with what was found to go on about it. */
static void join_trail(struct pipeline *p, const struct frame *frame, struct record *rec)
{
    const struct trail *t = &p->trail;
    if (t->own_n) {
        decoder_whole(p->decoder, frame, str_head(buf_str(&t->text), t->own_n), rec);
        rec->raw.n = (size_t)(t->raw_end - rec->offset); /* the frames of its parts stand behind its own */
    }
    if (t->own_n < t->text.n)
        decoder_join(p->decoder, buf_str(&t->text), rec);
    rec->trailing = false;
}

/* What goes on about the record of `frame` in `window`, behind it, is read with it. False: the window ends
 * too early. */
static bool take_trail(struct pipeline *p, const struct frame *frame, struct str window, enum frame_feed feed,
                       struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    if ((!ops->join && rec->carry == CARRY_RECORD) || frame->offset < p->trail.extent.end)
        return true;
    if (ops->headed && LIKELY(trail_over(frame, window, decoder_body(p->decoder))))
        return true;
    switch (trail_find(&p->trail, p->decoder, &p->framer, window, feed, frame, rec)) {
    case TRAIL_MORE:
        return false;
    case TRAIL_FOUND:
        join_trail(p, frame, rec);
        break;
    case TRAIL_NONE:
        break;
    }
    return true;
}

/* Move past `n` bytes. */
static void pass_by(struct pipeline *p, struct str *window, size_t n)
{
    if (UNLIKELY(p->config->lines))
        p->lines += str_count(str_head(*window, n), '\n');
    *window = str_skip(*window, n);
}

static enum pipeline_stop take(struct pipeline *p, struct str *window, enum frame_feed feed)
{
    struct frame frame;
    _Alignas(64) struct record rec; /* which is cleared for each one */
    struct framer before;
    while (!p->stopped) {
        bool ready = framer_ready(&p->framer, *window), glued = p->framer.place.glued;
        if (p->framer.offset >= p->epoch_end || !ready)
            before = p->framer; /* the frame may belong to the next epoch */
        if (framer_next(&p->framer, *window, feed, &frame) == FRAME_MORE)
            return PIPELINE_MORE;
        if (UNLIKELY(p->given_up->n))
            engine_forget(matcher_engine(p->matcher));
        enum trail_role role = trail_role(&p->trail, frame.offset);
        bool decoded =
            role != TRAIL_PART && frame_holds_record(&frame) && decoder_skim(p->decoder, &frame, &rec);
        if (decoded && role == TRAIL_LINE)
            follow_trail(&rec);
        if (decoded && frame.offset >= p->epoch_end && frame.offset >= p->trail.extent.end && !rec.trailing) {
            pass_by(p, window, close_epoch(p, *window, &frame, &before));
            return PIPELINE_EPOCH;
        }
        if (decoded && !take_trail(p, &frame, str_skip(*window, frame.used), feed, &rec)) {
            if (ready)
                framer_undo(&p->framer, &frame, glued);
            else
                p->framer = before;
            return PIPELINE_MORE;
        }
        if (UNLIKELY(p->config->lines))
            p->begins_at = p->lines + str_count(str_head(*window, frame.skipped), '\n') + 1;
        if (UNLIKELY(role == TRAIL_PART))
            tally_bytes(p->part.tally, p->source, frame.used, frame.skipped);
        else
            take_frame(p, &frame, &rec, decoded);
        pass_by(p, window, frame.used);
    }
    return PIPELINE_MORE;
}

enum pipeline_stop pipeline_take(struct pipeline *p, struct str *window, enum frame_feed feed)
{
    enum pipeline_stop stop = take(p, window, feed);
    while (p->early_n && p->early[p->early_n - 1].offset < p->framer.offset)
        p->early_n--;
    return stop;
}

/* Where a pipeline is, to go back there after a look ahead. */
struct standing {
    struct framer framer;
    uint64_t epoch_end, lines;
    bool follows;
    struct trail_extent trail;
    struct columns columns;
};

static void look_from(struct pipeline *p, struct standing *s)
{
    *s = (struct standing){p->framer,  p->epoch_end,    p->lines,
                           p->follows, p->trail.extent, *decoder_columns(p->decoder)};
    p->epoch_end = UINT64_MAX;
    p->peeking = true;
    p->framer.marks = NULL; /* those of a value that is scanned halfway stay */
}

static void go_back(struct pipeline *p, const struct standing *s)
{
    p->peeking = false;
    p->framer = s->framer;
    p->epoch_end = s->epoch_end;
    p->lines = s->lines;
    p->follows = s->follows;
    p->trail.extent = s->trail;
    decoder_set_columns(p->decoder, &s->columns);
}

void pipeline_peek(struct pipeline *p, struct str window, struct part *part, bool show)
{
    struct standing here;
    struct part whole = p->part;
    p->part = *part;
    p->part.yield = whole.yield;
    tally_source(p->part.tally, p->source, p->source_name);
    look_from(p, &here);
    p->silent = !show;
    (void)take(p, &window, FEED_IDLE);
    p->silent = false;
    go_back(p, &here);
    whole.yield = p->part.yield;
    *part = p->part;
    part->yield = (struct yield){0};
    p->part = whole;
}

bool pipeline_next(struct pipeline *p, struct str window, enum frame_feed feed, struct next_record *next)
{
    struct standing here;
    struct frame frame;
    struct record rec;
    bool found = false;
    look_from(p, &here);
    while (!found && framer_next(&p->framer, window, feed, &frame) != FRAME_MORE) {
        found = frame_holds_record(&frame) && decoder_skim(p->decoder, &frame, &rec);
        window = str_skip(window, frame.used);
    }
    go_back(p, &here);
    if (found)
        *next = (struct next_record){frame.offset, rec.time_ms};
    return found;
}
