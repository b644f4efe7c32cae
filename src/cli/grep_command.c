#include <inttypes.h>
#include <unistd.h>

#include "base/count.h"
#include "base/escape.h"
#include "base/mem.h"

#include "cli/grep_context.h"
#include "cli/grep_explain.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "report/line_layout.h"

enum { CONTEXT_MOST = 10000 };

struct grepping {
    struct session s;
    struct selection *selection;
    struct cluster_lookup clusters; /* those that -s names */
    struct style style;
    struct line_layout layout;    /* of --columns or --format; empty: the usual lines */
    struct grep_context *context; /* NULL: none is shown */
    struct grep_explain explain;  /* of --explain */
    struct origin origin;         /* what stands before each line */
    struct buf listed;            /* -l: the log that was named last */
    uint64_t selected;            /* records printed, for -m */
    uint64_t weight;              /* what they stand for, for --count */
};

/* On a terminal: all but line ends and tabs. */
static void print_safe(struct str raw, struct buf *out)
{
    while (raw.n) {
        size_t n = 0;
        while (n < raw.n && raw.p[n] != '\n' && raw.p[n] != '\t')
            n++;
        escape_terminal(str_head(raw, n), out);
        buf_add(out, str_head(str_skip(raw, n), 1));
        raw = str_skip(raw, n + 1);
    }
}

static void print_raw(const struct program *p, struct str raw, struct buf *out)
{
    if (p->env.out_terminal && p->options->raw != RAW_ALWAYS)
        print_safe(raw, out);
    else
        buf_add(out, raw);
    if (!str_ends(raw, STR("\n")))
        buf_addc(out, '\n');
}

static void print(const struct grepping *g, const struct sink_record *o, const struct highlight *highlight,
                  struct buf *out)
{
    const struct program *p = g->s.program;
    if (p->options->raw) {
        print_raw(p, o->record->raw, out);
    } else if (p->options->output == OUTPUT_JSONL) {
        record_line_json(o, g->s.signatures.rules, g->style.secrets, out);
    } else {
        record_line_origin(o, g->origin, g->style.secrets, out);
        if (g->layout.n)
            line_layout_print(&g->layout, o, g->s.signatures.rules, highlight, &g->style, out);
        else
            record_line_text(o, g->s.signatures.rules, highlight, &g->style, out);
    }
}

/* -l: the name of a log, once. */
static void print_name(struct grepping *g, const struct sink_record *o)
{
    if (str_eq(buf_str(&g->listed), o->source))
        return;
    buf_set(&g->listed, o->source);
    escape_terminal(o->source, &o->output->text);
    buf_addc(&o->output->text, '\n');
}

/* With context the records come in order, on one thread. */
static void print_with_context(const struct grepping *g, const struct sink_record *o,
                               const struct highlight *highlight, bool takes)
{
    struct grep_context *c = g->context;
    grep_context_source(c, o->source);
    buf_clear(&c->printed);
    print(g, o, highlight, &c->printed);
    if (takes)
        grep_context_taken(c, &o->output->text);
    else
        grep_context_left(c, &o->output->text);
}

static void print_taken(const struct grepping *g, const struct sink_record *o,
                        const struct highlight *highlight)
{
    if (g->s.program->options->names_only)
        print_name((struct grepping *)(uintptr_t)g, o);
    else if (g->context)
        print_with_context(g, o, highlight, true);
    else
        print(g, o, highlight, &o->output->text);
}

/* A stack frame of a record that was taken is shown below it, whatever the frame itself says. */
static void print_trailing(const struct grepping *g, const struct sink_record *o)
{
    const struct program *p = g->s.program;
    struct buf *out = &o->output->text;
    if (p->options->raw)
        print_raw(p, o->record->raw, out);
    else if (p->options->output == OUTPUT_TEXT && o->record->field[FIELD_MESSAGE].n)
        record_line_continuation(o, &g->style, out);
}

/* -q and -m end the run at a certain record; they are given one thread. */
static bool is_enough(const struct options *o, uint64_t selected)
{
    return selected && (o->quiet || (o->max_count && selected >= o->max_count));
}

/* --explain: every record, with why it is selected or not. */
static bool explain(const struct grepping *g, const struct sink_record *o)
{
    struct highlight highlight;
    struct sink_output *output = o->output;
    if (o->filtered || o->shown)
        return true;
    bool holds = grep_explain_holds(&g->explain, o);
    bool selected = selection_takes(g->selection, o, &highlight) && holds;
    output->records += selected;
    print(g, o, &highlight, &output->text);
    grep_explain_print(&g->explain, o, selected, &output->text);
    return !is_enough(g->s.program->options, g->selected + output->records);
}

/* More of a record that was printed when only its start was there. */
static void print_rest(const struct grepping *g, const struct sink_record *o)
{
    struct str rest = str_skip(o->record->raw, o->shown);
    rest = str_skip(rest, str_starts(rest, STR("\n")));
    if (g->s.program->options->raw && rest.n)
        print_raw(g->s.program, rest, &o->output->text);
}

/* Called on every thread: what it finds goes to o->output only. */
static bool on_record(void *context, const struct sink_record *o)
{
    const struct grepping *g = context;
    const struct options *options = g->s.program->options;
    bool prints = !options->quiet && !options->count, lines = prints && !options->names_only;
    struct highlight highlight;
    if (options->explain)
        return explain(g, o);
    if (o->shown) {
        if (lines)
            print_rest(g, o);
        return true;
    }
    bool takes = selection_takes(g->selection, o, &highlight);
    if (!takes && g->context && lines) {
        print_with_context(g, o, &highlight, false);
        return true;
    }
    if (o->record->continuation && o->output->follows && !takes) {
        if (lines)
            print_trailing(g, o);
        return true;
    }
    o->output->follows = takes;
    if (!takes)
        return true;
    o->output->records++;
    count_add(&o->output->weight, o->record->weight);
    if (prints)
        print_taken(g, o, &highlight);
    /* On several threads others are delivered meanwhile. */
    return !g->s.in_order || !is_enough(options, g->selected + o->output->records);
}

static bool on_output(void *context, struct sink_output *output)
{
    struct grepping *g = context;
    struct output *out = &g->s.program->out;
    g->selected += output->records;
    count_add(&g->weight, output->weight);
    buf_add(&out->pending, buf_str(&output->text));
    return output_flush_some(out);
}

static bool on_event(void *context, enum reader_event e, int64_t now_ms)
{
    struct grepping *g = context;
    (void)e, (void)now_ms;
    return output_flush(&g->s.program->out);
}

static bool bad_layout(const struct options *o, const char *option, const char *value, const struct err *err)
{
    struct err all = *err;
    options_locate(o, value, &all);
    err_set(&all, "--%s: %s", option, err->what);
    complain(&all);
    return false;
}

static bool read_layout(struct grepping *g, const struct options *o)
{
    struct err err = {0};
    if (o->columns && !line_layout_columns(&g->layout, str_z(o->columns), &err))
        return bad_layout(o, "columns", o->columns, &err);
    g->layout.n = o->format ? 0 : g->layout.n;
    return !o->format || line_layout_template(&g->layout, str_z(o->format), &err) ||
           bad_layout(o, "format", o->format, &err);
}

static void set_context(struct grepping *g, const struct options *o)
{
    size_t before = options_has(o, "before-context") ? o->before : o->around;
    size_t after = options_has(o, "after-context") ? o->after : o->around;
    if (before + after == 0 || o->count || o->quiet)
        return;
    before = before < CONTEXT_MOST ? before : CONTEXT_MOST;
    g->context = mem_zero(sizeof *g->context);
    grep_context_init(g->context, before, after);
    g->s.sink_left_out = true;
}

static bool not_learnt(const struct session *s)
{
    struct err err = {0};
    err_set(&err, "what a cluster's id means is known only when the whole log has been read");
    err_mend(&err, "save it to a file first");
    if (s->live)
        complain(&err);
    return s->live;
}

/* Read all once to know the clusters that -s names, if it names any. */
static bool learn_clusters(struct grepping *g)
{
    struct err err = {0};
    const char *const *words;
    size_t n = selection_clusters(g->selection, &words);
    if (n == 0)
        return true;
    if (not_learnt(&g->s))
        return false;
    cluster_lookup_init(&g->clusters, g->s.signatures.rules);
    run_deliver *deliver = g->s.deliver;
    g->s.deliver = NULL;
    bool ok = session_read(&g->s, cluster_lookup_learn, &g->clusters, true);
    run_free(g->s.run);
    g->s.run = NULL;
    g->s.deliver = deliver;
    g->s.in_order = true;
    if (ok && !cluster_lookup_ask(&g->clusters, g->s.signatures.rules, words, n, &err)) {
        complain(&err);
        ok = false;
    }
    selection_learnt(g->selection, &g->clusters);
    return ok;
}

/* What says why is for people, and about each record. */
static bool can_explain(const struct options *o)
{
    bool context = o->around || o->before || o->after;
    if (!o->explain ||
        !(o->raw || o->output == OUTPUT_JSONL || o->count || o->quiet || o->names_only || context))
        return true;
    return refuse("--explain does not go with an output of another form\n"
                  "it is text about each record: leave out --raw, -o jsonl, --count, -q, -l and context");
}

static void begin_explaining(struct grepping *g, const struct options *o)
{
    if (!o->explain)
        return;
    g->explain = (struct grep_explain){.options = o,
                                       .query = g->s.query,
                                       .selection = g->selection,
                                       .clusters = &g->clusters,
                                       .style = &g->style};
    grep_explain_begin(&g->explain, g->s.signatures.rules);
}

static struct origin origin_of(const struct options *o, bool several)
{
    return (struct origin){!o->without_name && (o->with_name || several), o->line_number};
}

static bool begin(struct grepping *g, struct program *p)
{
    struct err err = {0};
    if (!can_explain(p->options) || !read_layout(g, p->options) || !session_begin(&g->s, p))
        return false;
    if (!line_layout_known(&g->layout, g->s.signatures.rules, query_extracts(g->s.query), &err))
        return bad_layout(p->options, p->options->format ? "format" : "columns",
                          p->options->format ? p->options->format : p->options->columns, &err);
    g->selection = selection_new(p->options, &g->s.signatures, &err);
    if (!g->selection)
        complain(&err);
    set_context(g, p->options);
    g->origin = origin_of(p->options, g->s.inputs.n > 1 || (p->options->follow && g->s.inputs.folders));
    g->s.lines = p->options->line_number || line_layout_counts(&g->layout);
    g->style = session_style(p);
    g->style.fits = p->env.out_terminal && p->env.width && !p->env.dumb;
    begin_explaining(g, p->options);
    g->s.deliver = on_output;
    g->s.unclustered = true;
    g->s.in_order = p->options->quiet || p->options->max_count || p->options->names_only || g->context ||
                    p->options->explain;
    g->s.early = !p->options->count;
    g->s.reader.listener = on_event;
    g->s.reader.context = g;
    g->s.reader.output = g->s.live ? STDOUT_FILENO : -1;
    return g->selection && learn_clusters(g);
}

enum status grep_command(struct program *p)
{
    struct grepping g = {0};
    enum status status = STATUS_ERROR;
    if (begin(&g, p)) {
        session_read(&g.s, on_record, &g, !p->env.out_terminal);
        if (p->options->count && !p->options->quiet)
            buf_addf(&p->out.pending, "%" PRIu64 "\n", g.weight);
        session_tell_given_up(&g.s);
        status = session_status(&g.s, g.selected ? STATUS_OK : STATUS_NOTHING);
    }
    grep_explain_end(&g.explain);
    selection_free(g.selection);
    cluster_lookup_free(&g.clusters);
    if (g.context)
        grep_context_free(g.context);
    free(g.context);
    buf_free(&g.listed);
    session_end(&g.s);
    return status;
}
