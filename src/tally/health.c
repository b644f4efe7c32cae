#include "tally/health.h"

/* A gap is known by its source and what it says: five bytes of seven bits, then text. */
enum { GAP_PREFIX = 5 };

static void merge_gap(struct counter_row *into, const struct counter_row *from)
{
    struct gap *to = (struct gap *)into;
    const struct gap *other = (const struct gap *)from;
    bool is_new = into->records == from->records;
    if (is_new || input_position_before(other->first, to->first))
        to->first = other->first;
}

static const struct counter_kind gap_kind = {
    .bound = 64,
    .key_bytes = GAP_PREFIX + GAP_BYTES,
    .row_bytes = sizeof(struct gap),
    .merge = merge_gap,
};

static const struct counter_kind given_up_kind = {
    .bound = 64,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

void health_init(struct health *h)
{
    *h = (struct health){.gaps.kind = &gap_kind, .given_up.kind = &given_up_kind};
}

void health_clear(struct health *h)
{
    for (size_t i = 0; i < h->source_count; i++)
        free(h->sources[i].name);
    h->source_count = h->recent = 0;
    for (size_t i = 0; i < PROBLEM_COUNT; i++) {
        excerpt_clear(&h->problems[i].first);
        h->problems[i] = (struct problems){0};
    }
    counter_clear(&h->gaps);
    counter_clear(&h->given_up);
}

void health_free(struct health *h)
{
    health_clear(h);
    free(h->sources);
    health_init(h);
}

/* Index of source `number`, or where it belongs. */
static size_t place_of(const struct health *h, unsigned number)
{
    return COUNT_BEFORE(h->source_count, i, h->sources[i].number < number);
}

const struct source *health_find(const struct health *h, unsigned number)
{
    size_t at = place_of(h, number);
    return at < h->source_count && h->sources[at].number == number ? &h->sources[at] : NULL;
}

struct source *health_find_or_make(struct health *h, unsigned number)
{
    size_t at = h->recent = place_of(h, number);
    if (at < h->source_count && h->sources[at].number == number)
        return &h->sources[at];
    MEM_GROW(h->sources, h->source_count, h->source_cap);
    memmove(h->sources + at + 1, h->sources + at, (h->source_count - at) * sizeof *h->sources);
    h->sources[at] = (struct source){.number = number, .span = SPAN_NONE, .notice_span = SPAN_NONE};
    h->source_count++;
    return &h->sources[at];
}

struct str source_name(const struct source *s)
{
    return str_of(s->name, s->name_n);
}

enum format source_format(const struct source *s)
{
    enum format best = 0;
    for (enum format f = 1; f < FORMATS; f++)
        if (s->formats[f] > s->formats[best])
            best = f;
    return s->formats[best] ? best : FORMATS;
}

void health_name(struct health *h, unsigned number, struct str name)
{
    struct source *s = health_source(h, number);
    free(s->name);
    s->name = mem_resize(NULL, name.n + 1);
    if (name.n)
        memcpy(s->name, name.p, name.n);
    s->name[name.n] = '\0';
    s->name_n = name.n;
}

void health_finding(struct health *h, unsigned number, const struct finding *f)
{
    struct problems *p = &h->problems[f->kind];
    count_add(&p->count, f->count);
    count_add(&p->bytes, f->bytes);
    excerpt_offer(&p->first, f->example, FINDING_BYTES, (struct input_position){number, f->offset});
    if (f->who.n)
        counter_add(&h->given_up, f->who, f->count, NO_TIME);
}

void health_gap(struct health *h, struct str what, uint64_t count, struct input_position at)
{
    char key[GAP_PREFIX + GAP_BYTES];
    counter_key_number(at.source, GAP_PREFIX, key);
    what = excerpt_cut(what, GAP_BYTES);
    if (what.n)
        memcpy(key + GAP_PREFIX, what.p, what.n);
    struct gap *g = (struct gap *)counter_add(&h->gaps, str_of(key, GAP_PREFIX + what.n), count, NO_TIME);
    if (g->row.records == count || input_position_before(at, g->first))
        g->first = at;
}

struct str gap_what(const struct gap *g)
{
    return str_skip(g->row.key, GAP_PREFIX);
}

void health_merge_source(struct health *into, const struct source *from)
{
    struct source *s = health_source(into, from->number);
    if (!s->name && from->name)
        health_name(into, from->number, source_name(from));
    count_add(&s->records, from->records);
    count_add(&s->bytes, from->bytes);
    count_add(&s->skipped, from->skipped);
    for (size_t i = 0; i < FORMATS; i++)
        count_add(&s->formats[i], from->formats[i]);
    span_merge(&s->span, &from->span);
    count_add(&s->notices, from->notices);
    span_merge(&s->notice_span, &from->notice_span);
}

void health_merge(struct health *into, const struct health *from)
{
    for (size_t i = 0; i < from->source_count; i++)
        health_merge_source(into, &from->sources[i]);
    for (size_t i = 0; i < PROBLEM_COUNT; i++) {
        count_add(&into->problems[i].count, from->problems[i].count);
        count_add(&into->problems[i].bytes, from->problems[i].bytes);
        excerpt_merge(&into->problems[i].first, &from->problems[i].first);
    }
    counter_merge(&into->gaps, &from->gaps);
    counter_merge(&into->given_up, &from->given_up);
}
