/*
 * key_order: what stood between the values of an object or array the last times it was read. Programs write
 * the same members in the same order with the same blanks: where the bytes at the cursor are those that came
 * next last time, one comparison tells which key they hold, where its value begins and what is wanted of it.
 * A key order never decides anything: what differs is read as JSON, and remembered.
 *
 * Key orders belong to one reader and one tree of paths, and are bounded by the tree.
 */
#ifndef SIGTAIL_KEY_ORDER_H
#define SIGTAIL_KEY_ORDER_H

#include "base/simd.h"
#include "record/json.h"
#include "record/path_tree.h"
#include "record/severity.h"

enum { KEY_ORDER_TEXT = 60, KEY_ORDER_STEPS = 31, KEY_ORDER_CHUNK = 16, KEY_ORDER_LEVELS_LOG2 = 4 };

/* Which step comes next: the one that did last time, and the one that did before it; 0: none. */
struct key_order_link {
    uint8_t last, before;
};

/* The way from one value to the next, or to the end. */
struct key_order_step {
    const struct path_node *node; /* of the value; NULL when nobody wants it */
    char text[KEY_ORDER_TEXT];  /* from the value before (or the opening bracket) to this one's first byte */
    uint8_t n;                  /* bytes of it */
    bool ends;                  /* with the closing bracket: there is no value */
    struct key_order_link next; /* after this one */
};

struct key_order {
    struct key_order_link first;
    uint8_t count;                                    /* steps known */
    struct key_order_step steps[1 + KEY_ORDER_STEPS]; /* the first is none */
};

/* What a word of up to 8 bytes says of the level. */
struct key_order_level {
    uint64_t word; /* its bytes; 0: free */
    enum level level;
};

struct key_orders {
    struct key_order **of; /* by node and kind; NULL until it is read the first time */
    unsigned nodes;
    struct key_order_level levels[1 << KEY_ORDER_LEVELS_LOG2]; /* words seen lately, by their hash */
};

/* For the tree `fields`, sealed. */
void key_orders_init(struct key_orders *k, const struct path_tree *paths);
void key_orders_free(struct key_orders *k);

/*
 * severity_in, remembered: programs say few words, and those very often. `bytes` is the word as
 * key_order_word gives it, and not 0.
 */
static inline enum level key_order_level(struct key_orders *k, const struct level_table *own, uint64_t bytes,
                                         struct str word)
{
    struct key_order_level *known = &k->levels[bytes * 0x9e3779b97f4a7c15u >> (64 - KEY_ORDER_LEVELS_LOG2)];
    if (UNLIKELY(known->word != bytes))
        *known = (struct key_order_level){bytes, severity_in(own, word)};
    return known->level;
}

/* A word of up to 8 bytes as a number, the first byte the lowest; 0: it is longer, or holds a NUL. */
static inline uint64_t key_order_word(struct str word)
{
    uint64_t bytes = 0;
    if (word.n > sizeof bytes)
        return 0;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\0')
            return 0;
        bytes |= (uint64_t)(unsigned char)word.p[i] << 8 * i;
    }
    return bytes;
}

/* Where a reader stands in an object or array. */
struct key_order_walk {
    struct key_order *order; /* NULL: none is kept */
    struct key_order_link *next, none;
};

enum key_order_kind { KEY_ORDER_OBJECT, KEY_ORDER_ARRAY };

/* Behind the opening bracket of `node`'s value. `k` NULL: no key order is kept. */
void key_order_begin(struct key_order_walk *w, struct key_orders *k, const struct path_node *node,
                     enum key_order_kind kind);

/* Does the text of `step` stand at `p`, and the first byte of a value behind it? */
static inline bool key_order_stands(const struct key_order_step *step, const char *p, const char *end)
{
    size_t left = (size_t)(end - p), n = step->n;
    if (UNLIKELY(left < n + !step->ends))
        return false;
    if (UNLIKELY(left < KEY_ORDER_CHUNK)) {
        if (memcmp(p, step->text, n) != 0)
            return false;
    } else if (n <= KEY_ORDER_CHUNK) {
        if (!chunk_same_head(p, step->text, (unsigned)n))
            return false;
    } else {
        for (size_t at = 0; at < n - KEY_ORDER_CHUNK; at += KEY_ORDER_CHUNK)
            if (!chunk_same(p + at, step->text + at))
                return false;
        if (!chunk_same(p + n - KEY_ORDER_CHUNK, step->text + n - KEY_ORDER_CHUNK))
            return false;
    }
    return step->ends || json_begins_value(p[n]);
}

/* The step that came before the last one, when that one stands at the cursor; from now on it is the last. */
struct key_order_step *key_order_turn(struct key_order_walk *w, const struct json *j);

/*
 * The step that stands at the cursor of `j`, at the depth of no string; the cursor moves past its text. NULL
 * when it is none of those expected: then read on, and tell key_order_learn.
 */
static inline const struct key_order_step *key_order_next(struct key_order_walk *w, struct json *j)
{
    if (w->next->last == 0)
        return NULL;
    struct key_order_step *step = &w->order->steps[w->next->last];
    if (!key_order_stands(step, j->p, j->end) && !(step = key_order_turn(w, j)))
        return NULL;
    j->p += step->n;
    w->next = &step->next;
    return step;
}

/* From `from` to the cursor stood the way to a value of `node`, or, with `ends`, past the closing bracket. */
void key_order_learn(struct key_order_walk *w, const char *from, const struct json *j,
                     const struct path_node *node, bool ends);

#endif
