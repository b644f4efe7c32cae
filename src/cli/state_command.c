/* state, ack, unack and resolve: what is known, and what people decide about it. */
#include <inttypes.h>

#include "cli/cluster_lookup.h"
#include "cli/followup.h"
#include "cli/session.h"

static bool no_state(void)
{
    return refuse("which state? none is named\n"
                  "give --state FILE, the file that sigtail --state FILE LOG keeps");
}

/* Advise to type `command` with the state's file, which does what `does` says. */
static bool mend_with_state(struct err *err, const char *command, const char *path, const char *does)
{
    struct buf file = {0};
    followup_operand(path, &file);
    err_mend(err, "%s " STR_FMT " %s", command, STR_ARG(file), does);
    buf_free(&file);
    return false;
}

static bool one_file(const struct options *o)
{
    if (o->operands.n + (o->state && !options_settled(o, "state")) <= 1)
        return o->operands.n || o->state || no_state();
    return refuse("state takes one file, named by --state or without it: '%s'\n"
                  "call it once for each",
                  o->operands.v[o->operands.n - 1]);
}

static void nothing_known(const char *path)
{
    struct err err = {0};
    err_set(&err, "%s: nothing is known there yet", path);
    mend_with_state(&err, "sigtail --state", path, "LOG begins it");
    complain(&err);
}

enum status state_command(struct program *p)
{
    const struct options *o = p->options;
    struct baseline b = {0};
    struct style style = session_style(p);
    if (!one_file(o))
        return STATUS_ERROR;
    const char *path = o->operands.n ? o->operands.v[0] : o->state;
    bool ok = state_tracker_load(path, &b);
    if (ok && b.n == 0)
        nothing_known(path);
    if (ok && o->output == OUTPUT_JSON)
        render_baseline_json(&b, clock_unix_or(o->now_ms), &p->out.pending);
    else if (ok)
        render_baseline(&b, clock_unix_or(o->now_ms), &style, &p->out.pending);
    enum status status = !ok ? STATUS_ERROR : b.n ? STATUS_OK : STATUS_NOTHING;
    baseline_free(&b);
    return status;
}

/* --- decisions --- */

/* What is decided about the rows of these names. */
struct deciding {
    const struct program *p;
    const struct signature_set *signatures;
    int64_t now_ms;
    void (*decide)(struct deciding *d, struct baseline_row *row);
    bool is_new;           /* the state knew nothing before */
    bool changed, nothing; /* something that was decided is taken back; all of it was decided by nobody */
    struct buf undecided;  /* names of what is to be taken back and was decided by nobody */
};

static size_t count_clusters(const struct baseline *b, const char *start, struct baseline_row **row)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        if (b->rows[i].kind == BASELINE_CLUSTER && str_starts(b->rows[i].id, str_z(start))) {
            *row = &b->rows[i];
            n++;
        }
    return n;
}

static struct baseline_row *cluster_called(struct baseline *b, const char *word, const char *path,
                                           struct err *err)
{
    struct baseline_row *row = NULL;
    size_t n = count_clusters(b, word, &row);
    if (n == 1)
        return row;
    if (n) {
        err_set(err, "%s is the start of %zu ids", word, n);
        mend_with_state(err, "write more of it: sigtail state", path, "shows them");
        return NULL;
    }
    err_set(err, "no unknown error of the state has an id that begins with %s", word);
    mend_with_state(err, "sigtail state", path, "shows what is known");
    return NULL;
}

static struct baseline_row *signature_called(const struct deciding *d, struct baseline *b, const char *word,
                                             struct err *err)
{
    struct baseline_row *row = baseline_find(b, BASELINE_SIGNATURE, str_z(word));
    const struct signature *s = row ? NULL : signature_set_signature(d->signatures, word, err);
    if (!s)
        return row;
    row = baseline_row(b, BASELINE_SIGNATURE, s->id);
    row->title = baseline_text(b, s->title);
    row->class = s->class;
    return row;
}

static struct baseline_row *status_called(const struct deciding *d, struct baseline *b, struct str word,
                                          int code)
{
    const struct status_row *status = table_status(&d->signatures->table, code);
    struct baseline_row *row = baseline_row(b, BASELINE_STATUS, word);
    if (row->last_ms == NO_TIME && status) {
        row->title = baseline_text(b, status->meaning);
        row->class = status->class;
    }
    return row;
}

static struct baseline_row *row_called(const struct deciding *d, struct baseline *b, const char *word,
                                       struct err *err)
{
    uint64_t code;
    if (strlen(word) == 3 && str_u64(str_z(word), &code) && code >= 100)
        return status_called(d, b, str_z(word), (int)code);
    if (cluster_id_maybe(word) && !table_signature(&d->signatures->table, str_z(word)))
        return cluster_called(b, word, d->p->options->state, err);
    return signature_called(d, b, word, err);
}

/* Fill `err`; false. */
static bool nothing_to_take_back(const struct deciding *d, struct err *err)
{
    err_set(err, "nothing was decided about " STR_FMT, STR_ARG(buf_str(&d->undecided)));
    return mend_with_state(err, "sigtail state", d->p->options->state, "shows what was");
}

/* A state_change: all names, or none. */
static bool decide_all(void *context, struct baseline *b, struct err *err)
{
    struct deciding *d = context;
    const struct string_list *names = &d->p->options->operands;
    d->is_new = b->n == 0;
    for (size_t i = 0; i < names->n; i++) {
        struct baseline_row *row = row_called(d, b, names->v[i], err);
        if (!row)
            return false;
        d->decide(d, row);
        row->decision.why = baseline_text(b, row->decision.why);
    }
    d->nothing = d->undecided.n && !d->changed;
    return !d->nothing || nothing_to_take_back(d, err);
}

static bool some_names(const struct program *p)
{
    struct err err = {0};
    const char *name = commands[p->options->command].name;
    if (!p->options->state)
        return no_state();
    if (p->options->operands.n)
        return true;
    err_set(&err, "%s needs the id of a signature, a status or an unknown error", name);
    mend_with_state(&err, "sigtail state", p->options->state, "shows what is known");
    complain(&err);
    return false;
}

/* A name of the state that was mistyped must not go unnoticed. */
static void say_is_new(const char *path)
{
    struct err err = {0};
    err_set(&err, "%s: is new, and knows no error yet", path);
    mend_with_state(&err, "sigtail --state", path, "LOG fills it, unless another file was meant");
    complain(&err);
}

static void say_decided(const struct deciding *d)
{
    struct err err = {0};
    if (d->is_new)
        say_is_new(d->p->options->state);
    if (d->undecided.n) {
        (void)nothing_to_take_back(d, &err);
        complain(&err);
    }
}

static enum status decide(struct program *p, void (*how)(struct deciding *d, struct baseline_row *row))
{
    struct signature_set signatures = {0};
    struct deciding d = {
        .p = p, .signatures = &signatures, .now_ms = clock_unix_or(p->options->now_ms), .decide = how};
    struct err note = {0}, err = {0};
    if (!some_names(p))
        return STATUS_ERROR;
    bool ok = signature_set_load(&signatures, p->options, &err) &&
              state_change(p->options->state, decide_all, &d, &note, &err);
    if (note.what[0]) {
        complain(&note);
        d.is_new = false; /* so it says itself */
    }
    if (ok)
        say_decided(&d);
    else
        complain(&err);
    signature_set_free(&signatures);
    buf_free(&d.undecided);
    return ok ? STATUS_OK : d.nothing ? STATUS_NOTHING : STATUS_ERROR;
}

static int64_t until_of(const struct program *p, int64_t now_ms)
{
    struct time_spec until = p->options->until.spec;
    until.zone = p->shown_in;
    return p->options->for_ms ? now_ms + p->options->for_ms : time_spec_ms(&until, now_ms);
}

static void acknowledge(struct deciding *d, struct baseline_row *row)
{
    const struct options *o = d->p->options;
    int64_t resolved_ms = row->decision.resolved_ms;
    row->decision = (struct baseline_decision){.acked_ms = d->now_ms,
                                               .until_ms = until_of(d->p, d->now_ms),
                                               .below = o->below,
                                               .why = str_z(o->why),
                                               .resolved_ms = resolved_ms};
}

static void take_back(struct deciding *d, struct baseline_row *row)
{
    if (baseline_decided(row))
        d->changed = true;
    else
        buf_join(&d->undecided, d->undecided.n ? ", " : "", row->id);
    row->decision = BASELINE_UNDECIDED;
}

static void resolve(struct deciding *d, struct baseline_row *row)
{
    row->decision = BASELINE_UNDECIDED;
    row->decision.resolved_ms = d->now_ms;
}

/* An end that is over would acknowledge nothing. */
static bool until_is_to_come(const struct program *p)
{
    struct err err = {0};
    int64_t now_ms = clock_unix_or(p->options->now_ms), until_ms = until_of(p, now_ms);
    if (p->options->for_ms && p->options->until.text) {
        err_set(&err, "--until and --for both say when it ends");
        err_mend(&err, "give one of them");
    } else if (until_ms != NO_TIME && until_ms <= now_ms) {
        err_set(&err, "--until %s is over", p->options->until.text);
        err_mend(&err, "give a time to come, or --for 7d");
    }
    if (err.what[0])
        complain(&err);
    return !err.what[0];
}

enum status ack_command(struct program *p)
{
    return until_is_to_come(p) ? decide(p, acknowledge) : STATUS_ERROR;
}

enum status unack_command(struct program *p)
{
    return decide(p, take_back);
}

enum status resolve_command(struct program *p)
{
    return decide(p, resolve);
}
