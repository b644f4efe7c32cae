/* list: the signatures that are known. */
#include "cli/session.h"

static bool one_word(const struct program *p)
{
    if (p->options->operands.n <= 1)
        return true;
    return refuse("list takes one word at the most: '%s'\n"
                  "sigtail explain %s tells about one signature",
                  p->options->operands.v[1], p->options->operands.v[1]);
}

enum status list_command(struct program *p)
{
    const struct options *o = p->options;
    struct signature_set k = {0};
    struct style style = session_style(p);
    struct str word = str_z(o->operands.n ? o->operands.v[0] : "");
    size_t n = 0;
    bool ok = one_word(p) && signature_set_load_or_complain(&k, p->options);
    if (ok)
        n = o->output == OUTPUT_JSON ? render_list_json(&k.table, word, &p->out.pending)
                                     : render_list(&k.table, word, &style, &p->out.pending);
    signature_set_free(&k);
    return !ok ? STATUS_ERROR : n || word.n == 0 ? STATUS_OK : STATUS_NOTHING;
}
