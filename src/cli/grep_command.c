#include <inttypes.h>
#include <unistd.h>

#include "cli/selection.h"
#include "cli/session.h"

struct grepping {
    struct session s;
    struct selection *selection;
    struct style style;
    uint64_t selected; /* records printed, for -m */
    uint64_t weight;   /* what they stand for, for --count */
};

static void print_raw(struct str raw, struct buf *out)
{
    buf_add(out, raw);
    if (!str_ends(raw, STR("\n")))
        buf_addc(out, '\n');
}

static void print(const struct grepping *g, const struct outcome *o, const struct mark *mark)
{
    const struct program *p = g->s.program;
    struct buf *out = &o->yield->text;
    if (p->options->raw)
        print_raw(o->record->raw, out);
    else if (p->options->output == OUTPUT_JSONL)
        record_line_json(o, g->s.knowledge.rules, out);
    else
        record_line_text(o, g->s.knowledge.rules, mark, &g->style, g->s.inputs.n > 1, out);
}

/* A stack frame of a record that was taken is shown below it, whatever the frame itself says. */
static void print_trailing(const struct grepping *g, const struct outcome *o)
{
    const struct program *p = g->s.program;
    struct buf *out = &o->yield->text;
    if (p->options->raw)
        print_raw(o->record->raw, out);
    else if (p->options->output == OUTPUT_TEXT && o->record->field[FIELD_MESSAGE].n)
        record_line_trailing(o, &g->style, out);
}

/* More of a record that was printed when only its start was there. */
static void print_rest(const struct grepping *g, const struct outcome *o)
{
    struct str rest = str_skip(o->record->raw, o->shown);
    rest = str_skip(rest, str_starts(rest, STR("\n")));
    if (g->s.program->options->raw)
        print_raw(rest, &o->yield->text);
}

/* -q and -m end the run at a certain record; they are given one thread. */
static bool is_enough(const struct options *o, uint64_t selected)
{
    return selected && (o->quiet || (o->max_count && selected >= o->max_count));
}

/* Called on every thread: what it finds goes to o->yield only. */
static bool on_outcome(void *context, const struct outcome *o)
{
    const struct grepping *g = context;
    const struct options *options = g->s.program->options;
    bool prints = !options->quiet && !options->count;
    struct mark mark;
    if (o->shown) {
        if (prints)
            print_rest(g, o);
        return true;
    }
    bool takes = selection_takes(g->selection, o, &mark);
    if (o->record->trailing && o->yield->follows && !takes) {
        if (prints)
            print_trailing(g, o);
        return true;
    }
    o->yield->follows = takes;
    if (!takes)
        return true;
    o->yield->records++;
    o->yield->weight += o->record->weight;
    if (prints)
        print(g, o, &mark);
    return !is_enough(options, g->selected + o->yield->records);
}

static bool on_yield(void *context, struct yield *y)
{
    struct grepping *g = context;
    struct output *out = &g->s.program->out;
    g->selected += y->records;
    g->weight += y->weight;
    buf_add(&out->pending, buf_str(&y->text));
    return output_flush_some(out);
}

static bool on_event(void *context, enum event e, int64_t now_ms)
{
    struct grepping *g = context;
    (void)e, (void)now_ms;
    return output_flush(&g->s.program->out);
}

static bool begin(struct grepping *g, struct program *p)
{
    struct err err = {0};
    if (!session_begin(&g->s, p))
        return false;
    g->selection = selection_new(p->options, &g->s.knowledge, &err);
    if (!g->selection)
        complain(&err);
    g->style = session_style(p);
    g->s.deliver = on_yield;
    g->s.in_order = p->options->quiet || p->options->max_count;
    g->s.early = !p->options->count;
    g->s.reading.listener = on_event;
    g->s.reading.context = g;
    g->s.reading.output = g->s.live ? STDOUT_FILENO : -1;
    return g->selection;
}

enum status grep_command(struct program *p)
{
    struct grepping g = {0};
    enum status status = STATUS_ERROR;
    if (begin(&g, p)) {
        session_read(&g.s, on_outcome, &g, !p->env.out_terminal);
        if (p->options->count && !p->options->quiet)
            buf_addf(&p->out.pending, "%" PRIu64 "\n", g.weight);
        status = session_status(&g.s, g.selected ? STATUS_OK : STATUS_NOTHING);
    }
    selection_free(g.selection);
    session_end(&g.s);
    return status;
}
