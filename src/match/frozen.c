#include "match/frozen.h"

#include <assert.h>

#include "base/mem.h"
#include "match/pattern.h"

static void serial_place(struct serial *i, struct location *at)
{
    serial_z(i, &at->file);
    SERIAL(i, at->line);
    SERIAL(i, at->column);
}

static void serial_texts(struct serial *i, struct str **list, size_t *n)
{
    SERIAL_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++)
        serial_str(i, &(*list)[k]);
}

static void serial_groups(struct serial *i, struct pattern *p)
{
    SERIAL_LIST(i, p->groups, p->group_count);
    for (size_t k = 0; k < p->group_count; k++) {
        serial_str(i, &p->groups[k].name);
        SERIAL(i, p->groups[k].number);
    }
}

/* Regexes, and what is none: `where`, paths, keys. */
static void serial_patterns(struct serial *i, struct table *t, struct pattern **list, size_t *n)
{
    SERIAL_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++) {
        struct pattern *p = &(*list)[k];
        serial_str(i, &p->source);
        serial_place(i, &p->at);
        uint32_t scope = serial_number(i, p->scope | p->step << 8);
        p->scope = scope & 0xff;
        p->step = scope >> 8;
        bool is_regex = serial_number(i, p->regex != NULL);
        if (is_regex)
            serial_groups(i, p);
        if (is_regex && !i->freezing)
            pattern_postpone(p, t);
    }
}

static void serial_captures(struct serial *i, struct example *e)
{
    SERIAL_LIST(i, e->captures, e->capture_count);
    for (size_t k = 0; k < e->capture_count; k++) {
        serial_str(i, &e->captures[k].name);
        serial_str(i, &e->captures[k].value);
    }
}

static void serial_examples(struct serial *i, struct example **list, size_t *n)
{
    SERIAL_LIST(i, *list, *n);
    for (size_t k = 0; k < *n; k++) {
        serial_str(i, &(*list)[k].text);
        serial_place(i, &(*list)[k].at);
        serial_captures(i, &(*list)[k]);
    }
}

static void serial_correlation(struct serial *i, struct signature *s)
{
    struct correlation *c = &s->correlation;
    SERIAL(i, c->kind);
    if (c->kind == CORRELATION_NONE)
        return;
    SERIAL(i, c->min);
    SERIAL(i, c->within_ms);
    serial_str(i, &c->by);
    s->step_count = serial_number(i, (uint32_t)s->step_count);
    s->steps = s->match + s->match_count - s->step_count;
}

static void serial_signature(struct serial *i, struct table *t, struct signature *s)
{
    struct str *texts[] = {&s->id, &s->title, &s->cause, &s->impact, &s->fix};
    for (size_t k = 0; k < COUNT_OF(texts); k++)
        serial_str(i, texts[k]);
    SERIAL(i, s->class);
    SERIAL(i, s->severity);
    SERIAL(i, s->scope);
    SERIAL(i, s->fallback);
    serial_patterns(i, t, &s->match, &s->match_count);
    serial_patterns(i, t, &s->unless, &s->unless_count);
    serial_patterns(i, t, &s->where, &s->where_count);
    serial_texts(i, &s->group, &s->group_count);
    serial_texts(i, &s->refs, &s->ref_count);
    serial_correlation(i, s);
    serial_place(i, &s->at);
}

static void serial_status(struct serial *i, struct table *t, struct status_row *s)
{
    (void)t;
    SERIAL(i, s->code);
    SERIAL(i, s->class);
    serial_str(i, &s->meaning);
    serial_str(i, &s->fix);
    serial_place(i, &s->at);
}

static void serial_model(struct serial *i, struct table *t, struct model_row *m)
{
    (void)t;
    serial_str(i, &m->name);
    serial_str(i, &m->backend);
    serial_str(i, &m->issues);
    serial_place(i, &m->at);
}

static void serial_field(struct serial *i, struct table *t, struct field_row *f)
{
    serial_str(i, &f->field);
    serial_patterns(i, t, &f->paths, &f->path_count);
    serial_place(i, &f->at);
}

static void serial_format(struct serial *i, struct table *t, struct format_row *f)
{
    serial_str(i, &f->name);
    serial_patterns(i, t, &f->match, &f->match_count);
    serial_texts(i, &f->starts, &f->start_count);
    serial_texts(i, &f->holds, &f->hold_count);
    serial_str(i, &f->duration_unit);
    serial_str(i, &f->level);
    SERIAL(i, f->layer);
    serial_place(i, &f->at);
}

/* The rows of a section, malloc'ed as those that files add. */
#define ICE_ROWS(i, t, rows, count, cap, row)                                                                \
    do {                                                                                                     \
        (count) = serial_number((i), (uint32_t)(count));                                                     \
        if (!(i)->freezing)                                                                                  \
            (rows) = mem_zero(((cap) = (count)) * sizeof *(rows));                                           \
        for (size_t k = 0; k < (count); k++)                                                                 \
            (row)((i), (t), &(rows)[k]);                                                                     \
    } while (0)

static void serial_table(struct serial *i, struct table *t)
{
    ICE_ROWS(i, t, t->signatures, t->signature_count, t->signature_cap, serial_signature);
    ICE_ROWS(i, t, t->statuses, t->status_count, t->status_cap, serial_status);
    ICE_ROWS(i, t, t->models, t->model_count, t->model_cap, serial_model);
    ICE_ROWS(i, t, t->fields, t->field_count, t->field_cap, serial_field);
    ICE_ROWS(i, t, t->formats, t->format_count, t->format_cap, serial_format);
    SERIAL(i, t->layers);
    serial_patterns(i, t, &t->user_text, &t->user_text_count);
    serial_patterns(i, t, &t->good_news, &t->good_news_count);
    serial_patterns(i, t, &t->recovered, &t->recovered_count);
}

/* What proves the first rows. */
static void serial_proofs(struct serial *i, struct table *t, size_t signatures, size_t formats)
{
    for (struct signature *s = t->signatures; s < t->signatures + signatures; s++) {
        serial_examples(i, &s->examples, &s->example_count);
        serial_examples(i, &s->counterexamples, &s->counterexample_count);
        serial_examples(i, &s->incidents, &s->incident_count);
        serial_examples(i, &s->no_incidents, &s->no_incident_count);
    }
    for (struct format_row *f = t->formats; f < t->formats + formats; f++) {
        serial_examples(i, &f->samples, &f->sample_count);
        serial_examples(i, &f->counterexamples, &f->counterexample_count);
    }
}

void table_freeze_examples(const struct table *t, struct serial *i)
{
    assert(i->freezing);
    serial_proofs(i, (struct table *)t, t->signature_count, t->format_count);
}

void table_freeze(const struct table *t, struct serial *i)
{
    assert(i->freezing && !t->levels && !t->secrets && !t->mask_count);
    serial_table(i, (struct table *)t); /* which is only read */
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
    struct serial i = serial_thaw(f->table, &t->arena);
    serial_table(&i, t);
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
    struct serial i = serial_thaw(t->frozen->examples, &own->arena);
    serial_proofs(&i, own, t->shipped_count, t->format_count);
}
