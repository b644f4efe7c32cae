#include "input/frame.h"

#include "base/ansi.h"
#include "input/block.h"
#include "input/frame_rules.h"
#include "input/record_start.h"

enum {
    LOOK_AHEAD = 512,
    FIRST_KEY_MAX = 96,
    VERBOSE_INDENT = 4 /* of the fields in journalctl -o verbose */
};

/* Before each record of journalctl -o json-seq (RFC 7464). */
#define RECORD_SEPARATOR '\x1e'

void framer_init(struct framer *f, size_t record_bytes)
{
    *f = (struct framer){.record_bytes = record_bytes};
}

void framer_restart(struct framer *f)
{
    *f = (struct framer){.offset = f->offset,
                         .record_bytes = f->record_bytes,
                         .headers = f->headers,
                         .bitmaps = f->bitmaps,
                         .line = f->line};
}

void framer_resume(struct framer *f, const struct framer *after)
{
    f->place = after->place;
}

void framer_undo(struct framer *f, const struct frame *frame, bool glued)
{
    f->offset -= frame->used;
    f->place.glued = glued;
}

void framer_back(struct framer *f, const struct framer *before, size_t separators)
{
    bool in_array = f->place.in_array;
    uint32_t column = f->place.column;
    *f = *before;
    if (separators == 0)
        return;
    f->offset += separators;
    f->place.glued = false;
    f->place.in_array = in_array; /* the separators may have opened one */
    f->place.column = column;
    /* What was seen of the frame counts from the separators: look at it again. */
    f->state = framer_in_value(f) ? FRAMER_BETWEEN : f->state;
    f->value.flat = false;
    f->seen = f->text.end = 0;
}

/* --- giving out a frame --- */

static enum frame_stop give(struct framer *f, struct str in, struct frame *out, enum frame_kind kind,
                            size_t from, size_t to, size_t used)
{
    out->kind = kind;
    out->bytes = str_of(in.p + from, to - from);
    out->skipped = from;
    out->used = used;
    out->offset = f->offset + from;
    f->offset += used;
    if (framer_in_value(f))
        f->state = FRAMER_BETWEEN;
    f->value.flat = false;
    f->seen = f->text.end = 0;
    f->place.glued = used > 0 && in.p[used - 1] != '\n';
    return FRAME_DONE;
}

enum frame_stop framer_give(struct framer *f, struct str in, struct frame *out, enum frame_kind kind,
                            size_t from, size_t to, size_t used)
{
    return give(f, in, out, kind, from, to, used);
}

/* Separators only, up to `to`; `glued`: they are not all blanks on the line that they end in. */
static enum frame_stop give_skip(struct framer *f, struct str in, struct frame *out, size_t to, bool glued)
{
    if (to == 0)
        return FRAME_MORE;
    enum frame_stop stop = give(f, in, out, FRAME_SKIP, to, to, to);
    f->place.glued = glued;
    return stop;
}

/* --- between records --- */

struct start {
    size_t at;     /* first byte that is no separator */
    size_t line;   /* where its line begins, as far as the window shows */
    bool glued;    /* something other than blanks stands before it on its line */
    bool more;     /* can't say without more bytes */
    bool in_array; /* the framer's, as they are at `at` */
    uint32_t column;
};

static bool is_separator(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\0' || c == RECORD_SEPARATOR;
}

static const char BOM[3] = {'\xef', '\xbb', '\xbf'};

/* Length of the byte order mark at `at`; *more when the window ends inside what may be one. */
static size_t bom_at(struct str in, size_t at, bool last, bool *more)
{
    struct str rest = str_head(str_skip(in, at), 3);
    if (memcmp(rest.p, BOM, rest.n) != 0)
        return 0;
    *more = rest.n < 3 && !last;
    return rest.n == 3 ? 3 : 0;
}

/* A `[` at `at` that opens an array of records: a value or nothing follows. */
static bool array_opens(struct str in, size_t at, bool last, bool *more)
{
    size_t most = at + LOOK_AHEAD;
    for (at++; at < in.n && at < most && is_separator(in.p[at]); at++)
        ;
    if (at == in.n) {
        *more = !last;
        return last;
    }
    return in.p[at] == '{' || in.p[at] == '[' || in.p[at] == ']';
}

/* `,` and `]` that stand between the records of an array; a `]` as far in as they are is a rest of a torn
 * one. */
static bool array_goes_on(const struct start *s, char c)
{
    if (!s->in_array && !s->glued)
        return false;
    return c == ',' || (c == ']' && (s->glued || s->column == 0 || s->at - s->line < s->column));
}

/* `data: ` before the value of a server-sent event. */
static bool take_event(struct start *s, struct str in, bool last)
{
    struct str line = str_skip(in, s->at);
    size_t n = sse_prefix(line);
    s->more = !last && sse_prefix_maybe(line);
    if (n == 0)
        return false;
    s->at += n - 1;
    s->glued = true;
    return true;
}

/* Take the separator at s->at; false when a record or a text begins there, or s->more. */
static bool take_separator(struct start *s, struct str in, bool last)
{
    char c = in.p[s->at];
    size_t bom;
    if (c == '\n') {
        s->line = s->at + 1;
        s->glued = false;
    } else if (c == '[' && array_opens(in, s->at, last, &s->more)) {
        s->in_array = s->glued = true;
        s->column = UINT32_MAX;
    } else if (array_goes_on(s, c)) {
        s->in_array = s->in_array && c == ',';
        s->glued = true;
    } else if (c == BOM[0] && (bom = bom_at(in, s->at, last, &s->more)) > 0) {
        s->at += bom - 1;
        s->line = s->at + 1;
    } else if ((c == '\0' || c == RECORD_SEPARATOR) && s->at == s->line) {
        s->line++; /* of no width */
    } else if (c == 'd' && s->at == s->line && !s->glued) {
        return take_event(s, in, last);
    } else {
        return is_separator(c);
    }
    return !s->more;
}

static struct start skip_separators(const struct framer *f, struct str in, bool last)
{
    struct start s = {.glued = f->place.glued, .in_array = f->place.in_array, .column = f->place.column};
    while (s.at < in.n && take_separator(&s, in, last))
        s.at++;
    return s;
}

static void keep_array(struct framer *f, const struct start *s)
{
    f->place.in_array = s->in_array;
    f->place.column = s->column;
}

/* --- JSON --- */

/*
 * A `{` may begin a record in column 0, glued to the record before, or in the column of an array's elements.
 * (In column 0 of an indented array it may also be a rest of a torn one: the array goes on.)
 */
static bool record_column(struct start *s)
{
    uint32_t column = (uint32_t)(s->at - s->line);
    if (s->glued || (column == 0 && s->in_array && s->column != UINT32_MAX))
        return true;
    if (column > 0 && (!s->in_array || column > s->column))
        return false;
    s->column = column;
    return true;
}

/* `{` and its first key as they stand at `at`: what the records of one stream begin with. Empty: none. */
static struct str first_key(struct str in, size_t at)
{
    struct str s = str_head(str_skip(in, at), FIRST_KEY_MAX);
    size_t quote = str_chr(s, '"');
    for (size_t i = 1; i < quote; i++)
        if (!is_separator(s.p[i]))
            return str_of(NULL, 0);
    size_t end = quote + 1 + str_chr(str_skip(s, quote + 1), '"');
    return end < s.n ? str_head(s, end + 1) : str_of(NULL, 0);
}

/* The first `key` that begins in `in` from `from` and before `to`; `to` when there is none, or no key. */
static size_t find_key(struct str in, size_t from, size_t to, struct str key)
{
    size_t end = to + key.n < in.n ? to + key.n : in.n;
    if (key.n == 0 || from >= end)
        return to;
    size_t at = from + str_find(str_of(in.p + from, end - from), key);
    return at < end && at < to ? at : to;
}

static size_t blanks_at(struct str in, size_t at)
{
    size_t n = 0;
    while (at + n < in.n && (in.p[at + n] == ' ' || in.p[at + n] == '\t'))
        n++;
    return n;
}

/* How many blanks stand before `at` on its line, where nothing else does; 0: something does. */
static size_t indent_before(struct str in, size_t at)
{
    size_t n = 0;
    while (n < at && (in.p[at - n - 1] == ' ' || in.p[at - n - 1] == '\t'))
        n++;
    return n == at || in.p[at - n - 1] == '\n' ? n : 0;
}

/* The end of what stands in `in` from `from` on and before `at`, without the blanks and line ends behind it.
 */
static size_t back_over_space(struct str in, size_t from, size_t at)
{
    while (at > from && is_separator(in.p[at - 1]))
        at--;
    return at;
}

/* Does a record begin with the brace at `at`, which ends the line that begins at `line`? Another stands
 * before it, where a key would, or the member below it is no deeper than that line. */
static bool opens_outdented(struct str in, size_t line, size_t at, size_t below)
{
    size_t indent = blanks_at(in, line), before = back_over_space(in, 0, at), deep = blanks_at(in, below);
    bool alone = line + indent >= at;
    if (below + deep >= in.n || in.p[below + deep] != '"')
        return false;
    if (before > 0 && in.p[before - 1] == '{')
        return true;
    return alone ? deep < indent : indent > 0 && deep <= indent;
}

/* Where, from `at` to `to`, a record in several lines begins behind the torn rest of one, in the same line.
 */
static size_t find_outdented(struct str in, size_t at, size_t to)
{
    in = str_head(in, to);
    for (size_t line = at, end; line < to; line = end + 1) {
        end = line + str_chr(str_skip(in, line), '\n');
        size_t brace = back_over_space(in, line, end);
        if (end < to && brace > line && in.p[brace - 1] == '{' &&
            opens_outdented(in, line, brace - 1, end + 1))
            return brace - 1;
    }
    return to;
}

/* Where, from `at` to `to`, a record begins as the broken one at `from` did, or as those of its array do, or
 * with a brace that this one can not have. */
static size_t find_twin(const struct framer *f, struct str in, size_t from, size_t at, size_t to)
{
    size_t own = find_key(in, at, to, first_key(in, from));
    size_t array = find_key(in, at, to, str_of(f->place.key, f->place.key_n));
    size_t first = own < array ? own : array;
    return find_outdented(in, at, first);
}

/*
 * Where a value does not end, another may begin inside it, and what is behind that is read again: ten
 * thousand braces and keys in a row would be read ten thousand times. So often is only read again what comes
 * to this many bytes in a stretch of the source. (By places in the source: it is the same however the bytes
 * came.)
 */
enum { STRETCH = 1 << 20 };
#define AGAIN_MOST ((uint64_t)32 << 20)

static uint64_t again_at(const struct framer *f, uint64_t offset)
{
    return f->place.again_in == offset / STRETCH ? f->place.again : 0;
}

bool framer_at_boundary(const struct framer *f)
{
    const struct framer_place *p = &f->place;
    return !p->glued && !p->in_array && p->key_n == 0 && p->envelope.depth == 0 &&
           again_at(f, f->offset) == 0;
}

bool framer_too_often(struct framer *f, size_t from, uint64_t bytes)
{
    uint64_t offset = f->offset + from;
    f->place.again = again_at(f, offset) + bytes;
    f->place.again_in = offset / STRETCH;
    return f->place.again > AGAIN_MOST;
}

/* Where the torn value from `from` to `to` ends: where its twin begins, or `to`. Half of it at least, when so
 * often something was read again. */
static size_t find_torn(struct framer *f, struct str in, size_t from, size_t to)
{
    size_t twin = find_twin(f, in, from, from + 1, to);
    if (LIKELY(!framer_too_often(f, from, to - twin)))
        return twin;
    return find_twin(f, in, from, from + 1 + (to - from) / 2, to);
}

/* Remember what the records of an array begin with, for when one is broken. */
static void keep_key(struct framer *f, struct str in, size_t from)
{
    if (LIKELY(!f->place.in_array) || f->place.key_n)
        return;
    struct str key = first_key(in, from);
    if (key.n == 0 || key.n > sizeof f->place.key)
        return;
    f->place.key_n = (uint32_t)key.n;
    memcpy(f->place.key, key.p, key.n);
}

/* Can't say without more bytes what leave_rows() asks of the line at `at`. */
static bool rows_need_more(const struct framer *f, struct str in, bool last, size_t at)
{
    return f->place.envelope.rows && !last && in.n - at < FIRST_KEY_MAX;
}

/* What begins at `at` instead of the rest of the row from `from` on is no row, unless it begins as that one.
 */
static void leave_rows(struct framer *f, struct str in, size_t from, size_t at)
{
    struct str key = first_key(in, from);
    if (key.n == 0 || !str_starts(str_skip(in, at), key))
        f->place.envelope = (struct envelope){0};
}

/* So little is read again without being counted: torn lines between text are no attack. */
enum { AGAIN_FREE = 4096 };

/* Does its bracket stand alone in the first line of the value? Then it is written in lines of its own, and
 * its strings hold no line ends. */
static bool brace_alone(struct str value)
{
    char next = value.n > 1 ? value.p[1] : '\0';
    return next == '\n' || next == '\r';
}

/* Does a text begin at `s` that no JSON has in column 0: a word, a bracket, a colour, a block of wrangler's?
 */
static bool begins_text(struct str s)
{
    return s.n && (is_alnum(s.p[0]) || s.p[0] == '[' || ansi_csi_length(s) || block_begins(s) != BLOCK_NONE);
}

/* Where the line begins in the torn record `s` that may be none of it: the one below, where its writer puts
 * each in a line of its own, else the first with a colour in column 0. Behind its end: none does. */
static size_t doubtful_line(struct str s)
{
    return (brace_alone(s) ? str_find(s, STR("\n\x1b[")) : str_chr(s, '\n')) + 1;
}

/* Where the torn record from `from` to `to` ends: a line below that no JSON begins with is none of it, nor is
 * the line end before it. */
static size_t torn_line(struct framer *f, struct str in, size_t from, size_t to)
{
    struct str s = str_of(in.p + from, to - from);
    if (f->place.in_array || f->place.envelope.depth || !str_starts(s, STR("{")))
        return to;
    size_t below = doubtful_line(s);
    bool none = below == s.n;
    size_t end = none || begins_text(str_skip(s, below)) ? from + below - 1 : to;
    bool costs = to - end > AGAIN_FREE;
    return costs && framer_too_often(f, from, to - end) ? to : end;
}

static enum frame_stop give_torn(struct framer *f, struct str in, struct frame *out, size_t from, size_t to)
{
    to = torn_line(f, in, from, to);
    keep_key(f, str_head(in, to), from);
    return give(f, in, out, FRAME_TORN, from, to, to);
}

/* Does the line at `at` of a value begin a record by itself? In a string (`inside`) words do not. *more when
 * the window does not show enough of it. */
static bool line_begins_record(struct str in, size_t at, bool last, bool inside, bool *more)
{
    struct header h;
    struct str line = str_head(str_skip(in, at), LOOK_AHEAD);
    while (line.n && (line.p[0] == RECORD_SEPARATOR || line.p[0] == '\0'))
        line = str_skip(line, 1);
    if (line.n && line.p[0] == '{')
        return true;
    if (line.n < LOOK_AHEAD && str_chr(line, '\n') == line.n && !last) {
        *more = true;
        return false;
    }
    return starts_record(line, &h) || starts_stamped(line) || block_begins(line) != BLOCK_NONE ||
           (!inside && starts_word(line));
}

/*
 * Where in the line from `from` to `to` (its line end, or the window's) a record is glued behind the closing
 * brace of another: `}{` and a quote or a line end, which no JSON holds. `to` when nowhere.
 */
static size_t find_glue(struct str in, size_t from, size_t to)
{
    struct str line = str_of(in.p + from, to - from);
    for (size_t at = 0; (at += str_find(str_skip(line, at), STR("}{"))) < line.n; at++) {
        size_t after = from + at + 2;
        if (after < in.n && (in.p[after] == '"' || in.p[after] == '\n' || in.p[after] == '\r'))
            return from + at;
    }
    return to;
}

/* Does the line at `at` begin with a brace in the column of the array's records? */
static bool line_begins_element(const struct framer *f, struct str in, size_t at, bool last, bool *more)
{
    size_t column = 0;
    struct str line = str_skip(in, at);
    if (!f->place.in_array)
        return false;
    while (column < line.n && column < f->place.column && line.p[column] == ' ')
        column++;
    *more |= column == line.n && !last;
    return column < line.n && line.p[column] == '{';
}

/* In the broken value's line from `at` to `end`: where another record begins, as itself or glued; `end` when
 * nowhere. */
static size_t find_next(const struct framer *f, struct str in, size_t from, size_t at, size_t end)
{
    size_t glue = find_glue(in, at, end), twin = find_twin(f, str_head(in, end), from, at, end);
    if (glue < end)
        glue++;
    return glue < twin ? glue : twin;
}

/*
 * A value that is no JSON from somewhere before f->seen on: it ends where another begins in the same line, or
 * with its line when it stood in one line, else before the next line that begins a record or behind the next
 * brace in column 0.
 */
static enum frame_stop end_broken(struct framer *f, struct str in, bool last, size_t from, struct frame *out)
{
    bool one_line = !f->place.envelope.rows && !memchr(in.p + from, '\n', f->seen - from), more = false;
    bool inside = f->place.envelope.rows || in.p[from] != '{'; /* of a row's string, or an export entry */
    struct str bounded = str_head(in, from + f->record_bytes);
    for (size_t at = f->seen;;) {
        size_t end = at + str_chr(str_skip(bounded, at), '\n');
        size_t after = at > from || end == from ? at : from + 1; /* not the broken value's own first byte */
        size_t next = find_next(f, bounded, from, after, end);
        if (next < end)
            return give_torn(f, in, out, from, next);
        if (end - from == f->record_bytes)
            return give_torn(f, in, out, from, end);
        if (end >= in.n)
            break;
        if (one_line || line_begins_record(in, end + 1, last, inside, &more) ||
            line_begins_element(f, in, end + 1, last, &more)) {
            if (rows_need_more(f, in, last, end + 1))
                return FRAME_MORE;
            leave_rows(f, in, from, end + 1);
            return give_torn(f, in, out, from, end);
        }
        if (more)
            return FRAME_MORE;
        if (end + 1 == in.n)
            break;
        if (in.p[end + 1] == '}')
            return give_torn(f, in, out, from, end + 2);
        f->seen = at = end + 1;
    }
    if (last)
        return give_torn(f, in, out, from, in.n);
    if (in.n > f->seen + FIRST_KEY_MAX)
        f->seen = in.n - FIRST_KEY_MAX;
    return FRAME_MORE;
}

/*
 * A value torn inside a string takes the first quote of the record behind it for its own: then a brace stands
 * before that quote, and the text that may not follow it is a key. Where that brace is, or `at`.
 */
static size_t opened_before(struct str in, size_t from, size_t at)
{
    size_t brace = at - 1;
    if (in.p[brace] != '"')
        return at;
    while (brace > from + 1 && is_separator(in.p[brace - 1]))
        brace--;
    return brace > from + 1 && in.p[brace - 1] == '{' ? brace - 1 : at;
}

enum frame_stop framer_give_broken(struct framer *f, struct str in, bool last, size_t from, size_t at,
                                   struct frame *out)
{
    f->state = FRAMER_BROKEN;
    f->value.from = from;
    f->seen = at > from ? at - 1 : at; /* the line end before it: the line itself may begin a record */
    return end_broken(f, in, last, from, out);
}

/* No JSON goes on like this at `at`. */
static enum frame_stop resync(struct framer *f, struct str in, bool last, size_t from, size_t at,
                              struct frame *out)
{
    if (in.n - at < FIRST_KEY_MAX && !last)
        return FRAME_MORE;
    size_t twin = find_torn(f, in, from, at);
    if (twin == at && in.p[at] != '{')
        twin = opened_before(in, from, at);
    if (twin != at || in.p[at] == '{') {
        leave_rows(f, in, from, twin);
        return give_torn(f, in, out, from, twin);
    }
    f->state = FRAMER_BROKEN;
    f->seen =
        f->place.envelope.rows ? from : at; /* a row may have torn at a line that was taken for a string's */
    return end_broken(f, in, last, from, out);
}

/* Does the line at `at`, in a value without indentation, begin as the value itself did? */
static bool twin_at(struct str in, bool last, size_t from, size_t at, bool *more)
{
    struct str key = first_key(in, from), line = str_skip(in, at);
    *more = line.n < key.n && !last;
    return key.n && str_starts(line, key);
}

/* A line that begins in column 0 inside the value: true when the value is torn there. */
static bool torn_at_line(struct framer *f, struct str in, bool last, size_t from, size_t at, bool *more)
{
    if (in.p[at] == '"' && at - from <= sizeof "{\r\n" - 1)
        f->value.flat = true; /* the value's second line, after a brace alone: JSON without indentation */
    if (f->value.flat && in.p[at] == '{')
        return twin_at(in, last, from, at, more);
    struct str value = str_skip(in, from);
    bool inside = !brace_alone(value) && json_scan_in_string(&f->value.scan, value, at - from);
    return line_begins_record(in, at, last, inside, more);
}

/* Rows are known to hold raw line ends in their strings; the line at `at` of the value stands in one. */
static bool inside_row(const struct framer *f, struct str value, size_t at)
{
    return f->place.envelope.rows && json_scan_in_string(&f->value.scan, value, at);
}

enum frame_stop framer_give_oversize(struct framer *f, struct str in, size_t from, size_t to,
                                     struct frame *out)
{
    bool more = f->state == FRAMER_REST_OF_VALUE || f->state == FRAMER_REST_OF_LINE;
    enum frame_stop stop = give(f, in, out, more ? FRAME_SKIP : FRAME_OVERSIZE, from, to, to);
    f->state = FRAMER_REST_OF_LINE;
    return stop;
}

/* Past the bound: drop what has been scanned for good, so that the scan can go on. */
static enum frame_stop cut_json(struct framer *f, struct str in, size_t from, struct frame *out)
{
    struct json_scan scan = f->value.scan;
    scan.bitmaps = NULL;
    enum frame_stop stop = framer_give_oversize(f, in, from, from + scan.at, out);
    scan.line_seen = scan.line_seen > scan.at ? scan.line_seen - scan.at : 1;
    scan.at = 0;
    f->value.scan = scan;
    f->state = FRAMER_REST_OF_VALUE;
    f->value.from = 0;
    return stop;
}

static enum frame_stop give_json(struct framer *f, struct str in, size_t from, size_t used, struct frame *out)
{
    bool rest = f->state == FRAMER_REST_OF_VALUE;
    if (used <= 64 * JSON_SCAN_WORDS)
        out->bitmaps = f->value.scan.bitmaps;
    keep_key(f, str_head(in, from + used), from);
    enum frame_kind kind = f->place.envelope.rows ? FRAME_ROW : FRAME_JSON;
    if (kind == FRAME_ROW) {
        out->service = envelope_service(&f->place.envelope);
        out->level = envelope_level(&f->place.envelope);
    }
    return give(f, in, out, rest ? FRAME_SKIP : kind, from, from + used, from + used);
}

/* Is each bracket of the scanned value closed by one of its own kind? (Nested deeper than anyone does: it is
 * not asked.) */
static bool brackets_match(struct str value)
{
    char open[256];
    size_t depth = 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '"') {
            for (i++; i < value.n && value.p[i] != '"'; i++)
                i += value.p[i] == '\\';
        } else if (c == '{' || c == '[') {
            if (depth == sizeof open)
                return true;
            open[depth++] = c;
        } else if ((c == '}' || c == ']') && (depth == 0 || open[--depth] != (c == '}' ? '{' : '['))) {
            return false;
        }
    }
    return true;
}

/*
 * Brackets that balance over several records of an array, because one lost a bracket: where the next of them
 * begins; `to` when the value is what it looks like.
 */
static size_t find_inner(struct framer *f, struct str in, size_t from, size_t to)
{
    if (LIKELY(!f->place.in_array) || f->state == FRAMER_REST_OF_VALUE ||
        brackets_match(str_of(in.p + from, to - from)))
        return to;
    return find_torn(f, str_head(in, to), from, to);
}

static enum frame_stop end_json(struct framer *f, struct str in, bool last, size_t from, struct frame *out)
{
    struct str value = str_head(str_skip(in, from), f->record_bytes + 1);
    size_t used = 0, twin;
    bool more = false;
    if (f->state == FRAMER_BROKEN)
        return end_broken(f, in, last, from, out);
    for (;;) {
        switch (json_scan_run(&f->value.scan, value, &used)) {
        case JSON_SCAN_DONE:
            twin = find_inner(f, in, from, from + used);
            return twin < from + used ? give_torn(f, in, out, from, twin) : give_json(f, in, from, used, out);
        case JSON_SCAN_BREAK:
            f->state = FRAMER_VALUE;
            return resync(f, in, last, from, from + used, out);
        case JSON_SCAN_LINE:
            if (!inside_row(f, value, used) && torn_at_line(f, in, last, from, from + used, &more)) {
                if (rows_need_more(f, in, last, from + used))
                    return FRAME_MORE;
                twin = find_torn(f, in, from, from + used);
                leave_rows(f, in, from, twin);
                return give_torn(f, in, out, from, twin);
            }
            if (more)
                return FRAME_MORE;
            json_scan_accept_line(&f->value.scan, used);
            break;
        case JSON_SCAN_MORE:
            if (value.n > f->record_bytes)
                return cut_json(f, in, from, out);
            if (!last)
                return FRAME_MORE;
            twin = find_torn(f, in, from, in.n);
            return give_torn(f, in, out, from, twin);
        }
    }
}

enum frame_stop framer_next_json(struct framer *f, struct str in, bool last, size_t from, struct frame *out)
{
    f->value.scan = (struct json_scan){.bitmaps = f->bitmaps};
    f->state = FRAMER_VALUE;
    f->value.from = from;
    return end_json(f, in, last, from, out);
}

/* A record, or the envelope of some. */
static enum frame_stop next_value(struct framer *f, struct str in, bool last, size_t from, struct frame *out)
{
    bool opened = false;
    enum frame_stop stop = framer_open_envelope(f, in, last, from, out, &opened);
    if (opened || stop == FRAME_MORE)
        return stop;
    return framer_next_json(f, in, last, from, out);
}

/* --- text --- */

/* The end of the line that `f->seen` stands in, or in.n. */
static size_t line_end(struct framer *f, struct str in)
{
    f->seen += str_chr(str_skip(in, f->seen), '\n');
    return f->seen;
}

/*
 * A line of the catalog as journalctl -x wrote it before it had shades: `-- Subject: ...`, `--`; its own
 * notices are `-- Reboot --` and the cursor.
 */
static bool is_catalog(struct str line, bool *more)
{
    size_t n = str_chr(line, '\n');
    *more = n == line.n;
    line.n = n;
    bool dashes = str_starts(line, STR("-- ")) || str_eq(line, STR("--"));
    return !*more && dashes && !str_ends(line, STR(" --")) && !str_starts(line, STR("-- cursor: "));
}

/* Where the line at `at` is empty (an editor took its blanks), the first behind it that is not. */
static size_t behind_empty(struct str in, size_t at)
{
    enum { MOST = 4 };
    size_t next = at;
    for (unsigned i = 0; i < MOST && next < in.n && (in.p[next] == '\n' || in.p[next] == '\r'); i++)
        next++;
    return next;
}

/* Is the line at `at` a continuation of an entry whose message begins in column `column`? */
static bool continues(struct str in, size_t at, size_t column, bool *more)
{
    static const char shade[6] = {'\xe2', '\x96', '\x91', '\xe2', '\x96', '\x91'}; /* journalctl -x */
    struct str line = str_skip(in, behind_empty(in, at));
    if (line.n == 0) {
        *more = true;
        return false;
    }
    if (LIKELY(line.p[0] != ' ')) {
        if (UNLIKELY(line.p[0] == '-'))
            return is_catalog(line, more);
        if (LIKELY(line.p[0] != shade[0]))
            return false;
        bool so_far = memcmp(line.p, shade, line.n < sizeof shade ? line.n : sizeof shade) == 0;
        *more = so_far && line.n < sizeof shade;
        return so_far && !*more;
    }
    size_t n = 0;
    while (n < line.n && n < column && line.p[n] == ' ')
        n++;
    *more = n == line.n && n < column;
    return n == column;
}

/* Without the carriage return that may stand before the line end. */
static enum frame_stop give_line(struct framer *f, struct str in, enum frame_kind kind, size_t from,
                                 size_t to, struct frame *out)
{
    bool carriage = to > from && in.p[to - 1] == '\r';
    if (UNLIKELY(carriage))
        out->line = NULL;
    return give(f, in, out, kind, from, to - carriage, to + (to < in.n));
}

/* The end of the entry's first line, which begins at `from`, and, when it is seen at once, its bits. */
static size_t entry_line_end(struct framer *f, struct str in, size_t from, struct frame *out)
{
    size_t message = from + out->header.message_at;
    if (out->kind != FRAME_ENTRY || f->seen > from || !f->line || message > in.n)
        return line_end(f, in);
    f->seen = message + byte_scan_first_line(str_skip(in, message), f->line);
    out->line = f->line;
    return f->seen;
}

/* An entry as text (out->kind), whose continuation lines are indented to out->header.message_at. */
static enum frame_stop next_entry(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                  struct frame *out)
{
    for (size_t end = entry_line_end(f, in, from, out);; end = line_end(f, in)) {
        bool more = false;
        if (end - from > f->record_bytes) {
            out->line = NULL;
            return framer_give_oversize(f, in, from, from + f->record_bytes, out);
        }
        if (end == in.n)
            return feed == FEED_LAST ? give_line(f, in, out->kind, from, end, out) : FRAME_MORE;
        if (!continues(in, end + 1, out->header.message_at, &more)) {
            if (more && feed == FEED_MORE)
                return FRAME_MORE;
            return give_line(f, in, out->kind, from, end, out);
        }
        f->seen = behind_empty(in, end + 1);
        out->line = NULL;
    }
}

enum frame_stop framer_next_verbose(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                    struct frame *out)
{
    out->header.message_at = VERBOSE_INDENT;
    return next_entry(f, in, feed, from, out);
}

size_t framer_find_record(const struct framer *f, struct str in, size_t at, size_t end)
{
    size_t glue = find_glue(in, at, end);
    size_t twin = find_key(str_head(in, end), at, end, str_of(f->place.key, f->place.key_n));
    if (glue < end)
        glue++;
    return glue < twin ? glue : twin;
}

enum frame_stop framer_next_line(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                 struct frame *out)
{
    size_t before = f->seen > from + FRAME_KEY ? f->seen - FRAME_KEY : from, end = line_end(f, in);
    struct str bounded = str_head(in, from + f->record_bytes);
    size_t most = end < bounded.n ? end : bounded.n,
           next = framer_find_record(f, bounded, before < most ? before : most, most);
    if (UNLIKELY(next == from) && next < most) /* it begins as records do; another may stand behind it */
        next = framer_find_record(f, bounded, from + 1, most);
    if (next < most && next > from) {
        f->state = FRAMER_BETWEEN;
        return give(f, in, out, FRAME_LINE, from, next, next);
    }
    if (end - from > f->record_bytes)
        return framer_give_oversize(f, in, from, from + f->record_bytes, out);
    if (end == in.n && feed != FEED_LAST)
        return FRAME_MORE;
    bool rest = f->state == FRAMER_REST_OF_LINE;
    f->state = FRAMER_BETWEEN;
    return rest ? give_line(f, in, FRAME_SKIP, from, end, out)
                : framer_give_text(f, in, feed, from, end, out);
}

static bool header_needs_more(struct str in, size_t from)
{
    struct str line = str_head(str_skip(in, from), LOOK_AHEAD);
    return line.n < LOOK_AHEAD && str_chr(line, '\n') == line.n;
}

static enum frame_stop next_text(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                 struct frame *out)
{
    if (f->seen < from)
        f->seen = from;
    if (f->state == FRAMER_REST_OF_LINE)
        return framer_next_line(f, in, feed, from, out);
    out->kind = FRAME_ENTRY;
    if (header_cache_parse(f->headers, str_skip(in, from), &out->header)) {
        if (from + out->header.message_at >= in.n && feed != FEED_LAST)
            return FRAME_MORE; /* what follows the colon decides whether it is a header */
        return next_entry(f, in, feed, from, out);
    }
    if (feed != FEED_LAST && header_needs_more(in, from))
        return FRAME_MORE;
    const struct frame_rule *rule = frame_rule_of(str_skip(in, from), feed == FEED_LAST);
    out->kind = rule->kind;
    return rule->next(f, in, feed, from, out);
}

static bool is_key_byte(char c)
{
    return is_alnum(c) || c == '_' || c == '$' || c == '-';
}

/* `{ name: ...`, `{ 'name': ...`: an object as programs print it for people, no JSON. */
static bool is_literal(struct str in, size_t at, bool last, bool *more)
{
    struct str s = str_head(str_skip(in, at), LOOK_AHEAD);
    size_t n = str_past(s, 1, is_separator);
    *more = n == s.n && n < LOOK_AHEAD && !last;
    bool quoted = n < s.n && s.p[n] == '\'';
    n += quoted;
    size_t name = str_past(s, n, is_key_byte);
    *more |= name == s.n && name > n && n < LOOK_AHEAD && !last;
    return name > n && name + quoted < s.n && (!quoted || s.p[name] == '\'') && s.p[name + quoted] == ':';
}

/* Does the indented value at `at` go on in the next line with a key that is further in? */
static bool opens_lines(struct str in, size_t at, bool *more)
{
    struct str line = str_head(str_skip(in, at), LOOK_AHEAD);
    size_t from = str_past(line, 1, is_separator), indent = 0;
    while (indent < from && line.p[from - 1 - indent] != '\n')
        indent++;
    *more = from == line.n && line.n < LOOK_AHEAD;
    return str_at(line, from) == '"' && indent < from && indent > indent_before(in, at);
}

/* An indented `{`: a record only when it is a whole value within its line, or one in lines of its own that
 * are further in (pasted, or indented by a program). */
static bool is_indented_record(const struct framer *f, struct str in, const struct start *s, bool *more)
{
    struct str rest = str_head(str_skip(in, s->at), f->record_bytes),
               line = str_head(rest, str_chr(rest, '\n'));
    struct json_scan scan = {0};
    size_t used;
    if (brace_alone(rest) && !s->in_array)
        return opens_lines(in, s->at, more);
    *more = line.n == rest.n && rest.n < f->record_bytes;
    return json_scan_run(&scan, line, &used) == JSON_SCAN_DONE && used > 2;
}

static enum frame_stop next_frame(struct framer *f, struct str in, enum frame_feed feed, struct frame *out)
{
    bool last = feed == FEED_LAST, more = false;
    enum frame_stop stop;
    bool rest_of_line = f->state == FRAMER_REST_OF_LINE;
    if (framer_in_value(f))
        return end_json(f, in, last, f->value.from, out);
    if (UNLIKELY(f->place.envelope.depth) && !rest_of_line && framer_in_envelope(f, in, last, out, &stop))
        return stop;
    if (UNLIKELY(f->state == FRAMER_REST_OF_ENTRY) && framer_skip_entry(f, in, last, out, &stop))
        return stop;
    struct start before = {.in_array = f->place.in_array, .column = f->place.column},
                 s = skip_separators(f, in, last);
    if (s.more)
        return FRAME_MORE;
    if (s.at == in.n || s.at - s.line >= LOOK_AHEAD) {
        keep_array(f, &s);
        return give_skip(f, in, out, last || s.glued || s.at < in.n ? s.at : s.line, s.glued);
    }
    if (in.p[s.at] == '{' && !rest_of_line && !is_literal(in, s.at, last, &more)) {
        if (more)
            return FRAME_MORE;
        bool record = record_column(&s) || is_indented_record(f, in, &s, &more);
        if (!record && more && !last)
            return FRAME_MORE;
        if (record) {
            keep_array(f, &s);
            stop = next_value(f, in, last, s.at, out);
            if (stop == FRAME_MORE && !framer_in_value(f))
                keep_array(f, &before); /* the separators are seen again */
            return stop;
        }
    }
    keep_array(f, &s);
    stop = next_text(f, in, feed, s.glued ? s.at : s.line, out);
    if (stop == FRAME_MORE)
        keep_array(f, &before);
    return stop;
}

/*
 * A value that was cut for its length may turn out to be torn right there: then nothing is left of it to
 * give, and what stands here begins by itself.
 */
static enum frame_stop next_of_any(struct framer *f, struct str in, enum frame_feed feed, struct frame *out)
{
    enum frame_stop stop = next_frame(f, in, feed, out);
    if (UNLIKELY(stop == FRAME_DONE && out->used == 0)) {
        f->place.glued = true;
        stop = framer_next(f, in, feed, out);
    }
    return stop;
}

enum frame_stop framer_next(struct framer *f, struct str in, enum frame_feed feed, struct frame *out)
{
    out->bitmaps = NULL;
    out->line = NULL;
    return LIKELY(framer_ready(f, in)) ? next_text(f, in, feed, 0, out) : next_of_any(f, in, feed, out);
}
