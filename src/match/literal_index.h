/*
 * literal_index: the literals of many probes (patterns, by number), and which probes a text makes worth
 * running. It reads them off the patterns and builds its prefilter when it is first asked, by whichever
 * thread comes first: many a run never asks. A probe without a literal is blind: any text is worth running
 * it.
 */
#ifndef SIGTAIL_LITERAL_INDEX_H
#define SIGTAIL_LITERAL_INDEX_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "match/prefilter.h"

struct literal_source {
    struct str pattern;
    uint32_t probe;
};

struct literal_index {
    struct literal_source *sources; /* the bytes are their owner's */
    size_t source_count, source_cap;
    /* What stands from here on is made at the first question. */
    struct arena arena;
    struct str *literals;
    uint32_t *probe_of; /* by literal */
    size_t count, cap, probe_cap;
    uint32_t *blind; /* probes */
    size_t blind_count, blind_cap;
    _Atomic(struct prefilter *) prefilter; /* NULL: not yet */
    pthread_mutex_t lock;
};

void literal_index_init(struct literal_index *x);
void literal_index_free(struct literal_index *x);

/* `probe` runs the regex `pattern`, which outlives the index. Before the first question. */
void literal_index_add(struct literal_index *x, uint32_t probe, struct str pattern);

/* The probes that are blind: their number, and the list. */
size_t literal_index_blind(struct literal_index *x, const uint32_t **probes);

/* True when a literal stands in `text`, or a probe is blind. */
bool literal_index_any(struct literal_index *x, struct str text);

/* As prefilter_scan(), of its literals; probes are literal_index_probe(x, literal). */
bool literal_index_scan(struct literal_index *x, struct str text, prefilter_found *found, void *context);

static inline uint32_t literal_index_probe(const struct literal_index *x, uint32_t literal)
{
    return x->probe_of[literal];
}

#endif
