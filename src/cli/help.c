#include "cli/help.h"

enum { WIDTH = 80 };

void help_option_names(const struct option_row *row, struct buf *out)
{
    if (row->letter)
        buf_addf(out, "-%c, ", row->letter);
    buf_addf(out, "--%s", row->name);
    if (row->argument)
        buf_addf(out, " %s", row->argument);
}

static void pad_to(struct buf *out, size_t line_start, size_t column)
{
    size_t at = out->n - line_start;
    buf_fill(out, ' ', at < column ? column - at : 2);
}

static void add_option(const struct option_row *row, size_t column, struct buf *out)
{
    size_t start = out->n;
    buf_addz(out, row->letter ? "  " : "      ");
    help_option_names(row, out);
    pad_to(out, start, column);
    buf_addf(out, "%s\n", row->help);
}

static bool is_shown(const struct option_row *row, enum command_id c, enum shown shown)
{
    return row->shown == shown && option_applies(row, c);
}

/* The column where the explanations begin: past the longest option of the command. */
static size_t help_column(enum command_id c)
{
    size_t most = 0;
    LOCAL_BUF names = {0};
    for (size_t i = 0; i < option_count; i++) {
        if (!option_applies(&option_table[i], c) || option_table[i].shown >= SHOWN_MANUAL)
            continue;
        buf_clear(&names);
        help_option_names(&option_table[i], &names);
        size_t n = names.n + (option_table[i].letter ? 0 : 4);
        most = n > most ? n : most;
    }
    return most + 4;
}

static void add_options(enum command_id c, enum shown shown, struct buf *out)
{
    size_t column = help_column(c);
    for (size_t i = 0; i < option_count; i++)
        if (is_shown(&option_table[i], c, shown))
            add_option(&option_table[i], column, out);
}

/* The names of options after `label`, folded to the screen's width; `brief`: the long names alone. */
static void name_options(enum command_id c, const char *label, enum shown shown, bool brief, struct buf *out)
{
    size_t start = out->n, indent = strlen(label);
    LOCAL_BUF names = {0};
    buf_addz(out, label);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        if (!is_shown(row, c, shown))
            continue;
        buf_clear(&names);
        if (brief)
            buf_addf(&names, "--%s", row->name);
        else
            help_option_names(row, &names);
        if (out->n - start + 2 + names.n > WIDTH) {
            buf_addc(out, '\n');
            start = out->n;
            buf_fill(out, ' ', indent);
        }
        buf_join(out, "  ", buf_str(&names));
    }
    buf_addc(out, '\n');
}

static void add_samples(const struct command *c, struct buf *out)
{
    size_t most = 0;
    for (size_t i = 0; i < COUNT_OF(c->samples); i++)
        most = strlen(c->samples[i].line) > most ? strlen(c->samples[i].line) : most;
    for (size_t i = 0; i < COUNT_OF(c->samples); i++)
        buf_addf(out, "  %-*s  %s\n", (int)most, c->samples[i].line, c->samples[i].what);
}

void help_command(enum command_id id, struct buf *out)
{
    const struct command *c = &commands[id];
    buf_addf(out, "%s.\n\nusage: sigtail %s [OPTIONS]%s%s\n\n", c->summary, c->name,
             c->operands[0] ? " " : "", c->operands);
    add_samples(c, out);
    buf_addc(out, '\n');
    add_options(id, SHOWN, out);
    name_options(id, "  also", SHOWN_COMMON, false, out);
}

static void add_command(const struct command *c, struct buf *out)
{
    enum { COLUMN = 26 };
    size_t start = out->n;
    buf_addz(out, "  ");
    if (c->family) {
        buf_addf(out, "%s\n", c->family);
        return;
    }
    buf_addf(out, "%s %s", c->name, c->operands);
    pad_to(out, start, COLUMN);
    buf_addf(out, "%s\n", c->summary);
}

static void add_commands(struct buf *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (!commands[i].family || commands[i].family[0])
            add_command(&commands[i], out);
}

void help_overview(struct buf *out)
{
    buf_addz(out, "Finds known errors in logs: what to act on, what is expected, what is new.\n\n"
                  "usage: sigtail [COMMAND] [OPTIONS] [FILE...]    (COMMAND --help: its options)\n");
    add_commands(out);
    buf_addc(out, '\n');
    add_samples(&commands[COMMAND_REPORT], out);
    name_options(COMMAND_REPORT, "options of report:", SHOWN, true, out);
    buf_addz(out, "What they mean: sigtail report --help, and man sigtail.\n");
}
