#include "cli/saved.h"
#include "cli/session.h"
#include "report/diff.h"

static bool two_operands(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n == 2)
        return true;
    err_set(&err, "diff needs two reports, not %zu", p->options->operands.n);
    err_mend(&err, "sigtail diff BEFORE.json AFTER.json; make them with sigtail -o json LOG");
    complain(&err);
    return false;
}

/* --fail-on: what is clean may change as it likes. */
static enum status judge(const struct diff *d, unsigned fail_on)
{
    for (size_t i = 0; i < d->row_count; i++)
        if (fail_on >> d->rows[i].change & 1 && d->rows[i].class != CLASS_CLEAN)
            return STATUS_NOTHING;
    return STATUS_OK;
}

static enum status show(struct program *p, const struct report *before, const struct report *after)
{
    struct style style = session_style(p);
    struct diff *d = diff_build(before, after, style.secrets);
    if (p->options->output == OUTPUT_JSON)
        render_diff_json(d, &p->out.pending);
    else
        render_diff_text(d, &style, &p->out.pending);
    enum status status = judge(d, p->options->fail_on);
    diff_free(d);
    return status;
}

enum status diff_command(struct program *p)
{
    struct inputs in = {0};
    struct err err = {0};
    struct report *before = NULL, *after = NULL;
    enum status status = STATUS_ERROR;
    if (two_operands(p) && inputs_find(&in, &p->options->operands, p->options) && !in.failed) {
        before = saved_report(&in, 0, 1, &err);
        after = before ? saved_report(&in, 1, 1, &err) : NULL;
        if (after)
            status = show(p, before, after);
        else
            complain(&err);
    }
    report_free(before);
    report_free(after);
    inputs_free(&in);
    return status;
}
