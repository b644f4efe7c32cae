#include "match/literal_index.h"

#include "base/mem.h"
#include "match/frozen.h"
#include "match/literal.h"

void literal_index_init(struct literal_index *x)
{
    *x = (struct literal_index){0};
    atomic_init(&x->ready, NULL);
    pthread_mutex_init(&x->lock, NULL);
}

void literal_index_free(struct literal_index *x)
{
    prefilter_free(x->tables.prefilter);
    if (!x->thawing.numbers) {
        free((void *)x->tables.probe_of);
        free((void *)x->tables.blind);
    }
    pthread_mutex_destroy(&x->lock);
    free(x->sources);
}

void literal_index_add(struct literal_index *x, const struct pattern *p, uint32_t probe)
{
    MEM_GROW(x->sources, x->source_count, x->source_cap);
    x->sources[x->source_count++] = (struct literal_source){p->source, probe, p->shipped};
}

void literal_index_table(struct literal_index *x, const struct table *t, enum scope scope)
{
    uint32_t probe = 0;
    x->frozen = t->frozen;
    if (t->frozen && !t->changed) {
        x->thawing = t->frozen->literals[scope];
        return;
    }
    for (size_t i = 0; i < t->signature_count; i++) {
        const struct signature *s = &t->signatures[i];
        for (size_t k = 0; k < s->match_count; k++)
            if (pattern_scope(s, &s->match[k]) == scope)
                literal_index_add(x, &s->match[k], probe + (uint32_t)k);
        probe += (uint32_t)s->match_count;
    }
}

/* --- making the tables --- */

static void ice_lists(struct serial *i, struct literal_tables *t)
{
    SERIAL(i, t->count);
    SERIAL(i, t->blind_count);
    SERIAL_RAW(i, t->probe_of, t->count);
    SERIAL_RAW(i, t->blind, t->blind_count);
}

static struct literal_tables thaw(struct serial_block block)
{
    struct literal_tables t = {.count = 0};
    struct serial i = serial_thaw(block, NULL);
    ice_lists(&i, &t);
    t.prefilter = prefilter_thaw(&i);
    return t;
}

/* What is read off the sources. */
struct index_reading {
    struct arena arena;
    struct literal_tables shipped[SCOPE_COUNT]; /* where there are some: else all 0 */
    struct str *literals;
    struct prefilter_known *known;
    uint32_t *probe_of, *blind;
    size_t count, cap, known_cap, probe_cap, blind_count, blind_cap;
};

static void add_literal(struct index_reading *r, struct str literal, struct prefilter_known known,
                        uint32_t probe)
{
    MEM_GROW(r->literals, r->count, r->cap);
    MEM_GROW(r->known, r->count, r->known_cap);
    MEM_GROW(r->probe_of, r->count, r->probe_cap);
    r->literals[r->count] = literal;
    r->known[r->count] = known;
    r->probe_of[r->count++] = probe;
}

/* The first of `t` that is a literal of `probe` or of a later one. */
static uint32_t first_of(const struct literal_tables *t, uint32_t probe)
{
    return (uint32_t)COUNT_BEFORE(t->count, i, t->probe_of[i] < probe);
}

/* Of a shipped pattern, whatever its scope is now, the literals were found when it was frozen. */
static bool add_shipped(struct index_reading *r, const struct literal_source *s)
{
    size_t before = r->count;
    for (unsigned k = 0; s->shipped && k < SCOPE_COUNT; k++) {
        const struct literal_tables *t = &r->shipped[k];
        uint32_t probe = s->shipped - 1;
        for (uint32_t i = first_of(t, probe); i < t->count && t->probe_of[i] == probe; i++)
            add_literal(r, prefilter_literal(t->prefilter, i), (struct prefilter_known){t->prefilter, i},
                        s->probe);
    }
    return r->count > before;
}

static void read_source(struct index_reading *r, const struct literal_source *s)
{
    if (add_shipped(r, s))
        return;
    struct regex_literals parsed = regex_literals_of(s->pattern, &r->arena);
    for (size_t i = 0; i < parsed.literal_count; i++)
        add_literal(r, parsed.literals[i], (struct prefilter_known){NULL, 0}, s->probe);
    if (parsed.literal_count)
        return;
    MEM_GROW(r->blind, r->blind_count, r->blind_cap);
    r->blind[r->blind_count++] = s->probe;
}

static struct literal_tables read_sources(const struct literal_index *x)
{
    struct index_reading r = {.count = 0};
    for (unsigned k = 0; x->frozen && k < SCOPE_COUNT; k++)
        r.shipped[k] = thaw(x->frozen->literals[k]);
    for (size_t i = 0; i < x->source_count; i++)
        read_source(&r, &x->sources[i]);
    struct literal_tables t = {.prefilter = prefilter_new(r.literals, r.known, r.count),
                               .probe_of = r.probe_of,
                               .blind = r.blind,
                               .count = (uint32_t)r.count,
                               .blind_count = (uint32_t)r.blind_count};
    for (unsigned k = 0; k < SCOPE_COUNT; k++)
        prefilter_free(r.shipped[k].prefilter);
    free(r.literals);
    free(r.known);
    arena_free(&r.arena);
    return t;
}

static __attribute__((noinline)) const struct literal_tables *make(struct literal_index *x)
{
    pthread_mutex_lock(&x->lock);
    if (!atomic_load_explicit(&x->ready, memory_order_relaxed)) {
        x->tables = x->thawing.numbers ? thaw(x->thawing) : read_sources(x);
        atomic_store_explicit(&x->ready, &x->tables, memory_order_release);
    }
    pthread_mutex_unlock(&x->lock);
    return &x->tables;
}

static const struct literal_tables *ready(struct literal_index *x)
{
    const struct literal_tables *t = atomic_load_explicit(&x->ready, memory_order_acquire);
    return LIKELY(t != NULL) ? t : make(x);
}

void literal_index_freeze(struct literal_index *x, struct serial *i)
{
    struct literal_tables t = *ready(x);
    ice_lists(i, &t);
    prefilter_freeze(t.prefilter, i);
}

/* --- questions --- */

size_t literal_index_blind(struct literal_index *x, const uint32_t **probes)
{
    const struct literal_tables *t = ready(x);
    *probes = t->blind;
    return t->blind_count;
}

bool literal_index_any(struct literal_index *x, struct str text)
{
    const struct literal_tables *t = ready(x);
    return t->blind_count || prefilter_any(t->prefilter, text);
}

bool literal_index_scan(struct literal_index *x, struct str text, prefilter_found *found, void *context)
{
    return prefilter_scan(ready(x)->prefilter, text, found, context);
}
