/*
 * align: where the wildcards of a cluster's template find their values in one of its templates: in a wildcard
 * of the template, or in a word of it.
 */
#ifndef SIGTAIL_ALIGN_H
#define SIGTAIL_ALIGN_H

#include "base/str.h"

enum { ALIGN_WILDCARDS = 6 }; /* wildcards of one template whose values are kept */

struct align_source {
    int wildcard;    /* the number of the template's wildcard, or -1 */
    struct str word; /* else this text of the template; empty when there is no such place */
    struct str head,
        tail; /* of the template's word that holds the wildcard, where the cluster's is all of it */
};

/* The number of wildcards in `template`, ALIGN_WILDCARDS at most. */
unsigned align_wildcards(struct str template);

/* Fill `out` for the wildcards of `cluster`; borrowed from `template`. Returns how many they are. */
unsigned align(struct str cluster, struct str template, struct align_source out[ALIGN_WILDCARDS]);

#endif
