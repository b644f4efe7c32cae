#include "input/record_start.h"

#include "base/ascii.h"

#define EVENT                                                                                                \
    STR("data: {") /* journalctl prints a server-sent event as one line (src/shared/logs-show.c)             \
                    */

size_t sse_prefix(struct str line)
{
    return str_starts(line, EVENT) ? EVENT.n - 1 : 0;
}

bool sse_prefix_maybe(struct str line)
{
    return line.n < EVENT.n && str_starts(EVENT, line);
}

bool starts_verbose(struct str line)
{
    enum stamp_kind kind;
    size_t n = stamp_measure(line, &kind);
    return n > 0 && kind == STAMP_FULL && str_starts(str_skip(line, n), STR(" [s="));
}

bool starts_export(struct str line)
{
    return str_starts(line, STR("__CURSOR=s="));
}

bool starts_json(struct str line)
{
    char c = line.n ? line.p[0] : 0;
    return c == '{' || (c == 'd' && sse_prefix(line));
}

bool starts_stamped(struct str line)
{
    enum stamp_kind kind;
    struct str s = str_skip(line, line.n && line.p[0] == '[');
    size_t n = stamp_measure(s, &kind);
    n = n ? n : stamp_measure_other(s, &kind);
    return n && kind != STAMP_UNIX && kind != STAMP_MONOTONIC && kind != STAMP_NONE;
}

bool is_json_word(struct str s)
{
    return str_eq(s, STR("true")) || str_eq(s, STR("false")) || str_eq(s, STR("null"));
}

bool starts_word(struct str line)
{
    struct str s = str_skip(line, line.n && line.p[0] == '['), word = str_head(s, str_past(s, 0, is_letter));
    return word.n && !is_json_word(word);
}
