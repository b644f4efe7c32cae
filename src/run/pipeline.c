#include "run/pipeline.h"

#include "record/format_ops.h"
#include "record/notice.h"
#include "record/plain.h"

/* The one place that decides it; beside it a record that may match is read for its texts, and one that
 * nothing explains for its message. */
static struct pipeline_reading reading_of(const struct run_config *config, const struct query_state *query)
{
    uint32_t asked = rules_of_fields(config->rules);
    bool others = asked & ~(1u << FIELD_STATUS | 1u << FIELD_UPSTREAM);
    return (struct pipeline_reading){
        .fields = query_needs_fields(query),
        .rule_fields = others,
        .upstream = asked && !others,
        .texts = query_needs_texts(query) || (config->sink && !config->sink_classes && !config->brief),
        .shown = !config->brief,
    };
}

void pipeline_init(struct pipeline *p, const struct run_config *config, const struct path_trees *path_trees)
{
    *p = (struct pipeline){.config = config,
                           .bitmaps = mem_zero(sizeof *p->bitmaps),
                           .line = mem_zero(sizeof *p->line),
                           .headers = mem_zero(sizeof *p->headers),
                           .decoder = decoder_new(path_trees),
                           .matcher = matcher_new(config->rules)};
    p->given_up = engine_given_up(matcher_engine(p->matcher));
    p->masks = rules_table(config->rules)->mask_count;
    continuation_init(&p->continuation, path_trees);
    segment_result_init(&p->result, config);
    query_state_init(&p->query_state, config->query, config->rules, matcher_engine(p->matcher));
    p->reading = reading_of(config, &p->query_state);
    decoder_remember(p->decoder);
    matcher_resolver(p->matcher, raw_path_find, p->query_state.raw);
    decoder_zone(p->decoder, config->zone);
    decoder_engine(p->decoder, matcher_engine(p->matcher));
}

void pipeline_free(struct pipeline *p)
{
    free(p->bitmaps);
    free(p->line);
    free(p->headers);
    decoder_free(p->decoder);
    continuation_free(&p->continuation);
    matcher_free(p->matcher);
    segment_result_free(&p->result);
    query_state_free(&p->query_state);
    free(p->early);
}

void pipeline_begin(struct pipeline *p, unsigned source, struct str name, uint64_t offset,
                    struct source_clock now)
{
    framer_init(&p->framer, p->config->record_bytes);
    p->framer.bitmaps = p->bitmaps;
    p->framer.line = p->line;
    p->framer.headers = p->headers;
    p->framer.offset = offset;
    p->source = source;
    p->source_name = name;
    p->early_n = 0;
    p->lines = 0;
    p->follows = false;
    p->continuation.extent = (struct continuation_extent){0};
    decoder_set_columns(p->decoder, NULL);
    decoder_forget(p->decoder);
    pipeline_now(p, now);
    pipeline_segment(p, offset);
}

void pipeline_now(struct pipeline *p, struct source_clock now)
{
    decoder_now(p->decoder, now.stamp_ms);
    continuation_now(&p->continuation, now.stamp_ms);
    query_state_now(&p->query_state, now.asked_ms);
}

void pipeline_segment(struct pipeline *p, uint64_t offset)
{
    p->segment_end = (offset / p->config->segment_bytes + 1) * p->config->segment_bytes;
    segment_result_clear(&p->result);
    tally_source(p->result.tally, p->source, p->source_name);
}

/* --- records --- */

/* Do its fields make `rec` one that a signature of fields alone is about? */
static bool fields_match(const struct pipeline *p, struct record *rec)
{
    if (p->reading.rule_fields)
        decoder_all_fields(p->decoder, rec);
    else if (p->reading.upstream)
        decoder_upstream(p->decoder, rec);
    else
        return false;
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
struct record_pass {
    struct hits hits;
    bool judged; /* its hits are known, and so is: */
    struct judgement judgement;
    uint32_t recovered; /* signatures, of matcher_recovered() */
    bool correlated;    /* matcher_correlated() */
    struct rejection why;
};

/* Does `rec` pass the tests that need no texts? */
static bool pass_fields(struct pipeline *p, struct record *rec, struct record_pass *at)
{
    if (!query_basic_fields(&p->query_state, rec, &at->why))
        return false;
    if (p->reading.fields)
        decoder_all_fields(p->decoder, rec);
    return query_all_fields(&p->query_state, rec, &at->why);
}

static void judge(const struct pipeline *p, const struct record *rec, struct record_pass *at)
{
    at->judgement = tally_judge(p->result.tally, rec, &at->hits);
    at->judged = true;
}

/* Does `rec`, whose hits are known, pass the tests of its class? */
static bool pass_class(struct pipeline *p, const struct record *rec, struct record_pass *at)
{
    judge(p, rec, at);
    return !p->query_state.query || query_judged(&p->query_state, &at->hits, at->judgement.class, &at->why);
}

/* Does `rec` pass? Decodes and matches no more of it than that takes, and than counting it will. */
static bool pass(struct pipeline *p, struct record *rec, struct record_pass *at)
{
    bool asked = p->query_state.query;
    if (asked && !pass_fields(p, rec, at))
        return false;
    bool matching = may_match(p, rec);
    if (!matching && !pass_class(p, rec, at))
        return false;
    if (matching || p->reading.texts)
        decoder_texts(p->decoder, rec);
    else if (at->judgement.unexplained)
        decoder_message(p->decoder, rec);
    if (matching) {
        const uint32_t *signatures;
        matcher_run(p->matcher, rec, &at->hits);
        at->recovered = (uint32_t)matcher_recovered(p->matcher, &signatures);
        at->correlated = matcher_correlated(p->matcher);
        if (!pass_class(p, rec, at))
            return false;
    }
    return !asked || query_texts(&p->query_state, rec, &at->hits, &at->why);
}

/* The record at `offset` if the sink took it early, else NULL. */
static struct early_record *shown_early(struct pipeline *p, uint64_t offset)
{
    for (size_t i = 0; i < p->early_n; i++)
        if (p->early[i].offset == offset)
            return &p->early[i];
    return NULL;
}

/* Call the sink, and remember what it takes of records that are not whole yet. */
static void call_sink(struct pipeline *p, const struct sink_record *o, struct early_record *early)
{
    const struct sink_output *output = o->output;
    uint64_t records = output->records;
    size_t text_n = output->text.n;
    p->stopped = !p->config->sink(p->config->context, o);
    if (!p->peeking || (!early && output->records == records && output->text.n == text_n))
        return;
    if (!early) {
        MEM_GROW(p->early, p->early_n, p->early_cap);
        early = &p->early[p->early_n++];
    }
    *early = (struct early_record){o->record->offset, o->record->raw.n};
}

/* Does the form of `rec`, the last that is there so far, tell that it goes on? What it is, and whether it is
 * an error, may stand in what is missing. */
static bool goes_on(const struct record *rec)
{
    struct str s = rec->raw;
    return format_ops(rec->format)->block || str_chr(s, '\n') < s.n ||
           (s.n && str_among("{[(", s.p[s.n - 1]));
}

/* Shown to the sink are the records that pass, and what trails behind one that does. */
static void show(struct pipeline *p, struct record *rec, struct record_pass *at, bool passes)
{
    struct early_record *early = p->early_n ? shown_early(p, rec->offset) : NULL;
    bool shown = passes || p->config->sink_left_out || (rec->continuation && p->follows);
    if (p->stopped || !shown || (early && early->n == rec->raw.n))
        return;
    if (p->peeking && p->patient && !early && goes_on(rec)) {
        p->held_back = true;
        return;
    }
    if (!at->judged)
        judge(p, rec, at);
    if (p->config->sink_classes && !(p->config->sink_classes >> at->judgement.class & 1))
        return;
    if (p->reading.shown)
        decoder_texts(p->decoder, rec);
    const struct filter_context *filter_context =
        passes ? &p->query_state.filter_context : query_filter_context(&p->query_state, rec, &at->hits);
    struct sink_record o = {.record = rec,
                            .hits = &at->hits,
                            .class = at->judgement.class,
                            .filtered = !passes,
                            .unexplained = at->judgement.unexplained,
                            .line = p->begins_at,
                            .source = p->source_name,
                            .shown = early ? early->n : 0,
                            .engine = matcher_engine(p->matcher),
                            .filter_context = filter_context,
                            .output = &p->result.output};
    call_sink(p, &o, early);
}

/* Who took too much work on the record; found by what it says in the source, with the record's beginning. */
static void find_given_up(struct pipeline *p, const struct record *rec)
{
    for (size_t i = 0; i < p->given_up->n; i++)
        tally_finding(p->result.tally, p->source,
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
    if (LIKELY(!p->sliding) || p->peeking || rec->time_ms == NO_TIME)
        return p->result.tally;
    return sliding_window_tally(p->sliding, rec->time_ms, p->source, p->source_name);
}

static void count_recovered(const struct pipeline *p, const struct record *rec, struct tally *tally)
{
    const uint32_t *signatures;
    size_t n = matcher_recovered(p->matcher, &signatures);
    tally_recovered(tally, rec, signatures, n);
}

static void note_events(struct pipeline *p, const struct record *rec, const struct record_pass *at)
{
    const struct step_hit *steps;
    size_t n = matcher_step_hits(p->matcher, &steps);
    events_note(&p->result.events, p->config->rules, rec, &at->hits, steps, n);
}

static void count_record(struct pipeline *p, struct record *rec)
{
    struct tally *tally = tally_of(p, rec);
    struct record_pass at = {.hits = {.n = 0}};
    rec->field[FIELD_SOURCE] = p->source_name;
    if (UNLIKELY(p->masks))
        tally_engine(tally, matcher_engine(p->matcher));
    bool passes = pass(p, rec, &at);
    if (passes) {
        tally_add(tally, rec, &at.hits, &at.judgement, p->source);
        if (UNLIKELY(at.recovered))
            count_recovered(p, rec, tally);
        if (UNLIKELY(at.correlated))
            note_events(p, rec, &at);
        if (p->query_state.query)
            query_table(&p->query_state, rec, &at.hits, tally);
    } else {
        tally_filtered(tally, rec, p->source, at.why.filter, at.why.instead);
    }
    if (p->config->sink && !p->silent)
        show(p, rec, &at, passes);
    if (UNLIKELY(p->given_up->n))
        find_given_up(p, rec);
    if (!rec->continuation)
        p->follows = passes;
}

/* --- frames --- */

static void find(struct pipeline *p, enum problem kind, const struct frame *f)
{
    struct finding finding = {kind, 1, f->offset, f->bytes.n, str_head(f->bytes, 160), STR("")};
    tally_finding(p->result.tally, p->source, &finding);
}

static void announce(struct pipeline *p, const struct notice *n, uint64_t offset)
{
    if (n->kind == NOTICE_GAP)
        tally_gap(p->result.tally, p->source, str_z(n->what), n->count, offset);
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
    tally_bytes(p->result.tally, p->source, f->used, f->skipped);
}

static void take_line(struct pipeline *p, const struct frame *f, struct record *rec)
{
    struct str body = decoder_body(p->decoder);
    if (UNLIKELY(str_trim(body).n == 0)) { /* an empty line behind a prefix */
        tally_bytes(p->result.tally, p->source, f->used, f->used);
        return;
    }
    struct notice n = notice_of_line(body);
    if (n.kind != NOTICE_NONE) {
        p->follows = p->result.output.follows =
            false; /* whatever trails now, its record stands behind the notice */
        find(p, PROBLEM_NOTICE, f);
        announce(p, &n, f->offset);
        tally_bytes(p->result.tally, p->source, f->used, f->used);
        return;
    }
    if (UNLIKELY(rec->no_zone))
        find(p, PROBLEM_ZONE, f);
    count_record(p, rec);
    tally_bytes(p->result.tally, p->source, f->used, f->skipped);
}

static void take_damage(struct pipeline *p, const struct frame *f, enum problem kind)
{
    find(p, kind, f);
    tally_bytes(p->result.tally, p->source, f->used, f->used);
}

static void take_frame(struct pipeline *p, const struct frame *f, struct record *rec, bool decoded)
{
    switch (f->kind) {
    case FRAME_SKIP:
        tally_bytes(p->result.tally, p->source, f->used, f->used);
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
 * The record of `frame` belongs to the next segment: the framer goes back to where its line begins, as
 * `before` it but for the separators up to there, which still belong to this segment. Returns how many bytes
 * they are.
 */
static size_t close_segment(struct pipeline *p, struct str window, const struct frame *frame,
                            const struct framer *before)
{
    size_t separators = frame->skipped;
    while (separators && window.p[separators - 1] != '\n')
        separators--;
    framer_back(&p->framer, before, separators);
    if (separators)
        tally_bytes(p->result.tally, p->source, separators, separators);
    return separators;
}

/* A line of an error that the record before it told: no error by itself. */
static void follow_continuation(struct record *rec)
{
    rec->continuation = true;
    rec->error = false;
    rec->opaque = false;
    rec->status = NO_STATUS;
    rec->field[FIELD_STATUS] = str_of(NULL, 0);
    memset(rec->spans, 0, sizeof rec->spans); /* its signatures were matched there */
}

/* `rec`, the record of `frame`, with what was found to go on about it. */
static void join_continuation(struct pipeline *p, const struct frame *frame, struct record *rec)
{
    const struct continuation *t = &p->continuation;
    if (t->own_n) {
        decoder_whole(p->decoder, frame, str_head(buf_str(&t->text), t->own_n), rec);
        rec->raw.n = (size_t)(t->raw_end - rec->offset); /* the frames of its parts stand behind its own */
    }
    if (t->own_n < t->text.n)
        decoder_join(p->decoder, buf_str(&t->text), rec);
    rec->continuation = false;
}

/* What goes on about the record of `frame` in `window`, behind it, is read with it. False: the window ends
 * too early. */
static bool take_continuation(struct pipeline *p, const struct frame *frame, struct str window,
                              enum frame_feed feed, struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    if ((!ops->join && rec->carry == CARRY_RECORD) || frame->offset < p->continuation.extent.end)
        return true;
    if (ops->headed && LIKELY(continuation_over(frame, window, decoder_body(p->decoder))))
        return true;
    switch (continuation_find(&p->continuation, p->decoder, &p->framer, window, feed, frame, rec)) {
    case CONTINUATION_MORE:
        return false;
    case CONTINUATION_FOUND:
        join_continuation(p, frame, rec);
        break;
    case CONTINUATION_NONE:
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
        if (p->framer.offset >= p->segment_end || !ready)
            before = p->framer; /* the frame may belong to the next segment */
        if (framer_next(&p->framer, *window, feed, &frame) == FRAME_MORE)
            return PIPELINE_MORE;
        if (UNLIKELY(p->given_up->n))
            engine_forget(matcher_engine(p->matcher));
        enum continuation_role role = continuation_role(&p->continuation, frame.offset);
        bool decoded = role != CONTINUATION_PART && frame_holds_record(&frame) &&
                       decoder_basic_fields(p->decoder, &frame, &rec);
        if (decoded && role == CONTINUATION_LINE)
            follow_continuation(&rec);
        if (decoded && frame.offset >= p->segment_end && frame.offset >= p->continuation.extent.end &&
            !rec.continuation && !rec.again) {
            pass_by(p, window, close_segment(p, *window, &frame, &before));
            return PIPELINE_SEGMENT;
        }
        if (decoded && !take_continuation(p, &frame, str_skip(*window, frame.used), feed, &rec)) {
            if (ready)
                framer_undo(&p->framer, &frame, glued);
            else
                p->framer = before;
            return PIPELINE_MORE;
        }
        if (UNLIKELY(p->config->lines))
            p->begins_at = p->lines + str_count(str_head(*window, frame.skipped), '\n') + 1;
        if (UNLIKELY(role == CONTINUATION_PART))
            tally_bytes(p->result.tally, p->source, frame.used, frame.skipped);
        else
            take_frame(p, &frame, &rec, decoded);
        pass_by(p, window, frame.used);
    }
    return PIPELINE_MORE;
}

enum pipeline_stop pipeline_take(struct pipeline *p, struct str *window, enum frame_feed feed)
{
    enum pipeline_stop stop = take(p, window, feed);
    decoder_keep(p->decoder, p->framer.offset);
    while (p->early_n && p->early[p->early_n - 1].offset < p->framer.offset)
        p->early_n--;
    return stop;
}

/* Where a pipeline is, to go back there after a look ahead. */
struct pipeline_position {
    struct framer framer;
    uint64_t segment_end, lines;
    bool follows;
    struct continuation_extent continuation;
    struct columns columns;
};

static void look_from(struct pipeline *p, struct pipeline_position *s)
{
    *s = (struct pipeline_position){p->framer,  p->segment_end,         p->lines,
                                    p->follows, p->continuation.extent, *decoder_columns(p->decoder)};
    p->segment_end = UINT64_MAX;
    p->peeking = true;
    decoder_peeks(p->decoder, true);
    p->framer.bitmaps = NULL; /* those of a value that is scanned halfway stay */
}

static void go_back(struct pipeline *p, const struct pipeline_position *s)
{
    p->peeking = false;
    decoder_peeks(p->decoder, false);
    p->framer = s->framer;
    p->segment_end = s->segment_end;
    p->lines = s->lines;
    p->follows = s->follows;
    p->continuation.extent = s->continuation;
    decoder_set_columns(p->decoder, &s->columns);
}

void pipeline_peek(struct pipeline *p, struct str window, struct segment_result *result, bool show)
{
    struct pipeline_position here;
    struct segment_result whole = p->result;
    p->result = *result;
    p->result.output = whole.output;
    tally_source(p->result.tally, p->source, p->source_name);
    look_from(p, &here);
    p->silent = !show;
    (void)take(p, &window, FEED_IDLE);
    p->silent = false;
    go_back(p, &here);
    whole.output = p->result.output;
    *result = p->result;
    result->output = (struct sink_output){0};
    p->result = whole;
}

bool pipeline_next(struct pipeline *p, struct str window, enum frame_feed feed, struct next_record *next)
{
    struct pipeline_position here;
    struct frame frame;
    struct record rec;
    bool found = false;
    look_from(p, &here);
    while (!found && framer_next(&p->framer, window, feed, &frame) != FRAME_MORE) {
        found = frame_holds_record(&frame) && decoder_basic_fields(p->decoder, &frame, &rec);
        window = str_skip(window, frame.used);
    }
    go_back(p, &here);
    if (found)
        *next = (struct next_record){frame.offset, rec.time_ms};
    return found;
}
