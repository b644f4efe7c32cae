#include "cli/grep_explain.h"

#include "base/escape.h"
#include "report/emphasis.h"

enum { INDENT = 4, LABEL = 9, VALUE_COLUMNS = 60 };

void grep_explain_begin(struct grep_explain *g, const struct rules *rules)
{
    g->rules = rules;
    g->matcher = matcher_new(rules);
}

void grep_explain_end(struct grep_explain *g)
{
    if (g->matcher)
        matcher_free(g->matcher);
}

bool grep_explain_holds(const struct grep_explain *g, const struct sink_record *o)
{
    size_t n;
    const struct condition *const *all = query_conditions(g->query, &n);
    for (size_t i = 0; i < n; i++)
        if (!condition_test(all[i], o->record, o->filter_context))
            return false;
    return true;
}

/* --- lines --- */

/* "    where    ", or as much of blanks. */
static void begin_line(const char *label, struct buf *out)
{
    buf_fill(out, ' ', INDENT);
    size_t start = out->n;
    buf_addz(out, label);
    buf_fill(out, ' ', out->n - start < LABEL ? LABEL - (out->n - start) : 1);
}

/* A line of carets below `columns` that stand behind `before` others, without its end. */
static void begin_carets(size_t before, size_t columns, const struct style *style, struct buf *out)
{
    begin_line("", out);
    buf_fill(out, ' ', before);
    emphasis_begin(EMPHASIS_BAD, style, out);
    buf_fill(out, '^', columns ? columns : 1);
    emphasis_end(EMPHASIS_BAD, style, out);
    buf_addc(out, ' ');
}

static void add_answer(bool yes, struct buf *out)
{
    buf_addz(out, yes ? "yes" : "no");
}

/* The text that holds `highlight`, and carets below that; what they mean is to follow. */
static void begin_highlight(const char *label, const struct highlight *highlight, const struct style *style,
                            struct buf *out)
{
    size_t before, marked;
    begin_line(label, out);
    record_line_marked(highlight, style, out, &before, &marked);
    buf_addc(out, '\n');
    begin_carets(before, marked, style, out);
}

/* --- the class --- */

static struct str signature_id(const struct grep_explain *g, uint32_t signature)
{
    return rules_table(g->rules)->signatures[signature].id;
}

/* The first signature of the class that the record has by them. */
static struct str deciding_signature(const struct grep_explain *g, const struct sink_record *o)
{
    const struct table *t = rules_table(g->rules);
    for (size_t i = 0; i < o->hits->n; i++)
        if (t->signatures[o->hits->v[i].signature].class == o->class)
            return signature_id(g, o->hits->v[i].signature);
    return STR("");
}

/* "level error, outcome exception, status 504": what of these there is. */
static bool add_said(const struct grep_explain *g, const struct record *rec, struct buf *out)
{
    size_t start = out->n;
    if (rec->level != LEVEL_NONE)
        buf_addf(out, "level %s", level_name(rec->level));
    if (rec->field[FIELD_OUTCOME].n) {
        buf_addz(out, out->n > start ? ", outcome " : "outcome ");
        redact_terminal(g->style->secrets, rec->field[FIELD_OUTCOME], out);
    }
    if (rec->status != NO_STATUS)
        buf_addf(out, "%sstatus %d", out->n > start ? ", " : "", rec->status);
    return out->n > start;
}

static void add_reason(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    const struct record *rec = o->record;
    struct str id = deciding_signature(g, o);
    if (id.n) {
        buf_join(out, "signature ", id);
    } else if (rec->continuation) {
        buf_addz(out, "it goes on about the record before it");
    } else if (o->class == CLASS_UNKNOWN) {
        buf_addz(out, "an error that no signature explains; ");
        if (!add_said(g, rec, out))
            buf_addz(out, "its words say so");
    } else if (o->class != CLASS_CLEAN) {
        buf_addf(out, "status %d", rec->status);
    } else if (!add_said(g, rec, out)) {
        buf_addz(out, "neither level, outcome or status nor its words tell of an error");
    }
}

static void print_class(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    begin_line("class", out);
    buf_addf(out, "%s: ", class_name(o->class));
    add_reason(g, o, out);
    buf_addc(out, '\n');
}

static void print_hits(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    for (size_t i = 0; i < o->hits->n; i++) {
        const struct hit *h = &o->hits->v[i];
        if (h->text >= o->record->text_count) {
            begin_line("fields", out);
            buf_addz(out, "as a signature wants them: ");
        } else {
            struct highlight highlight = {o->record->texts[h->text].s, h->start, h->end};
            begin_highlight("text", &highlight, g->style, out);
        }
        buf_join(out, signature_id(g, h->signature), "\n");
    }
}

/* --- where --- */

static void add_value(const struct grep_explain *g, const struct sink_record *o, const struct subject *s,
                      struct buf *out)
{
    char room[SUBJECT_ROOM];
    LOCAL_BUF shown = {0}, safe = {0};
    struct str value = subject_value(s, o->record, o->filter_context, room);
    buf_addz(out, s->kind == SUBJECT_CAPTURE ? "cap." : "");
    escape_terminal(s->name, out);
    redact_named(g->style->secrets, s->name, value, &shown);
    escape_terminal(buf_str(&shown), &safe);
    buf_addz(out, value.n ? " is " : " is missing");
    escape_fit(buf_str(&safe), VALUE_COLUMNS, g->style->ascii ? "~" : "…", out);
}

static void print_test(const struct grep_explain *g, const struct sink_record *o, const struct filter *f,
                       struct str expression, struct buf *out)
{
    struct str text = filter_text(f);
    LOCAL_BUF before = {0}, test = {0};
    const struct subject *s;
    escape_terminal(str_of(expression.p, (size_t)(text.p - expression.p)), &before);
    escape_terminal(text, &test);
    begin_carets(escape_width(buf_str(&before)), escape_width(buf_str(&test)), g->style, out);
    add_answer(filter_test(f, o->record, o->filter_context), out);
    for (size_t i = 0; (s = filter_subject(f, i)); i++) {
        buf_addz(out, ", ");
        add_value(g, o, s, out);
    }
    buf_addc(out, '\n');
}

static void print_where(const struct grep_explain *g, const struct sink_record *o, const struct condition *c,
                        struct buf *out)
{
    size_t n;
    const struct filter *const *tests = condition_tests(c, &n);
    struct str expression = condition_text(c);
    bool simple = n == 1 && str_eq(expression, filter_text(tests[0]));
    begin_line("where", out);
    escape_terminal(expression, out);
    buf_addc(out, '\n');
    for (size_t i = 0; i < n; i++)
        print_test(g, o, tests[i], expression, out);
    if (simple)
        return;
    begin_line("", out);
    buf_addz(out, "together: ");
    add_answer(condition_test(c, o->record, o->filter_context), out);
    buf_addc(out, '\n');
}

/* --- what other options ask for --- */

static void print_classes(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    const struct options *asked = g->options;
    unsigned classes = asked->classes | (asked->unknown ? 1u << CLASS_UNKNOWN : 0);
    bool nothing = !classes && !asked->signatures.n && !asked->regexes.n && !asked->wheres.n;
    if (!classes && !nothing)
        return;
    begin_line(nothing ? "default" : "-c", out);
    if (nothing) {
        buf_addz(out, "all but clean: ");
        add_answer(o->class != CLASS_CLEAN, out);
        buf_addc(out, '\n');
        return;
    }
    size_t start = out->n;
    for (unsigned c = 0; c < 32; c++)
        if (classes >> c & 1)
            buf_addf(out, "%s%s", out->n > start ? "," : "", class_name((enum verdict)c));
    buf_addz(out, ": ");
    add_answer(classes >> o->class & 1, out);
    buf_addc(out, '\n');
}

static bool is_hit(const struct sink_record *o, uint32_t signature)
{
    for (size_t i = 0; i < o->hits->n; i++)
        if (o->hits->v[i].signature == signature)
            return true;
    return false;
}

/* The first of its texts that the signature matches by itself. */
static bool find_alone(const struct grep_explain *g, const struct sink_record *o, uint32_t signature,
                       struct highlight *highlight)
{
    for (size_t i = 0; i < o->record->text_count; i++) {
        struct hit hit;
        struct str text = o->record->texts[i].s;
        if (!matcher_try(g->matcher, signature, text, &hit))
            continue;
        *highlight = (struct highlight){text, hit.start, hit.end};
        return true;
    }
    return false;
}

/* Why a signature whose pattern matches does not count. */
static const char *against(const struct signature *s, const struct record *rec)
{
    bool errors_only = s->scope == SCOPE_ERRORS || s->fallback;
    if (errors_only && !rules_error_scope(rec))
        return "it is looked for in errors, and this record is none";
    if (s->where_count)
        return "its `where` does not hold, or another text speaks against it";
    if (s->fallback)
        return "another signature explains the record better";
    return "these words are a user's, or tell of what went well";
}

static void print_signature(const struct grep_explain *g, const struct sink_record *o,
                            const struct signature *s, struct buf *out)
{
    uint32_t signature = (uint32_t)(s - rules_table(g->rules)->signatures);
    struct highlight highlight;
    begin_line("-s", out);
    buf_join(out, s->id, ": ");
    add_answer(is_hit(o, signature), out);
    if (is_hit(o, signature)) {
        buf_addc(out, '\n');
    } else if (!s->match_count) {
        buf_addz(out, ", the record's fields are not what it wants\n");
    } else if (!find_alone(g, o, signature, &highlight)) {
        buf_addz(out, ", no text matches\n");
    } else {
        buf_addc(out, '\n');
        begin_highlight("", &highlight, g->style, out);
        buf_addf(out, "matches, but %s\n", against(s, o->record));
    }
}

/* A status, or the start of a cluster's id. */
static void print_row(const struct grep_explain *g, const struct sink_record *o, const char *word,
                      struct buf *out)
{
    uint64_t status;
    bool is_status = strlen(word) == 3 && str_u64(str_z(word), &status);
    begin_line("-s", out);
    buf_addf(out, "%s: ", word);
    if (!is_status) {
        add_answer(cluster_lookup_have(g->clusters, o), out);
    } else {
        add_answer(o->hits->n == 0 && o->record->status == (int)status, out);
        buf_addz(out, o->record->status == (int)status && o->hits->n ? ", a signature explains it" : "");
    }
    buf_addc(out, '\n');
}

static void print_signatures(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    for (size_t i = 0; i < g->options->signatures.n; i++) {
        const char *word = g->options->signatures.v[i];
        const struct signature *s = table_signature(rules_table(g->rules), str_z(word));
        if (s)
            print_signature(g, o, s, out);
        else
            print_row(g, o, word, out);
    }
}

static void print_regexes(const struct grep_explain *g, const struct sink_record *o, struct buf *out)
{
    for (size_t i = 0; i < g->options->regexes.n; i++) {
        struct highlight highlight;
        bool matches = selection_regex(g->selection, o, i, &highlight);
        if (matches)
            begin_highlight("-e", &highlight, g->style, out);
        else
            begin_line("-e", out);
        escape_terminal(str_z(g->options->regexes.v[i]), out);
        buf_addz(out, matches ? "\n" : ": no text matches\n");
    }
}

void grep_explain_print(const struct grep_explain *g, const struct sink_record *o, bool selected,
                        struct buf *out)
{
    size_t n;
    const struct condition *const *all = query_conditions(g->query, &n);
    print_class(g, o, out);
    print_hits(g, o, out);
    for (size_t i = 0; i < n; i++)
        print_where(g, o, all[i], out);
    print_classes(g, o, out);
    print_signatures(g, o, out);
    print_regexes(g, o, out);
    begin_line("so", out);
    emphasis_text(selected ? EMPHASIS_HEAD : EMPHASIS_DIM, g->style,
                  selected ? STR("selected") : STR("not selected"), out);
    buf_addz(out, g->options->invert && grep_explain_holds(g, o) ? ", as -v turns it round\n" : "\n");
}
