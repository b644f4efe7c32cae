#include "cli/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/ahead.h"
#include "cli/beside.h"
#include "cli/command.h"
#include "cli/following.h"
#include "cli/mapping.h"
#include "cli/reading_parts.h"
#include "cli/signals.h"
#include "cli/tails.h"
#include "input/unpack.h"
#include "run/newest.h"

enum {
    IDLE_US = 500,       /* a text record waits this long for continuation lines */
    DRAIN_QUIET_MS = 50, /* after Ctrl-C: what the writer still says until it is quiet this long, ... */
    DRAIN_MS = 1000,     /* ... or goes on for ever */
    LOOK_US = 200000     /* how often a followed file is looked at */
};

/* Compressed bytes of a stream. */
struct packed {
    struct stream *s;
    struct err *err;
    bool taken; /* those that the buffer held at first */
};

/* poll() that counts in microseconds where the system can; -1 waits for ever. */
static int poll_us(struct pollfd *fds, unsigned n, int64_t us)
{
#ifdef __linux__
    struct timespec t = {us / 1000000, us % 1000000 * 1000};
    return ppoll(fds, n, us < 0 ? NULL : &t, NULL);
#else
    return poll(fds, n, us < 0 ? -1 : (int)((us + 999) / 1000));
#endif
}

/* When something is to be done next. */
static int64_t due_ms(const struct stream *s)
{
    int64_t until = s->slide_due_ms;
    for (enum event e = 0; e < EVENT_TIMED; e++)
        until = when_sooner(s->r->at_ms[e], until);
    return until;
}

static int64_t wait_us(const struct stream *s, int64_t now_ms)
{
    const struct reading *r = s->r;
    if (run_waiting(r->run))
        return IDLE_US;
    int64_t until = due_ms(s);
    if (s->drain_until_ms != NO_TIME)
        until = now_ms + DRAIN_QUIET_MS;
    if (until == NO_TIME)
        return -1;
    return until > now_ms ? (until - now_ms) * 1000 : 0;
}

bool reading_tell(struct reading *r, enum event e)
{
    return !r->listener || r->listener(r->context, e, clock_ms());
}

static bool tell_signals_and_time(struct reading *r, int64_t now_ms)
{
    if (signals_report_asked() && !reading_tell(r, EVENT_ASKED))
        return false;
    if (signals_resized() && !reading_tell(r, EVENT_RESIZED))
        return false;
    if (signals_stop_asked() && !reading_tell(r, EVENT_STOPPED))
        return false;
    for (enum event e = 0; e < EVENT_TIMED; e++) {
        if (r->at_ms[e] == NO_TIME || now_ms < r->at_ms[e])
            continue;
        r->at_ms[e] = NO_TIME;
        if (!reading_tell(r, e))
            return false;
    }
    return true;
}

/* Of a live log's last quarter of an hour, say: what is older leaves it. False: nothing more can be shown. */
static bool keep_sliding(struct stream *s, int64_t now_ms)
{
    if (s->slide_due_ms == NO_TIME || now_ms < s->slide_due_ms)
        return true;
    bool on = reading_tell(s->r, EVENT_SLIDES);
    int64_t unix_ms = clock_unix_ms(), next_ms = run_slide(s->r->run, unix_ms);
    s->slide_due_ms = next_ms == NO_TIME ? NO_TIME : now_ms + (next_ms > unix_ms ? next_ms - unix_ms : 1);
    return next_ms == NO_TIME || (on && reading_tell(s->r, EVENT_SLID));
}

bool stream_keep_time(struct stream *s, int64_t now_ms)
{
    return tell_signals_and_time(s->r, now_ms) && keep_sliding(s, now_ms);
}

/* Read what there is into the buffer, behind what it holds (the start of magic bytes). */
static enum step read_some(struct stream *s, struct err *err)
{
    ssize_t n = read(s->fd, s->buffer + s->held, s->held ? UNPACK_MAGIC - s->held : s->size);
    if (n == 0)
        return STEP_END;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return STEP_ON;
    if (n < 0) {
        err_set(err, "%s: cannot read: %s", s->path, strerror(errno));
        return STEP_FAILED;
    }
    s->held += (size_t)n;
    return STEP_READY;
}

/* Stamps without a year are those of a stream that may run for days. */
static void tell_clock(struct stream *s)
{
    int64_t now_ms = clock_ms();
    if (s->clock_due_ms == NO_TIME || now_ms < s->clock_due_ms)
        return;
    run_now(s->r->run, clock_unix_ms());
    s->clock_due_ms = now_ms + CLOCK_MS;
}

static enum step feed(struct stream *s, struct str bytes)
{
    tell_clock(s);
    bool on = run_feed(s->r->run, bytes);
    return reading_tell(s->r, EVENT_FED) && on ? STEP_ON : STEP_STOP;
}

/* Nothing came: what waits for more is complete; after Ctrl-C, it is the end. */
static enum step was_quiet(struct stream *s)
{
    struct reading *r = s->r;
    if (run_waiting(r->run)) {
        bool on = run_idle(r->run);
        return reading_tell(r, EVENT_FED) && on ? STEP_ON : STEP_STOP;
    }
    return s->drain_until_ms != NO_TIME ? STEP_END : STEP_ON;
}

/* Wait for bytes, and for what else may happen meanwhile; STEP_READY: more bytes are in the buffer. */
static enum step stream_wait(struct stream *s, struct err *err)
{
    struct reading *r = s->r;
    struct pollfd fds[] = {{.fd = s->fd, .events = POLLIN},
                           {.fd = signals_descriptor(), .events = POLLIN},
                           {.fd = r->output, .events = 0},
                           {.fd = r->keys, .events = POLLIN}};
    int64_t now_ms = clock_ms();
    if (!stream_keep_time(s, now_ms))
        return STEP_STOP;
    if (signals_end_asked() && s->drain_until_ms == NO_TIME)
        s->drain_until_ms = now_ms + DRAIN_MS;
    if (s->drain_until_ms != NO_TIME && now_ms >= s->drain_until_ms)
        return STEP_END;
    int n = poll_us(fds, COUNT_OF(fds), wait_us(s, now_ms));
    if (n == 0)
        return was_quiet(s);
    if (fds[1].revents)
        signals_empty();
    if (fds[2].revents & POLLERR || (fds[3].revents && !reading_tell(r, EVENT_KEYS)))
        return STEP_STOP;
    return n > 0 && fds[0].revents ? read_some(s, err) : STEP_ON;
}

/* STEP_READY with the first bytes in the buffer, so many that *kind is known; STEP_END when there are none.
 */
static enum step read_magic(struct stream *s, enum unpack_kind *kind, struct err *err)
{
    bool more = true;
    enum step step = STEP_ON;
    while (more && step != STEP_END) {
        do
            step = stream_wait(s, err);
        while (step == STEP_ON);
        if (step != STEP_READY && step != STEP_END)
            return step;
        *kind = unpack_magic(str_of(s->buffer, s->held), &more);
    }
    return s->held ? STEP_READY : STEP_END;
}

static enum step read_plain(struct stream *s, struct err *err)
{
    enum step step = s->held ? STEP_READY : STEP_ON;
    while (step == STEP_ON || step == STEP_READY) {
        if (step == STEP_READY) {
            step = feed(s, str_of(s->buffer, s->held));
            s->held = 0;
        }
        if (step == STEP_ON)
            step = stream_wait(s, err);
    }
    return step;
}

/* An unpack_source. Why it ends stays in s->stopped. */
static struct str packed_bytes(void *context)
{
    struct packed *p = context;
    struct stream *s = p->s;
    if (p->taken) {
        s->held = 0;
        do
            s->stopped = stream_wait(s, p->err);
        while (s->stopped == STEP_ON);
    }
    p->taken = true;
    return str_of(s->buffer, s->stopped == STEP_READY ? s->held : 0);
}

/* What another thread unpacks: each byte of the stream stands for a piece of it. */
static enum step read_pieces(struct stream *s, struct beside *b, struct err *err)
{
    enum step step = STEP_ON;
    while (step == STEP_ON || step == STEP_READY) {
        for (; s->held && (step == STEP_ON || step == STEP_READY); s->held--)
            step = feed(s, beside_piece(b));
        s->held = 0;
        if (step == STEP_ON)
            step = stream_wait(s, err);
    }
    return step;
}

/* Say of which file it is that `why` speaks. */
static enum step cannot_unpack(const struct stream *s, const struct err *why, struct err *err)
{
    err_set(err, "%s: %s", s->path, why->what);
    err_mend(err, "%s", why->mend);
    return STEP_FAILED;
}

/* The stream's compressed bytes, the first of which are in the buffer. */
static enum step read_packed(struct stream *s, enum unpack_kind kind, struct err *err)
{
    struct packed p = {.s = s, .err = err};
    struct err why = {.line = 0};
    struct unpack *u = unpack_new(kind, packed_bytes, &p, &why);
    enum step step = u ? STEP_ON : STEP_FAILED;
    s->stopped = STEP_READY;
    while (step == STEP_ON) {
        struct str bytes;
        enum unpack_stop stop = unpack_next(u, &bytes, &why);
        if (stop == UNPACK_BYTES)
            step = feed(s, bytes);
        else
            step = stop == UNPACK_END ? STEP_END : STEP_FAILED;
    }
    unpack_free(u);
    if (s->stopped != STEP_READY && s->stopped != STEP_END)
        return s->stopped; /* interrupted, or the file can't be read */
    return step == STEP_FAILED ? cannot_unpack(s, &why, err) : step;
}

void stream_begin(struct stream *s, struct reading *r, const struct input *in, bool followed, int fd)
{
    size_t size = r->options->read_size ? r->options->read_size : READ_SIZE;
    bool stamped = in->modified_ms != NO_TIME && !followed;
    *s = (struct stream){.r = r,
                         .path = in->path,
                         .fd = fd,
                         .buffer = mem_zero(size > UNPACK_MAGIC ? size : UNPACK_MAGIC),
                         .size = size,
                         .drain_until_ms = NO_TIME,
                         .renames = {.fd = -1},
                         .clock_due_ms = stamped || r->options->now_ms != NO_TIME ? NO_TIME : 0};
    (void)keep_sliding(s, clock_ms());
}

void stream_end(struct stream *s)
{
    free(s->buffer);
    renames_end(&s->renames);
}

/* A file that is known to be compressed, unpacked beside. */
static enum step read_beside(struct reading *r, const struct input *in, struct beside *b, struct err *err)
{
    struct stream s;
    struct err why = {.line = 0};
    stream_begin(&s, r, in, false, beside_ready(b));
    enum step step = read_pieces(&s, b, err);
    if (!beside_end(b, &why) && step == STEP_END)
        step = cannot_unpack(&s, &why, err);
    stream_end(&s);
    return step;
}

static enum step read_stream(struct reading *r, const struct input *in, int fd, struct err *err)
{
    struct stream s;
    enum unpack_kind kind = UNPACK_NONE;
    bool apart = in->packed && r->threads > 1 && !r->options->read_size;
    struct beside *beside = apart ? beside_begin(in->packed, fd) : NULL;
    if (beside)
        return read_beside(r, in, beside, err);
    stream_begin(&s, r, in, false, fd);
    enum step step = read_magic(&s, &kind, err);
    if (step == STEP_READY)
        step = kind ? read_packed(&s, kind, err) : read_plain(&s, err);
    stream_end(&s);
    return step;
}

enum step stream_pause(struct stream *s)
{
    struct reading *r = s->r;
    struct pollfd fds[] = {{.fd = signals_descriptor(), .events = POLLIN},
                           {.fd = r->output, .events = 0},
                           {.fd = r->keys, .events = POLLIN},
                           {.fd = s->renames.fd, .events = POLLIN}};
    int64_t now_ms = clock_ms(), us = LOOK_US, until = due_ms(s);
    if (until != NO_TIME && (until - now_ms) * 1000 < us)
        us = until > now_ms ? (until - now_ms) * 1000 : 0;
    int n = poll_us(fds, COUNT_OF(fds), us);
    if (n > 0 && fds[0].revents)
        signals_empty();
    if (n > 0 && (fds[1].revents & POLLERR || (fds[2].revents && !reading_tell(r, EVENT_KEYS))))
        return STEP_STOP;
    renames_empty(&s->renames);
    return n == 0 && run_waiting(r->run) ? was_quiet(s) : STEP_ON;
}

/* After all that is there: what is appended, and what comes in the file's place, until someone says stop. */
static enum step follow(struct stream *s, struct following *f, struct err *err)
{
    enum step step = STEP_END;
    bool on;
    while (!signals_end_asked() && (step == STEP_ON || step == STEP_END)) {
        if (!stream_keep_time(s, clock_ms()))
            return STEP_STOP;
        switch (following_look(f, clock_ms())) {
        case FOLLOW_NOTHING:
            step = stream_pause(s);
            break;
        case FOLLOW_MORE:
            step = read_plain(s, err);
            break;
        case FOLLOW_TRUNCATED:
        case FOLLOW_REPLACED:
            s->fd = f->fd;
            on = run_break(s->r->run);
            step = reading_tell(s->r, EVENT_FED) && on ? STEP_ON : STEP_STOP;
            break;
        }
    }
    return step == STEP_ON ? STEP_END : step;
}

enum step stream_caught_up(struct stream *s)
{
    enum step step = run_waiting(s->r->run) ? was_quiet(s) : STEP_ON;
    return reading_tell(s->r, EVENT_CAUGHT_UP) && step == STEP_ON ? STEP_END : STEP_STOP;
}

/* *fd may be another one afterwards. */
static enum step read_followed(struct reading *r, const struct input *in, int *fd, struct err *err)
{
    struct stream s;
    struct following f;
    if (!following_begin(&f, in->path, *fd))
        return reading_tell(r, EVENT_CAUGHT_UP) ? read_stream(r, in, *fd, err) : STEP_STOP;
    stream_begin(&s, r, in, true, *fd);
    renames_watch(&s.renames, in->path);
    enum step step = read_plain(&s, err);
    if (step == STEP_END)
        step = stream_caught_up(&s);
    if (step == STEP_END)
        step = follow(&s, &f, err);
    *fd = f.fd;
    following_end(&f);
    stream_end(&s);
    return step;
}

static enum step read_mapped(struct reading *r, const struct input *in, int fd, struct err *err)
{
    struct mapping m;
    if (!mapping_open(&m, fd, in->size))
        return read_stream(r, in, fd, err);
    bool on = run_map(r->run, m.bytes);
    if (mapping_close(&m))
        return on ? STEP_END : STEP_STOP;
    err_set(err, "%s: was truncated while it was read", in->path);
    return STEP_FAILED;
}

/* What was unpacked already. */
static enum step read_unpacked(struct reading *r, struct str plain)
{
    bool on = true;
    for (; on && plain.n && !signals_end_asked(); plain = str_skip(plain, READ_SIZE)) {
        on = run_feed(r->run, str_head(plain, READ_SIZE));
        on = reading_tell(r, EVENT_FED) && tell_signals_and_time(r, clock_ms()) && on;
    }
    return on ? STEP_END : STEP_STOP;
}

/* Relative times count from the newest record of a file. */
static void ask_from_newest(struct reading *r, const struct input *in, int fd)
{
    char *ends = mem_zero(2 * (size_t)NEWEST_BYTES);
    int64_t now_ms = r->options->now_ms == NO_TIME ? in->modified_ms : r->options->now_ms;
    off_t last = in->size > NEWEST_BYTES ? (off_t)in->size - NEWEST_BYTES : 0;
    ssize_t head = pread(fd, ends, NEWEST_BYTES, 0),
            tail = pread(fd, ends + NEWEST_BYTES, NEWEST_BYTES, last);
    int64_t newest_ms =
        newest_record(r->rules, str_of(ends, head > 0 ? (size_t)head : 0),
                      str_of(ends + NEWEST_BYTES, tail > 0 ? (size_t)tail : 0), now_ms, r->zone);
    if (newest_ms != NO_TIME)
        run_asked_at(r->run, newest_ms + 1); /* so that the newest one is not after it */
    free(ends);
}

static void begin_source(struct reading *r, const struct input *in, bool followed)
{
    run_source(r->run, str_z(in->path));
    if (in->modified_ms != NO_TIME && !followed && r->options->now_ms == NO_TIME)
        run_now(r->run, in->modified_ms);
}

static enum step end_source(struct reading *r, enum step step)
{
    return step == STEP_END && !run_end(r->run) ? STEP_STOP : step;
}

static enum step read_input(struct reading *r, const struct input *in, bool followed, struct err *err)
{
    int fd = input_open(in, err);
    if (fd < 0)
        return STEP_FAILED;
    begin_source(r, in, followed);
    if (in->regular && !followed && query_relative(r->query))
        ask_from_newest(r, in, fd);
    bool maps = in->regular && !r->options->read_size;
    enum step step = followed ? read_followed(r, in, &fd, err)
                     : maps   ? read_mapped(r, in, fd, err)
                              : read_stream(r, in, fd, err);
    close(fd);
    return end_source(r, step);
}

/* The i-th input, if it was read ahead. */
static bool read_ahead(struct reading *r, struct ahead *a, const struct inputs *in, size_t i, enum step *step)
{
    struct str plain;
    bool on = true;
    enum ahead_gave gave = a ? ahead_take(a, i, &plain, &on) : AHEAD_NOTHING;
    if (gave == AHEAD_COUNTED)
        *step =
            reading_tell(r, EVENT_FED) && tell_signals_and_time(r, clock_ms()) && on ? STEP_END : STEP_STOP;
    if (gave == AHEAD_BYTES) {
        begin_source(r, &in->v[i], false);
        *step = end_source(r, read_unpacked(r, plain));
    }
    return gave != AHEAD_NOTHING;
}

static enum step perform_one(struct reading *r, struct ahead *ahead, const struct inputs *in, size_t i,
                             struct err *err)
{
    enum step step = STEP_END;
    bool followed = r->options->follow && in->n == 1;
    if (followed || !read_ahead(r, ahead, in, i, &step))
        step = read_input(r, &in->v[i], followed, err);
    if (signals_report_asked() && step == STEP_END && !reading_tell(r, EVENT_ASKED))
        step = STEP_STOP;
    return step;
}

bool reading_perform(struct reading *r, const struct inputs *in)
{
    bool whole = true, several = r->options->follow && (in->n > 1 || in->folders || in->awaits);
    struct ahead *ahead = several || r->options->read_size ? NULL : ahead_begin(r, in);
    enum step step = STEP_END;
    for (size_t i = 0; i < in->n && step != STEP_STOP && !signals_end_asked(); i++) {
        struct err err = {.line = 0};
        if (several && tails_take(&in->v[i]))
            continue;
        step = perform_one(r, ahead, in, i, &err);
        if (step != STEP_FAILED)
            continue;
        complain(&err);
        whole = false;
    }
    ahead_end(ahead);
    if (several && step != STEP_STOP)
        whole = tails_follow(r, in) && whole;
    return whole;
}
