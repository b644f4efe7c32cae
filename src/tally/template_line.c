#include "tally/template_line.h"

#include "tally/token_class.h"

/* ---- from a template ---- */

static size_t token_count(struct str template)
{
    size_t n = 0;
    for (struct str t; token_next(&template, &t);)
        n++;
    return n;
}

void template_line_init(struct template_line *l, struct vocabulary *voc, struct arena *arena,
                        struct str template, uint32_t number)
{
    size_t most = token_count(template);
    struct line_member *m = arena_zero(arena, sizeof *m);
    *l = (struct template_line){
        .tokens = arena_take(arena, (most + 1) * sizeof *l->tokens), .first = m, .last = m};
    m->columns = arena_take(arena, (most + 1) * sizeof *m->columns);
    m->template = number;
    for (struct str text; token_next(&template, &text);) {
        uint32_t id = token_of(voc, text);
        struct str before = l->n ? voc->v[l->tokens[l->n - 1]].text : STR("");
        struct str one = l->n ? token_fold(before, voc->v[id].text) : STR("");
        if (one.n) {
            struct str *column = &m->columns[l->n - 1];
            column->n = (size_t)(text.p + text.n - column->p);
            if (one.p != before.p)
                l->tokens[l->n - 1] = id;
            continue;
        }
        m->columns[l->n] = text;
        l->tokens[l->n++] = id;
    }
    m->n = l->n;
}

void template_line_append(struct template_line *l, const struct template_line *from)
{
    l->last->next = from->first;
    l->last = from->last;
}

/* ---- to a template ---- */

/* The classes of the marks in `s`, in order, at most `most`; returns how many there are. */
static size_t marks_of(struct str s, enum token_class *token_classes, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        enum token_class f = s.p[i] == '<' ? token_class_named(str_skip(s, i)) : TOKEN_CLASS_NONE;
        if (f == TOKEN_CLASS_NONE)
            continue;
        if (n < most)
            token_classes[n] = f;
        n++;
        i += recognize_mark_at(str_skip(s, i)).n - 1;
    }
    return n;
}

enum { MARKS = 32 };

/* What the members have in one column. */
struct line_column {
    struct str text; /* of the first member */
    bool same;       /* of all */
    enum token_class token_classes[MARKS];
    size_t marks; /* of all members, or MARKS + 1 when they differ in number */
    enum token_class
        alike;     /* the class of every mark of every member; TOKEN_CLASS_ANY when there are several */
    size_t worded; /* members without a mark */
    size_t members;
    size_t prefix, suffix; /* bytes that all members begin and end with */
    size_t shortest;       /* bytes of the shortest member */
    bool restated;         /* a member says it again in brackets: only the first mark counts */
};

/* Where a name may be cut: no letter, digit, or part of a mark. */
static bool is_joint(char c)
{
    return str_among("_-/.:=@#([{)]},", c);
}

static size_t common_prefix(struct str a, struct str b, size_t most)
{
    size_t n = 0, joint = 0;
    for (; n < most && n < a.n && n < b.n && a.p[n] == b.p[n]; n++)
        if (is_joint(a.p[n]))
            joint = n + 1;
    return joint;
}

static size_t common_suffix(struct str a, struct str b, size_t most)
{
    size_t n = 0, joint = 0;
    for (; n < most && n < a.n && n < b.n && a.p[a.n - n - 1] == b.p[b.n - n - 1]; n++)
        if (is_joint(a.p[a.n - n - 1]))
            joint = n + 1;
    return joint;
}

static void add_member(struct line_column *c, struct str text)
{
    enum token_class token_classes[MARKS] = {TOKEN_CLASS_NONE};
    size_t n = marks_of(text, token_classes, MARKS);
    c->worded += n == 0;
    c->restated |= str_find(text, STR(" (")) < text.n;
    for (size_t i = 0; i < n && i < MARKS; i++)
        c->alike =
            c->alike == TOKEN_CLASS_NONE || c->alike == token_classes[i] ? token_classes[i] : TOKEN_CLASS_ANY;
    if (c->members++ == 0) {
        c->text = text;
        c->same = true;
        c->marks = n;
        c->prefix = c->suffix = c->shortest = text.n;
        memcpy(c->token_classes, token_classes, sizeof token_classes);
        return;
    }
    c->same &= str_eq(text, c->text);
    c->shortest = text.n < c->shortest ? text.n : c->shortest;
    c->prefix = common_prefix(c->text, text, c->prefix);
    c->suffix = common_suffix(c->text, text, c->suffix);
    if (n != c->marks)
        c->marks = MARKS + 1;
    for (size_t i = 0; i < n && i < (c->marks <= MARKS ? MARKS : 1); i++)
        if (token_classes[i] != c->token_classes[i])
            c->token_classes[i] = TOKEN_CLASS_ANY;
}

static struct line_column column_of(const struct template_line *l, size_t i)
{
    struct line_column c = {0};
    for (const struct line_member *m = l->first; m; m = m->next)
        if (l->open ? i < l->open && i < m->n : m->n == l->n)
            add_member(&c, m->columns[i]);
    return c;
}

/*
 * Append a wildcard whose members are `c`: what they have in common at both ends, where they are names of one
 * kind (attempt_<num>_m and attempt_<num>_r), and a mark.
 */
static void write_wildcard(const struct token *t, const struct line_column *c, struct buf *out)
{
    bool names = c->worded == 0 && c->prefix + c->suffix < c->shortest;
    buf_join(out, names ? str_head(c->text, c->prefix) : str_head(t->text, t->head),
             token_class_name(c->worded                        ? TOKEN_CLASS_WILDCARD
                              : names && c->prefix + c->suffix ? TOKEN_CLASS_ANY
                                                               : c->alike),
             names ? str_skip(c->text, c->text.n - c->suffix) : str_skip(t->text, t->text.n - t->tail));
}

/* Append the token `t` with the marks that the members agree on. */
static void write_token(const struct token *t, const struct line_column *c, struct buf *out)
{
    size_t mark = 0, marks = 0;
    for (size_t i = 0; i < t->text.n; i++)
        marks += (unsigned char)t->text.p[i] < ' ';
    for (size_t i = 0; i < t->text.n; i++) {
        bool agreed = marks == c->marks && mark < MARKS;
        if ((unsigned char)t->text.p[i] >= ' ')
            buf_addc(out, t->text.p[i]);
        else
            buf_add(out, token_class_name(agreed || (marks == 1 && c->restated) ? c->token_classes[mark++]
                                                                                : c->alike));
    }
}

struct str template_line_text(const struct template_line *l, const struct vocabulary *voc,
                              struct arena *arena)
{
    LOCAL_BUF out = {0};
    for (size_t i = 0; i < l->n; i++) {
        struct line_column c = column_of(l, i);
        if (i)
            buf_addc(&out, ' ');
        if (c.members == 0)
            buf_add(&out, token_class_name(TOKEN_CLASS_WILDCARD));
        else if (c.same)
            buf_add(&out, c.text);
        else if (voc->v[l->tokens[i]].kind == TOKEN_WILDCARD)
            write_wildcard(&voc->v[l->tokens[i]], &c, &out);
        else
            write_token(&voc->v[l->tokens[i]], &c, &out);
    }
    return arena_str(arena, buf_str(&out));
}
