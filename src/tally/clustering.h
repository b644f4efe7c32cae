/*
 * clustering: the second stage of clustering. Templates that differ only in what looks like a value (typed
 * wildcards of different types, lists of different lengths, words that stand for names) become one cluster.
 *
 * Which words are values is decided by evidence, for all templates at once: in how many different ways the
 * same place of the same sentence was filled, and what the fillings look like. So the clusters are a function
 * of the set of templates alone: neither their order nor how the input was split matters, and a template
 * matches all its members by construction. Drain and its kin decide at the first message they see, by token
 * count and a threshold of similarity, and cannot take it back.
 */
#ifndef SIGTAIL_CLUSTERING_H
#define SIGTAIL_CLUSTERING_H

#include "base/arena.h"

struct cluster_pattern; /* cluster_matcher.h */

struct clustering {
    struct arena arena;    /* owns everything below */
    struct str *templates; /* one a cluster, in the order in which their first members were given */
    struct cluster_pattern *patterns; /* the same, to find the cluster of further templates */
    size_t count;
    uint32_t *cluster_of; /* index into templates, by index of the template given */
    size_t template_count;
};

/*
 * Group `templates`, `n` different masked templates (cluster_mask). They are borrowed and must outlive the
 * result. A cluster of one keeps its template; that of several has <word> where words differ, <*> where forms
 * differ.
 */
struct clustering *cluster_templates(const struct str *templates, size_t n);
void clustering_free(struct clustering *g);

#endif
