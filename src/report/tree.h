/*
 * tree: a JSON text as nodes, for reading reports back. Whole and small texts only: logs are read by
 * record/json.h. A node knows where it stands, so that what is wrong with it can be said with its place.
 */
#ifndef SIGTAIL_TREE_H
#define SIGTAIL_TREE_H

#include "base/arena.h"
#include "base/err.h"

enum node_kind { NODE_NULL, NODE_BOOLEAN, NODE_NUMBER, NODE_STRING, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    bool yes;        /* of a boolean */
    struct str key;  /* in a map */
    struct str text; /* of a string, unescaped, or a number, as written */
    size_t end;      /* offset behind the value, or behind the bracket that opens it */
    size_t close;    /* of a list or map: behind the bracket that ends it */
    size_t count;    /* of a list or map */
    struct node *first, *last, *next, *parent;
};

/* A JSON text, borrowed, and where it stands. */
struct report_text {
    const char *file;
    unsigned lines; /* of the file that stand before it */
    struct str json;
};

struct tree {
    struct arena arena; /* owns all nodes and strings */
    struct report_text text;
    struct node *root;
};

/* Parse `text`, which has to last as long as the tree, in place of what the tree (zeroed at first) held.
 * False and `err` with its place when it is no JSON; tree_free() it in any case. */
MUST_CHECK bool tree_read(struct tree *t, const struct report_text *text, struct err *err);
void tree_free(struct tree *t);

/* The value of `key` in the map `map`, or NULL. */
const struct node *node_in(const struct node *map, const char *key);
/* The value of `node` as it is written. */
struct str tree_raw(const struct tree *t, const struct node *node);
/* Line and column of `node` in `err`. Returns false. */
bool tree_place(const struct tree *t, const struct node *node, struct err *err);

#endif
