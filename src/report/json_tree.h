/*
 * json_tree: a JSON text as nodes, for reading reports back. Whole and small texts only: logs are read by
 * record/json.h. A node knows where it stands, so that what is wrong with it can be said with its place.
 */
#ifndef SIGTAIL_JSON_TREE_H
#define SIGTAIL_JSON_TREE_H

#include "base/arena.h"
#include "base/err.h"

enum json_node_kind {
    JSON_NODE_NULL,
    JSON_NODE_BOOLEAN,
    JSON_NODE_NUMBER,
    JSON_NODE_STRING,
    JSON_NODE_LIST,
    JSON_NODE_MAP
};

struct json_node {
    enum json_node_kind kind;
    bool yes;        /* of a boolean */
    struct str key;  /* in a map */
    struct str text; /* of a string, unescaped, or a number, as written */
    size_t end;      /* offset behind the value, or behind the bracket that opens it */
    size_t close;    /* of a list or map: behind the bracket that ends it */
    size_t count;    /* of a list or map */
    struct json_node *first, *last, *next, *parent;
};

/* A JSON text, borrowed, and where it stands. */
struct report_text {
    const char *file;
    unsigned lines; /* of the file that stand before it */
    struct str json;
};

struct json_tree {
    struct arena arena; /* owns all nodes and strings */
    struct report_text text;
    struct json_node *root;
};

/* Parse `text`, which has to last as long as the tree, in place of what the tree (zeroed at first) held.
 * False and `err` with its place when it is no JSON; json_tree_free() it in any case. */
MUST_CHECK bool json_tree_read(struct json_tree *t, const struct report_text *text, struct err *err);
void json_tree_free(struct json_tree *t);

/* The value of `key` in the map `map`, or NULL. */
const struct json_node *json_node_in(const struct json_node *map, const char *key);
/* The value of `node` as it is written. */
struct str json_tree_raw(const struct json_tree *t, const struct json_node *node);
/* Line and column of `node` in `err`. Returns false. */
bool json_tree_place(const struct json_tree *t, const struct json_node *node, struct err *err);

#endif
