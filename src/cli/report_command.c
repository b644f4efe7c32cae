#include "base/timestamp.h"
#include "cli/alerting.h"
#include "cli/atomic_write.h"
#include "cli/followup.h"
#include "cli/pager.h"
#include "cli/print_report.h"
#include "cli/screen.h"
#include "cli/session.h"
#include "cli/watch_terminal.h"
#include "report/redaction.h"

enum { REDRAW_MS = 200 };

/* A report under way. */
struct showing {
    struct session *s;
    struct screen screen;
    bool redraws;     /* in place, on a terminal */
    int64_t shown_ms; /* when it was last redrawn */
    bool separated;   /* a block was printed: the next one stands apart */
    struct watch_terminal watching;
    struct alerting alerting;
    struct followup next_command;
    bool unwritten; /* --write failed, which was complained of */
    bool watches;   /* the screen with keys is open, and redraws */
};

static void render(struct showing *w, const struct style *style, struct buf *out)
{
    struct report *r = session_report(w->s);
    report_redact(r, w->s->program->secrets);
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

/* --write: the file is the report. */
static bool write_block(struct showing *w)
{
    const struct options *o = w->s->program->options;
    struct style style = session_style(w->s->program);
    LOCAL_BUF text = {0};
    struct err err = {0};
    style.reload_s = w->s->live ? (unsigned)((o->every_ms + 999) / 1000) : 0;
    style.width = 0;
    style.colour = false;
    render(w, &style, &text);
    bool ok = atomic_write(o->write, buf_str(&text), &err);
    if (!ok && !w->unwritten)
        complain(&err);
    w->unwritten = !ok;
    return true;
}

/* "2026-03-15 09:20:00 UTC", above each of several reports. */
static void add_time(struct buf *out)
{
    LOCAL_BUF stamp = {0};
    timestamp_format_rfc3339(clock_unix_ms(), &stamp);
    buf_addf(out, "%.10s %.8s UTC\n", stamp.p, stamp.p + 11);
}

/* How a report that stays is printed: on a terminal it says what to type next. */
static struct style lasting_style(const struct showing *w)
{
    const struct program *p = w->s->program;
    struct style style = session_style(p);
    style.followup = p->env.out_terminal ? &w->next_command.followup : NULL;
    return style;
}

/* A whole report, left where it stands. */
static bool print_block(struct showing *w)
{
    struct program *p = w->s->program;
    if (p->options->write)
        return write_block(w);
    environment_resize(&p->env);
    struct style style = lasting_style(w);
    screen_clear(&w->screen, p->env.width, &p->out.pending);
    if (w->separated && p->options->output == OUTPUT_TEXT)
        buf_addc(&p->out.pending, '\n');
    if (w->s->live && p->options->every_ms && p->options->output == OUTPUT_TEXT)
        add_time(&p->out.pending);
    w->separated = true;
    render(w, &style, &p->out.pending);
    return output_flush(&p->out);
}

/* The last report; none of an input of which nothing could be read, which is no empty one. */
static void print_last(struct showing *w)
{
    struct program *p = w->s->program;
    struct style style = lasting_style(w);
    LOCAL_BUF text = {0};
    if (w->s->broken && run_bytes(w->s->run) == 0)
        return;
    if (!p->env.out_terminal || w->s->live || p->options->write) {
        print_block(w);
        return;
    }
    render(w, &style, &text);
    if (p->options->interactive)
        buf_add(&p->out.pending, buf_str(&text));
    else
        pager_print(p, buf_str(&text));
    (void)output_flush(&p->out);
}

/* Who sees only what comes at the end shall know how to see more on the way. */
static void hint_every(const struct session *s)
{
    const struct program *p = s->program;
    if (!s->live || p->env.out_terminal || !p->env.err_terminal || p->options->every_ms ||
        p->options->write || p->options->follow)
        return;
    refuse("the report comes when the input ends\n"
           "--every 1m prints one on the way, SIGUSR1 one now");
}

static bool redraw(struct showing *w, int64_t now_ms)
{
    struct program *p = w->s->program;
    LOCAL_BUF text = {0};
    environment_resize(&p->env);
    struct style style = session_style(p);
    render_live(w, &style, &text);
    screen_draw(&w->screen, buf_str(&text), p->env.width, p->env.height, &p->out.pending);
    w->shown_ms = now_ms;
    return output_flush(&p->out);
}

/* The next report is due: at once if it is long since the last, else when it will be. */
static bool redraw_soon(struct showing *w, int64_t now_ms)
{
    struct input_reader *reader = &w->s->reader;
    if (now_ms - w->shown_ms >= REDRAW_MS)
        return redraw(w, now_ms);
    reader->at_ms[EVENT_DUE] = w->shown_ms + REDRAW_MS;
    return true;
}

/* Now and then, so that who is killed loses little. */
static bool remember(struct showing *w, int64_t now_ms)
{
    session_remember(w->s);
    w->s->reader.at_ms[EVENT_BEAT] = now_ms + STATE_TRACKER_MS;
    return true;
}

static bool on_event(void *context, enum reader_event e, int64_t now_ms)
{
    struct showing *w = context;
    int64_t every_ms = w->s->program->options->every_ms;
    alerting_event(&w->alerting, e, now_ms);
    if (e == EVENT_BEAT)
        return remember(w, now_ms);
    if (e == EVENT_SLIDES)
        session_slides(w->s);
    if (e == EVENT_SLID)
        session_slid(w->s);
    if (w->watches) {
        alerting_trouble(&w->alerting, &w->watching.watch.trouble);
        return e == EVENT_LOOK || watch_terminal_event(&w->watching, e, now_ms);
    }
    switch (e) {
    case EVENT_FED:
    case EVENT_SLID:
        return w->redraws ? redraw_soon(w, now_ms) : true;
    case EVENT_DUE:
        if (w->redraws)
            return redraw(w, now_ms);
        w->s->reader.at_ms[EVENT_DUE] = now_ms + every_ms;
        return print_block(w);
    case EVENT_ASKED:
        return print_block(w);
    case EVENT_RESIZED:
        return w->redraws ? redraw(w, now_ms) : true;
    case EVENT_KEYS:
    case EVENT_SLIDES:
    case EVENT_BEAT:
    case EVENT_LOOK:
    case EVENT_CAUGHT_UP:
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
    w->watches = screen && (s->live || o->interactive) && watch_terminal_begin(&w->watching, s);
    w->redraws = s->live && screen && !w->watches;
    s->brief = w->watches;
    alerting_hush(&w->alerting, w->watches);
    s->reader.listener = on_event;
    s->reader.context = w;
    if (s->live && s->state.path)
        s->reader.at_ms[EVENT_BEAT] = clock_ms() + STATE_TRACKER_MS;
    if (w->redraws)
        s->reader.at_ms[EVENT_DUE] = clock_ms(); /* at once, to say that we wait */
    else if (s->live && o->every_ms)
        s->reader.at_ms[EVENT_DUE] = clock_ms() + o->every_ms;
}

static enum status judge(struct session *s)
{
    unsigned fail_on = s->program->options->fail_on;
    if (!fail_on)
        return STATUS_OK;
    struct report *r = session_report(s);
    enum status status = STATUS_OK;
    for (unsigned c = 0; c < CLASS_COUNT; c++)
        if (fail_on >> c & 1 && r->classes[c])
            status = STATUS_NOTHING;
    if (fail_on >> CLASS_INVESTIGATE & 1 && r->incident_count)
        status = STATUS_NOTHING;
    report_free(r);
    return status;
}

static void leave_screen(struct showing *w)
{
    if (!w->watches)
        return;
    if (w->s->program->options->interactive)
        watch_terminal_linger(&w->watching);
    watch_terminal_end(&w->watching);
    w->watches = false;
    alerting_hush(&w->alerting, false);
}

enum status report_command(struct program *p)
{
    struct session s;
    struct showing w = {.s = &s};
    followup_init(&w.next_command, p->options, p->secrets);
    enum status status = STATUS_ERROR;
    if (session_begin(&s, p) && alerting_begin(&w.alerting, &s)) {
        listen(&w);
        hint_every(&s);
        session_read(&s, w.watches ? watch_terminal_sink : NULL, &w.watching, true);
        alerting_last(&w.alerting);
        leave_screen(&w);
        print_last(&w);
        session_remember(&s);
        status = session_status(&s, w.unwritten || s.state.broken ? STATUS_ERROR : judge(&s));
    }
    alerting_end(&w.alerting);
    session_end(&s);
    followup_free(&w.next_command);
    return status;
}
