/* Lines of other text that make one record: the first and those that go on about it (stack_trace.h). */
#include "base/ascii.h"
#include "input/frame_rules.h"
#include "input/prefix.h"
#include "input/record_start.h"
#include "input/stack_trace.h"

/* Lines below the first are of its record up to this many bytes; beyond, they are records again: a file of
 * nothing but indented lines is no single record. */
enum { TEXT_BYTES = 256 << 10 };

static struct str line_at(struct str in, size_t at, size_t end)
{
    return str_of(in.p + at, end - at);
}

/* --- pieces of JSON whose beginning is missing --- */

static bool is_bracket(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',';
}

static bool all_brackets(struct str s)
{
    return s.n && str_past(s, 0, is_bracket) == s.n;
}

/* The length of the string at the start of `s`, quotes included; 0: there is none. */
static size_t string_length(struct str s)
{
    if (s.n == 0 || s.p[0] != '"')
        return 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"')
            return i + 1;
        i += s.p[i] == '\\';
    }
    return 0;
}

/* A value that an array or object in several lines may have alone on one. */
static bool is_scalar(struct str s)
{
    return is_json_word(s) || (s.n && (is_digit(s.p[0]) || s.p[0] == '-') && str_chr(s, ' ') == s.n);
}

/* A line that only JSON in several lines has; no brace in column 0, which begins a record. */
static bool is_piece(struct str line)
{
    if (line.n && line.p[0] == '{')
        return false;
    struct str s = str_trim(line);
    size_t n = string_length(s);
    bool indented = line.n && line.p[0] == ' ', comma = str_ends(s, STR(","));
    if (all_brackets(s))
        return true;
    if (n)
        return (n < s.n && s.p[n] == ':') || (comma && n + 1 == s.n) || (indented && n == s.n);
    return indented && comma && is_scalar(str_head(s, s.n - 1));
}

/* The rest of a line that begins before the log does: it ends with a comma, or with a bracket behind the rest
 * of a key or nothing; a sentence that a dump follows does not. */
static bool is_cut(struct str line)
{
    struct str s = str_trim(line);
    char last = s.n ? s.p[s.n - 1] : '\0';
    if (last != '{' && last != '[')
        return last == ',';
    struct str key = str_trim(str_head(s, s.n - 1));
    return str_ends(key, STR("\":")) || key.n == 0 || str_eq(key, STR(":"));
}

/* Does `line`, a brace alone, begin a record below the pieces `before`? In JSON none follows another that is
 * closed without a comma. */
static bool opens_below(struct str before, struct str line)
{
    return str_eq(str_trim(line), STR("{")) && str_ends(str_trim(before), STR("}"));
}

static enum frame_stop give_pieces(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                   size_t end, struct frame *out)
{
    size_t bound = from + f->record_bytes;
    for (;;) {
        size_t at = end + 1, next = at + str_chr(str_skip(in, at), '\n');
        if (next >= in.n && feed == FEED_MORE && next <= bound)
            return FRAME_MORE;
        if (f->place.in_array || at >= in.n || next > bound || !is_piece(line_at(in, at, next)) ||
            opens_below(line_at(in, from, end), line_at(in, at, next)))
            return framer_give(f, in, out, FRAME_TORN, from, end, end + (end < in.n));
        size_t record = framer_find_record(f, in, at, next);
        if (record < next)
            return framer_give(f, in, out, FRAME_TORN, from, record, record);
        end = next;
    }
}

/* --- traces --- */

/* The length of the prefix that `line` shares with the first line; SIZE_MAX: it has another. */
static size_t shared_prefix(struct framer *f, struct str first, struct str line)
{
    struct prefix a, b;
    size_t n = line_prefix(line, &b);
    if (n == 0 && f->text.prefix == 0)
        return 0;
    if (n && f->text.prefix == 0 && str_starts(first, str_head(line, n))) {
        f->text.prefix = n; /* of a form that is one only before an indented line */
        stack_trace_begin(&f->text.stack_trace, str_skip(first, n));
        return n;
    }
    if (n && f->text.prefix && line_prefix(first, &a) > 0 && prefix_alike(&a, &b))
        return n;
    return f->text.prefix && str_starts(line, str_head(first, f->text.prefix)) ? f->text.prefix : SIZE_MAX;
}

/* What stands behind it; false: `line` has another. */
static bool behind_prefix(struct framer *f, struct str first, struct str *line)
{
    size_t n = shared_prefix(f, first, *line);
    if (n == 0 || n == SIZE_MAX)
        return n == 0;
    bool coloured = line->p[n - 1] == 'm';
    *line = str_skip(*line, n);
    if (coloured && line->n > 1 && line->p[0] == ' ' && line->p[1] != ' ')
        *line = str_skip(*line, 1); /* of a badge, whose colour was taken for the prefix's */
    return true;
}

static enum stack_trace_step next_step(struct framer *f, struct str first, struct str line)
{
    struct header h;
    struct str whole = line;
    if (!behind_prefix(f, first, &line))
        return STACK_TRACE_ENDS;
    enum stack_trace_step step =
        stack_trace_next(&f->text.stack_trace, str_skip(first, f->text.prefix), line);
    bool outdented = line.n && line.p[0] != ' ' && line.p[0] != '\t';
    if (step != STACK_TRACE_ENDS && outdented &&
        (starts_record(whole, &h) || frame_rule_of(whole, true)->kind != FRAME_LINE))
        return STACK_TRACE_ENDS;
    return step;
}

static enum frame_stop give_text(struct framer *f, struct str in, struct frame *out, size_t from)
{
    size_t end = f->text.end;
    return framer_give(f, in, out, FRAME_LINE, from, end, end + (end < in.n));
}

enum frame_stop framer_give_text(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                 size_t end, struct frame *out)
{
    struct str first = line_at(in, from, end);
    size_t bound = from + (f->record_bytes < TEXT_BYTES ? f->record_bytes : TEXT_BYTES);
    if (f->text.end == 0) {
        struct prefix p;
        f->text.prefix = line_prefix(first, &p);
        f->text.end = end;
        f->text.at = end + 1;
        if (UNLIKELY(p.partial))
            return give_text(f, in, out, from);
        stack_trace_begin(&f->text.stack_trace, str_skip(first, f->text.prefix));
    }
    if (is_piece(first))
        return give_pieces(f, in, feed, from, end, out);
    while (!f->place.in_array && f->place.envelope.depth == 0) {
        size_t at = f->text.at, next = at + str_chr(str_skip(in, at), '\n');
        bool whole = next < in.n || feed == FEED_LAST;
        if (at < in.n && next > bound)
            break;
        if (!whole && feed == FEED_MORE)
            return FRAME_MORE;
        if (!whole || at >= in.n)
            break;
        struct str line = line_at(in, at, next);
        if (f->offset + from == 0 && f->text.end == end && is_cut(first) && is_piece(line))
            return give_pieces(f, in, feed, from, end, out);
        enum stack_trace_step step = next_step(f, first, line);
        if (step == STACK_TRACE_ENDS || framer_find_record(f, in, at, next) < next)
            break;
        if (step == STACK_TRACE_GOES_ON)
            f->text.end = next;
        f->text.at = next + 1;
    }
    return give_text(f, in, out, from);
}
