#include "cli/completion.h"

/*
 * The words of a command line are parted at = too: --class=inv is three. A quote that is open stands before
 * the word, and readline keeps it.
 */
static void add_functions(struct buf *out)
{
    buf_addz(out, "# bash completion of sigtail\n"
                  "_sigtail_state() {\n"
                  "  local i\n"
                  "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
                  "    [ \"${COMP_WORDS[i]}\" = --state ] || continue\n"
                  "    [ \"${COMP_WORDS[i+1]}\" = = ] && ((i++))\n"
                  "    echo \"${COMP_WORDS[i+1]/#\\~/$HOME}\"\n"
                  "  done\n"
                  "}\n\n"
                  "_sigtail_ids() {\n"
                  "  local state=$(_sigtail_state)\n"
                  "  {\n"
                  "    COLUMNS=300 sigtail list 2>/dev/null\n"
                  "    [ -n \"$state\" ] && COLUMNS=300 sigtail state -n 20000 \"$state\" 2>/dev/null\n"
                  "  } | awk ");
    completion_awk(out);
    buf_addz(out,
             "\n}\n\n"
             "# Complete what stands behind the last of the separators $1 in $cur to one of the words $2.\n"
             "_sigtail_part() {\n"
             "  local IFS=$'\\n' rest=${cur##*[$1]}\n"
             "  COMPREPLY=($(compgen -P \"${cur%\"$rest\"}\" -W \"${2// /$'\\n'}\" -- \"$rest\"))\n"
             "  compopt -o nospace 2>/dev/null\n"
             "}\n\n");
}

/* What completes the argument of `row`, as bash words it. */
static void add_argument(const struct option_row *row, struct buf *out)
{
    const char *before = completion_lists(row) ? "_sigtail_part , \"" : "COMPREPLY=($(compgen -W \"";
    const char *behind = completion_lists(row) ? "\"; " : "\" -- \"$cur\")); ";
    if (row->completes == COMPLETES_FILE) {
        buf_addz(out, "COMPREPLY=($(compgen -f -- \"$cur\")); ");
        return;
    }
    LOCAL_BUF words = {0};
    completion_words(row, &words);
    if (row->completes == COMPLETES_EXPRESSION)
        before = "_sigtail_part ' (' \"";
    if (words.n || row->completes == COMPLETES_SIGNATURE)
        buf_join(out, before,
                 row->completes == COMPLETES_SIGNATURE ? STR("$(_sigtail_ids)") : buf_str(&words), behind);
}

static void add_arguments(enum command_id c, struct buf *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        if (!completion_offers(row, c) || !row->argument)
            continue;
        buf_addf(out, "    %s:--%s", commands[c].name, row->name);
        if (row->letter)
            buf_addf(out, " | %s:-%c", commands[c].name, row->letter);
        buf_addz(out, ") ");
        add_argument(row, out);
        buf_addz(out, "return ;;\n");
    }
}

static void add_names(enum command_id c, struct buf *out)
{
    buf_addf(out, "    %s) words=\"", commands[c].name);
    for (size_t i = 0; i < option_count; i++)
        if (completion_offers(&option_table[i], c))
            buf_addf(out, "--%s ", option_table[i].name);
    buf_addz(out, "\" ;;\n");
}

static void add_operands(struct buf *out)
{
    buf_addz(out, "  case $command:$cur in\n"
                  "    *:-*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        if (completion_takes_id(c))
            buf_addf(out,
                     "    %s:*) COMPREPLY=($(compgen -W \"$(_sigtail_ids)\" -- \"$cur\") $(compgen -f -- "
                     "\"$cur\")) ;;\n",
                     commands[c].name);
    buf_addz(out, "    config:*) COMPREPLY=($(compgen -W \"");
    completion_commands(out);
    buf_addz(out, "\" -- \"$cur\")) ;;\n"
                  "    *) COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                  "       [ \"$COMP_CWORD\" = 1 ] && COMPREPLY+=($(compgen -W \"");
    completion_commands(out);
    buf_addz(out, "\" -- \"$cur\")) ;;\n  esac\n");
}

void completion_bash(struct buf *out)
{
    add_functions(out);
    buf_addz(
        out,
        "_sigtail() {\n"
        "  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=report words word\n"
        "  [ \"$cur\" = = ] && cur=\n"
        "  [ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
        "  cur=${cur#[\\\"\\']}\n"
        "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "    case ${word// /|} in ");
    LOCAL_BUF names = {0};
    completion_commands(&names);
    for (struct str rest = buf_str(&names), name; str_split(&rest, ' ', &name);)
        buf_join(out, name, rest.p ? " | " : ") command=$word; break ;; esac\n  done\n");
    buf_addz(out, "  COMPREPLY=()\n  case $command:$before in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        add_arguments(c, out);
    buf_addz(out, "  esac\n  case $command in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        add_names(c, out);
    buf_addz(out, "  esac\n");
    add_operands(out);
    buf_addz(out, "}\ncomplete -o filenames -F _sigtail sigtail\n");
}
