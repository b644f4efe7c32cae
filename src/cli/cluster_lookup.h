/*
 * cluster_lookup: the unexplained errors of logs by the ids that a report shows. What a cluster is, is known
 * only when all has been read: first every record is shown to cluster_lookup_learn, then any record can be
 * asked for.
 */
#ifndef SIGTAIL_CLUSTER_LOOKUP_H
#define SIGTAIL_CLUSTER_LOOKUP_H

#include "cli/signature_set.h"
#include "report/suggest.h"
#include "run/run.h"

struct cluster_lookup {
    const struct string_list *words; /* those of -s */
    struct mine *mine;
    struct suggest *suggest;
    size_t *asked; /* numbers of the clusters in `suggest` */
    size_t n;
};

/* Could `word` be the start of a cluster's id: 4 to 12 hex digits? */
bool cluster_id_maybe(const char *word);

void cluster_lookup_init(struct cluster_lookup *c, const struct rules *rules);
void cluster_lookup_free(struct cluster_lookup *c);
/* A run_sink of struct cluster_lookup. */
bool cluster_lookup_learn(void *context, const struct sink_record *o);
/*
 * All is learnt; `words` (those that are no signature and no status) name clusters. False and `err` when one
 * names none, or several.
 */
MUST_CHECK bool cluster_lookup_ask(struct cluster_lookup *c, const struct rules *rules,
                                   const char *const *words, size_t n, struct err *err);
/* Is the record one of a cluster that was asked for? */
bool cluster_lookup_have(struct cluster_lookup *c, const struct sink_record *o);

#endif
