/*
 * shape: errors that nothing explains, counted by the template of their message (cluster.h). Shapes are the
 * first stage of clustering, exact and cheap; the clusters are made of them when somebody looks
 * (shapes_group).
 *
 * Rows are bounded. When there are too many, those of one cluster are put together first, and shapes that
 * come later and fit a cluster go straight to it (mold.h): a flood of messages that no masking tames is then
 * one row. Only where that does not help are rows dropped: those seen once, oldest first, then the rarest.
 */
#ifndef SIGTAIL_SHAPE_H
#define SIGTAIL_SHAPE_H

#include "match/matcher.h"
#include "record/record.h"
#include "tally/counter.h"
#include "tally/custom_mask.h"
#include "tally/stats.h"
#include "tally/values.h"

enum { SHAPE_BOUND = 2000, SHAPE_KEY_BYTES = 800 };

/* Row of a counter of shape_kind; its key is a cluster_key. */
struct shape {
    struct counter_row row;
    struct stats stats;    /* its example: the first message of this shape */
    struct values *values; /* of each of its first wildcards (align.h); NULL: none yet */
    unsigned slots;        /* how many those are */
    /* Of a row of struct clusters; borrowed from its parts. */
    struct str type, frame;      /* what its errors have in common, in the key or not */
    const struct shape *cluster; /* of a part: the row that it is part of */
    unsigned parts;              /* how many it has */
};

struct grouping; /* group.h */
struct molds;    /* mold.h */

struct shapes {
    struct counter rows; /* of struct shape */
    struct molds *molds; /* clusters that were put together; NULL before */
    unsigned wait;       /* so often rows are dropped before it is tried again to put them together */
    unsigned patience;   /* the last such number */
    struct buf key;      /* of the row that another key leads to */
    const struct secrets *secrets; /* that no template shows; NULL: none */
    struct custom_masks custom;
};

/*
 * Clusters of shapes. One template is one cluster, unless it has several types of errors or several frames:
 * then each of these is one. Errors without a stack trace are with those that have one as long as these
 * agree. The parts are what was put together so: to add clusters up, it is they that must be added.
 */
struct clusters {
    struct counter rows, parts; /* of struct shape; no more than struct shapes has */
};

/* With the secrets and the masks of `rules`, which must outlive it; NULL: with none. */
void shapes_init(struct shapes *s, const struct rules *rules);
/*
 * Count `rec`, of the version with this hash (version.h) or 0, by its message; apart for each `status`,
 * unless that is NO_STATUS. `scratch` is overwritten.
 */
void shapes_add(struct shapes *s, const struct record *rec, int status, unsigned source, uint64_t version,
                struct buf *scratch);
void shapes_merge(struct shapes *into, const struct shapes *from);
/* Back to empty; the memory is freed. */
void shapes_clear(struct shapes *s);

/* The clusters of the shapes (group.h). What the shapes dropped is `other` of the rows. */
void shapes_group(const struct shapes *s, struct clusters *out);
void clusters_clear(struct clusters *c);

/* The same in steps. The templates of all rows: `*n` of them, borrowed, some may be equal; free() the array.
 */
struct str *shapes_templates(const struct shapes *s, size_t *n);
/* The clusters that `g`, made of shapes_templates, puts the rows in. */
void shapes_collect(const struct shapes *s, const struct grouping *g, struct clusters *out);
/* The cluster of a row of `s` with the key `key` whose template is in the cluster `template` of `g`. */
const struct shape *clusters_find(const struct clusters *c, struct str template, struct str key);

/*
 * Add what `records` records of the template `shape` had in its wildcards: `values`, `n` of them, to the row
 * `into`, whose template may be that of a cluster.
 */
void shape_take_values(struct shape *into, struct str shape, const struct values *values, unsigned n,
                       uint64_t records);

/* The key that a record has in `s`, with the masked template of its message; in `scratch`, which is
 * overwritten. */
struct str shape_key(struct shapes *s, const struct record *rec, struct buf *scratch);

#endif
