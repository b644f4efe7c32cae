#include "cli/saved_reports.h"
#include "cli/session.h"
#include "report/diff.h"
#include "report/redaction.h"
#include "report/summary.h"

static bool two_operands(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n == 2)
        return true;
    err_set(&err, "diff needs two reports, not %zu", p->options->operands.n);
    err_mend(&err,
             "sigtail diff BEFORE.json AFTER.json; make them with sigtail -o json LOG; or give --before T..T "
             "--after T..T LOG...");
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

/* ---- two reports ---- */

/* What says which records of logs are meant says nothing of reports; settings may say it for all commands. */
static bool of_logs_alone(const struct options *o)
{
    static const char *const names[] = {"where", "extract", "patterns", "no-builtin"};
    size_t i = 0;
    while (i < COUNT_OF(names) && !options_gave(o, names[i]))
        i++;
    if (i == COUNT_OF(names))
        return true;
    return refuse("--%s is for logs, and reports are compared\n"
                  "give it when they are made, or --before T..T --after T..T and logs",
                  names[i]);
}

static enum status of_reports(struct program *p)
{
    struct inputs in = {0};
    struct err err = {0};
    struct report *before = NULL, *after = NULL;
    enum status status = STATUS_ERROR;
    if (of_logs_alone(p->options) && two_operands(p) && inputs_find(&in, &p->options->operands, p->options) &&
        !in.failed) {
        before = saved_report(&in, 0, &err);
        after = before ? saved_report(&in, 1, &err) : NULL;
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

/* ---- two windows of logs ---- */

/* Read twice, so no streams. */
static bool only_files(const struct session *s)
{
    if (!s->live)
        return true;
    return refuse("a stream cannot be read twice, once for each window\n"
                  "save it to a file, and give that");
}

static bool has_records(const struct report *r, const char *option, const char *text)
{
    struct err err = {0};
    struct buf times = {0};
    if (summary_judged(r))
        return true;
    summary_times(r, &times);
    err_set(&err, "--%s %s: no records are of that time", option, text);
    if (times.n)
        err_mend(&err, STR_FMT, STR_ARG(times));
    complain(&err);
    buf_free(&times);
    return false;
}

/* The report of the window `given` of all logs; NULL when there is none, complained of. */
static struct report *window_report(struct program *p, const char *option, const struct given_range *given)
{
    struct options o = *p->options;
    struct program q = *p;
    struct session s;
    struct report *r = NULL;
    o.since = (struct given_time){given->from, given->from.kind == TIME_SPEC_NONE ? NULL : given->text};
    o.until = (struct given_time){given->to, given->to.kind == TIME_SPEC_NONE ? NULL : given->text};
    q.options = &o;
    if (session_begin(&s, &q) && only_files(&s) && session_read(&s, NULL, NULL, true) && !s.inputs.failed) {
        r = session_report_whole(&s);
        session_tell_given_up(&s);
        report_redact(r, q.secrets);
    }
    session_end(&s);
    if (r && !has_records(r, option, given->text)) {
        report_free(r);
        r = NULL;
    }
    return r;
}

static bool both_windows(const struct options *o)
{
    if (o->window_before.text && o->window_after.text)
        return true;
    return refuse("--%s without --%s\n"
                  "give both: --before 09:00..10:00 --after 10:00..11:00",
                  o->window_before.text ? "before" : "after", o->window_before.text ? "after" : "before");
}

static enum status of_windows(struct program *p)
{
    const struct options *o = p->options;
    enum status status = STATUS_ERROR;
    if (!both_windows(o))
        return status;
    struct report *before = window_report(p, "before", &o->window_before);
    struct report *after = before ? window_report(p, "after", &o->window_after) : NULL;
    if (after)
        status = show(p, before, after);
    report_free(before);
    report_free(after);
    return status;
}

enum status diff_command(struct program *p)
{
    bool windows = p->options->window_before.text || p->options->window_after.text;
    return windows ? of_windows(p) : of_reports(p);
}
