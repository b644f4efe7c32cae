/*
 * inventory: what a log holds: each canonical field and each raw path, in how many records, with its
 * commonest values. Bounded: of more paths than INVENTORY_PATHS the rarest give way.
 */
#ifndef SIGTAIL_INVENTORY_H
#define SIGTAIL_INVENTORY_H

#include "match/matcher.h"
#include "record/record.h"
#include "tally/counter.h"
#include "tally/custom_mask.h"
#include "tally/distinct.h"

enum { INVENTORY_PATHS = 2000, INVENTORY_VALUES = 400, INVENTORY_VALUE_BYTES = 80 };

/* A field or path: its key is the name, its records those that have it. */
struct inventory_row {
    struct counter_row row;
    uint64_t record; /* the last record that was counted */
    struct counter values;
    struct distinct distinct;
    bool secret; /* its values are none to show: what stands beside it names them (inventory_judge) */
};

struct inventory {
    struct counter fields, paths; /* rows are struct inventory_row */
    uint64_t records, notes;
    const struct secrets *secrets; /* that no template of a message shows */
    struct custom_masks custom;
    struct buf scratch;
};

void inventory_init(struct inventory *v, const struct rules *rules);
void inventory_free(struct inventory *v);

/* Add `rec`, whose texts are decoded. Of a path that stands in it more than once the first value counts. */
void inventory_add(struct inventory *v, const struct record *rec);

/*
 * Mark the paths of values whose names stand in a path beside them and say that they are secrets, as those of
 * headers do: {"name": "x-api-key", "value": ...}. When everything is added.
 */
void inventory_judge(struct inventory *v, const struct secrets *k);

#endif
