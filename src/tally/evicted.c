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
static uint32_t *entry_of(const struct evicted_rows *e, uint64_t hash)
{
    size_t mask = 4 * e->size - 1, i = hash & mask;
    while (e->table[i] && e->ring[e->table[i] - 1].hash != hash)
        i = (i + 1) & mask;
    return &e->table[i];
}

static void remake_table(struct evicted_rows *e)
{
    memset(e->table, 0, 4 * e->size * sizeof *e->table);
    for (size_t i = 0; i < e->size; i++)
        if (e->ring[i].weight)
            *entry_of(e, e->ring[i].hash) = (uint32_t)i + 1;
}

/* The ring is full: twice the room, or round it once more. */
static void turn(struct evicted_rows *e)
{
    size_t size = e->size ? 2 * e->size : LEAST;
    if (size <= EVICTED_BOUND) {
        e->ring = mem_resize(e->ring, size * sizeof *e->ring);
        memset(e->ring + e->size, 0, (size - e->size) * sizeof *e->ring);
        e->table = mem_resize(e->table, 4 * size * sizeof *e->table);
        e->size = size;
    }
    remake_table(e);
}

static struct evicted_row *find(const struct evicted_rows *e, uint64_t hash)
{
    uint32_t at = e->table ? *entry_of(e, hash) : 0;
    struct evicted_row *found = at ? &e->ring[at - 1] : NULL;
    return found && found->weight ? found : NULL;
}

void evicted_rows_add(struct evicted_rows *e, const struct evicted_row *evicted)
{
    struct evicted_row *same = find(e, evicted->hash);
    if (same) {
        count_add(&same->weight, evicted->weight);
        return;
    }
    if (e->size == 0 || e->n % e->size == 0)
        turn(e);
    size_t at = e->n++ % e->size;
    e->ring[at] = *evicted;
    *entry_of(e, evicted->hash) = (uint32_t)at + 1;
}

bool evicted_rows_recall(struct evicted_rows *e, uint64_t hash, struct evicted_row *out)
{
    struct evicted_row *found = find(e, hash);
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

void evicted_rows_clear(struct evicted_rows *e)
{
    free(e->ring);
    free(e->table);
    *e = (struct evicted_rows){0};
}
