#include "cli/query_options.h"

#include "base/escape.h"
#include "cli/output.h"

/* Complain of `text`, the argument of `option`, and show the place that err->column says. */
static bool bad_text(const struct options *o, const char *option, struct str text, const struct err *err)
{
    struct err all = *err;
    LOCAL_BUF place = {0};
    err_at(&all, NULL, 0, 0);
    options_locate(o, text.p, &all);
    err_set(&all, "%s: %s", option, err->what);
    buf_addz(&place, "  ");
    escape_terminal(text, &place);
    buf_addz(&place, "\n  ");
    if (err->column) {
        LOCAL_BUF before = {0};
        escape_terminal(str_head(text, err->column - 1), &before);
        buf_fill(&place, ' ', escape_width(buf_str(&before)));
        buf_addc(&place, '^');
    }
    complain_of(&all, err->column ? buf_str(&place) : STR(""));
    return false;
}

typedef bool query_adds(struct query *q, struct str text, struct err *err);

static bool add_text(struct query *q, const struct options *o, const char *option, const char *text,
                     query_adds *add)
{
    struct err err = {0};
    return !text || add(q, str_z(text), &err) || bad_text(o, option, str_z(text), &err);
}

static bool add_extracts(struct query *q, const struct options *o)
{
    for (size_t i = 0; i < o->extracts.n; i++)
        if (!add_text(q, o, "--extract", o->extracts.v[i], query_extract))
            return false;
    return true;
}

static bool add_wheres(struct query *q, const struct options *o)
{
    for (size_t i = 0; i < o->wheres.n; i++)
        if (!add_text(q, o, "--where", o->wheres.v[i], o->explain ? query_condition : query_where))
            return false;
    return true;
}

/* What says something of the rows of a table wants one. */
static bool check_rows(const struct options *o)
{
    struct err err = {0};
    if (o->bys.n || o->show || !(o->least || o->sort))
        return true;
    err_set(&err, "--%s is of the rows of a table, and none is asked for", o->sort ? "sort" : "min");
    err_mend(&err, "add --by FIELD");
    complain(&err);
    return false;
}

static bool add_tables(struct query *q, const struct options *o)
{
    if (!check_rows(o))
        return false;
    if (!add_text(q, o, "--show", o->show, query_show))
        return false;
    for (size_t i = 0; i < o->bys.n; i++)
        if (!add_text(q, o, "--by", o->bys.v[i], query_by))
            return false;
    if (o->show && !o->bys.n && !add_text(q, o, "--show", "", query_by))
        return false;
    query_limits(q, o->top, o->least);
    return add_text(q, o, "--sort", o->sort, query_sort);
}

/* The window that is asked for, and how that was written. */
struct requested_window {
    struct time_spec since, until;
    struct buf label;
};

static void add_bound(struct requested_window *w, struct time_spec *to, const char *option,
                      const struct given_time *given)
{
    if (!given->text)
        return;
    *to = given->spec;
    buf_addf(&w->label, "%s--%s %s", w->label.n ? " " : "", option, given->text);
}

static void add_around(struct requested_window *w, const struct options *o)
{
    enum { WITHIN_MS = 5 * 60 * 1000 };
    int64_t within_ms = o->within_ms ? o->within_ms : WITHIN_MS;
    add_bound(w, &w->since, "around", &o->around_time);
    w->until = w->since;
    w->since.shift_ms = -within_ms;
    w->until.shift_ms = within_ms + 1; /* the end is in it, too */
}

static bool check_bounds(const struct options *o, struct err *err)
{
    int starts = !!o->since.text + !!o->last.text + !!o->around_time.text;
    if (starts > 1 || (o->around_time.text && o->until.text)) {
        err_set(err, o->around_time.text ? "--around says both when to begin and to end"
                                         : "--since and --last both say when to begin");
        return err_mend(err, "give one of them");
    }
    if (o->within_ms && !o->around_time.text)
        return err_set(err, "--within says how far --around goes, which is missing\n"
                            "add --around T");
    return true;
}

static bool add_window(struct query *q, const struct options *o, const struct zone *zone)
{
    struct requested_window w = {.since.kind = TIME_SPEC_NONE};
    struct err err = {0};
    add_bound(&w, &w.since, "last", &o->last);
    add_bound(&w, &w.since, "since", &o->since);
    add_bound(&w, &w.until, "until", &o->until);
    if (o->around_time.text)
        add_around(&w, o);
    w.since.zone = w.until.zone = zone;
    bool asked = w.since.kind != TIME_SPEC_NONE || w.until.kind != TIME_SPEC_NONE;
    bool ok = check_bounds(o, &err) && (!asked || query_window(q, w.since, w.until, buf_str(&w.label), &err));
    if (!ok)
        complain(&err);
    buf_free(&w.label);
    return ok;
}

static void add_classes(struct query *q, const struct options *o)
{
    LOCAL_BUF label = {0};
    unsigned classes = o->classes | (o->unknown ? 1u << CLASS_UNKNOWN : 0);
    for (enum verdict c = 0; c < CLASS_COUNT; c++)
        if (classes >> c & 1)
            buf_addf(&label, "%s%s", label.n ? "," : "--class ", class_name(c));
    if (classes)
        query_classes(q, classes, buf_str(&label));
}

/* Are there records of `s`? Of one that is told from several records alone there are none. */
static bool selects(const struct signature *s, struct err *err)
{
    if (s->step_count == 0 || s->correlation.kind == CORRELATION_UNLESS)
        return true;
    return err_set(err,
                   "`" STR_FMT "` is told from several records, which are no records of its own\n"
                   "sigtail explain " STR_FMT " has their patterns; sigtail grep -e shows one's records",
                   STR_ARG(s->id), STR_ARG(s->id));
}

static bool add_signatures(struct query *q, const struct options *o, const struct signature_set *k)
{
    uint32_t *wanted = mem_zero((o->signatures.n + 1) * sizeof *wanted);
    LOCAL_BUF label = {0};
    struct err err = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < o->signatures.n; i++) {
        const struct signature *s = signature_set_signature(k, o->signatures.v[i], &err);
        ok = s && selects(s, &err);
        options_locate(o, o->signatures.v[i], &err);
        wanted[i] = ok ? (uint32_t)(s - k->table.signatures) : 0;
        buf_addf(&label, "%s%s", i ? "," : "--signature ", o->signatures.v[i]);
    }
    if (!ok)
        complain(&err);
    else if (o->signatures.n)
        query_signatures(q, wanted, o->signatures.n, buf_str(&label));
    free(wanted);
    return ok;
}

/* grep -s also takes statuses and clusters: then it looks at all records itself. */
static bool names_other_rows(const struct options *o, const struct signature_set *k)
{
    for (size_t i = 0; i < o->signatures.n && o->command == COMMAND_GREP; i++)
        if (!table_signature(&k->table, str_z(o->signatures.v[i])))
            return true;
    return false;
}

/* What -v turns round and what is explained has to be seen: then grep looks at classes and signatures itself.
 */
static bool fill(struct query *q, const struct options *o, const struct signature_set *k,
                 const struct zone *zone)
{
    query_zone(q, zone);
    if (!add_window(q, o, zone) || !add_extracts(q, o) || !add_wheres(q, o) || !add_tables(q, o))
        return false;
    if (o->invert || o->explain)
        return true;
    if (!names_other_rows(o, k) && !add_signatures(q, o, k))
        return false;
    add_classes(q, o);
    return true;
}

struct query *query_of_options(const struct options *o, const struct signature_set *k,
                               const struct zone *zone)
{
    struct query *q = query_new(k->rules);
    if (fill(q, o, k, zone))
        return q;
    query_free(q);
    return NULL;
}
