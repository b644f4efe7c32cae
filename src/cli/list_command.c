/* list and explain: what is known, for people. */
#include "cli/clusters.h"
#include "cli/session.h"
#include "report/build.h"
#include "report/redaction.h"
#include "tally/triage.h"

static bool load(struct knowledge *k, const struct program *p)
{
    struct err err = {0};
    bool ok = knowledge_load(k, p->options, &err);
    if (!ok)
        complain(&err);
    return ok;
}

static bool one_word(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n <= 1)
        return true;
    err_set(&err, "list takes one word at the most: '%s'", p->options->operands.v[1]);
    err_mend(&err, "sigtail explain %s tells about one signature", p->options->operands.v[1]);
    complain(&err);
    return false;
}

enum status list_command(struct program *p)
{
    const struct options *o = p->options;
    struct knowledge k = {0};
    struct style style = session_style(p);
    struct str word = str_z(o->operands.n ? o->operands.v[0] : "");
    size_t n = 0;
    bool ok = one_word(p) && load(&k, p);
    if (ok)
        n = o->output == OUTPUT_JSON ? render_list_json(&k.table, word, &p->out.pending)
                                     : render_list(&k.table, word, &style, &p->out.pending);
    knowledge_free(&k);
    return !ok ? STATUS_ERROR : n || word.n == 0 ? STATUS_OK : STATUS_NOTHING;
}

static bool some_operand(const struct program *p)
{
    struct err err = {0};
    if (p->options->operands.n)
        return true;
    err_set(&err, "explain needs the id of a signature, a status, or the id of a cluster and its logs");
    err_mend(&err, "sigtail list shows the signatures");
    complain(&err);
    return false;
}

static void part(struct program *p)
{
    if (p->out.pending.n)
        buf_addc(&p->out.pending, '\n');
}

/* The row of a status; NULL when `word` is none that the table knows. */
static const struct status_row *status_of(const struct knowledge *k, const char *word)
{
    uint64_t code;
    return strlen(word) == 3 && str_u64(str_z(word), &code) ? table_status(&k->table, (int)code) : NULL;
}

static bool explain(struct program *p, const struct knowledge *k, const char *word)
{
    struct err err = {0};
    struct style style = session_style(p);
    const struct status_row *status = status_of(k, word);
    const struct signature *s = status ? NULL : knowledge_signature(k, word, &err);
    if (!status && !s) {
        complain(&err);
        return false;
    }
    part(p);
    if (s)
        render_explain(s, &style, &p->out.pending);
    else
        render_explain_status(&(struct report_status){.status = status->code,
                                                      .class = status->class,
                                                      .meaning = status->meaning,
                                                      .fix = status->fix},
                              &style, &p->out.pending);
    return true;
}

static bool explain_all(struct program *p)
{
    struct knowledge k = {0};
    bool ok = load(&k, p);
    for (size_t i = 0; ok && i < p->options->operands.n; i++)
        ok = explain(p, &k, p->options->operands.v[i]);
    knowledge_free(&k);
    return ok;
}

/* --- a cluster, of logs --- */

static void add_command(const char *id, const struct inputs *in, struct buf *out)
{
    buf_addf(out, "sigtail suggest %s", id);
    for (size_t i = 0; i < in->n && i < 3; i++)
        buf_addf(out, " %s", in->v[i].path);
}

static bool print_cluster(struct session *s, const char *id)
{
    struct program *p = s->program;
    struct report *r = report_build(run_tally(s->run), s->knowledge.rules);
    struct style style = session_style(p);
    struct buf command = {0};
    struct err err = {0};
    size_t found = 0;
    report_redact(r, p->secrets);
    add_command(id, &s->inputs, &command);
    for (size_t i = 0; i < r->unknown_count; i++)
        if (str_starts(r->unknown[i].id, str_z(id))) {
            part(p);
            render_explain_unknown(&r->unknown[i], buf_str(&command), &style, &p->out.pending);
            found++;
        }
    if (!found) {
        err_set(&err, "no unexplained error of these logs has an id that begins with %s", id);
        err_mend(&err, "the report shows the ids under UNKNOWN");
        complain(&err);
    }
    buf_free(&command);
    report_free(r);
    return found;
}

/* The first operand is the cluster's id, the others its logs. */
static enum status explain_cluster(struct program *p, const char *id)
{
    struct session s;
    struct options own = *p->options;
    const struct options *given = p->options;
    enum status status = STATUS_ERROR;
    own.operands.v++;
    own.operands.n--;
    p->options = &own;
    if (session_begin(&s, p) && session_read(&s, NULL, NULL, true) && print_cluster(&s, id))
        status = session_status(&s, STATUS_OK);
    session_end(&s);
    p->options = given;
    return status;
}

/* Is the first operand a cluster's id, and no signature's? */
static bool names_cluster(const struct program *p)
{
    struct knowledge k = {0};
    const char *word = p->options->operands.v[0];
    bool is = cluster_id_maybe(word) && load(&k, p) && !table_signature(&k.table, str_z(word));
    if (cluster_id_maybe(word))
        knowledge_free(&k);
    return is;
}

enum status explain_command(struct program *p)
{
    if (!some_operand(p))
        return STATUS_ERROR;
    if (names_cluster(p))
        return explain_cluster(p, p->options->operands.v[0]);
    return explain_all(p) ? STATUS_OK : STATUS_ERROR;
}
