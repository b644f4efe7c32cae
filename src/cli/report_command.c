#include "base/when.h"
#include "cli/printing.h"
#include "cli/screen.h"
#include "cli/session.h"
#include "cli/watching.h"
#include "report/build.h"

enum { REDRAW_MS = 200 };

/* A report under way. */
struct showing {
    struct session *s;
    struct screen screen;
    bool redraws;     /* in place, on a terminal */
    int64_t shown_ms; /* when it was last redrawn */
    bool separated;   /* a block was printed: the next one stands apart */
    struct watching watching;
    bool watches; /* the screen with keys is open, and redraws */
};

static void render(struct showing *w, const struct style *style, struct buf *out)
{
    struct report *r = report_build(run_tally(w->s->run), w->s->knowledge.rules);
    if (!w->s->program->options->no_redact)
        report_redact(r);
    print_report(r, w->s->program->options, style, out);
    report_free(r);
}

/* Before anything came there is nothing to report, only that we wait. */
static void render_live(struct showing *w, const struct style *style, struct buf *out)
{
    if (run_bytes(w->s->run) == 0)
        buf_addz(out, "Waiting for records; Ctrl-C ends with the report.\n");
    else
        render(w, style, out);
}

/* A whole report, left where it stands. */
static bool print_block(struct showing *w)
{
    struct program *p = w->s->program;
    environment_resize(&p->env);
    struct style style = session_style(p);
    screen_clear(&w->screen, p->env.width, &p->out.pending);
    if (w->separated && p->options->output == OUTPUT_TEXT)
        buf_addc(&p->out.pending, '\n');
    w->separated = true;
    render(w, &style, &p->out.pending);
    return output_flush(&p->out);
}

static bool redraw(struct showing *w, int64_t now_ms)
{
    struct program *p = w->s->program;
    struct buf text = {0};
    environment_resize(&p->env);
    struct style style = session_style(p);
    render_live(w, &style, &text);
    screen_draw(&w->screen, buf_str(&text), p->env.width, p->env.height, &p->out.pending);
    buf_free(&text);
    w->shown_ms = now_ms;
    return output_flush(&p->out);
}

/* The next report is due: at once if it is long since the last, else when it will be. */
static bool redraw_soon(struct showing *w, int64_t now_ms)
{
    struct reading *reading = &w->s->reading;
    if (now_ms - w->shown_ms >= REDRAW_MS)
        return redraw(w, now_ms);
    reading->due_ms = w->shown_ms + REDRAW_MS;
    return true;
}

static bool on_event(void *context, enum event e, int64_t now_ms)
{
    struct showing *w = context;
    int64_t every_ms = w->s->program->options->every_ms;
    if (w->watches)
        return watching_event(&w->watching, e, now_ms);
    switch (e) {
    case EVENT_FED:
        return w->redraws ? redraw_soon(w, now_ms) : true;
    case EVENT_DUE:
        if (w->redraws)
            return redraw(w, now_ms);
        w->s->reading.due_ms = now_ms + every_ms;
        return print_block(w);
    case EVENT_ASKED:
        return print_block(w);
    case EVENT_RESIZED:
        return w->redraws ? redraw(w, now_ms) : true;
    case EVENT_KEYS:
    case EVENT_STOPPED:
        break;
    }
    return true;
}

/* Lines that a terminal of unknown size folds, or that JSON has, cannot be drawn over. */
static bool can_redraw(const struct program *p)
{
    return p->env.out_terminal && !p->env.dumb && p->env.height > 2 && p->env.width > 0 &&
           p->options->output == OUTPUT_TEXT && !p->options->every_ms;
}

static void listen(struct showing *w)
{
    struct session *s = w->s;
    const struct options *o = s->program->options;
    bool screen = can_redraw(s->program);
    w->watches = screen && (s->live || o->interactive) && watching_begin(&w->watching, s);
    w->redraws = s->live && screen && !w->watches;
    if (w->watches)
        s->sink_classes = ~(1u << CLASS_CLEAN);
    s->reading.listener = on_event;
    s->reading.context = w;
    if (w->redraws)
        s->reading.due_ms = clock_ms(); /* at once, to say that we wait */
    else if (s->live && o->every_ms)
        s->reading.due_ms = clock_ms() + o->every_ms;
}

static enum status judge(const struct session *s)
{
    unsigned fail_on = s->program->options->fail_on;
    if (!fail_on)
        return STATUS_OK;
    struct report *r = report_build(run_tally(s->run), s->knowledge.rules);
    enum status status = STATUS_OK;
    for (unsigned c = 0; c < CLASS_COUNT; c++)
        if (fail_on >> c & 1 && r->classes[c])
            status = STATUS_NOTHING;
    report_free(r);
    return status;
}

enum status report_command(struct program *p)
{
    struct session s;
    struct showing w = {.s = &s};
    enum status status = STATUS_ERROR;
    if (session_begin(&s, p)) {
        listen(&w);
        session_read(&s, w.watches ? watching_sink : NULL, &w.watching, true);
        if (w.watches && p->options->interactive)
            watching_linger(&w.watching);
        if (w.watches)
            watching_end(&w.watching);
        w.watches = false;
        print_block(&w);
        status = session_status(&s, judge(&s));
    }
    session_end(&s);
    return status;
}
