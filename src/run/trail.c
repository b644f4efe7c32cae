#include "run/trail.h"

#include <stdlib.h>

#include "input/trace.h"
#include "record/format_ops.h"

/* Bounds of a trail, and how far apart in time a line in column 0 may be from the one before it. */
enum { TRAIL_LINES = 600, TRAIL_BYTES = 128 << 10, APART_MS = 1500 };

void trail_init(struct trail *t, const struct field_trees *fields)
{
    *t = (struct trail){.fields = fields, .now_ms = NO_TIME};
}

void trail_now(struct trail *t, int64_t now_ms)
{
    t->now_ms = now_ms;
    if (t->ahead)
        decoder_now(t->ahead, now_ms);
}

void trail_free(struct trail *t)
{
    decoder_free(t->ahead);
    buf_free(&t->text);
}

/* --- a look that costs little, before the next record is read --- */

static bool begins_trace(struct str body)
{
    struct trace t;
    trace_begin(&t, body);
    return t.kind != TRACE_PLAIN && t.kind != TRACE_NONE;
}

/* Is `body`, if it is one line, plainly neither the place before an excerpt nor the start of a trace? */
static inline bool opens_nothing(struct str body)
{
    static const bool begins[256] = {
        ['p'] = true, ['f'] = true, ['t'] = true, ['T'] = true, ['g'] = true, ['r'] = true};
    return body.n == 0 ||
           (!begins[(unsigned char)body.p[0]] && (unsigned char)(body.p[body.n - 1] - '0') >= 10);
}

/* May a line that begins with `c` go on about `rec`? Of a body of several lines, whatever this says, nothing
 * is looked for. */
static bool may_follow(const struct record *rec, struct str body, char c)
{
    if (rec->error || trace_may_go_on(c))
        return true;
    if (LIKELY(opens_nothing(body)))
        return false;
    struct str line = str_head(body, str_chr(body, '\n'));
    return trace_opens(line) || (line.n && strchr("pftTgr", line.p[0]) && begins_trace(line));
}

/* The entry below `frame`'s, in `window`: of the same writer, with the same kind of stamp? *c begins its
 * message. */
static enum trail_stop look_at_entry(const struct frame *frame, struct str window, enum frame_feed feed,
                                     char *c)
{
    const struct header *h = &frame->header;
    size_t stamp = h->stamp_n, n = h->message_at;
    if (UNLIKELY(window.n <= n)) {
        bool whole = str_chr(window, '\n') < window.n || feed != FEED_MORE;
        return whole ? TRAIL_NONE : TRAIL_MORE;
    }
    *c = window.p[n];
    return memcmp(window.p + stamp, frame->bytes.p + stamp, n - stamp) == 0 ? TRAIL_FOUND : TRAIL_NONE;
}

static enum trail_stop look(const struct frame *frame, struct str window, enum frame_feed feed,
                            const struct record *rec, struct str body)
{
    char c = 0;
    if (!format_ops(rec->format)->headed)
        return may_follow(rec, body, 0) ? TRAIL_FOUND : TRAIL_NONE;
    enum trail_stop stop = look_at_entry(frame, window, feed, &c);
    return stop == TRAIL_FOUND && !may_follow(rec, body, c) ? TRAIL_NONE : stop;
}

/* --- the records behind --- */

static bool same_writer(const struct record *a, const struct record *b)
{
    static const enum field fields[] = {FIELD_SERVICE, FIELD_HOST, FIELD_PID};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!str_eq(a->field[fields[i]], b->field[fields[i]]))
            return false;
    return a->format == b->format;
}

static bool apart(int64_t a_ms, int64_t b_ms)
{
    return a_ms != NO_TIME && b_ms != NO_TIME && (b_ms > a_ms + APART_MS || b_ms < a_ms - APART_MS);
}

static void add_line(struct buf *text, struct str line)
{
    buf_addc(text, '\n');
    buf_add(text, line);
}

/* Does an entry of the same writer stand in `window` that begins with its date? */
static bool dated(const struct frame *frame, struct str window)
{
    const struct header *h = &frame->header;
    return window.n > h->message_at && trace_dated(str_skip(window, h->message_at)) &&
           memcmp(window.p + h->stamp_n, frame->bytes.p + h->stamp_n, h->message_at - h->stamp_n) == 0;
}

/* Is `body` the message of `frame` as it stands there, without a prefix of its own? */
static bool is_bare(const struct frame *frame, const struct record *rec, struct str body)
{
    return format_ops(rec->format)->headed && body.p == frame->bytes.p + frame->header.message_at;
}

/*
 * Does the entry in `window`, of one line without colours, plainly not go on? That is known of most before
 * they are read; `trace` is how the line before them left it.
 */
static bool plainly_ends(const struct frame *frame, struct str window, struct trace trace, struct str first)
{
    struct str rest = str_skip(window, frame->header.message_at);
    size_t n = str_chr(rest, '\n');
    if (n + 1 >= rest.n || rest.p[n + 1] == ' ' || rest.p[n + 1] == '\t' || memchr(rest.p, '\x1b', n))
        return false;
    return trace_next(&trace, first, str_head(rest, n)) == TRACE_ENDS;
}

/* What has been read behind a record so far. */
struct pursuit {
    struct framer framer;
    struct str window;
    struct trace trace;
    struct str first;
    int64_t last_ms;
    bool bare;    /* is_bare() of the record */
    uint64_t end; /* of what is sure, in the source and in the text; 0: nothing is */
    size_t sure;
};

static struct decoder *ahead(struct trail *t)
{
    if (!t->ahead) {
        t->ahead = decoder_new(t->fields);
        decoder_now(t->ahead, t->now_ms);
    }
    return t->ahead;
}

/* Take the message of `more`, the record behind, that t->ahead read last; false: it does not go on. */
static bool take_line(struct trail *t, struct pursuit *p, const struct record *more)
{
    struct str line = decoder_body(t->ahead);
    bool indented = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
    enum trace_step step = trace_next(&p->trace, p->first, line);
    if (step == TRACE_ENDS || (!indented && apart(p->last_ms, more->time_ms)))
        return false;
    add_line(&t->text, line);
    p->last_ms = more->time_ms;
    if (step == TRACE_GOES_ON) {
        p->sure = t->text.n;
        p->end = p->framer.offset;
    }
    return true;
}

/* Read records behind `frame` as long as they go on; false: the window ends too early. */
static bool pursue(struct trail *t, struct pursuit *p, enum frame_feed feed, const struct frame *frame,
                   const struct record *rec)
{
    struct frame next;
    struct record more;
    uint64_t most = p->framer.offset + TRAIL_BYTES;
    for (unsigned lines = 0; lines < TRAIL_LINES && p->framer.offset < most; lines++) {
        if (p->bare && dated(frame, p->window))
            return true;
        if (framer_next(&p->framer, p->window, feed, &next) == FRAME_MORE)
            return feed != FEED_MORE;
        p->window = str_skip(p->window, next.used);
        if (next.kind == FRAME_SKIP)
            continue;
        if (next.kind != frame->kind || !decoder_skim(ahead(t), &next, &more) || !same_writer(rec, &more) ||
            !take_line(t, p, &more))
            return true;
    }
    return true;
}

static enum trail_stop follow(struct trail *t, struct pursuit *p, enum frame_feed feed,
                              const struct frame *frame, const struct record *rec)
{
    p->framer.marks = NULL;
    p->framer.line = NULL;
    if (!pursue(t, p, feed, frame, rec))
        return TRAIL_MORE;
    t->text.n = p->sure;
    if (p->sure)
        t->end = p->end;
    return p->sure ? TRAIL_FOUND : TRAIL_NONE;
}

enum trail_stop trail_find(struct trail *t, const struct framer *framer, struct str window,
                           enum frame_feed feed, const struct frame *frame, const struct record *rec,
                           struct str body)
{
    enum trail_stop stop = look(frame, window, feed, rec, body);
    if (LIKELY(stop != TRAIL_FOUND) || str_chr(body, '\n') < body.n || trace_is_frame(body))
        return stop == TRAIL_FOUND ? TRAIL_NONE : stop; /* a message of several lines is whole */
    struct pursuit p = {.framer = *framer,
                        .window = window,
                        .first = body,
                        .last_ms = rec->time_ms,
                        .bare = is_bare(frame, rec, body)};
    trace_begin(&p.trace, p.first);
    if (p.bare && plainly_ends(frame, window, p.trace, p.first))
        return TRAIL_NONE;
    buf_clear(&t->text);
    buf_add(&t->text, body);
    return follow(t, &p, feed, frame, rec);
}
