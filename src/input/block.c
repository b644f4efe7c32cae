#include "input/block.h"

static const struct {
    struct str sign, mark;
    enum block_kind kind;
} MARKS[] = {
    {STR_INIT("\xe2\x96\xb2 "), STR_INIT("\xe2\x96\xb2 [WARNING] "), BLOCK_WARNING},
    {STR_INIT("\xe2\x9c\x98 "), STR_INIT("\xe2\x9c\x98 [ERROR] "), BLOCK_ERROR},
};

/* `line` behind a colour at its start. */
static struct str behind_colour(struct str line)
{
    size_t n = 2;
    if (!str_starts(line, STR("\x1b[")))
        return line;
    while (n < line.n && n < 12 && line.p[n] != 'm')
        n++;
    return str_skip(line, n + 1);
}

enum block_kind block_begins(struct str line)
{
    if (line.n == 0 || (line.p[0] != '\x1b' && line.p[0] != '\xe2'))
        return BLOCK_NONE;
    line = behind_colour(line);
    for (size_t i = 0; i < COUNT_OF(MARKS); i++)
        if (str_starts(line, MARKS[i].sign))
            return MARKS[i].kind;
    return BLOCK_NONE;
}

size_t block_mark(struct str line)
{
    for (size_t i = 0; i < COUNT_OF(MARKS); i++)
        if (str_starts(line, MARKS[i].mark))
            return MARKS[i].mark.n;
    return 0;
}
