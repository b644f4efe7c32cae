#include "base/escape.h"
#include "report/flow.h"
#include "report/ink.h"

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
    ink_text(INK_DIM, e->style, str_z(name), e->out);
    flow_lines(e->out, style_width(e->style), strlen(name), EXPLAIN_INDENT, text, true);
}

/* Regexes stand whole in their lines, however long: they are copied, not read. */
static void put_patterns(struct explain *e, const char *name, const struct pattern *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ink_text(INK_DIM, e->style, str_z(i ? "" : name), e->out);
        buf_fill(e->out, ' ', EXPLAIN_INDENT - (i ? 0 : strlen(name)));
        escape_terminal(patterns[i].source, e->out);
        buf_addc(e->out, '\n');
    }
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
    ink_text(INK_HEAD, e->style, buf_str(&e->scratch), e->out);
    buf_addz(e->out, "  ");
    ink_text(s->class == CLASS_INVESTIGATE ? INK_BAD : INK_DIM, e->style, str_z(class_name(s->class)),
             e->out);
    buf_addc(e->out, '\n');
    if (s->title.n == 0)
        return;
    struct flow f = flow_begin(e->out, style_width(e->style), 0, 0);
    buf_clear(&e->scratch);
    escape_terminal(s->title, &e->scratch);
    flow_text(&f, buf_str(&e->scratch));
    flow_end(&f);
}

void render_explain(const struct signature *s, const struct style *style, struct buf *out)
{
    struct explain e = {.style = style, .out = out};
    put_title(&e, s);
    buf_addc(out, '\n');
    put_part(&e, "cause", s->cause);
    put_part(&e, "impact", s->impact);
    put_part(&e, "fix", s->fix);
    put_patterns(&e, "match", s->match, s->match_count);
    put_patterns(&e, "unless", s->unless, s->unless_count);
    put_patterns(&e, "where", s->where, s->where_count);
    put_strings(&e, "group", s->group, s->group_count);
    put_strings(&e, "see", s->refs, s->ref_count);
    if (s->example_count)
        put_part(&e, "example", s->examples[0].text);
    buf_free(&e.scratch);
}
