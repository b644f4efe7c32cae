#include "input/record_start.h"

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
