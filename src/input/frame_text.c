#include "base/ascii.h"
#include "input/block.h"
#include "input/frame_internal.h"
#include "input/pretty.h"
#include "input/record_start.h"

static bool is_empty(struct str line)
{
    return line.n == 0 || (line.n == 1 && line.p[0] == '\r');
}

/* Is `line` one that a logger begins with its own keys: level=error msg="x"? */
static bool starts_keyed(struct str line)
{
    return str_starts(line, STR("level=")) || str_starts(line, STR("time=")) || str_starts(line, STR("ts="));
}

/* Does `line`, which is whole, begin something else than more of an event in wrangler's pretty form? An entry
 * of its log (`in_log`) goes on in column 0, where nothing else of it begins but its exceptions. */
static bool ends_event(struct str line, bool in_log)
{
    struct header h;
    if (pretty_ends(line) || starts_record(line, &h))
        return true;
    if (is_empty(line) || is_blank(line.p[0]) || block_begins(line) != BLOCK_NONE)
        return false;
    return !in_log || starts_stamped(line) || starts_keyed(line);
}

/* Is what goes on behind `line` of an event an entry of its log, as it `was` before? */
static bool logs_behind(struct str line, bool was)
{
    struct str level;
    return pretty_log_mark(line, &level) > 0 || (was && block_begins(line) == BLOCK_NONE);
}

static bool ends_block(struct str line)
{
    return !is_empty(line) && line.p[0] != ' ';
}

/* `in` up to `to` without empty lines and line ends at its end, but not less than `from`. */
static size_t trimmed(struct str in, size_t from, size_t to)
{
    while (to > from && (in.p[to - 1] == '\n' || in.p[to - 1] == '\r'))
        to--;
    return to;
}

/* Does a line that the tail prints of itself begin `text`? It stands alone. */
static bool is_control(struct str text)
{
    return pretty_parse(str_head(text, str_chr(text, '\n'))).kind != PRETTY_EVENT;
}

enum frame_stop framer_next_lines(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                  struct frame *out)
{
    enum frame_kind kind = out->kind;
    bool one_line = kind == FRAME_PRETTY && is_control(str_skip(in, from));
    for (;;) {
        size_t end = f->seen + str_chr(str_skip(in, f->seen), '\n'), next = end + (end < in.n);
        struct str seen = str_of(in.p + f->seen, end - f->seen);
        if (end - from > f->record_bytes)
            return framer_give_oversize(f, in, from, from + f->record_bytes, out);
        if (end == in.n && feed != FEED_LAST)
            return FRAME_MORE;
        bool in_log = logs_behind(seen, f->text.in_log && f->seen > from);
        struct str rest = str_skip(in, next), line = str_head(rest, str_chr(rest, '\n'));
        bool whole = line.n < rest.n || feed == FEED_LAST;
        bool over = next + line.n - from > f->record_bytes; /* a line by itself, then */
        if (!one_line && !whole && !over && feed == FEED_MORE)
            return FRAME_MORE;
        bool ends = kind == FRAME_BLOCK ? ends_block(line) : whole && ends_event(line, in_log);
        if (one_line || rest.n == 0 || ends || over || !whole)
            return framer_give(f, in, out, kind, from, trimmed(in, from, end), next);
        f->seen = next;
        f->text.in_log = in_log;
    }
}
