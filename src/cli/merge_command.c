#include "cli/print_report.h"
#include "cli/saved_reports.h"
#include "cli/session.h"
#include "report/redaction.h"

static bool has_operands(const struct program *p)
{
    return p->options->operands.n || p->options->files_from || !p->env.in_terminal || session_usage(p);
}

enum status merge_command(struct program *p)
{
    struct inputs in = {0};
    struct style style = session_style(p);
    struct report *r = NULL;
    bool whole = false;
    if (has_operands(p) && inputs_find(&in, &p->options->operands, p->options)) {
        r = saved_reports(&in, p->shown_in, &whole);
        if (r) {
            report_redact(r, p->secrets);
            print_report(r, p->options, &style, &p->out.pending);
        }
    }
    enum status status = whole && !in.failed ? STATUS_OK : STATUS_ERROR;
    report_free(r);
    inputs_free(&in);
    return status;
}
