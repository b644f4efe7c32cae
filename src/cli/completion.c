#include "cli/completion.h"

#include "record/record.h"

bool completion_offers(const struct option_row *row, enum command_id c)
{
    return option_applies(row, c) && row->shown != SHOWN_TEST;
}

bool completion_takes_id(enum command_id c)
{
    return c != COMMAND_TRACE && strstr(commands[c].operands, "ID"); /* that of trace is a request's */
}

bool completion_lists(const struct option_row *row)
{
    bool one = row->kind == OPTION_CHOICE || row->kind == OPTION_MODE || row->completes == COMPLETES_COLUMN;
    return !one && (row->choices || row->completes > COMPLETES_FILE);
}

static void add_fields(struct buf *out)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        buf_addf(out, "%s%s", f ? " " : "", field_name((enum field)f));
}

static void add_measures(struct buf *out)
{
    buf_addz(out, "rate first last p50 p95 p99 avg min max sum distinct(user) distinct(model)");
}

void completion_words(const struct option_row *row, struct buf *out)
{
    for (const struct choice *c = row->choices; c && c->name; c++)
        buf_addf(out, "%s%s", c == row->choices ? "" : " ", c->name);
    if (row->completes == COMPLETES_MEASURE || row->completes == COMPLETES_COLUMN)
        add_measures(out);
    if (row->completes == COMPLETES_COLUMN)
        buf_addc(out, ' ');
    if (row->completes >= COMPLETES_FIELD && row->completes != COMPLETES_MEASURE)
        add_fields(out);
    if (row->completes == COMPLETES_EXPRESSION)
        buf_addz(out, " has not and or in");
    if (row->completes == COMPLETES_SHOWN)
        buf_addz(out, " class signatures line");
}

void completion_commands(struct buf *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        buf_addf(out, "%s%s", i ? " " : "", commands[i].name);
}

void completion_awk(struct buf *out)
{
    buf_addz(out, "'{ for (i = 2; i <= NF; i++) if ($i ~ /^(investigate|expected|unknown|clean)$/) "
                  "{ print $(i - 1); next } }'");
}
