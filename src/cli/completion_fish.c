#include "cli/completion.h"

/* Inside single quotes. */
static void add_quoted(const char *z, struct buf *out)
{
    for (; *z; z++)
        buf_addf(out, "%s%c", *z == '\'' || *z == '\\' ? "\\" : "", *z);
}

/* What completes the argument of `row`. */
static void add_argument(const struct option_row *row, struct buf *out)
{
    struct buf words = {0};
    completion_words(row, &words);
    if (row->completes == COMPLETES_SIGNATURE)
        buf_addz(out, " -a '(__sigtail_list (__sigtail_ids))'");
    else if (words.n && row->completes == COMPLETES_EXPRESSION)
        buf_addf(out, " -a '(__sigtail_part \" (\" (string split \" \" \"" STR_FMT "\"))'", STR_ARG(words));
    else if (words.n && completion_lists(row))
        buf_addf(out, " -a '(__sigtail_list (string split \" \" \"" STR_FMT "\"))'", STR_ARG(words));
    else if (words.n)
        buf_addf(out, " -a '(string split \" \" \"" STR_FMT "\")'", STR_ARG(words));
    buf_free(&words);
}

static void add_option(enum command_id c, const struct option_row *row, struct buf *out)
{
    buf_addf(out, "complete -c sigtail -n '__sigtail_command %s' -l %s", commands[c].name, row->name);
    if (row->letter)
        buf_addf(out, " -s %c", row->letter);
    if (row->argument)
        buf_addz(out, row->completes == COMPLETES_FILE ? " -r -F" : " -x");
    add_argument(row, out);
    buf_addz(out, " -d '");
    add_quoted(row->help, out);
    buf_addz(out, "'\n");
}

static void add_functions(struct buf *out)
{
    buf_addz(out, "# fish completion of sigtail\n"
                  "function __sigtail_state\n"
                  "  set -l words (commandline -opc)\n"
                  "  if set -l at (contains -i -- --state $words)\n"
                  "    echo $words[(math $at + 1)]\n"
                  "  else\n"
                  "    string replace -rf '^--state=' '' -- $words\n"
                  "  end\n"
                  "end\n\n"
                  "function __sigtail_ids\n"
                  "  set -l state (__sigtail_state)\n"
                  "  begin\n"
                  "    COLUMNS=300 sigtail list 2>/dev/null\n"
                  "    if set -q state[1]\n"
                  "      COLUMNS=300 sigtail state -n 20000 $state[-1] 2>/dev/null\n"
                  "    end\n"
                  "  end | awk ");
    completion_awk(out);
    buf_addz(out,
             "\nend\n\n"
             "# What may stand behind the last of the separators $argv[1] in the word at hand.\n"
             "function __sigtail_part\n"
             "  set -l before (string replace -r '[^'$argv[1]']*$' '' -- (commandline -ct | string trim -l "
             "-c \"'\\\"\"))\n"
             "  printf '%s\\n' $before$argv[2..-1]\n"
             "end\n\n"
             "function __sigtail_list\n"
             "  __sigtail_part , $argv\n"
             "end\n\n"
             "function __sigtail_command\n"
             "  for word in (commandline -opc)[2..-1]\n"
             "    if contains -- $word ");
    completion_commands(out);
    buf_addz(out, "\n      test $word = $argv[1]\n      return\n    end\n  end\n"
                  "  test $argv[1] = report\n"
                  "end\n\n");
}

/* Commands in their order, then files: where a command may stand. */
static void add_first(struct buf *out)
{
    buf_addz(out, "function __sigtail_first\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        buf_addf(out, "  printf '%%s\\t%%s\\n' %s '", commands[i].name);
        add_quoted(commands[i].summary, out);
        buf_addz(out, "'\n");
    }
    buf_addz(out, "  __fish_complete_path (commandline -ct)\n"
                  "end\n"
                  "complete -c sigtail -n __fish_use_subcommand -f -k -a '(__sigtail_first)'\n");
}

void completion_fish(struct buf *out)
{
    add_functions(out);
    add_first(out);
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        if (completion_takes_id(c))
            buf_addf(out, "complete -c sigtail -n '__sigtail_command %s' -a '(__sigtail_ids)'\n",
                     commands[c].name);
    buf_addz(out, "complete -c sigtail -n '__sigtail_command config' -x -a '");
    completion_commands(out);
    buf_addz(out, "'\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        for (size_t i = 0; i < option_count; i++)
            if (completion_offers(&option_table[i], c))
                add_option(c, &option_table[i], out);
}
