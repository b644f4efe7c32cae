#include "cli/completion.h"

/* Inside single quotes; what means something to _arguments is escaped. */
static void add_quoted(const char *z, struct buf *out)
{
    for (; *z; z++) {
        if (*z == '\'')
            buf_addz(out, "'\\''");
        else
            buf_addf(out, "%s%c", strchr(":[]", *z) ? "\\" : "", *z);
    }
}

/* The words, with blanks between, as arguments of compadd inside single quotes. */
static void add_words(struct str words, struct buf *out)
{
    for (size_t i = 0; i < words.n; i++)
        buf_addf(out, "%s%c", str_among("()", words.p[i]) ? "\\" : "", words.p[i]);
}

static void add_argument(const struct option_row *row, struct buf *out)
{
    LOCAL_BUF words = {0};
    completion_words(row, &words);
    buf_addc(out, ':');
    add_quoted(row->argument, out);
    buf_addc(out, ':');
    if (row->completes == COMPLETES_FILE)
        buf_addz(out, "_files");
    else if (row->completes == COMPLETES_SIGNATURE)
        buf_addz(out, "_sequence _sigtail_ids");
    else if (row->completes == COMPLETES_EXPRESSION)
        buf_addz(out, "_sigtail_test");
    else if (words.n) {
        buf_addz(out, completion_lists(row) ? "_sequence compadd - " : "compadd - ");
        add_words(buf_str(&words), out);
    }
}

static void add_spec(const struct option_row *row, const char *dashes, const char *name, struct buf *out)
{
    buf_addf(out, "        '*%s%s%s[", dashes, name, !row->argument ? "" : name[1] ? "=" : "+");
    add_quoted(row->help, out);
    buf_addc(out, ']');
    if (row->argument)
        add_argument(row, out);
    buf_addz(out, "'\n");
}

static void add_command(enum command_id c, struct buf *out)
{
    buf_addf(out, "    %s)\n      specs=(\n", commands[c].name);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        char letter[2] = {row->letter, 0};
        if (!completion_offers(row, c))
            continue;
        add_spec(row, "--", row->name, out);
        if (row->letter)
            add_spec(row, "-", letter, out);
    }
    buf_addf(out, "        '*: :%s'\n      ) ;;\n",
             completion_takes_id(c) ? "_sigtail_operand"
             : c == COMMAND_CONFIG  ? "($names)"
                                    : "_files");
}

static const struct option_row *expression_row(void)
{
    size_t i = 0;
    while (option_table[i].completes != COMPLETES_EXPRESSION)
        i++;
    return &option_table[i];
}

static void add_functions(struct buf *out)
{
    buf_addz(out, "#compdef sigtail\n"
                  "_sigtail_ids() {\n"
                  "  local -a ids\n"
                  "  local state=${${(M)words:#--state=*}[-1]#--state=}\n"
                  "  (( ${words[(I)--state]} )) && state=${words[${words[(I)--state]}+1]}\n"
                  "  ids=(${(f)\"$({\n"
                  "    COLUMNS=300 sigtail list 2>/dev/null\n"
                  "    [[ -n $state ]] && COLUMNS=300 sigtail state -n 20000 ${~state} 2>/dev/null\n"
                  "  } | awk ");
    completion_awk(out);
    buf_addz(out, ")\"})\n"
                  "  compadd \"$@\" -- $ids\n"
                  "}\n\n"
                  "_sigtail_operand() {\n"
                  "  _sigtail_ids\n"
                  "  _files\n"
                  "}\n\n"
                  "# The last word of an expression.\n"
                  "_sigtail_test() {\n"
                  "  compset -P '*[ (]'\n"
                  "  compadd -S '' -- ");
    completion_words(expression_row(), out);
    buf_addz(out, "\n}\n\n");
}

void completion_zsh(struct buf *out)
{
    add_functions(out);
    buf_addz(out, "_sigtail() {\n"
                  "  local -a specs names\n"
                  "  local command=report word\n"
                  "  names=(");
    completion_commands(out);
    buf_addz(out, ")\n"
                  "  for word in ${words[2,CURRENT-1]}; do\n"
                  "    if (( ${names[(Ie)$word]} )); then command=$word; break; fi\n"
                  "  done\n"
                  "  (( CURRENT == 2 )) && [[ ${words[CURRENT]} != -* ]] && compadd -- $names\n"
                  "  case $command in\n");
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        add_command(c, out);
    buf_addz(out, "  esac\n  _arguments -s -S $specs\n}\n_sigtail \"$@\"\n");
}
