#include "tally/prove_masks.h"

#include "tally/cluster.h"

struct mask_proof {
    struct custom_masks custom;
    struct engine *engine;
    struct findings *out;
    struct buf template, mark;
};

/* The template of `text`, in p->template. */
static struct str template_of(struct mask_proof *p, struct str text)
{
    buf_clear(&p->template);
    cluster_mask(text, NULL, &p->custom, &p->template);
    return buf_str(&p->template);
}

static struct str mark_of(struct mask_proof *p, const struct mask_row *m)
{
    buf_clear(&p->mark);
    custom_mark_add(m->name, &p->mark);
    return buf_str(&p->mark);
}

static bool holds(struct str s, struct str part)
{
    return str_find(s, part) < s.n;
}

static void prove_sample(struct mask_proof *p, const struct mask_row *m, const struct example *e)
{
    struct str got = template_of(p, e->text), mark = mark_of(p, m);
    if (!str_eq(got, e->template)) {
        struct err *err = findings_add(p->out, &e->at);
        err_set(err, "the sample of `" STR_FMT "` becomes `" STR_FMT "`, not `" STR_FMT "`", STR_ARG(m->name),
                STR_ARG(str_head(got, 120)), STR_ARG(str_head(e->template, 120)));
        err_mend(err, "correct `match`, or the template");
    } else if (!holds(got, mark)) {
        struct err *err = findings_add(p->out, &e->at);
        err_set(err, "the sample of `" STR_FMT "` has no `" STR_FMT "`", STR_ARG(m->name), STR_ARG(mark));
        err_mend(err, "what stands in quotes is one wildcard already; else another mask took its text");
    }
}

static void prove_counterexample(struct mask_proof *p, const struct mask_row *m, const struct example *e)
{
    if (!holds(template_of(p, e->text), mark_of(p, m)))
        return;
    struct err *err = findings_add(p->out, &e->at);
    err_set(err, "`" STR_FMT "` masks a part of its counterexample: `" STR_FMT "`", STR_ARG(m->name),
            STR_ARG(str_head(buf_str(&p->template), 120)));
    err_mend(err, "narrow `match`");
}

static void prove_pattern(struct mask_proof *p, const struct mask_row *m, const struct pattern *pattern)
{
    bool used = false, empty = engine_run(p->engine, pattern->regex, STR(""));
    for (size_t i = 0; i < m->sample_count && !used; i++)
        used = engine_run(p->engine, pattern->regex, m->samples[i].text);
    if (!used || empty) {
        struct err *err = findings_add(p->out, &pattern->at);
        err_set(err, "%s of `" STR_FMT "`",
                empty ? "the empty text matches a pattern" : "no sample uses a pattern", STR_ARG(m->name));
        err_mend(err,
                 empty ? "let it match something: + instead of *" : "add a sample that does, or drop it");
    }
    prove_line_work(p->engine, pattern, m->samples, m->sample_count, p->out);
}

static void prove_mask(struct mask_proof *p, const struct mask_row *m)
{
    for (size_t i = 0; i < m->sample_count; i++)
        prove_sample(p, m, &m->samples[i]);
    for (size_t i = 0; i < m->counterexample_count; i++)
        prove_counterexample(p, m, &m->counterexamples[i]);
    for (size_t i = 0; i < m->match_count; i++)
        prove_pattern(p, m, &m->match[i]);
}

bool prove_masks(const struct table *t, struct findings *out)
{
    struct mask_proof p = {.engine = engine_new(), .out = out};
    size_t before = out->n;
    custom_masks_init(&p.custom, t);
    for (size_t i = 0; i < t->mask_count; i++)
        prove_mask(&p, &t->masks[i]);
    custom_masks_clear(&p.custom);
    engine_free(p.engine);
    buf_free(&p.template);
    buf_free(&p.mark);
    return out->n == before;
}
