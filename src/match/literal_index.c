#include "match/literal_index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "match/literal.h"
#include "match/shipped_literals.h"

void literal_index_init(struct literal_index *x)
{
    *x = (struct literal_index){0};
    atomic_init(&x->prefilter, NULL);
    pthread_mutex_init(&x->lock, NULL);
}

void literal_index_free(struct literal_index *x)
{
    struct prefilter *f = atomic_load_explicit(&x->prefilter, memory_order_relaxed);
    if (f)
        prefilter_free(f);
    pthread_mutex_destroy(&x->lock);
    free(x->sources);
    free(x->literals);
    free(x->probe_of);
    free(x->blind);
    arena_free(&x->arena);
}

void literal_index_add(struct literal_index *x, uint32_t probe, struct str pattern)
{
    MEM_GROW(x->sources, x->source_count, x->source_cap);
    x->sources[x->source_count++] = (struct literal_source){pattern, probe};
}

static void add_literal(struct literal_index *x, struct str literal, uint32_t probe)
{
    MEM_GROW(x->literals, x->count, x->cap);
    MEM_GROW(x->probe_of, x->count, x->probe_cap);
    x->literals[x->count] = literal;
    x->probe_of[x->count++] = probe;
}

static void add_shipped(struct literal_index *x, const struct shipped_literals *l, uint32_t probe)
{
    const char *p = shipped_literals_bytes + l->literals;
    for (unsigned i = 0; i < l->count; i++, p += 1 + *p)
        add_literal(x, str_of(p + 1, (size_t)*p), probe);
}

static void read_source(struct literal_index *x, const struct literal_source *s)
{
    const struct shipped_literals *shipped = shipped_literals_of(s->pattern);
    if (shipped) {
        add_shipped(x, shipped, s->probe);
        return;
    }
    struct shape shape = literal_shape(s->pattern, &x->arena);
    for (size_t i = 0; i < shape.literal_count; i++)
        add_literal(x, shape.literals[i], s->probe);
    if (shape.literal_count)
        return;
    MEM_GROW(x->blind, x->blind_count, x->blind_cap);
    x->blind[x->blind_count++] = s->probe;
}

static __attribute__((noinline)) struct prefilter *build(struct literal_index *x)
{
    pthread_mutex_lock(&x->lock);
    struct prefilter *f = atomic_load_explicit(&x->prefilter, memory_order_relaxed);
    for (size_t i = 0; !f && i < x->source_count; i++)
        read_source(x, &x->sources[i]);
    if (!f) {
        f = prefilter_new(x->literals, x->count);
        atomic_store_explicit(&x->prefilter, f, memory_order_release);
    }
    pthread_mutex_unlock(&x->lock);
    return f;
}

static struct prefilter *ready(struct literal_index *x)
{
    struct prefilter *f = atomic_load_explicit(&x->prefilter, memory_order_acquire);
    return LIKELY(f != NULL) ? f : build(x);
}

size_t literal_index_blind(struct literal_index *x, const uint32_t **probes)
{
    (void)ready(x);
    *probes = x->blind;
    return x->blind_count;
}

bool literal_index_any(struct literal_index *x, struct str text)
{
    struct prefilter *f = ready(x);
    return x->blind_count || prefilter_any(f, text);
}

bool literal_index_scan(struct literal_index *x, struct str text, prefilter_found *found, void *context)
{
    return prefilter_scan(ready(x), text, found, context);
}
