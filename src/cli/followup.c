#include "cli/followup.h"

#include <ctype.h>

#include "cli/command.h"
#include "cli/inputs.h"

enum { LOGS_MOST = 120 }; /* bytes of the names of logs */

static bool is_plain(const char *word)
{
    for (const char *c = word; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-_./:@%+=,", *c))
            return false;
    return word[0];
}

/* As a shell takes it for one word. */
static void add_word(const char *word, struct buf *out)
{
    if (is_plain(word)) {
        buf_addz(out, word);
        return;
    }
    buf_addc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buf_addz(out, "'\\''");
        else
            buf_addc(out, *word);
    buf_addc(out, '\'');
}

void followup_operand(const char *name, struct buf *out)
{
    LOCAL_BUF path = {0};
    bool misread = (name[0] == '-' && name[1]) || command_named(str_z(name));
    buf_addf(&path, "%s%s", misread ? "./" : "", name);
    buf_addc(&path, '\0');
    add_word(path.p, out);
}

static void add_use(const struct given *g, struct buf *out)
{
    if (g->row->letter)
        buf_addf(out, " -%c", g->row->letter);
    else
        buf_addf(out, " --%s", g->row->name);
    if (!g->value || !g->row->argument)
        return;
    buf_addc(out, ' ');
    add_word(g->value, out);
}

/* What the settings give to all commands holds without being typed. */
static void add_uses(const struct options *o, struct buf *out)
{
    for (size_t i = 0; i < o->use_count; i++)
        if (o->uses[i].row->followup && !options_everywhere(&o->uses[i]))
            add_use(&o->uses[i], out);
}

/* Which rows of a report were asked for; the list of -s was split where it stood. */
static void add_rows(const struct options *o, struct buf *out)
{
    for (size_t i = 0; i < o->signatures.n; i++)
        buf_join(out, i ? "," : " -s ", o->signatures.v[i]);
    for (enum verdict c = 0, n = 0; c < CLASS_COUNT; c++)
        if ((o->classes | (o->unknown ? 1u << CLASS_UNKNOWN : 0)) >> c & 1)
            buf_addf(out, "%s%s", n++ ? "," : " -c ", class_name(c));
}

static void add_logs(const struct options *o, const struct secrets *secrets, struct buf *out)
{
    size_t start = out->n;
    for (size_t i = 0; i < o->operands.n; i++) {
        LOCAL_BUF name = {0};
        followup_operand(o->operands.v[i], &name);
        buf_addc(out, ' ');
        redact(secrets, buf_str(&name), out);
    }
    if (o->operands.n < 2 || out->n - start <= LOGS_MOST)
        return;
    out->n = start;
    buf_addz(out, " LOG...");
}

static bool reads_pipe(const struct options *o)
{
    bool pipe = o->files_from ? input_is_stdin(o->files_from) : o->operands.n == 0;
    for (size_t i = 0; i < o->operands.n; i++)
        pipe |= input_is_stdin(o->operands.v[i]);
    return pipe;
}

static bool reads_only_pipe(const struct options *o)
{
    return !o->files_from && o->operands.n < 2 && reads_pipe(o);
}

void followup_init(struct followup *t, const struct options *o, const struct secrets *secrets)
{
    *t = (struct followup){.after = {0}};
    add_uses(o, &t->after);
    if (!reads_only_pipe(o))
        add_logs(o, secrets, &t->after);
    add_rows(o, &t->rows);
    t->followup = (struct followup_words){reads_pipe(o) ? STR("... | ") : STR(""), buf_str(&t->rows),
                                          buf_str(&t->after)};
}

void followup_free(struct followup *t)
{
    buf_free(&t->rows);
    buf_free(&t->after);
}
