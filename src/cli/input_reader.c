#include "cli/input_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/file_bytes.h"
#include "cli/follow_files.h"
#include "cli/followed_file.h"
#include "cli/input_reader_internal.h"
#include "cli/prefetch.h"
#include "cli/signals.h"
#include "cli/unpack_thread.h"
#include "input/no_log.h"
#include "run/newest_record.h"

enum {
    DRAIN_QUIET_MS = 50, /* after Ctrl-C: what the writer still says until it is quiet this long, ... */
    DRAIN_MS = 1000,     /* ... or goes on for ever */
    LOOK_US = 200000     /* how often a followed file is looked at */
};

/* Compressed bytes of a stream. */
struct packed_stream {
    struct input_stream *s;
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
static int64_t due_ms(const struct input_stream *s)
{
    int64_t until = s->slide_due_ms;
    for (enum reader_event e = 0; e < EVENT_TIMED; e++)
        until = timestamp_earlier(s->r->at_ms[e], until);
    return until;
}

static int64_t wait_us(const struct input_stream *s, int64_t now_ms)
{
    const struct input_reader *r = s->r;
    int64_t us = run_wait_us(r->run), until = due_ms(s);
    if (us == RUN_IDLE_US)
        return us;
    if (us >= 0)
        until = timestamp_earlier(until, now_ms + us / 1000);
    if (s->drain_until_ms != NO_TIME)
        until = now_ms + DRAIN_QUIET_MS;
    if (until == NO_TIME)
        return -1;
    return until > now_ms ? (until - now_ms) * 1000 : 0;
}

bool input_reader_tell(struct input_reader *r, enum reader_event e)
{
    return !r->listener || r->listener(r->context, e, clock_ms());
}

static bool tell_signals_and_time(struct input_reader *r, int64_t now_ms)
{
    if (signals_report_asked() && !input_reader_tell(r, EVENT_ASKED))
        return false;
    if (signals_resized() && !input_reader_tell(r, EVENT_RESIZED))
        return false;
    if (signals_stop_asked() && !input_reader_tell(r, EVENT_STOPPED))
        return false;
    for (enum reader_event e = 0; e < EVENT_TIMED; e++) {
        if (r->at_ms[e] == NO_TIME || now_ms < r->at_ms[e])
            continue;
        r->at_ms[e] = NO_TIME;
        if (!input_reader_tell(r, e))
            return false;
    }
    return true;
}

/* Of a live log's last quarter of an hour, say: what is older leaves it. False: nothing more can be shown. */
static bool keep_sliding(struct input_stream *s, int64_t now_ms)
{
    if (s->slide_due_ms == NO_TIME || now_ms < s->slide_due_ms)
        return true;
    bool on = input_reader_tell(s->r, EVENT_SLIDES);
    int64_t unix_ms = clock_unix_ms(), next_ms = run_slide(s->r->run, unix_ms);
    s->slide_due_ms = next_ms == NO_TIME ? NO_TIME : now_ms + (next_ms > unix_ms ? next_ms - unix_ms : 1);
    return next_ms == NO_TIME || (on && input_reader_tell(s->r, EVENT_SLID));
}

bool stream_keep_time(struct input_stream *s, int64_t now_ms)
{
    return tell_signals_and_time(s->r, now_ms) && keep_sliding(s, now_ms);
}

/* Read what there is into the buffer, behind what it holds (the start of the stream). */
static enum stream_status read_some(struct input_stream *s, struct err *err)
{
    ssize_t n = read(s->fd, s->buffer + s->held, s->held ? NO_LOG_MAGIC - s->held : s->room);
    if (n == 0)
        return STREAM_END;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return STREAM_ON;
    if (n < 0) {
        err_set(err, "%s: cannot read: %s", s->path, strerror(errno));
        run_lost(s->r->run, s->fed);
        return STREAM_FAILED;
    }
    s->held += (size_t)n;
    return STREAM_READY;
}

/* Stamps without a year are those of a stream that may run for days. */
static void tell_clock(struct input_stream *s)
{
    int64_t now_ms = clock_ms();
    if (s->clock_due_ms == NO_TIME || now_ms < s->clock_due_ms)
        return;
    run_now(s->r->run, clock_unix_ms());
    s->clock_due_ms = now_ms + CLOCK_MS;
}

static enum stream_status feed(struct input_stream *s, struct str bytes)
{
    tell_clock(s);
    s->fed += bytes.n;
    bool on = run_feed(s->r->run, bytes);
    return input_reader_tell(s->r, EVENT_FED) && on ? STREAM_ON : STREAM_STOP;
}

/* Nothing came: what waits for more is complete; after Ctrl-C, it is the end. */
static enum stream_status was_quiet(struct input_stream *s)
{
    struct input_reader *r = s->r;
    if (run_wait_us(r->run) >= 0) {
        bool on = run_idle(r->run);
        return input_reader_tell(r, EVENT_FED) && on ? STREAM_ON : STREAM_STOP;
    }
    return s->drain_until_ms != NO_TIME ? STREAM_END : STREAM_ON;
}

/* Wait for bytes, and for what else may happen meanwhile; STREAM_READY: more bytes are in the buffer. */
static enum stream_status stream_wait(struct input_stream *s, struct err *err)
{
    struct input_reader *r = s->r;
    struct pollfd fds[] = {{.fd = s->fd, .events = POLLIN},
                           {.fd = signals_descriptor(), .events = POLLIN},
                           {.fd = r->output, .events = 0},
                           {.fd = r->keys, .events = POLLIN}};
    int64_t now_ms = clock_ms();
    if (!stream_keep_time(s, now_ms))
        return STREAM_STOP;
    if (signals_end_asked() && s->drain_until_ms == NO_TIME)
        s->drain_until_ms = now_ms + DRAIN_MS;
    if (s->drain_until_ms != NO_TIME && now_ms >= s->drain_until_ms)
        return STREAM_END;
    int n = poll_us(fds, COUNT_OF(fds), wait_us(s, now_ms));
    if (n == 0)
        return was_quiet(s);
    if (fds[1].revents)
        signals_empty();
    if (fds[2].revents & POLLERR || (fds[3].revents && !input_reader_tell(r, EVENT_KEYS)))
        return STREAM_STOP;
    return n > 0 && fds[0].revents ? read_some(s, err) : STREAM_ON;
}

/* What begins with `head` is neither compressed nor what no log is, or more of it tells. */
static bool is_undecided(struct str head, enum unpack_kind *kind)
{
    bool more;
    *kind = unpack_magic(head, &more);
    return !*kind && (more || no_log_undecided(head));
}

/* STREAM_READY with the first bytes in the buffer, so many that *kind is known; STREAM_END when there are
 * none.
 */
static enum stream_status read_magic(struct input_stream *s, enum unpack_kind *kind, struct err *err)
{
    bool more = true;
    enum stream_status step = STREAM_ON;
    while (more && step != STREAM_END) {
        do
            step = stream_wait(s, err);
        while (step == STREAM_ON);
        if (step != STREAM_READY && step != STREAM_END)
            return step;
        more = is_undecided(str_of(s->buffer, s->held), kind);
    }
    return s->held ? STREAM_READY : STREAM_END;
}

/* What the buffer holds: of a stream's start it may be more than one read. */
static enum stream_status feed_held(struct input_stream *s)
{
    enum stream_status step = STREAM_ON;
    struct str rest = str_of(s->buffer, s->held);
    for (; rest.n && step == STREAM_ON; rest = str_skip(rest, s->piece))
        step = feed(s, str_head(rest, s->piece));
    s->held = 0;
    return step;
}

static enum stream_status read_plain(struct input_stream *s, struct err *err)
{
    enum stream_status step = s->held ? STREAM_READY : STREAM_ON;
    s->room = s->size;
    while (step == STREAM_ON || step == STREAM_READY) {
        if (step == STREAM_READY)
            step = feed_held(s);
        if (step == STREAM_ON)
            step = stream_wait(s, err);
    }
    return step;
}

/* An unpack_source. Why it ends stays in s->stopped. */
static struct str packed_bytes(void *context)
{
    struct packed_stream *p = context;
    struct input_stream *s = p->s;
    if (p->taken) {
        s->held = 0;
        do
            s->stopped = stream_wait(s, p->err);
        while (s->stopped == STREAM_ON);
    }
    p->taken = true;
    return str_of(s->buffer, s->stopped == STREAM_READY ? s->held : 0);
}

/* What another thread unpacks: each byte of the stream stands for a piece of it. */
static enum stream_status read_pieces(struct input_stream *s, struct unpack_thread *u, struct err *err)
{
    enum stream_status step = STREAM_ON;
    while (step == STREAM_ON || step == STREAM_READY) {
        for (; s->held && (step == STREAM_ON || step == STREAM_READY); s->held--)
            step = feed(s, unpack_thread_piece(u));
        s->held = 0;
        if (step == STREAM_ON)
            step = stream_wait(s, err);
    }
    return step;
}

/* Say of which file it is that `why` speaks. */
static enum stream_status cannot_unpack(const struct input_stream *s, const struct err *why, struct err *err)
{
    err_set(err, "%s: %s", s->path, why->what);
    err_mend(err, "%s", why->mend);
    run_lost(s->r->run, s->fed);
    return STREAM_FAILED;
}

/* The stream's compressed bytes, the first of which are in the buffer. */
static enum stream_status read_packed(struct input_stream *s, enum unpack_kind kind, struct err *err)
{
    struct packed_stream p = {.s = s, .err = err};
    struct err why = {.line = 0};
    struct unpack *u = unpack_new(kind, s->path, packed_bytes, &p, &why);
    enum stream_status step = u ? STREAM_ON : STREAM_FAILED;
    s->stopped = STREAM_READY;
    while (step == STREAM_ON) {
        struct str bytes;
        enum unpack_stop stop = unpack_next(u, &bytes, &why);
        if (stop == UNPACK_BYTES)
            step = feed(s, bytes);
        else
            step = stop == UNPACK_END ? STREAM_END : STREAM_FAILED;
    }
    unpack_free(u);
    if (s->stopped != STREAM_READY && s->stopped != STREAM_END)
        return s->stopped; /* interrupted, or the file can't be read */
    return step == STREAM_FAILED ? cannot_unpack(s, &why, err) : step;
}

void stream_begin(struct input_stream *s, struct input_reader *r, const struct input *in, bool followed,
                  int fd)
{
    size_t piece = r->options->read_size ? r->options->read_size : READ_SIZE;
    size_t size = piece > READ_SIZE ? piece : READ_SIZE;
    bool stamped = in->modified_ms != NO_TIME && !followed;
    *s = (struct input_stream){.r = r,
                               .path = in->path,
                               .fd = fd,
                               .buffer = mem_zero(size),
                               .size = size,
                               .room = piece,
                               .piece = piece,
                               .drain_until_ms = NO_TIME,
                               .dir_watch = {.fd = -1},
                               .clock_due_ms = stamped || r->options->now_ms != NO_TIME ? NO_TIME : 0};
    (void)keep_sliding(s, clock_ms());
}

void stream_end(struct input_stream *s)
{
    free(s->buffer);
    dir_watch_end(&s->dir_watch);
}

/* The stream, unless it is an archive or the like. */
static enum stream_status read_log(struct input_stream *s, struct err *err)
{
    const struct no_log *kind = no_log_streamed(str_of(s->buffer, s->held));
    if (!kind)
        return read_plain(s, err);
    no_log_refuse(kind, s->path, err);
    return STREAM_FAILED;
}

/* A file that is known to be compressed, unpacked beside. */
static enum stream_status read_beside(struct input_reader *r, const struct input *in, struct unpack_thread *u,
                                      struct err *err)
{
    struct input_stream s;
    struct err why = {.line = 0};
    stream_begin(&s, r, in, false, unpack_thread_ready(u));
    enum stream_status step = read_pieces(&s, u, err);
    if (!unpack_thread_end(u, &why) && step == STREAM_END)
        step = cannot_unpack(&s, &why, err);
    stream_end(&s);
    return step;
}

static enum stream_status read_stream(struct input_reader *r, const struct input *in, int fd, struct err *err)
{
    struct input_stream s;
    enum unpack_kind kind = UNPACK_NONE;
    bool apart = in->packed && r->threads > 1 && !r->options->read_size;
    struct unpack_thread *unpacking = apart ? unpack_thread_begin(in->packed, in->path, fd) : NULL;
    if (unpacking)
        return read_beside(r, in, unpacking, err);
    stream_begin(&s, r, in, false, fd);
    enum stream_status step = read_magic(&s, &kind, err);
    if (step == STREAM_READY)
        step = kind ? read_packed(&s, kind, err) : read_log(&s, err);
    stream_end(&s);
    return step;
}

enum stream_status stream_pause(struct input_stream *s)
{
    struct input_reader *r = s->r;
    struct pollfd fds[] = {{.fd = signals_descriptor(), .events = POLLIN},
                           {.fd = r->output, .events = 0},
                           {.fd = r->keys, .events = POLLIN},
                           {.fd = s->dir_watch.fd, .events = POLLIN}};
    int64_t now_ms = clock_ms(), us = LOOK_US, until = due_ms(s);
    if (until != NO_TIME && (until - now_ms) * 1000 < us)
        us = until > now_ms ? (until - now_ms) * 1000 : 0;
    int n = poll_us(fds, COUNT_OF(fds), us);
    if (n > 0 && fds[0].revents)
        signals_empty();
    if (n > 0 && (fds[1].revents & POLLERR || (fds[2].revents && !input_reader_tell(r, EVENT_KEYS))))
        return STREAM_STOP;
    dir_watch_empty(&s->dir_watch);
    return n == 0 && run_wait_us(r->run) >= 0 ? was_quiet(s) : STREAM_ON;
}

/* After all that is there: what is appended, and what comes in the file's place, until someone says stop. */
static enum stream_status follow(struct input_stream *s, struct followed_file *f, struct err *err)
{
    enum stream_status step = STREAM_END;
    bool on;
    while (!signals_end_asked() && (step == STREAM_ON || step == STREAM_END)) {
        if (!stream_keep_time(s, clock_ms()))
            return STREAM_STOP;
        switch (followed_file_look(f, clock_ms())) {
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
            step = input_reader_tell(s->r, EVENT_FED) && on ? STREAM_ON : STREAM_STOP;
            break;
        }
    }
    return step == STREAM_ON ? STREAM_END : step;
}

enum stream_status stream_caught_up(struct input_stream *s)
{
    enum stream_status step = run_wait_us(s->r->run) >= 0 ? was_quiet(s) : STREAM_ON;
    return input_reader_tell(s->r, EVENT_CAUGHT_UP) && step == STREAM_ON ? STREAM_END : STREAM_STOP;
}

/* *fd may be another one afterwards. */
static enum stream_status read_followed(struct input_reader *r, const struct input *in, int *fd,
                                        struct err *err)
{
    struct input_stream s;
    struct followed_file f;
    if (!followed_file_begin(&f, in->path, *fd))
        return input_reader_tell(r, EVENT_CAUGHT_UP) ? read_stream(r, in, *fd, err) : STREAM_STOP;
    stream_begin(&s, r, in, true, *fd);
    dir_watch_begin(&s.dir_watch, in->path);
    enum stream_status step = read_plain(&s, err);
    if (step == STREAM_END)
        step = stream_caught_up(&s);
    if (step == STREAM_END)
        step = follow(&s, &f, err);
    *fd = f.fd;
    followed_file_end(&f);
    stream_end(&s);
    return step;
}

static enum stream_status read_file(struct input_reader *r, const struct input *in, int fd, struct err *err)
{
    struct file_bytes bytes;
    file_bytes_begin(&bytes, in, fd);
    bool on =
        run_read(r->run, &(struct run_file){.size = in->size, .read = file_bytes_read, .context = &bytes});
    struct err why;
    if (file_bytes_whole(&bytes, &why))
        return on ? STREAM_END : STREAM_STOP;
    err_set(err, "%s: %s", in->path, why.what);
    run_lost(r->run, bytes.missing);
    return STREAM_FAILED;
}

/* What was unpacked already. */
static enum stream_status read_unpacked(struct input_reader *r, struct str plain)
{
    bool on = true;
    for (; on && plain.n && !signals_end_asked(); plain = str_skip(plain, READ_SIZE)) {
        on = run_feed(r->run, str_head(plain, READ_SIZE));
        on = input_reader_tell(r, EVENT_FED) && tell_signals_and_time(r, clock_ms()) && on;
    }
    return on ? STREAM_END : STREAM_STOP;
}

/* Relative times count from the newest record of a file. */
static void ask_from_newest(struct input_reader *r, const struct input *in, int fd)
{
    LOCAL_MEM char *ends = mem_zero(2 * (size_t)NEWEST_BYTES);
    int64_t now_ms = r->options->now_ms == NO_TIME ? in->modified_ms : r->options->now_ms;
    off_t last = in->size > NEWEST_BYTES ? (off_t)in->size - NEWEST_BYTES : 0;
    ssize_t head = pread(fd, ends, NEWEST_BYTES, 0),
            tail = pread(fd, ends + NEWEST_BYTES, NEWEST_BYTES, last);
    int64_t newest_ms =
        newest_record(r->rules, str_of(ends, head > 0 ? (size_t)head : 0),
                      str_of(ends + NEWEST_BYTES, tail > 0 ? (size_t)tail : 0), now_ms, r->zone);
    if (newest_ms != NO_TIME)
        run_asked_at(r->run, newest_ms + 1); /* so that the newest one is not after it */
}

static void begin_source(struct input_reader *r, const struct input *in, bool followed)
{
    run_source(r->run, str_z(in->path));
    if (in->modified_ms != NO_TIME && !followed && r->options->now_ms == NO_TIME)
        run_now(r->run, in->modified_ms);
}

static enum stream_status end_source(struct input_reader *r, enum stream_status step)
{
    return step == STREAM_END && !run_end(r->run) ? STREAM_STOP : step;
}

static enum stream_status read_input(struct input_reader *r, const struct input *in, bool followed,
                                     struct err *err)
{
    int fd = input_open(in, err);
    if (fd < 0)
        return STREAM_FAILED;
    begin_source(r, in, followed);
    if (in->regular && !followed && query_relative(r->query))
        ask_from_newest(r, in, fd);
    bool anywhere = in->regular && !r->options->read_size;
    enum stream_status step = followed   ? read_followed(r, in, &fd, err)
                              : anywhere ? read_file(r, in, fd, err)
                                         : read_stream(r, in, fd, err);
    close(fd);
    return end_source(r, step);
}

/* The i-th input, if it was read ahead. */
static bool read_ahead(struct input_reader *r, struct prefetch *a, const struct inputs *in, size_t i,
                       enum stream_status *step)
{
    struct str plain;
    bool on = true;
    enum prefetch_result gave = a ? prefetch_take(a, i, &plain, &on) : PREFETCH_NOTHING;
    if (gave == PREFETCH_COUNTED)
        *step = input_reader_tell(r, EVENT_FED) && tell_signals_and_time(r, clock_ms()) && on ? STREAM_END
                                                                                              : STREAM_STOP;
    if (gave == PREFETCH_BYTES) {
        begin_source(r, &in->v[i], false);
        *step = end_source(r, read_unpacked(r, plain));
    }
    return gave != PREFETCH_NOTHING;
}

static enum stream_status perform_one(struct input_reader *r, struct prefetch *prefetch,
                                      const struct inputs *in, size_t i, struct err *err)
{
    enum stream_status step = STREAM_END;
    bool followed = r->options->follow && in->n == 1;
    if (followed || !read_ahead(r, prefetch, in, i, &step))
        step = read_input(r, &in->v[i], followed, err);
    if (signals_report_asked() && step == STREAM_END && !input_reader_tell(r, EVENT_ASKED))
        step = STREAM_STOP;
    return step;
}

bool input_reader_run(struct input_reader *r, const struct inputs *in)
{
    bool whole = true, several = r->options->follow && (in->n > 1 || in->folders || in->awaited);
    struct prefetch *prefetch = several || r->options->read_size ? NULL : prefetch_begin(r, in);
    enum stream_status step = STREAM_END;
    for (size_t i = 0; i < in->n && step != STREAM_STOP && !signals_end_asked(); i++) {
        struct err err = {.line = 0};
        if (several && follow_possible(&in->v[i]))
            continue;
        step = perform_one(r, prefetch, in, i, &err);
        if (step != STREAM_FAILED)
            continue;
        complain(&err);
        whole = false;
    }
    prefetch_end(prefetch);
    if (several && step != STREAM_STOP)
        whole = follow_files(r, in) && whole;
    return whole;
}
