/*
 * literal_index: the literals of many probes (patterns, by number), and which probes a text makes worth
 * running. It reads them off the patterns and builds its prefilter when it is first asked, by whichever
 * thread comes first: many a run never asks. What the build froze of the shipped patterns it only takes up. A
 * probe without a literal is blind: any text is worth running it.
 */
#ifndef SIGTAIL_LITERAL_INDEX_H
#define SIGTAIL_LITERAL_INDEX_H

#include <pthread.h>
#include <stdatomic.h>

#include "match/prefilter.h"
#include "match/signature.h"

struct literal_source {
    struct str pattern;
    uint32_t probe;
    uint32_t shipped; /* as in struct pattern */
};

/* What is made at the first question. */
struct literal_tables {
    struct prefilter *prefilter;
    const uint32_t *probe_of; /* by literal */
    const uint32_t *blind;    /* probes */
    uint32_t count, blind_count;
};

struct literal_index {
    struct literal_source *sources; /* the bytes are their owner's */
    size_t source_count, source_cap;
    const struct frozen *frozen; /* has the literals of shipped patterns; NULL: there are none */
    struct serial_block thawing; /* instead of the sources; else without numbers */
    struct literal_tables tables;
    _Atomic(const struct literal_tables *) ready; /* the tables; NULL: not yet */
    pthread_mutex_t lock;
};

void literal_index_init(struct literal_index *x);
void literal_index_free(struct literal_index *x);

/* Add a probe, before the first question. What `p` points to is borrowed. */
void literal_index_add(struct literal_index *x, const struct pattern *p, uint32_t probe);

/* Its probes are the patterns of `scope` that stand under `match` in `t`, which outlives it; a probe's number
 * is its place among those of all scopes. */
void literal_index_table(struct literal_index *x, const struct table *t, enum scope scope);

void literal_index_freeze(struct literal_index *x, struct serial *i);

/* The probes that are blind: their number, and the list. */
size_t literal_index_blind(struct literal_index *x, const uint32_t **probes);

/* True when a literal stands in `text`, or a probe is blind. */
bool literal_index_any(struct literal_index *x, struct str text);

/* As prefilter_scan(), of its literals; probes are literal_index_probe(x, literal). */
bool literal_index_scan(struct literal_index *x, struct str text, prefilter_found *found, void *context);

static inline uint32_t literal_index_probe(const struct literal_index *x, uint32_t literal)
{
    return x->tables.probe_of[literal];
}

#endif
