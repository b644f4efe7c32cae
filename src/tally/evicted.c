#include "tally/evicted.h"

#include "base/count.h"
#include "base/mem.h"

enum {
    LEAST = 512
}; /* of a ring, a power of two as EVICTED_BOUND is: so the table is found into by a mask */

/*
 * The table's entry for `hash`, or the free one where it would stand. Entries whose evicted row was
 * overwritten or recalled stay until the table is made anew: a table of four times the ring, made anew each
 * time the ring has grown or was gone round, is never more than half full.
 */
static uint32_t *entry_of(const struct evicted_rows *g, uint64_t hash)
{
    size_t mask = 4 * g->size - 1, i = hash & mask;
    while (g->table[i] && g->ring[g->table[i] - 1].hash != hash)
        i = (i + 1) & mask;
    return &g->table[i];
}

static void remake_table(struct evicted_rows *g)
{
    memset(g->table, 0, 4 * g->size * sizeof *g->table);
    for (size_t i = 0; i < g->size; i++)
        if (g->ring[i].weight)
            *entry_of(g, g->ring[i].hash) = (uint32_t)i + 1;
}

/* The ring is full: twice the room, or round it once more. */
static void turn(struct evicted_rows *g)
{
    size_t size = g->size ? 2 * g->size : LEAST;
    if (size <= EVICTED_BOUND) {
        g->ring = mem_resize(g->ring, size * sizeof *g->ring);
        memset(g->ring + g->size, 0, (size - g->size) * sizeof *g->ring);
        g->table = mem_resize(g->table, 4 * size * sizeof *g->table);
        g->size = size;
    }
    remake_table(g);
}

static struct evicted_row *find(const struct evicted_rows *g, uint64_t hash)
{
    uint32_t at = g->table ? *entry_of(g, hash) : 0;
    struct evicted_row *found = at ? &g->ring[at - 1] : NULL;
    return found && found->weight ? found : NULL;
}

void evicted_rows_add(struct evicted_rows *g, const struct evicted_row *evicted)
{
    struct evicted_row *same = find(g, evicted->hash);
    if (same) {
        count_add(&same->weight, evicted->weight);
        return;
    }
    if (g->size == 0 || g->n % g->size == 0)
        turn(g);
    size_t at = g->n++ % g->size;
    g->ring[at] = *evicted;
    *entry_of(g, evicted->hash) = (uint32_t)at + 1;
}

bool evicted_rows_recall(struct evicted_rows *g, uint64_t hash, struct evicted_row *out)
{
    struct evicted_row *found = find(g, hash);
    if (!found)
        return false;
    *out = *found;
    found->weight = 0;
    return true;
}

void evicted_rows_merge(struct evicted_rows *into, const struct evicted_rows *from)
{
    for (size_t i = 0; i < from->size; i++) {
        const struct evicted_row *evicted = &from->ring[(from->n + i) % from->size];
        if (evicted->weight)
            evicted_rows_add(into, evicted);
    }
}

void evicted_rows_clear(struct evicted_rows *g)
{
    free(g->ring);
    free(g->table);
    *g = (struct evicted_rows){0};
}
