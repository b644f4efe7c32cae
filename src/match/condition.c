#include "match/condition.h"

#include "base/mem.h"
#include "match/expression.h"

enum join { JOIN_NONE, JOIN_AND, JOIN_OR };

/* A test, or several conditions of which all or any have to hold. */
struct condition {
    enum join join;
    bool negated;
    struct filter *const *tests; /* all of them below it; one when it joins nothing */
    size_t test_count;
    const struct subject **subjects; /* that they ask for */
    size_t subject_count;
    struct condition *first, **last, *next; /* what it joins; its neighbour */
    struct str text;
    struct root *root; /* of the whole expression; NULL below it */
};

/* What an expression owns. */
struct root {
    struct arena arena;
    struct filter *tests[CONDITION_TESTS];
    size_t count;
};

/* ---- parsing ---- */

struct condition_parse {
    struct root *root;
    struct str text, rest;
    unsigned depth;
    struct err *err;
};

static struct condition *begin(struct condition_parse *p, enum join join)
{
    struct condition *c = arena_zero(&p->root->arena, sizeof *c);
    c->join = join;
    c->tests = p->root->tests + p->root->count;
    c->last = &c->first;
    c->text = p->rest;
    return c;
}

static bool same_subject(const struct subject *s, const struct subject *t)
{
    return s->kind == t->kind && s->field == t->field && str_eq(s->name, t->name);
}

static void add_subject(struct condition *c, const struct subject *s)
{
    for (size_t i = 0; i < c->subject_count; i++)
        if (same_subject(c->subjects[i], s))
            return;
    c->subjects[c->subject_count++] = s;
}

/* All that its tests ask for, each once. */
static void find_subjects(struct condition *c, struct arena *arena)
{
    const struct subject *s;
    size_t n = 0;
    for (size_t t = 0; t < c->test_count; t++)
        for (size_t k = 0; filter_subject(c->tests[t], k); k++)
            n++;
    c->subjects = arena_take(arena, (n + 1) * sizeof *c->subjects);
    c->subject_count = 0;
    for (size_t t = 0; t < c->test_count; t++)
        for (size_t k = 0; (s = filter_subject(c->tests[t], k)); k++)
            add_subject(c, s);
}

/* What was read since `c` began is its own. */
static struct condition *end(struct condition_parse *p, struct condition *c)
{
    c->test_count = (size_t)(p->root->tests + p->root->count - c->tests);
    c->text = str_trim(str_head(c->text, c->text.n - p->rest.n));
    find_subjects(c, &p->root->arena);
    return c;
}

static void *complain(struct condition_parse *p, struct str at, const char *what, const char *mend)
{
    expression_at(p->text, at, p->err);
    err_set(p->err, "%s", what);
    err_mend(p->err, "%s", mend);
    return NULL;
}

static struct condition *parse_test(struct condition_parse *p)
{
    struct condition *c = begin(p, JOIN_NONE);
    if (p->root->count == CONDITION_TESTS)
        return complain(p, p->rest, "more than 64 tests", "give several of one field as a list: user=a,b,c");
    struct filter *f = filter_take(p->text, &p->rest, p->err);
    if (!f)
        return NULL;
    p->root->tests[p->root->count++] = f;
    return end(p, c);
}

static struct condition *parse_any(struct condition_parse *p);

static struct condition *parse_group(struct condition_parse *p)
{
    struct str open = p->rest;
    if (p->depth == CONDITION_DEPTH)
        return complain(p, open, "too many parentheses in each other", "write fewer");
    p->depth++;
    p->rest = str_trim(str_skip(p->rest, 1));
    struct condition *c = parse_any(p);
    if (!c)
        return NULL;
    if (!p->rest.n || p->rest.p[0] != ')')
        return complain(p, open, "the parenthesis is not closed", "write `)` behind what belongs together");
    p->rest = str_trim(str_skip(p->rest, 1));
    p->depth--;
    return c;
}

static struct condition *parse_one(struct condition_parse *p)
{
    struct str from = p->rest;
    bool negated = false;
    while (expression_take(&p->rest, "not"))
        negated = !negated;
    bool group = p->rest.n && p->rest.p[0] == '(';
    struct condition *c = group ? parse_group(p) : parse_test(p);
    if (!c)
        return NULL;
    c->negated ^= negated;
    c->text = from;
    return end(p, c);
}

/* One or more of what `parse_part` reads, with `word` between them. */
static struct condition *parse_joined(struct condition_parse *p, enum join join, const char *word,
                                      struct condition *(*parse_part)(struct condition_parse *p))
{
    struct condition *all = begin(p, join);
    do {
        struct condition *c = parse_part(p);
        if (!c)
            return NULL;
        *all->last = c;
        all->last = &c->next;
    } while (expression_take(&p->rest, word));
    return all->first->next ? end(p, all) : all->first;
}

static struct condition *parse_all(struct condition_parse *p)
{
    return parse_joined(p, JOIN_AND, "and", parse_one);
}

static struct condition *parse_any(struct condition_parse *p)
{
    return parse_joined(p, JOIN_OR, "or", parse_all);
}

static struct condition *parse_whole(struct condition_parse *p)
{
    struct condition *c = parse_any(p);
    if (c && p->rest.n && p->rest.p[0] == ')')
        return complain(p, p->rest, "this parenthesis closes nothing",
                        "open it before what belongs together");
    if (c && p->rest.n)
        return complain(p, p->rest, "more text after the test", "join tests with and, or");
    return c;
}

static void root_free(struct root *root)
{
    for (size_t i = 0; i < root->count; i++)
        filter_free(root->tests[i]);
    arena_free(&root->arena);
    free(root);
}

struct condition *condition_parse(struct str text, struct err *err)
{
    struct root *root = mem_zero(sizeof *root);
    text = arena_str(&root->arena, text);
    struct condition_parse p = {.root = root, .text = text, .rest = str_trim(text), .err = err};
    struct condition *c = parse_whole(&p);
    if (c)
        c->root = root;
    else
        root_free(root);
    return c;
}

void condition_free(struct condition *c)
{
    if (c)
        root_free(c->root);
}

/* ---- asking ---- */

static bool joined_holds(const struct condition *c, const struct record *rec, const struct filter_context *w)
{
    bool any = c->join == JOIN_OR;
    for (const struct condition *at = c->first; at; at = at->next)
        if (condition_test(at, rec, w) == any)
            return any;
    return !any;
}

bool condition_test(const struct condition *c, const struct record *rec, const struct filter_context *w)
{
    bool holds = LIKELY(c->join == JOIN_NONE) ? filter_test(c->tests[0], rec, w) : joined_holds(c, rec, w);
    return holds != c->negated;
}

const struct filter *const *condition_tests(const struct condition *c, size_t *n)
{
    *n = c->test_count;
    return (const struct filter *const *)c->tests;
}

const struct condition *condition_part(const struct condition *c, size_t i)
{
    if (c->join != JOIN_AND || c->negated)
        return i == 0 ? c : NULL;
    const struct condition *at = c->first;
    while (at && i--)
        at = at->next;
    return at;
}

struct str condition_text(const struct condition *c)
{
    return c->text;
}

const struct subject *const *condition_subjects(const struct condition *c, size_t *n)
{
    *n = c->subject_count;
    return c->subjects;
}

void condition_value(const struct condition *c, const struct record *rec, const struct filter_context *w,
                     struct buf *out)
{
    char room[SUBJECT_ROOM];
    for (size_t i = 0; i < c->subject_count; i++) {
        const struct subject *s = c->subjects[i];
        struct str value = subject_value(s, rec, w, room);
        if (!value.n)
            continue;
        buf_addz(out, out->n ? " " : "");
        buf_join(out, s->kind == SUBJECT_CAPTURE ? "cap." : "", s->name, "=", value);
    }
}
