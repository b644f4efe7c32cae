#include "run/continuation.h"

#include <stdlib.h>

#include "input/prefix.h"
#include "record/format_ops.h"

/* Bounds of a continuation and of a line in parts (a container's runtime parts at 16 KiB), and how far apart
 * in time a line in column 0 may be from the one before it. */
enum {
    CONTINUATION_LINES = 600,
    CONTINUATION_BYTES = 128 << 10,
    PARTS_MOST = 512,
    PART_BYTES = 2 << 20,
    APART_MS = 1500
};

void continuation_init(struct continuation *t, const struct path_trees *path_trees)
{
    *t = (struct continuation){.path_trees = path_trees, .now_ms = NO_TIME};
}

void continuation_now(struct continuation *t, int64_t now_ms)
{
    t->now_ms = now_ms;
    if (t->ahead)
        decoder_now(t->ahead, now_ms);
}

void continuation_free(struct continuation *t)
{
    decoder_free(t->ahead);
    buf_free(&t->text);
}

/* --- a look that costs little, before the next record is read --- */

static bool begins_trace(struct str body)
{
    struct stack_trace t;
    stack_trace_begin(&t, body);
    return t.kind != STACK_TRACE_PLAIN && t.kind != STACK_TRACE_NONE;
}

/* Is `body`, if it is one line, plainly neither the place before an excerpt nor the start of a trace or of an
 * object? */
static inline bool opens_nothing(struct str body)
{
    static const bool begins[256] =
        {['p'] = true, ['f'] = true, ['t'] = true, ['T'] = true, ['g'] = true, ['r'] = true, [' '] = true},
                      ends[256] = {['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,
                                   ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
                                   ['{'] = true, ['['] = true, ['('] = true};
    return body.n == 0 || (!begins[(unsigned char)body.p[0]] && !ends[(unsigned char)body.p[body.n - 1]]);
}

/* May a line that begins with `c` go on about `rec`? Of a body of several lines, whatever this says, nothing
 * is looked for. */
static bool may_follow(const struct record *rec, struct str body, char c)
{
    if (rec->error || stack_trace_may_go_on(c))
        return true;
    if (LIKELY(opens_nothing(body)))
        return false;
    if (memchr("{[(", body.p[body.n - 1], 3))
        return true;
    if (body.p[0] == ' ')
        return str_find(body, STR("+ Exception Group ")) < body.n;
    struct str line = str_head(body, str_chr(body, '\n'));
    return stack_trace_opens(line) || (line.n && str_among("pftTgr", line.p[0]) && begins_trace(line));
}

/* Does `s`, of one line or several, go on about the line that is `first`? That is told by its first. */
static enum stack_trace_step next_lines(struct stack_trace *stack_trace, struct str first, struct str s)
{
    struct str line;
    enum stack_trace_step step = STACK_TRACE_ENDS;
    while (str_split(&s, '\n', &line)) {
        enum stack_trace_step next = stack_trace_next(stack_trace, first, line);
        if (next == STACK_TRACE_ENDS)
            break;
        step = next;
    }
    return step;
}

/* `body`, of one line or, where lines of another may stand within a record of text, of several. */
static void begin_trace(struct stack_trace *t, struct str body)
{
    struct str first = str_head(body, str_chr(body, '\n'));
    stack_trace_begin(t, first);
    if (first.n < body.n)
        (void)next_lines(t, first, str_skip(body, first.n + 1));
}

/* Does `body`, of an error, begin a trace whose lines others may part? */
static bool opens_trace(const struct record *rec, struct str body)
{
    struct stack_trace t;
    if (LIKELY(!rec->error) || body.n == 0 || stack_trace_dated(body))
        return false;
    begin_trace(&t, body);
    return stack_trace_open(&t);
}

/* Does the entry in `window`, of more bytes than that of `frame` has before its message, have the same writer
 * and the same kind of stamp? */
static bool same_header(const struct frame *frame, struct str window)
{
    size_t stamp = frame->header.stamp_n, n = frame->header.message_at;
    return memcmp(window.p + stamp, frame->bytes.p + stamp, n - stamp) == 0;
}

/* Does Haskell's list of callers begin at `s`, as far as that is shown? It goes on about any line, as what is
 * indented does. */
static bool maybe_call_stack(struct str s)
{
    static const struct str start = STR_INIT("CallStack (from ");
    return str_starts(s, start) || str_starts(start, s);
}

/* The entry below `frame`'s, in `window`: of the same writer, with the same kind of stamp? *c begins its
 * message. */
static enum continuation_stop look_at_entry(const struct frame *frame, struct str window,
                                            enum frame_feed feed, char *c)
{
    size_t n = frame->header.message_at;
    if (UNLIKELY(window.n <= n)) {
        bool whole = str_chr(window, '\n') < window.n || feed != FEED_MORE;
        return whole ? CONTINUATION_NONE : CONTINUATION_MORE;
    }
    *c = maybe_call_stack(str_skip(window, n)) ? ' ' : window.p[n];
    return same_header(frame, window) ? CONTINUATION_FOUND : CONTINUATION_NONE;
}

/* What the line begins with that the object below `frame`'s carries, if it stands where that of `frame` does,
 * `n` bytes from the start; 0: that is not known. */
static enum continuation_stop look_at_carried(const struct frame *frame, size_t n, struct str window,
                                              enum frame_feed feed, char *c)
{
    size_t at = 0;
    while (at < window.n && (window.p[at] == '\n' || window.p[at] == '\r'))
        at++;
    struct str next = str_skip(window, at);
    if (next.n < n + 2)
        return feed == FEED_MORE ? CONTINUATION_MORE : CONTINUATION_NONE;
    bool alike = memcmp(next.p, frame->bytes.p, n) == 0;
    char first = alike ? next.p[n] : 0, escaped = next.p[n + 1];
    *c = first != '\\' ? first : escaped == 't' ? '\t' : escaped == 'n' || escaped == 'u' ? '\n' : 0;
    return CONTINUATION_FOUND;
}

static enum continuation_stop look(const struct decoder *d, const struct frame *frame, struct str window,
                                   enum frame_feed feed, const struct record *rec, struct str body)
{
    const struct format_ops *ops = format_ops(rec->format);
    char c = 0;
    enum continuation_stop stop = ops->prefixed ? CONTINUATION_NONE : CONTINUATION_FOUND;
    if (UNLIKELY(rec->carry == CARRY_PART))
        return CONTINUATION_FOUND;
    if (ops->headed)
        stop = look_at_entry(frame, window, feed, &c);
    else if (rec->carry == CARRY_LINE && !ops->prefixed)
        stop = look_at_carried(frame, decoder_line_at(d, frame), window, feed, &c);
    if (stop == CONTINUATION_NONE && opens_trace(rec, body))
        return CONTINUATION_FOUND;
    return stop == CONTINUATION_FOUND && !may_follow(rec, body, c) ? CONTINUATION_NONE : stop;
}

/* --- the records behind --- */

/* A look ahead, and the record that it came to. */
struct lookahead {
    struct continuation *t;
    struct framer framer;
    struct str window;
    enum frame_feed feed;
    uint64_t from;             /* where it began */
    const struct frame *frame; /* of the record that it is about, and that */
    const struct record *rec;
    bool bare;     /* is_bare() of it */
    bool prefixed; /* it is of text behind a prefix, which the framer has read as far as no other parts it */
    struct frame next;
    struct record more;
    bool ended; /* there is none: the source ends, or something damaged stands there */
};

static void begin(struct lookahead *a, struct str body)
{
    struct continuation *t = a->t;
    a->framer.bitmaps = NULL;
    a->framer.line = NULL;
    if (!t->ahead) {
        t->ahead = decoder_new(t->path_trees);
        decoder_now(t->ahead, t->now_ms);
    }
    buf_set(&t->text, body);
    t->own_n = 0;
    t->extent = (struct continuation_extent){0};
}

/* The next frame. False: the window ends too early. */
static bool step_frame(struct lookahead *a)
{
    do {
        if (framer_next(&a->framer, a->window, a->feed, &a->next) == FRAME_MORE) {
            a->ended = true;
            return a->feed != FEED_MORE;
        }
        a->window = str_skip(a->window, a->next.used);
    } while (a->next.kind == FRAME_SKIP);
    a->ended = a->next.kind != a->frame->kind;
    return true;
}

static void read_record(struct lookahead *a)
{
    a->ended = a->ended || !decoder_basic_fields(a->t->ahead, &a->next, &a->more);
}

/* The next record. False: the window ends too early. */
static bool step(struct lookahead *a)
{
    bool shown = step_frame(a);
    if (shown)
        read_record(a);
    return shown;
}

/* Did the writer of the record that it is about write this one, too? */
static bool same_writer(const struct lookahead *a)
{
    return !a->ended && decoder_same_carrier(a->t->ahead, a->frame, a->rec, &a->next, &a->more);
}

static bool apart(int64_t a_ms, int64_t b_ms)
{
    return a_ms != NO_TIME && b_ms != NO_TIME && (b_ms > a_ms + APART_MS || b_ms < a_ms - APART_MS);
}

/* What stands up to here is the record's. */
static void take_parts(struct lookahead *a, size_t own_n)
{
    struct continuation *t = a->t;
    t->own_n = own_n;
    t->raw_end = a->next.offset + a->next.bytes.n;
    t->extent.parts_end = t->extent.end = a->framer.offset;
}

/* The line has no end: its parts, up to the record of another between them, are none that a line begins with.
 * Else each of them would be looked behind as far. */
static enum continuation_stop leave_parts(struct lookahead *a)
{
    struct continuation_extent *e = &a->t->extent;
    *e = (struct continuation_extent){.end = e->other_count ? e->others[0] : a->framer.offset, .alone = true};
    return CONTINUATION_NONE;
}

/* Add the other parts of the line that t->text begins with. */
static enum continuation_stop finish_line(struct lookahead *a)
{
    struct continuation *t = a->t;
    struct continuation_extent *e = &t->extent;
    unsigned parts = 0;
    for (bool part = true; part; parts++) {
        if (!step(a))
            return CONTINUATION_MORE;
        if (same_writer(a)) {
            buf_add(&t->text, decoder_carried(t->ahead, &a->next, &a->more));
            part = a->more.carry == CARRY_PART;
        } else if (!a->ended && e->other_count < CONTINUATION_OTHERS) {
            e->others[e->other_count++] = a->next.offset;
            continue;
        }
        if (a->ended || e->other_count == CONTINUATION_OTHERS || t->text.n > PART_BYTES ||
            parts == PARTS_MOST)
            return leave_parts(a);
    }
    take_parts(a, t->text.n);
    a->from = a->framer.offset;
    return CONTINUATION_FOUND;
}

/* `line` without a prefix that `first` has, too, of a form that is one only before an indented line (npmlog).
 */
static struct str unprefixed(struct str first, struct str line)
{
    size_t n = line.n && line.p[0] > ' ' ? line_prefix(line, NULL) : 0;
    return n && str_starts(first, str_head(line, n)) ? str_skip(line, n) : line;
}

/* Is the record of the same writer and second, and its one line a frame of a stack? All of it is known then,
 * without reading it. */
static bool is_stack_frame(const struct lookahead *a, struct str *line)
{
    if (!a->bare || a->ended) /* only what is bare has a header */
        return false;
    size_t at = a->frame->header.message_at;
    *line = str_skip(a->next.bytes, at);
    return a->next.header.message_at == at && memcmp(a->next.bytes.p, a->frame->bytes.p, at) == 0 &&
           stack_trace_is_frame(*line) && !memchr(line->p, '\n', line->n) &&
           !memchr(line->p, '\x1b', line->n);
}

/* The message of the record, and its time. False: it is not of the same writer, or there is none. */
static bool read_line(struct lookahead *a, struct str *line)
{
    if (is_stack_frame(a, line)) {
        a->more.time_ms = a->rec->time_ms;
        return true;
    }
    read_record(a);
    if (!same_writer(a))
        return false;
    *line = decoder_body(a->t->ahead);
    return true;
}

/* Does `line`, the record's, go on about the line that is `first`, behind one of `last_ms`? */
static enum stack_trace_step goes_on(const struct lookahead *a, struct stack_trace *stack_trace,
                                     struct str first, struct str line, int64_t last_ms)
{
    line = unprefixed(first, line);
    bool indented = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
    enum stack_trace_step step =
        a->prefixed ? next_lines(stack_trace, first, line) : stack_trace_next(stack_trace, first, line);
    return !indented && apart(last_ms, a->more.time_ms) ? STACK_TRACE_ENDS : step;
}

static void add_line(struct buf *text, struct str line)
{
    buf_join(text, "\n", line);
}

/* Does an entry of the same writer stand in `window` that begins with its date? */
static bool dated(const struct frame *frame, struct str window)
{
    size_t n = frame->header.message_at;
    return window.n > n && stack_trace_dated(str_skip(window, n)) && same_header(frame, window);
}

/* The record that was read last is another's: may the trace go on behind it? Then it is kept out of it. */
static bool passes_other(struct lookahead *a, const struct stack_trace *stack_trace)
{
    struct continuation_extent *e = &a->t->extent;
    if (a->ended || e->other_count == CONTINUATION_OTHERS || !stack_trace_open(stack_trace) ||
        apart(a->rec->time_ms, a->more.time_ms))
        return false;
    e->others[e->other_count++] = a->next.offset;
    return true;
}

/* Add the lines that go on about the one that is t->text. */
static enum continuation_stop add_lines(struct lookahead *a, struct stack_trace stack_trace)
{
    struct continuation *t = a->t;
    int64_t last_ms = a->rec->time_ms;
    size_t first = str_chr(buf_str(&t->text), '\n'), from = t->text.n, sure = from;
    struct str line;
    for (unsigned lines = 0; lines < CONTINUATION_LINES && a->framer.offset - a->from < CONTINUATION_BYTES;
         lines++) {
        if (a->bare && dated(a->frame, a->window))
            break;
        if (!step_frame(a))
            return CONTINUATION_MORE;
        if (!read_line(a, &line)) {
            if (passes_other(a, &stack_trace))
                continue;
            break;
        }
        if (a->prefixed && t->extent.other_count == 0)
            break;
        enum stack_trace_step step =
            goes_on(a, &stack_trace, str_head(buf_str(&t->text), first), line, last_ms);
        if (step == STACK_TRACE_ENDS)
            break;
        add_line(&t->text, line);
        last_ms = a->more.time_ms;
        if (step != STACK_TRACE_GOES_ON)
            continue;
        sure = t->text.n;
        if (format_ops(a->rec->format)->join)
            t->extent.end = a->framer.offset;
        else
            take_parts(a, sure);
    }
    t->text.n = sure;
    return sure > from || t->own_n ? CONTINUATION_FOUND : CONTINUATION_NONE;
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
static bool plainly_ends(const struct frame *frame, struct str window, struct stack_trace stack_trace,
                         struct str first)
{
    struct str rest = str_skip(window, frame->header.message_at);
    size_t n = str_chr(rest, '\n');
    if (rest.n == 0 || !same_header(frame, window))
        return false;
    if (n + 1 >= rest.n || rest.p[n + 1] == ' ' || rest.p[n + 1] == '\t' || memchr(rest.p, '\x1b', n))
        return false;
    return stack_trace_next(&stack_trace, first, unprefixed(first, str_head(rest, n))) == STACK_TRACE_ENDS;
}

enum continuation_stop continuation_find(struct continuation *t, const struct decoder *d,
                                         const struct framer *framer, struct str window, enum frame_feed feed,
                                         const struct frame *frame, const struct record *rec)
{
    struct str body = decoder_body(d);
    struct stack_trace stack_trace;
    enum continuation_stop stop = look(d, frame, window, feed, rec, body);
    bool part = rec->carry == CARRY_PART;
    if (LIKELY(stop != CONTINUATION_FOUND))
        return stop;
    bool prefixed = !part && format_ops(rec->format)->prefixed;
    if (!part && !prefixed && (str_chr(body, '\n') < body.n || stack_trace_is_frame(body)))
        return CONTINUATION_NONE; /* a message of several lines is whole */
    begin_trace(&stack_trace, body);
    bool bare = is_bare(frame, rec, body);
    if (bare && plainly_ends(frame, window, stack_trace, body))
        return CONTINUATION_NONE;
    struct lookahead a = {
        t, *framer, window, feed, framer->offset, frame, rec, .bare = bare, .prefixed = prefixed};
    begin(&a, part ? decoder_carried(d, frame, rec) : body);
    if (part && (stop = finish_line(&a)) == CONTINUATION_FOUND)
        stack_trace_begin(&stack_trace, buf_str(&t->text));
    if (stop == CONTINUATION_FOUND && (!part || stack_trace.kind != STACK_TRACE_NONE))
        stop = add_lines(&a, stack_trace);
    if (stop != CONTINUATION_FOUND && !t->extent.alone)
        t->extent = (struct continuation_extent){0};
    return stop;
}
