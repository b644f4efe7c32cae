#include "input/begin.h"

#include "input/pretty.h"

#define EVENT                                                                                                \
    STR("data: {") /* journalctl prints a server-sent event as one line (src/shared/logs-show.c)             \
                    */

size_t begin_event(struct str line)
{
    return str_starts(line, EVENT) ? EVENT.n - 1 : 0;
}

bool begin_event_maybe(struct str line)
{
    return line.n < EVENT.n && str_starts(EVENT, line);
}

static bool begins_verbose(struct str line)
{
    enum stamp_kind kind;
    size_t n = stamp_measure(line, &kind);
    return n > 0 && kind == STAMP_FULL && str_starts(str_skip(line, n), STR(" [s="));
}

enum begin begin_of_fields(struct str line)
{
    if (line.n && line.p[0] == '_' && str_starts(line, STR("__CURSOR=s=")))
        return BEGIN_EXPORT;
    return begins_verbose(line) ? BEGIN_VERBOSE : BEGIN_NONE;
}

enum begin begin_of_other(struct str line)
{
    char c = line.n ? line.p[0] : 0;
    if (c == '{' || (c == 'd' && begin_event(line)))
        return BEGIN_JSON;
    enum begin fields = begin_of_fields(line);
    if (fields != BEGIN_NONE)
        return fields;
    return pretty_parse(str_head(line, str_chr(line, '\n'))).kind ? BEGIN_PRETTY : BEGIN_NONE;
}

enum begin begin_of(struct str line, struct header *header)
{
    if (line.n && line.p[0] == '{')
        return BEGIN_JSON;
    return header_parse(line, header) ? BEGIN_ENTRY : begin_of_other(line);
}
