#include "tally/ghost.h"

#include <stdlib.h>

#include "base/mem.h"

enum { TABLE = 4 * GHOST_BOUND };

/*
 * The table's entry for `hash`, or the free one where it would stand. Entries whose ghost was overwritten or
 * recalled stay until the table is made anew: a table of four times the bound, made anew each time the ring
 * was gone round, is never more than half full.
 */
static uint32_t *entry_of(const struct ghosts *g, uint64_t hash)
{
    size_t i = hash % TABLE;
    while (g->table[i] && g->ring[g->table[i] - 1].hash != hash)
        i = (i + 1) % TABLE;
    return &g->table[i];
}

static void remake_table(struct ghosts *g)
{
    memset(g->table, 0, TABLE * sizeof *g->table);
    for (size_t i = 0; i < GHOST_BOUND; i++)
        if (g->ring[i].weight)
            *entry_of(g, g->ring[i].hash) = (uint32_t)i + 1;
}

static struct ghost *find(const struct ghosts *g, uint64_t hash)
{
    uint32_t at = g->table ? *entry_of(g, hash) : 0;
    struct ghost *found = at ? &g->ring[at - 1] : NULL;
    return found && found->weight ? found : NULL;
}

void ghosts_add(struct ghosts *g, const struct ghost *ghost)
{
    struct ghost *same = find(g, ghost->hash);
    if (same) {
        same->weight += ghost->weight;
        return;
    }
    if (!g->ring) {
        g->ring = mem_zero(GHOST_BOUND * sizeof *g->ring);
        g->table = mem_zero(TABLE * sizeof *g->table);
    }
    size_t at = g->n++ % GHOST_BOUND;
    if (at == 0)
        remake_table(g);
    g->ring[at] = *ghost;
    *entry_of(g, ghost->hash) = (uint32_t)at + 1;
}

bool ghosts_recall(struct ghosts *g, uint64_t hash, struct ghost *out)
{
    struct ghost *found = find(g, hash);
    if (!found)
        return false;
    *out = *found;
    found->weight = 0;
    return true;
}

void ghosts_merge(struct ghosts *into, const struct ghosts *from)
{
    for (size_t i = 0; from->ring && i < GHOST_BOUND; i++) {
        const struct ghost *ghost = &from->ring[(from->n + i) % GHOST_BOUND];
        if (ghost->weight)
            ghosts_add(into, ghost);
    }
}

void ghosts_clear(struct ghosts *g)
{
    free(g->ring);
    free(g->table);
    *g = (struct ghosts){0};
}
