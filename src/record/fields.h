/*
 * fields: which raw JSON paths feed which canonical field, compiled to a tree that a decoder walks beside a value,
 * so that what no path names is skipped unread. Immutable once filled; shared by every pipeline.
 *
 * Path grammar: keys separated by dots; `[]` any element of an array; `>` go on inside the JSON text that the string
 * here holds; `?name` at the end: that query parameter of the URL here; a key with other characters in 'quotes'.
 */
#ifndef SIGTAIL_FIELDS_H
#define SIGTAIL_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "record/record.h"

/* What the presence of a path says about the record, beside the fields. */
enum mark {
    MARK_NONE,
    MARK_TAIL = 1,       /* wrangler tail */
    MARK_JOURNAL = 2,    /* journalctl json */
    MARK_LOGTAPE = 4,
    MARK_EXCEPTION = 8,  /* an element of exceptions[] */
    MARK_LOGS = 16,      /* signatures look at the strings below */
    MARK_EXCEPTIONS = 32, /* and here */
    MARK_TRUNCATED = 64, /* the value true: the record says that it is cut */
    MARK_EVENT = 128     /* a key that tells the kind of the event */
};

struct target {
    enum field field;
    unsigned rank; /* of the path in its field's list; 0 is best */
    struct str query;
};

struct path_node {
    struct str key;
    struct path_node *next; /* sibling */
    struct path_node *children, *element, *inside;
    struct target *targets;
    unsigned target_count, target_cap;
    unsigned marks;
    const char *event;        /* MARK_EVENT: the kind; "" means the value names it */
    uint32_t keys[2];         /* bit set: a child's key may have this length / first byte (mod 32) */
};

struct fields {
    struct arena arena;
    struct path_node root;
};

void fields_init(struct fields *f);
void fields_free(struct fields *f);

/* Let `path` feed `field` with `rank`. False and err->column in the path on a syntax error. */
MUST_CHECK bool fields_add(struct fields *f, enum field field, unsigned rank, struct str path, struct err *err);

/* The child for `key`, or NULL. */
const struct path_node *fields_child(const struct path_node *node, struct str key);

#endif
