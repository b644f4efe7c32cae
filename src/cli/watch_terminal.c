#include "cli/watch_terminal.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "cli/signals.h"

/* RECENT_BYTES: of records that are no errors, kept between two frames of a live log; of more the copying
 * would cost what the reading does, and a request would not be whole in what fits. */
enum { REDRAW_MS = 200, TICK_MS = 1000, RECENT_BYTES = 512 << 10, FLOOD_RECORDS = 2000 };

/* Alternate buffer, no cursor, the wheel as arrow keys (xterm, "Alternate Scroll Mode"). */
static const char ENTER[] = "\x1b[?1049h\x1b[?25l\x1b[?1007h", LEAVE[] = "\x1b[?1007l\x1b[?25h\x1b[?1049l";
/* A frame that the terminal shows as a whole, where it can ("Synchronized Output"). */
static const char FRAME[] = "\x1b[?2026h\x1b[H", FRAME_END[] = "\x1b[J\x1b[?2026l";

static struct output *output_of(const struct watch_terminal *w)
{
    return &w->s->program->out;
}

static void enter(struct watch_terminal *w)
{
    buf_addz(&output_of(w)->pending, ENTER);
    w->open = true;
}

static void leave(struct watch_terminal *w)
{
    if (w->open)
        buf_addz(&output_of(w)->pending, LEAVE);
    w->open = false;
}

bool watch_terminal_begin(struct watch_terminal *w, struct session *s)
{
    const struct program *p = s->program;
    *w = (struct watch_terminal){.s = s, .told_ms = clock_ms()};
    if (!keyboard_open(&w->keyboard))
        return false;
    watch_init(&w->watch, s->signatures.rules, session_window_ms(s), clock_ms());
    w->watch.extracts = &p->options->extracts;
    w->watch.secrets = p->secrets;
    w->watch.read_in = p->read_in;
    w->watch.shown_in = p->shown_in;
    palette_default(&w->palette);
    palette_parse(&w->palette, p->options->palette ? str_z(p->options->palette) : p->env.colours);
    signals_catch_stop();
    enter(w);
    s->reader.keys = w->keyboard.fd;
    s->reader.at_ms[EVENT_DUE] = clock_ms();
    return true;
}

void watch_terminal_end(struct watch_terminal *w)
{
    leave(w);
    (void)output_flush(output_of(w));
    keyboard_close(&w->keyboard);
    watch_free(&w->watch);
    screen_buffer_free(&w->buffer);
}

bool watch_terminal_sink(void *context, const struct sink_record *o)
{
    struct watch_terminal *w = context;
    if (o->filtered)
        return true;
    if (o->class == CLASS_CLEAN || o->record->continuation)
        history_add_clean(&w->watch.history, o->record->raw, o->record->continuation, w->told_ms);
    else
        history_add(&w->watch.history, o);
    return true;
}

/* With its secrets: the screen takes them out of what it shows. */
static struct report *report_now(const struct watch_terminal *w)
{
    return session_report(w->s);
}

/* Build the report anew, when something came and the screen is not paused. */
static void update(struct watch_terminal *w, int64_t now_ms)
{
    if (!w->stale || w->watch.paused) {
        watch_advance(&w->watch, now_ms);
        return;
    }
    watch_update(&w->watch, report_now(w), now_ms, clock_unix_ms());
    w->stale = false;
    (void)watch_ask(&w->watch);
}

/* Records have left the counts, and none came since the last update. */
static bool slid(struct watch_terminal *w, int64_t now_ms)
{
    if (!w->watch.paused)
        watch_slid(&w->watch, report_now(w), now_ms, clock_unix_ms());
    return true;
}

/* In a flood a frame a second is enough, so that the screen costs next to nothing of what the reading does.
 */
static int64_t pause_after(uint64_t records)
{
    return records > FLOOD_RECORDS ? TICK_MS : REDRAW_MS;
}

/* The first of the followed files that are still not there. */
static const char *awaited(const struct watch_terminal *w)
{
    const struct inputs *in = &w->s->inputs;
    for (size_t i = 0; in->awaited && i < in->operands.n; i++)
        if (access(in->operands.v[i], F_OK) != 0)
            return in->operands.v[i];
    return NULL;
}

static bool draw(struct watch_terminal *w, int64_t now_ms)
{
    uint64_t before = w->watch.records;
    struct program *p = w->s->program;
    struct buf *out = &output_of(w)->pending, frame = {0};
    struct str rest, line;
    update(w, now_ms);
    w->watch.awaited = awaited(w);
    environment_resize(&p->env);
    w->buffer.ascii = p->options->ascii || p->env.ascii;
    watch_draw(&w->watch, &w->buffer, p->env.width ? p->env.width : 80, p->env.height ? p->env.height : 24,
               now_ms);
    screen_buffer_print(&w->buffer, session_style(p).colour ? &w->palette : NULL, &frame);
    buf_addz(out, FRAME);
    for (rest = buf_str(&frame); rest.n && str_split(&rest, '\n', &line);)
        buf_join(out, line, rest.p ? "\x1b[K\r\n" : "\x1b[K");
    buf_addz(out, FRAME_END);
    if (w->watch.bell && p->options->bell)
        buf_addc(out, '\a');
    w->watch.bell = false;
    buf_free(&frame);
    w->shown_ms = now_ms;
    w->pause_ms = pause_after(w->watch.records - before);
    if (w->s->live)
        history_allow(&w->watch.history, RECENT_BYTES);
    w->s->reader.at_ms[EVENT_DUE] = now_ms + TICK_MS;
    return output_flush(output_of(w));
}

/* Ctrl-Z: the terminal as it was while we are stopped. */
static bool stop(struct watch_terminal *w, int64_t now_ms)
{
    leave(w);
    if (!output_flush(output_of(w)))
        return false;
    keyboard_suspend(&w->keyboard);
    raise(SIGSTOP);
    keyboard_resume(&w->keyboard);
    enter(w);
    return draw(w, now_ms);
}

static bool take_keys(struct watch_terminal *w, int64_t now_ms)
{
    uint32_t key;
    if (!keyboard_read(&w->keyboard))
        w->s->reader.keys = -1;
    while ((key = keyboard_next(&w->keyboard)) != KEY_NONE)
        if (!watch_key(&w->watch, key, now_ms))
            return false;
    return draw(w, now_ms);
}

static bool draw_soon(struct watch_terminal *w, int64_t now_ms)
{
    w->stale = true;
    if (now_ms - w->shown_ms >= w->pause_ms)
        return draw(w, now_ms);
    if (w->s->reader.at_ms[EVENT_DUE] > w->shown_ms + w->pause_ms)
        w->s->reader.at_ms[EVENT_DUE] = w->shown_ms + w->pause_ms;
    return true;
}

bool watch_terminal_event(struct watch_terminal *w, enum reader_event e, int64_t now_ms)
{
    w->told_ms = now_ms;
    switch (e) {
    case EVENT_FED:
        return draw_soon(w, now_ms);
    case EVENT_KEYS:
        return take_keys(w, now_ms);
    case EVENT_SLIDES:
        update(w, now_ms);
        return true;
    case EVENT_SLID:
        return slid(w, now_ms);
    case EVENT_STOPPED:
        return stop(w, now_ms);
    case EVENT_DUE:
    case EVENT_BEAT:
    case EVENT_LOOK:
    case EVENT_CAUGHT_UP:
    case EVENT_ASKED:
    case EVENT_RESIZED:
        break;
    }
    return draw(w, now_ms);
}

void watch_terminal_linger(struct watch_terminal *w)
{
    struct pollfd fds[] = {{.fd = w->keyboard.fd, .events = POLLIN},
                           {.fd = signals_descriptor(), .events = POLLIN}};
    w->watch.finished = true;
    w->watch.paused = false;
    w->stale = true;
    bool on = draw(w, clock_ms());
    while (on && !signals_end_asked() && w->s->reader.keys >= 0) {
        (void)poll(fds, COUNT_OF(fds), -1);
        if (fds[1].revents)
            signals_empty();
        if (signals_stop_asked())
            on = stop(w, clock_ms());
        else if (signals_resized())
            on = draw(w, clock_ms());
        if (on && fds[0].revents)
            on = take_keys(w, clock_ms());
    }
}
