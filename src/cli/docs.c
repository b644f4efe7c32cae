/*
 * docs: the manual and the shell completions, from the tables of commands and options. A program of the
 * build, not installed: docs man TEMPLATE | bash | zsh | fish. In the template, a line @COMMANDS@ and a line
 * @OPTIONS@ are replaced.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
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

static void man_sample(const struct sample *s, struct buf *out)
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
    struct buf names = {0};
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
    buf_free(&names);
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

static void add_choices(const struct choice *choices, struct buf *out)
{
    for (const struct choice *c = choices; c && c->name; c++)
        buf_addf(out, "%s%s", c == choices ? "" : " ", c->name);
}

static void add_command_names(struct buf *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        buf_addf(out, "%s%s", i ? " " : "", commands[i].name);
}

/* What completes the argument of `row`, as bash words it. */
static void bash_argument(const struct option_row *row, struct buf *out)
{
    if (row->completes == COMPLETES_FILE)
        buf_addz(out, "COMPREPLY=($(compgen -f -- \"$cur\")); ");
    else if (row->completes == COMPLETES_SIGNATURE)
        buf_addz(out, "COMPREPLY=($(compgen -W \"$(_sigtail_ids)\" -- \"$cur\")); ");
    else if (row->choices) {
        buf_addz(out, "COMPREPLY=($(compgen -W \"");
        add_choices(row->choices, out);
        buf_addz(out, "\" -- \"$cur\")); ");
    }
}

static void bash_option_arguments(enum command_id c, struct buf *out)
{
    struct buf action = {0};
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        buf_clear(&action);
        if (!option_applies(row, c) || !row->argument)
            continue;
        bash_argument(row, &action);
        buf_addf(out, "    %s:--%s", commands[c].name, row->name);
        if (row->letter)
            buf_addf(out, " | %s:-%c", commands[c].name, row->letter);
        buf_addf(out, ") " STR_FMT "return ;;\n", STR_ARG(buf_str(&action)));
    }
    buf_free(&action);
}

static void bash_option_names(enum command_id c, struct buf *out)
{
    buf_addf(out, "    %s) words=\"", commands[c].name);
    for (size_t i = 0; i < option_count; i++)
        if (option_applies(&option_table[i], c))
            buf_addf(out, "--%s ", option_table[i].name);
    buf_addz(out, "\" ;;\n");
}

static void bash(struct buf *out)
{
    buf_addz(
        out,
        "# bash completion of sigtail\n"
        "_sigtail_ids() {\n"
        "  COLUMNS=300 sigtail list 2>/dev/null | awk '$2 == \"investigate\" || $2 == \"expected\" { print "
        "$1 }'\n"
        "}\n\n"
        "_sigtail() {\n"
        "  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=report words word\n"
        "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "    case $word in ");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        buf_addf(out, "%s%s", i ? " | " : "", commands[i].name);
    buf_addz(out, ") command=$word; break ;; esac\n  done\n  COMPREPLY=()\n  case $command:$before in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        bash_option_arguments(c, out);
    buf_addz(out, "  esac\n  case $command in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        bash_option_names(c, out);
    buf_addz(out, "  esac\n"
                  "  case $command:$cur in\n"
                  "    *:-*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
                  "    explain:*) COMPREPLY=($(compgen -W \"$(_sigtail_ids)\" -- \"$cur\")) ;;\n"
                  "    *) COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                  "       [ \"$COMP_CWORD\" = 1 ] && COMPREPLY+=($(compgen -W \"");
    add_command_names(out);
    buf_addz(out, "\" -- \"$cur\")) ;;\n  esac\n}\ncomplete -o filenames -F _sigtail sigtail\n");
}

/* Inside single quotes of zsh and fish, and zsh's own marks. */
static void add_quoted(const char *z, const char *escaped, struct buf *out)
{
    for (; *z; z++) {
        if (*z == '\'')
            buf_addz(out, "'\\''");
        else {
            if (strchr(escaped, *z))
                buf_addc(out, '\\');
            buf_addc(out, *z);
        }
    }
}

static void zsh_argument(const struct option_row *row, struct buf *out)
{
    buf_addc(out, ':');
    add_quoted(row->argument, ":[]", out);
    buf_addc(out, ':');
    if (row->completes == COMPLETES_FILE)
        buf_addz(out, "_files");
    else if (row->completes == COMPLETES_SIGNATURE)
        buf_addz(out, "_sigtail_ids");
    else if (row->choices) {
        buf_addc(out, '(');
        add_choices(row->choices, out);
        buf_addc(out, ')');
    }
}

static void zsh_spec(const struct option_row *row, const char *dashes, const char *name, struct buf *out)
{
    buf_addf(out, "        '*%s%s%s[", dashes, name, !row->argument ? "" : name[1] ? "=" : "+");
    add_quoted(row->help, ":[]", out);
    buf_addc(out, ']');
    if (row->argument)
        zsh_argument(row, out);
    buf_addz(out, "'\n");
}

static void zsh_command(enum command_id c, struct buf *out)
{
    buf_addf(out, "    %s)\n      specs=(\n", commands[c].name);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        char letter[2] = {row->letter, 0};
        if (!option_applies(row, c))
            continue;
        zsh_spec(row, "--", row->name, out);
        if (row->letter)
            zsh_spec(row, "-", letter, out);
    }
    buf_addf(out, "        '*: :%s'\n      ) ;;\n", c == COMMAND_EXPLAIN ? "_sigtail_ids" : "_files");
}

static void zsh(struct buf *out)
{
    buf_addz(out, "#compdef sigtail\n"
                  "_sigtail_ids() {\n"
                  "  local -a ids\n"
                  "  ids=(${(f)\"$(COLUMNS=300 sigtail list 2>/dev/null |\n"
                  "    awk '$2 == \"investigate\" || $2 == \"expected\" { print $1 }')\"})\n"
                  "  compadd -- $ids\n"
                  "}\n\n"
                  "_sigtail() {\n"
                  "  local -a specs names\n"
                  "  local command=report word\n"
                  "  names=(");
    add_command_names(out);
    buf_addz(out, ")\n"
                  "  for word in ${words[2,CURRENT-1]}; do\n"
                  "    if (( ${names[(Ie)$word]} )); then command=$word; break; fi\n"
                  "  done\n"
                  "  (( CURRENT == 2 )) && [[ ${words[CURRENT]} != -* ]] && compadd -- $names\n"
                  "  case $command in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        zsh_command(c, out);
    buf_addz(out, "  esac\n  _arguments -s -S $specs\n}\n_sigtail \"$@\"\n");
}

static void fish_option(enum command_id c, const struct option_row *row, struct buf *out)
{
    buf_addf(out, "complete -c sigtail -n '__sigtail_command %s' -l %s", commands[c].name, row->name);
    if (row->letter)
        buf_addf(out, " -s %c", row->letter);
    if (row->argument)
        buf_addz(out, row->completes == COMPLETES_FILE ? " -r" : " -x");
    if (row->completes == COMPLETES_SIGNATURE)
        buf_addz(out, " -a '(__sigtail_ids)'");
    if (row->choices) {
        buf_addz(out, " -a '");
        add_choices(row->choices, out);
        buf_addc(out, '\'');
    }
    buf_addz(out, " -d '");
    add_quoted(row->help, "", out);
    buf_addz(out, "'\n");
}

static void fish(struct buf *out)
{
    buf_addz(out, "# fish completion of sigtail\n"
                  "function __sigtail_ids\n"
                  "  COLUMNS=300 sigtail list 2>/dev/null | awk '$2 == \"investigate\" || $2 == \"expected\" "
                  "{ print $1 }'\n"
                  "end\n"
                  "function __sigtail_command\n"
                  "  for word in (commandline -opc)[2..-1]\n"
                  "    if contains -- $word ");
    add_command_names(out);
    buf_addz(out, "\n      test $word = $argv[1]\n      return\n    end\n  end\n"
                  "  test $argv[1] = report\n"
                  "end\n"
                  "complete -c sigtail -n '__sigtail_command explain' -x -a '(__sigtail_ids)'\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        buf_addf(out, "complete -c sigtail -n __fish_use_subcommand -a %s -d '", commands[i].name);
        add_quoted(commands[i].summary, "", out);
        buf_addz(out, "'\n");
    }
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        for (size_t i = 0; i < option_count; i++)
            if (option_applies(&option_table[i], c))
                fish_option(c, &option_table[i], out);
}

static bool write_kind(const char *kind, const char *template, struct buf *out)
{
    static const struct {
        const char *kind;
        void (*write)(struct buf *out);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < COUNT_OF(shells); i++)
        if (strcmp(kind, shells[i].kind) == 0) {
            shells[i].write(out);
            return true;
        }
    return strcmp(kind, "man") == 0 && man(template, out);
}

int main(int argc, char **argv)
{
    struct buf out = {0};
    bool ok = argc >= 2 && write_kind(argv[1], argc > 2 ? argv[2] : NULL, &out);
    if (ok)
        ok = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    else
        fprintf(stderr, "usage: docs man TEMPLATE | docs bash|zsh|fish\n");
    buf_free(&out);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
