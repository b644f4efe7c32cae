#include "cli/printing.h"
#include "cli/saved.h"
#include "cli/session.h"
#include "report/redaction.h"

enum status merge_command(struct program *p)
{
    struct inputs in = {0};
    struct err err = {0};
    struct style style = session_style(p);
    struct report *r = NULL;
    if (inputs_find(&in, &p->options->operands, p->options) && !in.failed) {
        r = saved_report(&in, 0, in.n, &err);
        if (r) {
            report_redact(r, p->secrets);
            print_report(r, p->options, &style, &p->out.pending);
        } else {
            complain(&err);
        }
    }
    enum status status = r ? STATUS_OK : STATUS_ERROR;
    report_free(r);
    inputs_free(&in);
    return status;
}
