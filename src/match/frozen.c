#include "match/frozen.h"

#include <assert.h>

#include "base/mem.h"
#include "base/regex.h"
#include "match/pattern.h"

static void ice_place(struct ice *i, struct place *at)
{
    ice_z(i, &at->file);
    ICE(i, at->line);
    ICE(i, at->column);
}

static void ice_texts(struct ice *i, struct str **list, size_t *n)
{
    ICE_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++)
        ice_str(i, &(*list)[k]);
}

static void ice_groups(struct ice *i, struct pattern *p)
{
    ICE_LIST(i, p->groups, p->group_count);
    for (size_t k = 0; k < p->group_count; k++) {
        ice_str(i, &p->groups[k].name);
        ICE(i, p->groups[k].number);
    }
}

/* Regexes, and what is none: `where`, paths, keys. */
static void ice_patterns(struct ice *i, struct table *t, struct pattern **list, size_t *n)
{
    ICE_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++) {
        struct pattern *p = &(*list)[k];
        ice_str(i, &p->source);
        ice_place(i, &p->at);
        uint32_t scope = ice_number(i, p->scope | p->step << 8);
        p->scope = scope & 0xff;
        p->step = scope >> 8;
        bool is_regex = ice_number(i, p->regex != NULL);
        if (is_regex)
            ice_groups(i, p);
        if (is_regex && !i->freezing)
            pattern_postpone(p, t);
    }
}

static void ice_captures(struct ice *i, struct example *e)
{
    ICE_LIST(i, e->captures, e->capture_count);
    for (size_t k = 0; k < e->capture_count; k++) {
        ice_str(i, &e->captures[k].name);
        ice_str(i, &e->captures[k].value);
    }
}

static void ice_examples(struct ice *i, struct example **list, size_t *n)
{
    ICE_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++) {
        ice_str(i, &(*list)[k].text);
        ice_place(i, &(*list)[k].at);
        ice_captures(i, &(*list)[k]);
    }
}

static void ice_correlation(struct ice *i, struct signature *s)
{
    struct correlation *c = &s->correlation;
    ICE(i, c->kind);
    if (c->kind == CORRELATION_NONE)
        return;
    ICE(i, c->min);
    ICE(i, c->within_ms);
    ice_str(i, &c->by);
    s->step_count = ice_number(i, (uint32_t)s->step_count);
    s->steps = s->match + s->match_count - s->step_count;
}

static void ice_signature(struct ice *i, struct table *t, struct signature *s)
{
    struct str *texts[] = {&s->id, &s->title, &s->cause, &s->impact, &s->fix};
    for (size_t k = 0; k < COUNT_OF(texts); k++)
        ice_str(i, texts[k]);
    ICE(i, s->class);
    ICE(i, s->severity);
    ICE(i, s->scope);
    ICE(i, s->fallback);
    ice_patterns(i, t, &s->match, &s->match_count);
    ice_patterns(i, t, &s->unless, &s->unless_count);
    ice_patterns(i, t, &s->where, &s->where_count);
    ice_texts(i, &s->group, &s->group_count);
    ice_texts(i, &s->refs, &s->ref_count);
    ice_correlation(i, s);
    ice_place(i, &s->at);
}

static void ice_status(struct ice *i, struct table *t, struct status_row *s)
{
    (void)t;
    ICE(i, s->code);
    ICE(i, s->class);
    ice_str(i, &s->meaning);
    ice_str(i, &s->fix);
    ice_place(i, &s->at);
}

static void ice_model(struct ice *i, struct table *t, struct model_row *m)
{
    (void)t;
    ice_str(i, &m->name);
    ice_str(i, &m->backend);
    ice_str(i, &m->issues);
    ice_place(i, &m->at);
}

static void ice_field(struct ice *i, struct table *t, struct field_row *f)
{
    ice_str(i, &f->field);
    ice_patterns(i, t, &f->paths, &f->path_count);
    ice_place(i, &f->at);
}

static void ice_format(struct ice *i, struct table *t, struct format_row *f)
{
    ice_str(i, &f->name);
    ice_patterns(i, t, &f->match, &f->match_count);
    ice_texts(i, &f->starts, &f->start_count);
    ice_texts(i, &f->holds, &f->hold_count);
    ice_str(i, &f->duration_unit);
    ice_str(i, &f->level);
    ICE(i, f->layer);
    ice_place(i, &f->at);
}

/* The rows of a section, malloc'ed as those that files add. */
#define ICE_ROWS(i, t, rows, count, cap, row)                                                                \
    do {                                                                                                     \
        (count) = ice_number((i), (uint32_t)(count));                                                        \
        if (!(i)->freezing)                                                                                  \
            (rows) = mem_zero(((cap) = (count)) * sizeof *(rows));                                           \
        for (size_t k = 0; k < (count); k++)                                                                 \
            (row)((i), (t), &(rows)[k]);                                                                     \
    } while (0)

static void ice_table(struct ice *i, struct table *t)
{
    ICE_ROWS(i, t, t->signatures, t->signature_count, t->signature_cap, ice_signature);
    ICE_ROWS(i, t, t->statuses, t->status_count, t->status_cap, ice_status);
    ICE_ROWS(i, t, t->models, t->model_count, t->model_cap, ice_model);
    ICE_ROWS(i, t, t->fields, t->field_count, t->field_cap, ice_field);
    ICE_ROWS(i, t, t->formats, t->format_count, t->format_cap, ice_format);
    ICE(i, t->layers);
    ice_patterns(i, t, &t->user_text, &t->user_text_count);
    ice_patterns(i, t, &t->good_news, &t->good_news_count);
    ice_patterns(i, t, &t->recovered, &t->recovered_count);
}

/* What proves the first rows. */
static void ice_proofs(struct ice *i, struct table *t, size_t signatures, size_t formats)
{
    for (struct signature *s = t->signatures; s < t->signatures + signatures; s++) {
        ice_examples(i, &s->examples, &s->example_count);
        ice_examples(i, &s->counterexamples, &s->counterexample_count);
        ice_examples(i, &s->incidents, &s->incident_count);
        ice_examples(i, &s->no_incidents, &s->no_incident_count);
    }
    for (struct format_row *f = t->formats; f < t->formats + formats; f++) {
        ice_examples(i, &f->samples, &f->sample_count);
        ice_examples(i, &f->counterexamples, &f->counterexample_count);
    }
}

void table_freeze_examples(const struct table *t, struct ice *i)
{
    assert(i->freezing);
    ice_proofs(i, (struct table *)t, t->signature_count, t->format_count);
}

void table_freeze(const struct table *t, struct ice *i)
{
    assert(i->freezing && !t->levels && !t->secrets && !t->mask_count);
    ice_table(i, (struct table *)t); /* which is only read */
}

static void number_patterns(struct table *t)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->signature_count; i++)
        for (size_t k = 0; k < t->signatures[i].match_count; k++)
            t->signatures[i].match[k].shipped = ++n;
}

void table_thaw(struct table *t, const struct frozen *f)
{
    struct ice i = ice_thaw(f->table, &t->arena);
    ice_table(&i, t);
    number_patterns(t);
    t->shipped_count = t->signature_count;
    table_index_statuses(t);
    t->frozen = f;
    t->examples_wait = true;
}

void table_examples(const struct table *t)
{
    struct table *own = (struct table *)t; /* which has them: only that they are read is put off */
    if (!t->examples_wait)
        return;
    own->examples_wait = false; /* and all rows are as they thawed, for table_load asks as well */
    struct ice i = ice_thaw(t->frozen->examples, &own->arena);
    ice_proofs(&i, own, t->shipped_count, t->format_count);
}
