#include <stdio.h>

#include "base/escape.h"
#include "report/emphasis.h"
#include "report/number_format.h"
#include "report/wrap.h"

enum { EXPLAIN_INDENT = 10 };

struct explain {
    const struct style *style;
    struct buf *out;
    struct buf scratch;
};

/* "cause     text"; nothing for an empty text. */
static void put_part(struct explain *e, const char *name, struct str text)
{
    text = str_trim(text);
    if (text.n == 0)
        return;
    emphasis_text(EMPHASIS_DIM, e->style, str_z(name), e->out);
    wrap_lines(e->out, style_width(e->style), strlen(name), EXPLAIN_INDENT, text, WRAP_COMMANDS);
}

/* Regexes stand whole in their lines, however long: they are copied, not read. `of` is their signature's
 * scope; SCOPE_COUNT where that does not matter. */
static void put_patterns(struct explain *e, const char *name, const struct pattern *patterns, size_t n,
                         enum scope of)
{
    for (size_t i = 0; i < n; i++) {
        emphasis_text(EMPHASIS_DIM, e->style, str_z(i ? "" : name), e->out);
        buf_fill(e->out, ' ', EXPLAIN_INDENT - (i ? 0 : strlen(name)));
        escape_terminal(patterns[i].source, e->out);
        if (patterns[i].scope == SCOPE_ALL && of == SCOPE_ERRORS)
            emphasis_text(EMPHASIS_DIM, e->style, STR("   in all records"), e->out);
        buf_addc(e->out, '\n');
    }
}

/* "incident  20 records within 5m, by user". */
static void put_correlation(struct explain *e, const struct signature *s)
{
    static const char *const forms[CORRELATION_KINDS] = {
        [CORRELATION_COUNT] = " records within ",
        [CORRELATION_UNLESS] = "each that none of these follows within ",
        [CORRELATION_SEQUENCE] = "records of these, in their order, within "};
    const struct correlation *c = &s->correlation;
    LOCAL_BUF text = {0};
    if (c->kind == CORRELATION_NONE)
        return;
    if (c->kind == CORRELATION_COUNT)
        number_format_count(c->min, &text);
    buf_addz(&text, forms[c->kind]);
    duration_format(c->within_ms, &text);
    buf_join(&text, c->by.n ? ", of one " : "", c->by);
    put_part(e, "incident", buf_str(&text));
    put_patterns(e, "", s->steps, s->step_count, s->scope);
}

static void put_strings(struct explain *e, const char *name, const struct str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_part(e, i ? "" : name, v[i]);
}

static void put_title(struct explain *e, const struct signature *s)
{
    buf_clear(&e->scratch);
    escape_terminal(s->id, &e->scratch);
    emphasis_text(EMPHASIS_HEAD, e->style, buf_str(&e->scratch), e->out);
    buf_addz(e->out, "  ");
    emphasis_text(s->class == CLASS_INVESTIGATE ? EMPHASIS_BAD : EMPHASIS_DIM, e->style,
                  str_z(class_name(s->class)), e->out);
    buf_addc(e->out, '\n');
    if (s->title.n == 0)
        return;
    struct wrap f = wrap_begin(e->out, style_width(e->style), 0, 0);
    buf_clear(&e->scratch);
    escape_terminal(s->title, &e->scratch);
    wrap_text(&f, buf_str(&e->scratch));
    wrap_end(&f);
}

void render_explain(const struct signature *s, struct str command, const struct style *style, struct buf *out)
{
    struct explain e = {.style = style, .out = out};
    put_title(&e, s);
    buf_addc(out, '\n');
    if (s->severity != SEVERITY_NORMAL)
        put_part(&e, "severity", str_z(severity_name(s->severity)));
    put_part(&e, "cause", s->cause);
    put_part(&e, "impact", s->impact);
    put_part(&e, "fix", s->fix);
    if (s->fallback)
        put_part(&e, "fallback", STR("it counts only where no other signature matches"));
    if (s->scope == SCOPE_ERRORS)
        put_part(&e, "scope", STR("errors: records that are errors by themselves"));
    put_patterns(&e, "match", s->match, s->match_count - s->step_count, s->scope);
    put_correlation(&e, s);
    put_patterns(&e, "unless", s->unless, s->unless_count, SCOPE_COUNT);
    put_patterns(&e, "where", s->where, s->where_count, SCOPE_COUNT);
    put_strings(&e, "group", s->group, s->group_count);
    put_strings(&e, "see", s->refs, s->ref_count);
    if (s->example_count)
        put_part(&e, "example", s->examples[0].text);
    put_part(&e, "records", command);
    buf_free(&e.scratch);
}

static void put_heading(struct explain *e, struct str name, enum verdict class)
{
    emphasis_text(EMPHASIS_HEAD, e->style, name, e->out);
    buf_addz(e->out, "  ");
    emphasis_text(class == CLASS_EXPECTED ? EMPHASIS_DIM : EMPHASIS_BAD, e->style, str_z(class_name(class)),
                  e->out);
    buf_addc(e->out, '\n');
}

void render_explain_status(const struct report_status *s, struct str command, const struct style *style,
                           struct buf *out)
{
    struct explain e = {.style = style, .out = out};
    char name[16];
    int n = snprintf(name, sizeof name, "%d", s->status);
    put_heading(&e, str_of(name, (size_t)n), s->class);
    put_part(&e, "meaning", s->meaning);
    put_part(&e, "fix", s->fix);
    put_part(&e, "records", command);
}

/* "VALUE 120 | VALUE 7 | other 10". */
static void put_values(struct explain *e, struct str name, const struct report_wildcard *w)
{
    LOCAL_BUF text = {0}, label = {0};
    for (size_t i = 0; i < w->value_count; i++)
        buf_join(&text, i ? " | " : "", w->values[i].value, w->error ? " ~" : " ",
                 COUNTED(w->values[i].records));
    if (w->other)
        buf_join(&text, " | other ", COUNTED(w->other));
    escape_terminal(str_head(name, EXPLAIN_INDENT - 1), &label);
    buf_addc(&label, '\0');
    put_part(e, label.p, buf_str(&text));
}

void render_explain_cluster(const struct report_cluster *u, const struct report_status *status,
                            struct str command, const struct style *style, struct buf *out)
{
    struct explain e = {.style = style, .out = out};
    put_heading(&e, u->id, status ? status->class : CLASS_UNKNOWN);
    if (status) {
        buf_clear(&e.scratch);
        buf_join(&e.scratch, DIGITS(status->status), status->meaning.n ? " " : "", status->meaning);
        put_part(&e, "status", buf_str(&e.scratch));
    }
    put_part(&e, "template", u->template);
    put_part(&e, "type", u->exception);
    put_part(&e, "frame", u->frame);
    buf_clear(&e.scratch);
    number_format_count(u->records, &e.scratch);
    put_part(&e, "records", buf_str(&e.scratch));
    for (size_t i = 0; i < u->wildcard_count; i++)
        put_values(&e, u->wildcards[i].name, &u->wildcards[i]);
    put_part(&e, "example", u->example);
    put_part(&e, "draft", command);
    buf_free(&e.scratch);
}
