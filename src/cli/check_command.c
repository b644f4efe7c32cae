#include "base/mem.h"
#include "cli/session.h"
#include "match/prove.h"
#include "report/grid.h"
#include "report/number_format.h"
#include "report/redaction.h"
#include "run/prove_incidents.h"
#include "tally/prove_masks.h"

/* Add the file or folder that is to be proved; it must say something. */
static bool add(struct signature_set *k, const char *path, struct err *err)
{
    unsigned before = k->table.documents;
    if (!signature_set_add(k, path, err))
        return false;
    if (k->table.documents > before)
        return true;
    err_set(err, "%s: nothing stands in it", path);
    return err_mend(err, "write signatures: and a list of them, as sigtail suggest does");
}

/* The files of -p and of the operands, alike. */
static bool load(struct signature_set *k, const struct options *o, struct err *err)
{
    if (!signature_set_load(k, o, err))
        return false;
    for (size_t i = 0; i < o->operands.n; i++)
        if (!add(k, o->operands.v[i], err))
            return false;
    return signature_set_compile(k, err);
}

/* As compilers do, "file:line:column: ...", so that editors find the place. */
static bool prove(const struct signature_set *k)
{
    struct findings found = {0};
    bool holds = prove_table(k->rules, &found);
    holds &= prove_formats(&k->table, &found);
    holds &= prove_incidents(k->rules, &found);
    holds &= prove_masks(&k->table, &found);
    prove_speed(&k->table, &found);
    for (size_t i = 0; i < found.n; i++)
        complain_at(&found.v[i]);
    findings_free(&found);
    return holds;
}

static size_t count_examples(const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->signature_count; i++)
        n += t->signatures[i].example_count + t->signatures[i].counterexample_count +
             t->signatures[i].incident_count + t->signatures[i].no_incident_count;
    return n;
}

static size_t count_samples(const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->format_count; i++)
        n += t->formats[i].sample_count + t->formats[i].counterexample_count;
    return n;
}

static size_t count_masked(const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->mask_count; i++)
        n += t->masks[i].sample_count + t->masks[i].counterexample_count;
    return n;
}

static void summarize(const struct table *t, struct buf *out)
{
    buf_join(out, COUNTED(t->signature_count), " signatures (", COUNTED(t->shipped_count), " built in, ",
             COUNTED(t->signature_count - t->shipped_count), " added) hold against their ",
             COUNTED(count_examples(t)), " examples and counterexamples\n", COUNTED(t->format_count),
             " formats of lines read their ", COUNTED(count_samples(t)), " samples as they say\n");
    if (t->mask_count == 0)
        return;
    buf_join(out, COUNTED(t->mask_count),
             t->mask_count == 1 ? " mask takes what its " : " masks take what their ",
             COUNTED(count_masked(t)), " samples and counterexamples say\n");
}

/* --profile */

enum { REPLAYS = 200 };

static int by_steps(const void *a, const void *b)
{
    const struct profile *x = a, *y = b;
    if (x->steps != y->steps)
        return x->steps < y->steps ? 1 : -1;
    return x->signature != y->signature ? (x->signature < y->signature ? -1 : 1)
                                        : (int)x->pattern - (int)y->pattern;
}

/* What one run of each signature over the sample takes, in nanoseconds. */
static double *time_signatures(const struct rules *rules)
{
    size_t n = rules_table(rules)->signature_count;
    double *ns = mem_zero((n + 1) * sizeof *ns);
    struct matcher *m = matcher_new(rules);
    for (uint32_t s = 0; s < n; s++) {
        prove_replay(m, rules, s); /* the first run compiles */
        int64_t begin = clock_ns();
        for (int i = 0; i < REPLAYS; i++)
            prove_replay(m, rules, s);
        ns[s] = (double)(clock_ns() - begin) / REPLAYS;
    }
    matcher_free(m);
    return ns;
}

static void put_number(struct grid *g, size_t row, size_t column, double n, int decimals)
{
    LOCAL_BUF text = {0};
    buf_addf(&text, "%.*f", decimals, n);
    grid_put(g, row, column, buf_str(&text), EMPHASIS_PLAIN);
}

static void put_profile(struct grid *g, const struct rules *rules, const struct profile *p, const double *ns)
{
    const struct signature *s = &rules_table(rules)->signatures[p->signature];
    size_t row = grid_add(g, false);
    grid_put(g, row, 0, s->id, EMPHASIS_PLAIN);
    put_number(g, row, 1, p->pattern + 1, 0);
    put_number(g, row, 2, (double)p->literal_count, 0);
    put_number(g, row, 3, (double)p->tried, 0);
    put_number(g, row, 4, (double)p->steps, 0);
    put_number(g, row, 5, (double)p->worst_steps, 0);
    put_number(g, row, 6, ns[p->signature] / 1000, 1);
}

/* One row a pattern, dearest first. A pattern without literals runs on every text: it shows in "tried". */
static void show_profile(const struct rules *rules, const struct style *style, struct buf *out)
{
    static const struct grid_column columns[] = {
        {"SIGNATURE", .least = 20},          {"pattern", GRID_RIGHT, .drop = 3},
        {"literals", GRID_RIGHT, .drop = 2}, {"tried", GRID_RIGHT, .drop = 4},
        {"steps", GRID_RIGHT, .drop = 0},    {"worst", GRID_RIGHT, .drop = 1},
        {"us", GRID_RIGHT, .drop = 0}};
    struct arena arena = {0};
    struct profile *rows;
    size_t n = prove_profile(rules, &arena, &rows);
    qsort(rows, n, sizeof *rows, by_steps);
    LOCAL_MEM double *ns = time_signatures(rules);
    struct grid g = {0};
    grid_begin(&g, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++)
        put_profile(&g, rules, &rows[i], ns);
    grid_print(&g, style_width(style), style, out);
    arena_free(&arena);
}

/* --coverage */

/* The options of a command that reads those logs with all these signature files. */
static struct options reading_options(const struct options *o, const char **patterns)
{
    struct options own = *o;
    size_t n = 0;
    for (size_t i = 0; i < o->patterns.n; i++)
        patterns[n++] = o->patterns.v[i];
    for (size_t i = 0; i < o->operands.n; i++)
        patterns[n++] = o->operands.v[i];
    own.patterns = (struct string_list){patterns, n, n};
    own.operands = o->coverage;
    return own;
}

static void print_coverage(struct session *s)
{
    struct program *p = s->program;
    struct report *r = session_report_whole(s);
    struct style style = session_style(p);
    report_redact(r, p->secrets);
    buf_addc(&p->out.pending, '\n');
    render_coverage(r, &s->signatures.table, &style, &p->out.pending);
    report_free(r);
}

static enum status show_coverage(struct program *p)
{
    const struct options *given = p->options;
    LOCAL_MEM const char **patterns =
        mem_zero((given->patterns.n + given->operands.n + 1) * sizeof *patterns);
    struct options own = reading_options(given, patterns);
    struct session s;
    enum status status = STATUS_ERROR;
    p->options = &own;
    if (session_begin(&s, p)) {
        if (session_read(&s, NULL, NULL, true))
            print_coverage(&s);
        status = session_status(&s, STATUS_OK);
    }
    session_end(&s);
    p->options = given;
    return status;
}

enum status check_command(struct program *p)
{
    struct signature_set k = {0};
    struct style style = session_style(p);
    struct err err = {0};
    bool ok = load(&k, p->options, &err);
    if (!ok)
        complain_at(&err);
    ok = ok && prove(&k);
    if (ok && p->options->profile)
        show_profile(k.rules, &style, &p->out.pending);
    if (ok)
        summarize(&k.table, &p->out.pending);
    signature_set_free(&k);
    if (ok && p->options->coverage.n)
        return show_coverage(p);
    return ok ? STATUS_OK : STATUS_ERROR;
}
