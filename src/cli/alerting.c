#include "cli/alerting.h"

#include <inttypes.h>

enum {
    LOOK_MS = 1000,
    COOL_DOWN_MS = 15 * 60000,
    TIMEOUT_MS = 30000,
    END_MS = 10000, /* for the commands that still wait when the log has ended */
    HELD_IDS = 1024 /* bytes of ids that were held back */
};

/* --- the start --- */

static bool wrong(const char *option, struct err *err)
{
    struct err all = *err;
    err_set(&all, "%s: %s", option, err->what);
    complain(&all);
    return false;
}

static bool set_hook(struct alerting *t, enum alert_kind kind, const char *option, const char *line)
{
    struct err err = {0};
    struct alert_hook *h = &t->hooks[kind];
    bool settled = options_settled(t->s->program->options, option + strlen("--"));
    if (!line || (settled && !t->s->live)) /* those of the settings are for live logs */
        return true;
    h->option = option;
    t->on = true;
    bool ok = command_line_read(&h->command, str_z(line), &err) && command_line_found(&h->command, &err);
    options_locate(t->s->program->options, line, &err);
    return ok || wrong(option, &err);
}

/* What an option asks for that a saved log cannot tell. */
static bool needs(const char *option, const char *what, const char *mend)
{
    struct err err = {0};
    err_set(&err, "%s", what);
    err_mend(&err, "%s", mend);
    return wrong(option, &err);
}

static bool fits_saved(const struct alerting *t)
{
    if (t->hooks[ALERT_SILENCE].option)
        return needs("--on-silence", "a saved log is over", "follow it with -F, or pipe a live one in");
    if (t->hooks[ALERT_NEW].option && !t->s->state.path)
        return needs("--on-new", "nothing says what is new in a saved log",
                     "give --state FILE, which remembers what was seen, or follow the log with -F");
    return true;
}

bool alerting_begin(struct alerting *t, struct session *s)
{
    const struct options *o = s->program->options;
    *t = (struct alerting){.s = s, .looked_ms = NO_TIME};
    bool ok = set_hook(t, ALERT_NEW, "--on-new", o->on_new);
    ok = set_hook(t, ALERT_BURST, "--on-burst", o->on_burst) && ok;
    ok = set_hook(t, ALERT_SILENCE, "--on-silence", o->on_silence.line) && ok;
    if (!ok || !t->on)
        return ok;
    t->throttle.cool_ms = o->cool_down_ms ? o->cool_down_ms : COOL_DOWN_MS;
    t->behind = o->follow && s->state.before.n == 0;
    t->queue = command_queue_new(false);
    watch_init(&t->watch, s->signatures.rules, session_window_ms(s), clock_ms());
    if (s->live && o->on_silence.line)
        s->reader.at_ms[EVENT_LOOK] = t->watch.begun_ms + o->on_silence.after_ms;
    return s->live || fits_saved(t);
}

/* --- one alert --- */

static void send(struct alerting *t, const struct alert *a)
{
    const struct options *o = t->s->program->options;
    struct alert_hook *h = &t->hooks[a->kind];
    struct child_command c = {.words = (const char *const *)h->command.words,
                              .limit_ms = o->command_timeout_ms ? o->command_timeout_ms : TIMEOUT_MS};
    alert_json(a, &c.input);
    alert_variables(a, &c.variables);
    if (!command_queue_send(t->queue, &c, h->option))
        h->held++;
}

static void hold(struct alert_hook *h, struct str id)
{
    h->held++;
    if (h->ids.n + id.n + 1 > HELD_IDS)
        return;
    buf_join(&h->ids, id, " ");
}

static void tell(struct alerting *t, const struct alert *a, int64_t now_ms)
{
    switch (alert_throttle_take(&t->throttle, a->kind, a->id, now_ms)) {
    case THROTTLE_GO:
        send(t, a);
        break;
    case THROTTLE_FULL:
        hold(&t->hooks[a->kind], a->id);
        break;
    case THROTTLE_COOLING:
        break;
    }
}

/* One command for all that none was run for. */
static void tell_held(struct alerting *t, enum alert_kind kind, int64_t now_ms)
{
    struct alert_hook *h = &t->hooks[kind];
    struct alert a = {.kind = kind, .first_ms = NO_TIME, .last_ms = NO_TIME, .now_ms = clock_unix_ms()};
    LOCAL_BUF title = {0}, ids = {0};
    if (h->held == 0)
        return;
    buf_addf(&title, "%" PRIu64 " more errors %s", h->held, kind == ALERT_NEW ? "are new" : "rose");
    a.title = buf_str(&title);
    a.count = h->held;
    ids = h->ids;
    a.held = buf_str(&ids);
    h->ids = (struct buf){0};
    h->held = 0;
    alert_throttle_note(&t->throttle, now_ms);
    send(t, &a);
}

/* --- rows --- */

static void describe(const struct alerting *t, const struct watch_row *row, struct alert *a)
{
    static void (*const of[])(struct alert * a, struct report * r, size_t i,
                              const struct secrets *secrets) = {
        [WATCH_INCIDENT] = alert_of_incident,
        [WATCH_SIGNATURE] = alert_of_signature,
        [WATCH_STATUS] = alert_of_status,
        [WATCH_CLUSTER] = alert_of_cluster,
    };
    a->now_ms = t->watch.unix_ms;
    if (row->kind == WATCH_MESSAGE)
        alert_of_message(a, t->watch.report, row->index, row->message, t->s->program->secrets);
    else
        of[row->kind](a, t->watch.report, row->index, t->s->program->secrets);
}

/* Is it news that nothing else tells, of a log that is live (or not)? */
static bool is_novelty(const struct watch_row *row, bool live)
{
    return !row->is_told_by_status &&
           (row->novelty >= NOVELTY_NEW || (live && row->novelty == NOVELTY_NOT_ASKED));
}

static void tell_new(struct alerting *t, const struct watch_row *row, int64_t now_ms)
{
    static const char *const names[] = {[NOVELTY_NOT_ASKED] = "new",
                                        [NOVELTY_NEW] = "new",
                                        [NOVELTY_BACK] = "back",
                                        [NOVELTY_REGRESSED] = "regressed"};
    struct alert a = {.kind = ALERT_NEW, .novelty = names[row->novelty]};
    if (row->since_ms != now_ms || !is_novelty(row, t->s->live))
        return;
    describe(t, row, &a);
    tell(t, &a, now_ms);
}

/* The row's steps of the window, the oldest first, as they came: times are the clock's. */
static struct report_timeline steps_of(const struct watch *w, const struct watch_row *row,
                                       uint64_t counts[WATCH_STEPS])
{
    int64_t step_ms = w->window_ms / WATCH_STEPS;
    for (size_t i = 0; i < WATCH_STEPS; i++)
        counts[i] = row->recent[(size_t)(w->step + 1 + (int64_t)i) % WATCH_STEPS];
    return (struct report_timeline){(w->step + 1 - WATCH_STEPS) * w->window_ms / WATCH_STEPS, step_ms, counts,
                                    WATCH_STEPS};
}

/* Did it rise just now? b->since_ms is Unix time then. */
static bool rises(const struct watch *w, const struct watch_row *row, int64_t now_ms, struct burst *b)
{
    uint64_t counts[WATCH_STEPS];
    struct report_timeline steps = steps_of(w, row, counts);
    if (!burst_find(&steps, w->begun_ms, b) || b->since_ms < now_ms - 2 * steps.step_ms)
        return false;
    b->since_ms += w->unix_ms - now_ms;
    return true;
}

static bool rose(const struct report *r, const struct watch_row *row, struct burst *b)
{
    switch (row->kind) {
    case WATCH_INCIDENT:
        return burst_of(r, &r->incidents[row->index].stats, b);
    case WATCH_SIGNATURE:
        return burst_of(r, &r->signatures[row->index].stats, b);
    case WATCH_STATUS:
        return burst_of(r, &r->statuses[row->index].stats, b);
    case WATCH_CLUSTER:
        return burst_of(r, &r->clusters[row->index].stats, b);
    case WATCH_MESSAGE: /* its status rises */
        break;
    }
    return false;
}

static void tell_burst(struct alerting *t, const struct watch_row *row, int64_t now_ms)
{
    struct alert a = {.kind = ALERT_BURST};
    bool burst = t->s->live ? rises(&t->watch, row, now_ms, &a.burst) : rose(t->watch.report, row, &a.burst);
    if (!burst)
        return;
    describe(t, row, &a);
    tell(t, &a, now_ms);
}

static void tell_rows(struct alerting *t, int64_t now_ms)
{
    for (size_t i = 0; i < t->watch.row_count; i++) {
        const struct watch_row *row = &t->watch.rows[i];
        if (!row->there || (row->class != CLASS_INVESTIGATE && row->class != CLASS_UNKNOWN))
            continue;
        if (t->hooks[ALERT_NEW].option)
            tell_new(t, row, now_ms);
        if (t->hooks[ALERT_BURST].option && row->kind != WATCH_MESSAGE)
            tell_burst(t, row, now_ms);
    }
}

/* --- silence --- */

static int64_t heard_ms(const struct alerting *t)
{
    return t->watch.arrived_ms == NO_TIME ? t->watch.begun_ms : t->watch.arrived_ms;
}

/* When this silence is to be told: it waits for its turn, since it has no rows that could be told together.
 */
static int64_t silence_due_ms(const struct alerting *t, int64_t now_ms)
{
    int64_t due_ms = heard_ms(t) + t->s->program->options->on_silence.after_ms,
            free_ms = alert_throttle_free_at(&t->throttle, now_ms);
    return due_ms > free_ms ? due_ms : free_ms;
}

static void tell_silence(struct alerting *t, int64_t now_ms)
{
    const struct options *o = t->s->program->options;
    const struct report *r = t->watch.report;
    struct alert a = {.kind = ALERT_SILENCE,
                      .id = STR("silence"),
                      .now_ms = clock_unix_ms(),
                      .last_ms = r ? r->last_ms : NO_TIME,
                      .silent_ms = now_ms - heard_ms(t)};
    LOCAL_BUF title = {0};
    if (!o->on_silence.line || t->silent || now_ms < silence_due_ms(t, now_ms))
        return;
    t->silent = true;
    buf_addz(&title, "no records for ");
    duration_format(a.silent_ms / 1000 * 1000, &title);
    a.title = buf_str(&title);
    tell(t, &a, now_ms);
}

/* --- when --- */

static void ask_again(struct alerting *t, int64_t now_ms)
{
    const struct options *o = t->s->program->options;
    int64_t next_ms = t->stale ? t->looked_ms + LOOK_MS : NO_TIME;
    if (o->on_silence.line && !t->silent)
        next_ms = timestamp_earlier(next_ms, silence_due_ms(t, now_ms));
    if (t->hooks[ALERT_NEW].held + t->hooks[ALERT_BURST].held)
        next_ms = timestamp_earlier(next_ms, alert_throttle_free_at(&t->throttle, now_ms));
    t->s->reader.at_ms[EVENT_LOOK] = next_ms == NO_TIME || next_ms > now_ms ? next_ms : now_ms + 1;
}

/* Take the report as it is now. */
static void update(struct alerting *t, int64_t now_ms)
{
    uint64_t before = t->watch.records;
    t->stale = false;
    t->looked_ms = now_ms;
    watch_update(&t->watch, session_report_whole(t->s), now_ms, clock_unix_ms());
    t->silent &= t->watch.records == before;
}

/* What is there is known from now on, and has come before it was looked at. */
static void begin_now(struct alerting *t, int64_t now_ms)
{
    update(t, now_ms);
    for (size_t i = 0; i < t->watch.row_count; i++)
        memset(t->watch.rows[i].recent, 0, sizeof t->watch.rows[i].recent);
    t->watch.begun_ms = now_ms;
    t->behind = false;
    ask_again(t, now_ms);
}

static void look(struct alerting *t, int64_t now_ms)
{
    if (t->stale) {
        update(t, now_ms);
        tell_rows(t, now_ms);
    }
    tell_silence(t, now_ms);
    if (alert_throttle_free_at(&t->throttle, now_ms) <= now_ms)
        tell_held(t, ALERT_NEW, now_ms);
    if (alert_throttle_free_at(&t->throttle, now_ms) <= now_ms)
        tell_held(t, ALERT_BURST, now_ms);
    ask_again(t, now_ms);
}

/* Something came: look at once if that is long ago, else when it will be. */
static void hear(struct alerting *t, int64_t now_ms)
{
    int64_t *next_ms = &t->s->reader.at_ms[EVENT_LOOK];
    t->stale = true;
    if (t->looked_ms == NO_TIME || now_ms - t->looked_ms >= LOOK_MS)
        look(t, now_ms);
    else
        *next_ms = timestamp_earlier(*next_ms, t->looked_ms + LOOK_MS);
}

void alerting_event(struct alerting *t, enum reader_event e, int64_t now_ms)
{
    if (!t->on || !t->s->live)
        return;
    if (e == EVENT_CAUGHT_UP && t->behind)
        begin_now(t, now_ms);
    if (t->behind)
        return;
    if (e == EVENT_FED)
        hear(t, now_ms);
    else if (e == EVENT_LOOK || (e == EVENT_SLIDES && t->stale))
        look(t, now_ms);
    else if (e == EVENT_SLID)
        watch_slid(&t->watch, session_report_whole(t->s), now_ms, clock_unix_ms());
}

/* --- failures --- */

void alerting_hush(struct alerting *t, bool quiet)
{
    if (t->queue)
        command_queue_hush(t->queue, quiet);
}

static void say_failed(const struct command_queue_stats *tally, struct err *err)
{
    err_set(err, "%" PRIu64 " of %" PRIu64 " commands failed, the last with %s", tally->failed, tally->ended,
            tally->last.what);
}

void alerting_trouble(struct alerting *t, struct err *out)
{
    struct command_queue_stats tally = {0};
    if (t->queue)
        command_queue_ask(t->queue, &tally);
    if (tally.failed)
        say_failed(&tally, out);
}

/* --- the end --- */

void alerting_last(struct alerting *t)
{
    int64_t now_ms = clock_ms();
    if (!t->on)
        return;
    now_ms += now_ms == t->looked_ms; /* rows of this look are told from those of the last one by it */
    if (!t->behind) {
        update(t, now_ms);
        tell_rows(t, now_ms);
    }
    tell_held(t, ALERT_NEW, now_ms);
    tell_held(t, ALERT_BURST, now_ms);
}

static void complain_of_failures(const struct command_queue_stats *tally)
{
    struct err err = {0};
    if (tally->untold) {
        say_failed(tally, &err);
        complain(&err);
    }
    if (tally->dropped) {
        refuse("%" PRIu64 " commands were not run: they did not get their turn within %d s of the end",
               tally->dropped, END_MS / 1000);
    }
}

void alerting_end(struct alerting *t)
{
    struct command_queue_stats tally = {0};
    command_queue_end(t->queue, END_MS, &tally);
    complain_of_failures(&tally);
    if (t->s)
        watch_free(&t->watch);
    alert_throttle_free(&t->throttle);
    for (size_t i = 0; i < ALERT_KINDS; i++) {
        command_line_free(&t->hooks[i].command);
        buf_free(&t->hooks[i].ids);
    }
}
