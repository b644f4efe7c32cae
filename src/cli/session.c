#include "cli/session.h"

#include <inttypes.h>
#include <unistd.h>

#include "cli/progress.h"
#include "cli/signals.h"
#include "report/build.h"

bool session_usage(const struct program *p)
{
    enum command_id c = p->options->command;
    bool named = c != COMMAND_REPORT; /* which is called without its name */
    const char *gap = named ? " " : "", *name = named ? commands[c].name : "";
    const char *id = c == COMMAND_TRACE || c == COMMAND_EXPLAIN ? " ID" : "";
    return refuse("no file given, and standard input is a terminal\n"
                  "usage: sigtail%s%s%s FILE..., or PROGRAM | sigtail%s%s%s (sigtail%s%s --help)",
                  gap, name, id, gap, name, id, gap, name);
}

static bool find_inputs(struct session *s)
{
    const struct program *p = s->program;
    struct string_list files = p->options->operands;
    if (p->options->command == COMMAND_TRACE && files.n) { /* the first is the id */
        files.v++;
        files.n--;
    }
    if (files.n == 0 && !p->options->files_from && p->env.in_terminal)
        return session_usage(s->program);
    return inputs_find(&s->inputs, &files, p->options);
}

static bool load_signatures(struct session *s)
{
    struct err err = {0};
    const struct options *o = s->program->options;
    bool memory = state_tracker_begin(&s->state, o), ok = signature_set_load(&s->signatures, o, &err);
    if (ok) {
        state_tracker_judge(&s->state, &s->signatures.table);
        ok = signature_set_compile(&s->signatures, &err);
    }
    if (!ok)
        complain(&err);
    s->program->secrets = s->state.secrets = ok && !o->no_redact ? rules_secrets(s->signatures.rules) : NULL;
    return ok && memory;
}

bool session_begin(struct session *s, struct program *p)
{
    *s = (struct session){.program = p, .reader = {.options = p->options, .output = -1, .keys = -1}};
    for (enum reader_event e = 0; e < EVENT_TIMED; e++)
        s->reader.at_ms[e] = NO_TIME;
    bool inputs = find_inputs(s);
    bool knowledge = load_signatures(s); /* both, so that all that is wrong is said at once */
    s->query = knowledge ? query_of_options(p->options, &s->signatures, p->shown_in) : NULL;
    if (!inputs || !s->query)
        return false;
    s->live = !s->inputs.all_regular || p->options->follow;
    if (s->live && p->options->command == COMMAND_REPORT && p->options->last.text)
        query_slides(s->query);
    signals_begin();
    return true;
}

static unsigned threads_wanted(const struct options *o)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (o->threads)
        return o->threads < 256 ? (unsigned)o->threads : 256;
    return online > 0 && online < 256 ? (unsigned)online : 1;
}

static struct run *make_run(const struct session *s, run_sink *sink, void *context)
{
    const struct options *o = s->program->options;
    return run_new(&(struct run_config){
        .rules = s->signatures.rules,
        .threads = s->in_order || s->lines ? 1 : threads_wanted(o),
        .record_bytes = o->max_record,
        .segment_bytes = o->segment_bytes,
        .now_ms = clock_unix_or(o->now_ms),
        .zone = s->program->read_in,
        .query = s->query,
        .sink = sink,
        .lines = s->lines,
        .sink_left_out = s->sink_left_out,
        .sink_classes = s->sink_classes,
        .brief = s->brief,
        .unclustered = s->unclustered,
        .deliver = s->deliver,
        .context = context,
        .stop = signals_end_flag(),
        .early = s->early,
    });
}

/* Files end by themselves: who stopped us must know that the counts are of a part. */
static void tell_interrupted(const struct session *s)
{
    uint64_t bytes = run_bytes(s->run);
    if (bytes >= s->inputs.size)
        return;
    refuse("interrupted: the output covers %" PRIu64 " of %" PRIu64 " bytes", bytes, s->inputs.size);
}

bool session_read(struct session *s, run_sink *sink, void *context, bool show_progress)
{
    s->run = make_run(s, sink, context);
    s->reader.run = s->run;
    s->reader.query = s->query;
    s->reader.rules = s->signatures.rules;
    s->reader.zone = s->program->read_in;
    s->reader.threads = threads_wanted(s->program->options);
    show_progress = show_progress && s->program->env.err_terminal && !s->live;
    struct progress *progress = show_progress ? progress_begin(s->run, s->inputs.size) : NULL;
    s->broken = !input_reader_run(&s->reader, &s->inputs);
    progress_end(progress);
    if (!s->broken && signals_end_asked() && !s->live)
        tell_interrupted(s);
    return !s->broken;
}

struct report *session_report(struct session *s)
{
    struct report *r = report_build(run_tally(s->run), s->signatures.rules);
    state_tracker_mark(&s->state, r);
    return r;
}

struct report *session_report_whole(struct session *s)
{
    struct report *r = report_build_whole(run_tally(s->run), s->signatures.rules);
    state_tracker_mark(&s->state, r);
    return r;
}

static void tell_memory(struct session *s, void (*how)(struct state_tracker *tracker, const struct report *r))
{
    if (!s->state.path)
        return;
    struct report *r = report_build_whole(run_tally(s->run), s->signatures.rules);
    how(&s->state, r);
    report_free(r);
}

void session_remember(struct session *s)
{
    tell_memory(s, s->live ? state_tracker_save_live : state_tracker_save);
}

void session_slides(struct session *s)
{
    tell_memory(s, state_tracker_learn);
}

void session_slid(struct session *s)
{
    tell_memory(s, state_tracker_slid);
}

static uint64_t junk_pieces(const struct report *r)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->problem_count; i++)
        if (str_eq(r->problems[i].kind, STR("junk")))
            count_add(&n, r->problems[i].count);
    return n;
}

/* True when every byte of the input was of a whole record, or of a notice that is known. */
static bool input_is_whole(struct session *s)
{
    struct report *r = report_build(run_tally(s->run), s->signatures.rules);
    uint64_t junk = junk_pieces(r);
    bool whole = r->torn + r->malformed + r->oversize + junk == 0;
    struct err err = {0};
    if (!whole) {
        err_set(&err,
                "--strict: %" PRIu64 " torn, %" PRIu64 " malformed and %" PRIu64 " oversize records, %" PRIu64
                " pieces of junk",
                r->torn, r->malformed, r->oversize, junk);
        err_mend(&err, "the report's input section says where");
        complain(&err);
    }
    report_free(r);
    return whole;
}

void session_tell_given_up(struct session *s)
{
    struct err err = {0};
    struct str who;
    uint64_t n = tally_given_up(run_tally(s->run), &who);
    if (n == 0)
        return;
    err_set(&err,
            "%" PRIu64
            " times a pattern took too much work on a record, which counts as no match; most often " STR_FMT,
            n, STR_ARG(who));
    err_mend(&err, "a repetition inside a repetition, as in (a+)+, does that");
    complain(&err);
}

enum status session_status(struct session *s, enum status status)
{
    if (s->program->options->strict && !input_is_whole(s))
        return STATUS_ERROR;
    return s->broken || s->inputs.failed ? STATUS_ERROR : status;
}

void session_end(struct session *s)
{
    if (s->run)
        run_free(s->run);
    query_free(s->query);
    signature_set_free(&s->signatures);
    state_tracker_end(&s->state);
    inputs_free(&s->inputs);
}

int64_t session_window_ms(const struct session *s)
{
    enum { WINDOW_MS = 15 * 60 * 1000 };
    const struct options *o = s->program->options;
    int64_t last_ms = o->last.text ? o->last.spec.ms : WINDOW_MS;
    return o->window_ms ? o->window_ms : last_ms < WINDOW_MS ? last_ms : WINDOW_MS;
}

static bool wants_colour(const struct program *p)
{
    if (p->options->colour == COLOUR_AUTO)
        return p->env.out_terminal && !p->env.no_colour;
    return p->options->colour == COLOUR_ALWAYS;
}

struct style session_style(const struct program *p)
{
    return (struct style){
        .secrets = p->secrets,
        .width = p->env.width,
        .colour = wants_colour(p),
        .zone = p->shown_in,
        .ascii = p->options->ascii || p->env.ascii,
        .top = (unsigned)p->options->top,
    };
}
