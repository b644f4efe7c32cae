/*
 * get: what a tree holds, checked. The first thing that is missing or of the wrong kind is kept as the error,
 * with its place; from then on everything is 0 or empty, so that callers look once, at the end.
 */
#ifndef SIGTAIL_GET_H
#define SIGTAIL_GET_H

#include "base/when.h"
#include "report/tree.h"

struct get {
    const struct tree *tree;
    struct err *err;
    bool wrong;
};

/* Keep "what" as the error, at `node`, unless there is one. */
void get_wrong(struct get *g, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of `key` in `map`; never NULL. */
const struct node *get_node(struct get *g, const struct node *map, const char *key, enum node_kind kind);
/* The first item of the list at `key`; NULL when it is empty. The items are maps. */
const struct node *get_rows(struct get *g, const struct node *map, const char *key);

uint64_t get_count(struct get *g, const struct node *map, const char *key);
struct str get_str(struct get *g, const struct node *map, const char *key);
/* Empty when it is null. */
struct str get_fact(struct get *g, const struct node *map, const char *key);
/* NO_TIME when it is null. */
int64_t get_time(struct get *g, const struct node *map, const char *key);
/* The same of where a timeline starts: before the first time of its report. */
int64_t get_start(struct get *g, const struct node *map, const char *key);

/* The value of a node itself; counts beyond COUNT_MOST are that. */
uint64_t get_u64(struct get *g, const struct node *node);
double get_double(struct get *g, const struct node *node);

#endif
