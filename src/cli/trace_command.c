/* trace: one request's story. Of a stream alone the steps are shown as they come; else when all is read, in
 * order. */
#include <unistd.h>

#include "cli/session.h"
#include "record/request_id.h"
#include "report/build.h"
#include "report/redaction.h"
#include "report/request_trace.h"

struct tracing {
    struct session s;
    struct str id;
    struct request_trace *trace;
    struct style style;
    bool at_once;
};

static bool on_record(void *context, const struct sink_record *o)
{
    struct tracing *t = context;
    struct output *out = &t->s.program->out;
    request_trace_add(t->trace, t->id, o);
    if (t->at_once)
        request_trace_more(t->trace, &t->style, false, &out->pending);
    return output_flush_some(out);
}

static bool on_event(void *context, enum reader_event e, int64_t now_ms)
{
    struct tracing *t = context;
    (void)e, (void)now_ms;
    return output_flush(&t->s.program->out);
}

static bool check_id(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n && request_id_valid(str_z(p->options->operands.v[0])))
        return true;
    if (p->options->operands.n)
        err_set(&err, "'%s' is no request id", p->options->operands.v[0]);
    else
        err_set(&err, "trace needs a request id");
    err_mend(&err,
             "write the whole id, or its first %d characters: sigtail trace 1a2b3c4d worker.json image.txt",
             REQUEST_ID_SHORT);
    complain(&err);
    return false;
}

static void read_all(struct tracing *t, run_sink *sink, void *context)
{
    if (t->s.run)
        run_free(t->s.run);
    t->s.run = NULL;
    session_read(&t->s, sink, context, !t->s.program->env.out_terminal);
}

enum { NEAR_MOST = 5 };

/* Ids near the one that nothing names, and how often they stand there. */
struct near {
    struct str id;
    struct report_value v[NEAR_MOST];
    size_t n;
    struct arena arena;
};

static void note_near(void *context, struct str word)
{
    struct near *near = context;
    size_t i = 0;
    while (i < near->n && !str_eq(near->v[i].value, word))
        i++;
    if (i == NEAR_MOST)
        return;
    if (i == near->n)
        near->v[near->n++] = (struct report_value){arena_str(&near->arena, word), 0};
    near->v[i].records++;
}

static bool look_near(void *context, const struct sink_record *o)
{
    struct near *near = context;
    request_ids_near(near->id, o->record->raw, note_near, near);
    return true;
}

/* Nothing names the id: which ones the records do have, if they can be read again. */
static void say_nothing(struct tracing *t)
{
    struct near near = {.id = t->id};
    if (!t->s.live && !t->s.broken) {
        t->s.sink_left_out = true;
        read_all(t, look_near, &near);
        qsort(near.v, near.n, sizeof *near.v, report_value_order);
    }
    struct report *r = report_build(run_tally(t->s.run), t->s.signatures.rules);
    report_redact(r, t->style.secrets);
    r->sought = (struct report_sought){t->id, near.v, near.n};
    render_text(r, &t->style, &t->s.program->out.pending);
    report_free(r);
    arena_free(&near.arena);
}

static void print(struct tracing *t)
{
    const struct program *p = t->s.program;
    struct buf *out = &t->s.program->out.pending;
    if (p->options->output == OUTPUT_TEXT && request_trace_length(t->trace) == 0) {
        say_nothing(t);
        return;
    }
    if (p->options->output == OUTPUT_JSONL)
        request_trace_json(t->trace, t->style.secrets, out);
    else if (!t->at_once)
        request_trace_text(t->trace, t->id, &t->style, t->s.inputs.n > 1, out);
    session_tell_given_up(&t->s);
}

/* A Worker may know the request by a cf-ray, and other logs by the id that the Worker gave it: read files
 * again for that. */
static void read_alias(struct tracing *t)
{
    struct str alias = request_trace_alias(t->trace, t->id);
    if (alias.n == 0 || t->s.live || t->s.broken)
        return;
    query_request(t->s.query, alias);
    request_trace_free(t->trace);
    t->trace = request_trace_new();
    read_all(t, on_record, t);
}

enum status trace_command(struct program *p)
{
    struct tracing t = {.trace = request_trace_new()};
    enum status status = STATUS_ERROR;
    if (check_id(p) && session_begin(&t.s, p)) {
        t.id = str_z(p->options->operands.v[0]);
        t.style = session_style(p);
        t.at_once = t.s.live && t.s.inputs.n == 1 && p->options->output == OUTPUT_TEXT;
        t.s.reader.listener = on_event;
        t.s.reader.context = &t;
        t.s.reader.output = t.s.live ? STDOUT_FILENO : -1;
        query_request(t.s.query, t.id);
        read_all(&t, on_record, &t);
        read_alias(&t);
        print(&t);
        status = session_status(&t.s, request_trace_length(t.trace) ? STATUS_OK : STATUS_NOTHING);
    }
    request_trace_free(t.trace);
    session_end(&t.s);
    return status;
}
