/*
 * clusters: the unexplained errors of logs by the ids that a report shows. What a cluster is, is known only
 * when all has been read: first every record is shown to clusters_learn, then any record can be asked for.
 */
#ifndef SIGTAIL_CLUSTERS_H
#define SIGTAIL_CLUSTERS_H

#include "cli/knowledge.h"
#include "report/suggest.h"
#include "run/run.h"

struct cluster_ids {
    const struct words *words; /* those of -s */
    struct mine *mine;
    struct suggest *suggest;
    size_t *asked; /* numbers of the clusters in `suggest` */
    size_t n;
};

/* Could `word` be the start of a cluster's id: 4 to 12 hex digits? */
bool cluster_id_maybe(const char *word);

void clusters_init(struct cluster_ids *c, const struct rules *rules);
void clusters_free(struct cluster_ids *c);
/* A run_sink of struct cluster_ids. */
bool clusters_learn(void *context, const struct outcome *o);
/*
 * All is learnt; `words` (those that are no signature and no status) name clusters. False and `err` when one
 * names none, or several.
 */
MUST_CHECK bool clusters_ask(struct cluster_ids *c, const struct rules *rules, const char *const *words,
                             size_t n, struct err *err);
/* Is the record one of a cluster that was asked for? */
bool clusters_have(struct cluster_ids *c, const struct outcome *o);

#endif
