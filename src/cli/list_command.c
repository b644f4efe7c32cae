/* list and explain: the table of signatures, for people. */
#include "cli/session.h"

static bool no_operands(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n == 0)
        return true;
    err_set(&err, "list takes no operand: '%s'", p->options->operands.v[0]);
    err_mend(&err, "sigtail explain %s tells about one signature", p->options->operands.v[0]);
    complain(&err);
    return false;
}

static bool some_operand(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n)
        return true;
    err_set(&err, "explain needs the id of a signature");
    err_mend(&err, "sigtail list shows them all");
    complain(&err);
    return false;
}

static bool load(struct knowledge *k, const struct program *p)
{
    struct err err = {0};
    bool ok = knowledge_load(k, p->options, &err);
    if (!ok)
        complain(&err);
    return ok;
}

enum status list_command(struct program *p)
{
    struct knowledge k = {0};
    struct style style = session_style(p);
    bool ok = no_operands(p) && load(&k, p);
    if (ok)
        render_list(&k.table, &style, &p->out.pending);
    knowledge_free(&k);
    return ok ? STATUS_OK : STATUS_ERROR;
}

static bool explain(struct program *p, const struct knowledge *k, const char *id)
{
    struct err err = {0};
    struct style style = session_style(p);
    const struct signature *s = knowledge_signature(k, id, &err);
    if (!s) {
        complain(&err);
        return false;
    }
    if (p->out.pending.n)
        buf_addc(&p->out.pending, '\n');
    render_explain(s, &style, &p->out.pending);
    return true;
}

enum status explain_command(struct program *p)
{
    struct knowledge k = {0};
    bool ok = some_operand(p) && load(&k, p);
    for (size_t i = 0; ok && i < p->options->operands.n; i++)
        ok = explain(p, &k, p->options->operands.v[i]);
    knowledge_free(&k);
    return ok ? STATUS_OK : STATUS_ERROR;
}
