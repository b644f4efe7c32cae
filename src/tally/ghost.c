#include "tally/ghost.h"

#include <stdlib.h>

#include "base/count.h"
#include "base/mem.h"

enum { LEAST = 512 }; /* of a ring, a power of two as GHOST_BOUND is: so the table is found into by a mask */

/*
 * The table's entry for `hash`, or the free one where it would stand. Entries whose ghost was overwritten or
 * recalled stay until the table is made anew: a table of four times the ring, made anew each time the ring
 * has grown or was gone round, is never more than half full.
 */
static uint32_t *entry_of(const struct ghosts *g, uint64_t hash)
{
    size_t mask = 4 * g->size - 1, i = hash & mask;
    while (g->table[i] && g->ring[g->table[i] - 1].hash != hash)
        i = (i + 1) & mask;
    return &g->table[i];
}

static void remake_table(struct ghosts *g)
{
    memset(g->table, 0, 4 * g->size * sizeof *g->table);
    for (size_t i = 0; i < g->size; i++)
        if (g->ring[i].weight)
            *entry_of(g, g->ring[i].hash) = (uint32_t)i + 1;
}

/* The ring is full: twice the room, or round it once more. */
static void turn(struct ghosts *g)
{
    size_t size = g->size ? 2 * g->size : LEAST;
    if (size <= GHOST_BOUND) {
        g->ring = mem_resize(g->ring, size * sizeof *g->ring);
        memset(g->ring + g->size, 0, (size - g->size) * sizeof *g->ring);
        g->table = mem_resize(g->table, 4 * size * sizeof *g->table);
        g->size = size;
    }
    remake_table(g);
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
        count_add(&same->weight, ghost->weight);
        return;
    }
    if (g->size == 0 || g->n % g->size == 0)
        turn(g);
    size_t at = g->n++ % g->size;
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
    for (size_t i = 0; i < from->size; i++) {
        const struct ghost *ghost = &from->ring[(from->n + i) % from->size];
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
