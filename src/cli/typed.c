#include "cli/typed.h"

#include <ctype.h>

enum { LOGS_MOST = 60 }; /* bytes of the names of logs */

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

/* What the settings give to all commands holds without being typed. */
static void add_option(const struct options *o, const char *option, const char *value, struct buf *out)
{
    if (!value || options_everywhere(o, value))
        return;
    buf_addf(out, " %s ", option);
    add_word(value, out);
}

static void add_options(const struct options *o, const char *option, const struct words *words,
                        struct buf *out)
{
    for (size_t i = 0; i < words->n; i++)
        add_option(o, option, words->v[i], out);
}

static void add_logs(const struct options *o, struct buf *out)
{
    size_t start = out->n;
    for (size_t i = 0; i < o->operands.n; i++) {
        buf_addc(out, ' ');
        add_word(o->operands.v[i], out);
    }
    if (out->n - start <= LOGS_MOST && !o->files_from)
        return;
    out->n = start;
    buf_addz(out, " LOG...");
}

static bool reads_pipe(const struct options *o)
{
    return !o->files_from &&
           (o->operands.n == 0 || (o->operands.n == 1 && strcmp(o->operands.v[0], "-") == 0));
}

void typed_init(struct typed *t, const struct options *o)
{
    *t = (struct typed){.after = {0}};
    add_options(o, "-p", &o->patterns, &t->after);
    add_options(o, "-w", &o->wheres, &t->after);
    add_option(o, "--since", o->since.text, &t->after);
    add_option(o, "--until", o->until.text, &t->after);
    add_option(o, "--last", o->last.text, &t->after);
    add_option(o, "--tz", o->tz, &t->after);
    if (!reads_pipe(o))
        add_logs(o, &t->after);
    t->retyped = (struct retyped){reads_pipe(o) ? STR("... | ") : STR(""), buf_str(&t->after)};
}

void typed_free(struct typed *t)
{
    buf_free(&t->after);
}
