/* explain: what is known of a signature, a status, or an unknown error of logs. */
#include <unistd.h>

#include "cli/cluster_lookup.h"
#include "cli/drafting.h"
#include "cli/followup.h"
#include "report/build.h"
#include "report/redaction.h"

static bool some_operand(const struct program *p)
{
    if (p->options->operands.n)
        return true;
    return refuse("explain needs the id of a signature, a status, or the id of a cluster and its logs\n"
                  "sigtail list shows the signatures");
}

static void part(struct program *p)
{
    if (p->out.pending.n)
        buf_addc(&p->out.pending, '\n');
}

static bool is_code(const char *word)
{
    return strlen(word) == 3 && strspn(word, "0123456789") == 3;
}

/* The row of a status; NULL when `word` is none that the table knows. */
static const struct status_row *status_of(const struct signature_set *k, const char *word)
{
    uint64_t code;
    return is_code(word) && str_u64(str_z(word), &code) ? table_status(&k->table, (int)code) : NULL;
}

/* "sigtail grep -s ID LOG...", `by` being "-s "; nothing without logs. */
static void add_records(const struct options *o, const char *by, const char *id,
                        const struct secrets *secrets, struct buf *out)
{
    struct followup next_command;
    if (o->operands.n == 0)
        return;
    followup_init(&next_command, o, secrets);
    buf_join(out, next_command.followup.before, "sigtail grep ", by, id, next_command.followup.after);
    followup_free(&next_command);
}

static const struct signature *no_such_status(const char *word, struct err *err)
{
    err_set(err, "nothing is known about status %s", word);
    err_mend(err, "its records: sigtail grep -w status=%s LOG", word);
    return NULL;
}

/* No id has a dot or a slash. */
static bool is_path(const char *word)
{
    return strpbrk(word, "./") != NULL;
}

static const struct signature *is_no_id(const char *word, struct err *err)
{
    if (access(word, F_OK) != 0) {
        err_set(err, "%s: no such file", word);
    } else {
        err_set(err, "%s: is no id", word);
        err_mend(err, "logs stand behind ids and statuses: sigtail explain 504 %s", word);
    }
    return NULL;
}

/* `logs`: the command line with the logs alone, in which its records may be. */
static void print_signature(struct program *p, const struct signature_set *k, const struct signature *s,
                            const struct options *logs)
{
    struct style style = session_style(p);
    LOCAL_BUF records = {0};
    if (s->step_count == 0 || s->correlation.kind == CORRELATION_UNLESS) /* else they are none of its own */
        add_records(logs, "-s ", s->id.p, p->secrets, &records);
    part(p);
    table_examples(&k->table);
    render_explain(s, buf_str(&records), &style, &p->out.pending);
}

static void print_status(struct program *p, const struct status_row *status, const char *word,
                         const struct options *logs)
{
    struct style style = session_style(p);
    LOCAL_BUF records = {0};
    add_records(logs, "-w status=", word, p->secrets, &records);
    part(p);
    render_explain_status(
        &(struct report_status){
            .status = status->code, .class = status->class, .meaning = status->meaning, .fix = status->fix},
        buf_str(&records), &style, &p->out.pending);
}

/* --- what a log says --- */

/* Is `word` the text of an error: of more than one word, or written as no id is? */
static bool is_text(const char *word)
{
    size_t id = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return word[id] && (strchr(word, ' ') || !is_path(word));
}

/* Print each signature that knows `text`, `fallback` or not; returns how many. */
static size_t print_known(struct program *p, const struct signature_set *k, struct str text, bool fallback,
                          const struct options *logs)
{
    struct matcher *m = matcher_new(k->rules);
    struct hit hit;
    size_t n = 0;
    for (uint32_t i = 0; i < k->table.signature_count; i++)
        if (k->table.signatures[i].fallback == fallback && matcher_try(m, i, text, &hit)) {
            print_signature(p, k, &k->table.signatures[i], logs);
            n++;
        }
    matcher_free(m);
    return n;
}

static bool not_known(const struct signature_set *k, const char *word)
{
    struct err err = {0};
    if (strchr(word, ' '))
        return refuse(
            "no signature knows the text: %s\ngive the message alone, as the log has it, or a word of it "
            "to sigtail list",
            word);
    (void)signature_set_signature(k, word, &err);
    complain(&err);
    return false;
}

/* A fallback explains what nothing else does. */
static bool explain_text(struct program *p, struct signature_set *k, const char *word,
                         const struct options *logs)
{
    struct err err = {0};
    struct str text = str_z(word);
    if (!k->rules && !signature_set_compile(k, &err)) {
        complain(&err);
        return false;
    }
    return print_known(p, k, text, false, logs) || print_known(p, k, text, true, logs) || not_known(k, word);
}

static bool explain(struct program *p, struct signature_set *k, const char *word, const struct options *logs)
{
    struct err err = {0};
    const struct status_row *status = status_of(k, word);
    if (status) {
        print_status(p, status, word, logs);
        return true;
    }
    if (is_text(word) && access(word, F_OK) != 0)
        return explain_text(p, k, word, logs);
    const struct signature *s = is_code(word)   ? no_such_status(word, &err)
                                : is_path(word) ? is_no_id(word, &err)
                                                : signature_set_signature(k, word, &err);
    if (s)
        print_signature(p, k, s, logs);
    else
        complain(&err);
    return s;
}

/* How many operands are ids: the first, and those behind it up to the first log. */
static size_t id_count(const struct signature_set *k, const struct string_list *operands)
{
    size_t n = 1;
    while (n < operands->n &&
           (status_of(k, operands->v[n]) || table_signature(&k->table, str_z(operands->v[n])) ||
            access(operands->v[n], F_OK) != 0))
        n++;
    return n;
}

static bool explain_all(struct program *p)
{
    struct signature_set k = {0};
    const struct string_list *given = &p->options->operands;
    struct options logs = *p->options;
    bool ok = signature_set_load_or_complain(&k, p->options);
    size_t n = ok ? id_count(&k, given) : 0;
    logs.operands.v += n;
    logs.operands.n -= n;
    for (size_t i = 0; ok && i < n; i++)
        ok = explain(p, &k, given->v[i], &logs);
    signature_set_free(&k);
    return ok;
}

/* --- a cluster, of logs --- */

/* How a draft for the cluster is asked for; or that there is none, and why. */
static void add_draft(struct drafting *g, struct str id, struct buf *out)
{
    enum { SHORT_ID = 6 };
    struct followup next_command;
    size_t found = suggest_find(g->suggest, id);
    if (found == suggest_count(g->suggest))
        return;
    drafting_draft(g, found, 1);
    if (!g->v[0].holds) {
        buf_addf(out, "none: %s; " DRAFTING_BY_HAND, g->v[0].why.what);
        return;
    }
    followup_init(&next_command, g->s->program->options, g->s->program->secrets);
    buf_join(out, next_command.followup.before, "sigtail suggest ", str_head(id, SHORT_ID),
             next_command.followup.after);
    followup_free(&next_command);
}

/* `u` is of the UNKNOWN table, or of the messages of `status`. */
static void print_row(struct drafting *g, const struct report_cluster *u, const struct report_status *status)
{
    struct program *p = g->s->program;
    struct style style = session_style(p);
    LOCAL_BUF draft = {0};
    add_draft(g, u->id, &draft);
    part(p);
    render_explain_cluster(u, status, buf_str(&draft), &style, &p->out.pending);
}

/* Those of the `n` rows at `v` whose ids begin with `id`; returns how many. */
static size_t print_rows(struct drafting *g, const struct report_cluster *v, size_t n, const char *id,
                         const struct report_status *status)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (str_starts(v[i].id, str_z(id))) {
            print_row(g, &v[i], status);
            found++;
        }
    return found;
}

static bool print_cluster(struct drafting *g, const char *id)
{
    struct report *r = report_build(run_tally(g->s->run), g->s->signatures.rules);
    report_redact(r, g->s->program->secrets);
    size_t found = print_rows(g, r->clusters, r->cluster_count, id, NULL);
    for (size_t i = 0; i < r->status_count; i++)
        found += print_rows(g, r->statuses[i].messages, r->statuses[i].message_count, id, &r->statuses[i]);
    if (!found) {
        refuse("no unexplained error of these logs has an id that begins with %s\n"
               "the report shows the ids under UNKNOWN, and under its statuses",
               id);
    }
    report_free(r);
    return found;
}

/* The first operand is the cluster's id, the others its logs. */
static enum status explain_cluster(struct program *p, const char *id)
{
    struct session s;
    struct drafting g = {0};
    struct options own = *p->options;
    const struct options *given = p->options;
    enum status status = STATUS_ERROR;
    own.operands.v++;
    own.operands.n--;
    p->options = &own;
    if (session_begin(&s, p) && drafting_begin(&g, &s) && print_cluster(&g, id))
        status = session_status(&s, STATUS_OK);
    if (s.run)
        session_tell_given_up(&s);
    drafting_end(&g);
    session_end(&s);
    p->options = given;
    return status;
}

/* Is the first operand a cluster's id, and no signature's? */
static bool names_cluster(const struct program *p)
{
    struct signature_set k = {0};
    struct err err = {0}; /* who explains signatures complains of it */
    const char *word = p->options->operands.v[0];
    if (!cluster_id_maybe(word))
        return false;
    bool is = signature_set_load(&k, p->options, &err) && !table_signature(&k.table, str_z(word));
    signature_set_free(&k);
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
