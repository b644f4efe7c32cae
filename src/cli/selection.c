#include "cli/selection.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/mem.h"

struct selection {
    bool by_signature, by_regex, invert;
    bool *wanted;     /* by index of the signature */
    unsigned classes; /* bit set; 0: any */
    pcre2_code **regexes;
    size_t regex_count;
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

/* Enough for any sane pattern; a pathological one does not hold up the stream. */
enum { MATCH_LIMIT = 100000 };

static bool want_signatures(struct selection *s, const struct options *o, const struct knowledge *k,
                            struct err *err)
{
    const struct table *t = &k->table;
    s->wanted = mem_zero(t->signature_count + 1);
    s->by_signature = o->signatures.n > 0;
    for (size_t i = 0; i < o->signatures.n; i++) {
        const struct signature *found = knowledge_signature(k, o->signatures.v[i], err);
        if (!found)
            return false;
        s->wanted[found - t->signatures] = true;
    }
    return true;
}

static bool compile(struct selection *s, const char *regex, struct err *err)
{
    enum { FLAGS = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF };
    int code;
    size_t at;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED, FLAGS, &code, &at, NULL);
    if (!compiled) {
        unsigned char why[200];
        pcre2_get_error_message(code, why, sizeof why);
        err_set(err, "--regexp: '%s': column %zu: %s", regex, at + 1, (const char *)why);
        return err_mend(err, "put a backslash before what is meant literally");
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    s->regexes[s->regex_count++] = compiled;
    return true;
}

static bool compile_regexes(struct selection *s, const struct options *o, struct err *err)
{
    s->by_regex = o->regexes.n > 0;
    s->regexes = mem_zero((o->regexes.n + 1) * sizeof *s->regexes);
    s->match = pcre2_match_data_create(1, NULL);
    s->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(s->limits, MATCH_LIMIT);
    for (size_t i = 0; i < o->regexes.n; i++)
        if (!compile(s, o->regexes.v[i], err))
            return false;
    return true;
}

struct selection *selection_new(const struct options *o, const struct knowledge *k, struct err *err)
{
    struct selection *s = mem_zero(sizeof *s);
    s->invert = o->invert;
    s->classes = o->classes | (o->unknown ? 1u << CLASS_UNKNOWN : 0);
    if (!want_signatures(s, o, k, err) || !compile_regexes(s, o, err)) {
        selection_free(s);
        return NULL;
    }
    if (!s->classes && !s->by_signature && !s->by_regex)
        s->classes = ~(1u << CLASS_CLEAN);
    return s;
}

void selection_free(struct selection *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->regex_count; i++)
        pcre2_code_free(s->regexes[i]);
    free(s->regexes);
    free(s->wanted);
    pcre2_match_data_free(s->match);
    pcre2_match_context_free(s->limits);
    free(s);
}

static const struct hit *wanted_hit(const struct selection *s, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (!s->by_signature || s->wanted[hits->v[i].signature])
            return &hits->v[i];
    return NULL;
}

static bool regexes_match(struct selection *s, struct str text, struct mark *mark)
{
    for (size_t i = 0; i < s->regex_count; i++) {
        PCRE2_SPTR subject = (PCRE2_SPTR)(text.p ? text.p : "");
        if (pcre2_match(s->regexes[i], subject, text.n, 0, 0, s->match, s->limits) < 0)
            continue;
        const size_t *at = pcre2_get_ovector_pointer(s->match);
        *mark = (struct mark){text, at[0], at[1] < at[0] ? at[0] : at[1]}; /* \K may turn them round */
        return true;
    }
    return false;
}

static bool some_text_matches(struct selection *s, const struct record *rec, struct mark *mark)
{
    if (regexes_match(s, rec->field[FIELD_MESSAGE], mark))
        return true;
    for (size_t i = 0; i < rec->text_count; i++)
        if (regexes_match(s, rec->texts[i].s, mark))
            return true;
    return false;
}

static struct mark mark_of(const struct record *rec, const struct hit *h)
{
    if (h && h->text < rec->text_count)
        return (struct mark){rec->texts[h->text].s, h->start, h->end};
    return (struct mark){rec->field[FIELD_MESSAGE], 0, 0};
}

bool selection_takes(struct selection *s, const struct outcome *o, struct mark *mark)
{
    const struct hit *h = wanted_hit(s, o->hits);
    *mark = mark_of(o->record, h);
    bool takes = (!s->by_signature || h) && (!s->classes || s->classes >> o->class & 1) &&
                 (!s->by_regex || some_text_matches(s, o->record, mark));
    return takes != s->invert;
}
