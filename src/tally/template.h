/*
 * template: errors that nothing explains, counted by the template of their message (cluster.h). Templates are
 * the first stage of clustering, exact and cheap; the clusters are made of them when somebody looks
 * (template_table_cluster).
 *
 * Rows are bounded. When there are too many, those of one cluster are put together first, and templates that
 * come later and fit a cluster go straight to it (cluster_matcher.h): a flood of messages that no masking
 * tames is then one row. Only where that does not help are rows dropped: those seen once, oldest first, then
 * the rarest.
 */
#ifndef SIGTAIL_TEMPLATE_H
#define SIGTAIL_TEMPLATE_H

#include "match/matcher.h"
#include "record/record.h"
#include "tally/counter.h"
#include "tally/custom_mask.h"
#include "tally/stats.h"
#include "tally/top_values.h"

enum { TEMPLATE_BOUND = 2000, TEMPLATE_KEY_BYTES = 800 };

/* Row of a counter of template_row_kind; its key is a cluster_key. */
struct template_row {
    struct counter_row row;
    struct stats stats;        /* its example: the first message of this template */
    struct top_values *values; /* of each of its first wildcards (align.h); NULL: none yet */
    unsigned wildcards;        /* how many those are */
    /* Of a row of struct cluster_table; borrowed from its parts. */
    struct str type, frame;             /* what its errors have in common, in the key or not */
    const struct template_row *cluster; /* of a part: the row that it is part of */
    unsigned parts;                     /* how many it has */
};

struct clustering;      /* clustering.h */
struct cluster_matcher; /* cluster_matcher.h */

struct template_table {
    struct counter rows;             /* of struct template_row */
    struct cluster_matcher *matcher; /* clusters that were put together; NULL before */
    unsigned wait;     /* so often rows are dropped before it is tried again to put them together */
    unsigned patience; /* the last such number */
    struct buf key;    /* of the row that another key leads to */
    const struct secrets *secrets; /* that no template shows; NULL: none */
    struct custom_masks custom;
};

/*
 * Clusters of templates. One template is one cluster, unless it has several types of errors or several
 * frames: then each of these is one. Errors without a stack trace are with those that have one as long as
 * these agree. The parts are what was put together so: to add clusters up, it is they that must be added.
 */
struct cluster_table {
    struct counter rows, parts; /* of struct template_row; no more than struct template_table has */
};

/* With the secrets and the masks of `rules`, which must outlive it; NULL: with none. */
void template_table_init(struct template_table *t, const struct rules *rules);
/*
 * Count `rec`, of the version with this hash (version.h) or 0, by its message; apart for each `status`,
 * unless that is NO_STATUS. `scratch` is overwritten.
 */
void template_table_add(struct template_table *t, const struct record *rec, int status, unsigned source,
                        uint64_t version, struct buf *scratch);
void template_table_merge(struct template_table *into, const struct template_table *from);
/* Back to empty; the memory is freed. */
void template_table_clear(struct template_table *t);

/* The clusters of the templates (clustering.h). What the templates dropped is `other` of the rows. */
void template_table_cluster(const struct template_table *t, struct cluster_table *out);
void cluster_table_clear(struct cluster_table *c);

/* The same in steps. The templates of all rows: `*n` of them, borrowed, some may be equal; free() the array.
 */
struct str *template_table_templates(const struct template_table *t, size_t *n);
/* The clusters that `g`, made of template_table_templates, puts the rows in. */
void template_table_collect(const struct template_table *t, const struct clustering *g,
                            struct cluster_table *out);
/* The cluster of a row of `s` with the key `key` whose template is in the cluster `template` of `g`. */
const struct template_row *cluster_table_find(const struct cluster_table *c, struct str template,
                                              struct str key);

/*
 * Add what `records` records of the template `template` had in its wildcards: `values`, `n` of them, to the
 * row `into`, whose template may be that of a cluster.
 */
void template_row_take_values(struct template_row *into, struct str template, const struct top_values *values,
                              unsigned n, uint64_t records);

/* The key that a record has in `t`, with the masked template of its message; in `scratch`, which is
 * overwritten. */
struct str template_row_key(struct template_table *t, const struct record *rec, struct buf *scratch);

#endif
