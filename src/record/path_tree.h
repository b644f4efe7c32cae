/*
 * path_tree: which raw JSON paths feed which canonical field, compiled to a tree that a decoder walks beside
 * a value, so that what no path names is skipped unread. Immutable once filled; shared by every pipeline.
 *
 * Path grammar: keys separated by dots; `[]` the elements of an array, the first that has it; `>` go on
 * inside the JSON text that the string here holds; `?name` at the end: that query parameter of the URL here;
 * `:unit` at the end: in what the numbers here are written (record/unit.h); a key with other characters in
 * 'quotes'.
 *
 * Trees are exact or folded. In a folded one, keys are the same whatever their case and marks (Level, @level,
 * log_level = logLevel = log.level), and keys that are nested in a path may stand as one (err.message =
 * err_message).
 */
#ifndef SIGTAIL_PATH_TREE_H
#define SIGTAIL_PATH_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "record/record.h"
#include "record/unit.h"

/* What the presence of a path says about the record, beside the fields. */
enum path_flag {
    PATH_FLAG_NONE,
    PATH_FLAG_TAIL = 1,    /* wrangler tail */
    PATH_FLAG_JOURNAL = 2, /* journalctl json */
    PATH_FLAG_LOGTAPE = 4,
    PATH_FLAG_EXCEPTION = 8,   /* an element of exceptions[] */
    PATH_FLAG_LOGS = 16,       /* signatures look at the strings below */
    PATH_FLAG_EXCEPTIONS = 32, /* and here */
    PATH_FLAG_TRUNCATED = 64,  /* the value true: the record says that it is cut */
    PATH_FLAG_EVENT = 128,     /* a key that tells the kind of the event */
    PATH_FLAG_MESSAGE = 256,   /* the text of a journal entry */
    PATH_FLAG_REPEATS = 512,   /* a field that a journal entry may have several of, then in an array */
    /* What only folded trees have. Their names are those of path_flag_named. */
    PATH_FLAG_RECORD =
        1 << 10, /* what another program wrote: JSON, in a string too, whose own fields say more */
    PATH_FLAG_DETAILS = 1 << 11,      /* an object with further fields of the record */
    PATH_FLAG_PAIRS = 1 << 12,        /* the same as an array of {key, value} */
    PATH_FLAG_PARTS = 1 << 13,        /* an array whose elements are a text's parts */
    PATH_FLAG_ERROR = 1 << 14,        /* what is here, unless it is empty, is an error */
    PATH_FLAG_SUCCESS = 1 << 15,      /* false: it is an error */
    PATH_FLAG_SECONDS = 1 << 16,      /* where this is, durations of no unit are seconds */
    PATH_FLAG_NANOS = 1 << 17,        /* nanoseconds */
    PATH_FLAG_CARRIED = 1 << 18,      /* where this is, the level is a default of who carries the record */
    PATH_FLAG_REQUEST_LINE = 1 << 19, /* "GET /path HTTP/1.1" */
    PATH_FLAG_LINE = 1 << 20,         /* a line of text as a program printed it, when ... */
    PATH_FLAG_OUTPUT = 1 << 21,       /* ... this says where to: stdout, stderr */
    PATH_FLAG_CUT = 1 << 22, /* of a journal entry, the value line-max: the next one goes on with its line */
    /* Those that only some values set. */
    PATH_FLAGS_BY_VALUE = PATH_FLAG_TRUNCATED | PATH_FLAG_LINE | PATH_FLAG_OUTPUT | PATH_FLAG_CUT
};

struct target {
    enum field field;
    unsigned rank; /* of the path in its field's list; 0 is best */
    struct str query;
    enum unit unit;
};

struct path_node;

/* A key as it stands in JSON inside a string, `"key\`, and the node that it leads to. */
struct needle {
    struct str text;
    const struct path_node *node;
    bool in_array,
        in_string; /* it stands in an array, in JSON inside the JSON: the keys before it do not tell */
    unsigned same; /* needles of the same key from this one on, itself included */
};

struct path_node {
    struct str key;
    struct path_node *next; /* sibling */
    struct path_node *element, *inside;
    struct target *targets;
    unsigned target_count, target_cap;
    unsigned flags;
    const char *event;          /* PATH_FLAG_EVENT: the kind; "" means the value names it */
    struct path_node *children; /* all of them, by next */
    struct path_slot *table;    /* the same by the hash of their keys, from path_tree_seal on */
    unsigned mask;
    unsigned number;                /* within its tree, from 0 on */
    const struct path_node *parent; /* by a key; NULL at the root and where an element or an inside begins */
    /* Of a node that is some node's `inside`: what stands in every text that feeds a field below it; needles
     * of one key stand together. */
    struct needle *needles;
    unsigned needle_count;
    uint8_t *needle_slots; /* by the hash of their keys: 1 + the first needle of a key; 0: free */
    unsigned needle_mask;
    unsigned level_count; /* how many of them, at the start, are a level's, a key of the text's own object */
};

struct path_tree {
    struct arena arena;
    struct path_node root;
    unsigned nodes; /* how many, once sealed */
    bool folded;
    /* Until then: those that a key leads to, by it and their parents; NULL: a free slot. */
    struct path_node **growing;
    size_t grown, slots;
};

/* A child and the hash of its key: most keys of a record are none of its, and are told by an empty slot. */
struct path_slot {
    const struct path_node *node; /* NULL: free */
    uint32_t hash;
};

static inline uint32_t path_hash(struct str key)
{
    const unsigned char *p = (const unsigned char *)key.p;
    uint32_t mixed =
        p[0] | (uint32_t)p[key.n - 1] << 8 | (uint32_t)p[key.n / 2] << 16 | (uint32_t)key.n << 24;
    return mixed * 0x9e3779b1u >> 7;
}

void path_tree_init(struct path_tree *f);
/* The same for a folded tree. */
void path_tree_init_folded(struct path_tree *f);
void path_tree_free(struct path_tree *f);

/* Let `path` feed `field` with `rank`. False and err->column in the path on a syntax error. */
MUST_CHECK bool path_tree_add(struct path_tree *f, enum field field, unsigned rank, struct str path,
                              struct err *err);

/* "record", "details", ...: what a path of a folded tree can say beside the fields; PATH_FLAG_NONE: nothing.
 */
enum path_flag path_flag_named(struct str name);
/* Their names; static. NULL behind the last. */
const char *path_flag_name(size_t i);
/* Let what `path` leads to be marked; as path_tree_add. */
MUST_CHECK bool path_tree_flag(struct path_tree *f, enum path_flag mark, struct str path, struct err *err);

/* After the last path_tree_add: number the nodes, and find out what a field scan may skip. */
void path_tree_seal(struct path_tree *f);

/* The same by going through the list: before path_tree_seal, and where there are few. */
static inline const struct path_node *path_tree_listed(const struct path_node *node, struct str key)
{
    const struct path_node *at = node->children;
    while (at && (at->key.n != key.n || !str_same(at->key.p, key.p, key.n)))
        at = at->next;
    return at;
}

/* The child for `key`, or NULL. */
static inline const struct path_node *path_tree_child(const struct path_node *node, struct str key)
{
    if (key.n == 0)
        return NULL;
    if (!node->table)
        return path_tree_listed(node, key);
    uint32_t hash = path_hash(key), at = hash & node->mask;
    for (const struct path_slot *slot; (slot = &node->table[at])->node; at = (at + 1) & node->mask)
        if (slot->hash == hash && slot->node->key.n == key.n && str_same(slot->node->key.p, key.p, key.n))
            return slot->node;
    return NULL;
}

enum { KEY_MAX = 96 };

/* `key` without case and marks, in `to` when it is not so already; empty when nothing is left, or it is
 * longer than KEY_MAX. */
struct str key_fold(struct str key, char to[KEY_MAX]);

/*
 * The child for `key` in a folded tree, or NULL. A key of a time or a duration may end in its unit: that is
 * then *unit.
 */
const struct path_node *path_tree_child_folded(const struct path_node *node, struct str key, enum unit *unit);

#endif
