/*
 * cluster_matcher: the clusters of a grouping, for templates that come later. A template fits a cluster's
 * pattern when its canonical tokens are the cluster's, or may stand in its wildcards: the rule by which
 * grouping itself would have taken it in.
 */
#ifndef SIGTAIL_CLUSTER_MATCHER_H
#define SIGTAIL_CLUSTER_MATCHER_H

#include "tally/clustering.h"
#include "tally/token.h"

struct cluster_pattern {
    struct token *tokens;
    size_t n;
};

/*
 * A template that ends in so many wildcards or more ends in text of somebody else, which may have any more
 * words.
 */
enum {
    TAIL_COLUMNS = 3,
    TAIL_PREFIX = 3,   /* behind so many tokens, */
    TAIL_LITERALS = 2, /* among them so many words */
};

struct cluster_matcher;

/* The clusters of `g`, copied; those of one member only are left out when `open` is set. */
struct cluster_matcher *cluster_matcher_new(const struct clustering *g, bool open);
/*
 * Of `n` different templates, clusters of several groupings, those that stand for several messages already.
 * What one log filled in so many ways that it made a cluster of it, another one may have seen once; a
 * template alone is no longer evidence that words differ there. NULL when there are none.
 */
struct cluster_matcher *cluster_matcher_of(const struct str *templates, size_t n);
void cluster_matcher_free(struct cluster_matcher *m);

/*
 * The template of the cluster that `template` belongs to: the most special of those that it fits, good as
 * long as `m`; empty when it fits none.
 */
struct str cluster_matcher_find(struct cluster_matcher *m, struct str template);

#endif
