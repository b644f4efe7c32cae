/*
 * mold: the clusters of a grouping, for templates that come later. A template fits a mold when its canonical
 * tokens are the mold's, or may stand in its slots: the rule by which grouping itself would have taken it in.
 */
#ifndef SIGTAIL_MOLD_H
#define SIGTAIL_MOLD_H

#include "tally/group.h"
#include "tally/token.h"

struct mold {
    struct token *tokens;
    size_t n;
};

/*
 * A template that ends in so many slots or more ends in text of somebody else, which may have any more words.
 */
enum {
    TAIL_COLUMNS = 3,
    TAIL_PREFIX = 3,   /* behind so many tokens, */
    TAIL_LITERALS = 2, /* among them so many words */
};

struct molds;

/* The clusters of `g`, copied; those of one member only are left out when `open` is set. */
struct molds *molds_new(const struct grouping *g, bool open);
/*
 * Of `n` different templates, clusters of several groupings, those that stand for several messages already.
 * What one log filled in so many ways that it made a cluster of it, another one may have seen once; a
 * template alone is no longer evidence that words differ there. NULL when there are none.
 */
struct molds *molds_of_clusters(const struct str *templates, size_t n);
void molds_free(struct molds *m);

/*
 * The template of the cluster that `template` belongs to: the most special of those that it fits, good as
 * long as `m`; empty when it fits none.
 */
struct str molds_find(struct molds *m, struct str template);

#endif
