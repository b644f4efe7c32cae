/*
 * align: where the wildcards of a cluster's template find their values in one of its shapes: in a wildcard of
 * the shape, or in a word of it.
 */
#ifndef SIGTAIL_ALIGN_H
#define SIGTAIL_ALIGN_H

#include "base/str.h"

enum { ALIGN_SLOTS = 6 }; /* wildcards of one template whose values are kept */

struct align_source {
    int slot;              /* the number of the shape's wildcard, or -1 */
    struct str word;       /* else this text of the shape; empty when there is no such place */
    struct str head, tail; /* of the shape's word that holds the wildcard, where the cluster's is all of it */
};

/* The number of wildcards in `template`, ALIGN_SLOTS at most. */
unsigned align_slots(struct str template);

/* Fill `out` for the wildcards of `cluster`; borrowed from `shape`. Returns how many they are. */
unsigned align(struct str cluster, struct str shape, struct align_source out[ALIGN_SLOTS]);

#endif
