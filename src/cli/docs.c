/*
 * docs: the manual and the shell completions, from the tables of commands and options. A program of the
 * build, not installed: docs man TEMPLATE | bash | zsh | fish. In the template, a line @COMMANDS@ and a line
 * @OPTIONS@ are replaced.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "cli/completion.h"
#include "cli/help.h"

/* Text for roff: hyphens that are to be copied, backslashes, no control lines. */
static void add_roff(const char *z, struct buf *out)
{
    bool begins = out->n == 0 || out->p[out->n - 1] == '\n';
    if (begins && (*z == '.' || *z == '\''))
        buf_addz(out, "\\&");
    for (; *z; z++) {
        if (*z == '-')
            buf_addz(out, "\\-");
        else if (*z == '\\')
            buf_addz(out, "\\e");
        else
            buf_addc(out, *z);
    }
}

static void man_sample(const struct command_example *s, struct buf *out)
{
    buf_addz(out, ".TP\n.B ");
    add_roff(s->line, out);
    buf_addc(out, '\n');
    add_roff(s->what, out);
    buf_addc(out, '\n');
}

static void man_commands(struct buf *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const struct command *c = &commands[i];
        buf_addf(out, ".SS sigtail %s [OPTIONS] %s\n", c->name, c->operands);
        add_roff(c->summary, out);
        buf_addz(out, ".\n");
        for (size_t k = 0; k < COUNT_OF(c->samples); k++)
            man_sample(&c->samples[k], out);
    }
}

static void man_belongs(const struct option_row *row, struct buf *out)
{
    const char *before = "(";
    for (enum command_id c = 0; c < COMMAND_COUNT; c++) {
        if (!option_applies(row, c))
            continue;
        buf_addf(out, "%s%s", before, commands[c].name);
        before = ", ";
    }
    buf_addz(out, ")\n");
}

static void man_option(const struct option_row *row, struct buf *out)
{
    LOCAL_BUF names = {0};
    help_option_names(row, &names);
    buf_addc(&names, 0);
    buf_addz(out, ".TP\n.B ");
    add_roff(names.p, out);
    buf_addc(out, '\n');
    add_roff(row->help, out);
    buf_addz(out, ".\n");
    if (row->more) {
        add_roff(row->more, out);
        buf_addc(out, '\n');
    }
    man_belongs(row, out);
}

static void man_options(struct buf *out)
{
    for (size_t i = 0; i < option_count; i++)
        man_option(&option_table[i], out);
}

static bool man(const char *template, struct buf *out)
{
    char line[4096];
    FILE *f = template ? fopen(template, "r") : NULL;
    if (!f)
        return false;
    while (fgets(line, sizeof line, f)) {
        if (strcmp(line, "@TITLE@\n") == 0)
            buf_addz(out, ".TH SIGTAIL 1 \"\" \"sigtail " SIGTAIL_VERSION "\" \"User commands\"\n");
        else if (strcmp(line, "@COMMANDS@\n") == 0)
            man_commands(out);
        else if (strcmp(line, "@OPTIONS@\n") == 0)
            man_options(out);
        else
            buf_addz(out, line);
    }
    return fclose(f) == 0;
}

static bool write_kind(const char *kind, const char *template, struct buf *out)
{
    static const struct {
        const char *kind;
        void (*write)(struct buf *out);
    } shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    for (size_t i = 0; i < COUNT_OF(shells); i++)
        if (strcmp(kind, shells[i].kind) == 0) {
            shells[i].write(out);
            return true;
        }
    return strcmp(kind, "man") == 0 && man(template, out);
}

int main(int argc, char **argv)
{
    LOCAL_BUF out = {0};
    bool ok = argc >= 2 && write_kind(argv[1], argc > 2 ? argv[2] : NULL, &out);
    if (ok)
        ok = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    else
        fprintf(stderr, "usage: docs man TEMPLATE | docs bash|zsh|fish\n");
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
