/*
 * mine: all messages of a log clustered, not only its errors. First every record is shown to mine_add; then
 * mine_settle makes the clusters; then any record, seen before or not, can be asked for its cluster. Memory
 * is bounded (template.h), however many records there are and however different.
 */
#ifndef SIGTAIL_MINE_H
#define SIGTAIL_MINE_H

#include "tally/template.h"

struct mine;

/* With the secrets and masks of `rules`, which must outlive it; NULL: with none. */
struct mine *mine_new(const struct rules *rules);
/* From now on `e` runs the patterns of masks. */
void mine_engine(struct mine *m, struct engine *e);
void mine_free(struct mine *m);

/* Count `rec`, whose texts are decoded, of input number `source`. Not after mine_settle. */
void mine_add(struct mine *m, const struct record *rec, unsigned source);
/* All records are there: group them. */
void mine_settle(struct mine *m);

/* After mine_settle. */
const struct cluster_table *mine_clusters(const struct mine *m);
/* After mine_settle: the number of clusters, and the templates that they are made of, by number of their
 * cluster. */
size_t mine_cluster_count(const struct mine *m);
struct str mine_cluster_template(const struct mine *m, size_t cluster);
void mine_each_template(const struct mine *m,
                        void (*visit)(void *context, size_t cluster, const struct template_row *template),
                        void *context);
/* Weights of all records added, and the times of the first and the last. */
uint64_t mine_records(const struct mine *m);
struct span mine_span(const struct mine *m);

/* The key of a record (template_row_key); good until the next call with `m`. */
struct str mine_key(struct mine *m, const struct record *rec);

struct assignment {
    char id[13];         /* of the cluster */
    char message_id[13]; /* of its template, whatever the stack traces say: mine_cluster_template */
    struct str template; /* of the cluster; good as long as `m`, or what was asked for */
};

/*
 * After mine_settle: the cluster of a record with this key. One that is in no cluster (it was dropped, or
 * never added) is one of its own.
 */
struct assignment mine_assign(struct mine *m, struct str key);

#endif
