/*
 * habit: what stood between the values of an object or array the last times it was read. Programs write the
 * same members in the same order with the same blanks: where the bytes at the cursor are those that came
 * next last time, one comparison tells which key they hold, where its value begins and what is wanted of it.
 * A habit never decides anything: what differs is read as JSON, and remembered.
 *
 * Habits belong to one reader and one tree of paths, and are bounded by the tree.
 */
#ifndef SIGTAIL_HABIT_H
#define SIGTAIL_HABIT_H

#include "base/simd.h"
#include "record/fields.h"
#include "record/json.h"
#include "record/severity.h"

enum { HABIT_TEXT = 60, HABIT_STEPS = 31, HABIT_CHUNK = 16, HABIT_LEVELS_LOG2 = 4 };

/* Which step comes next: the one that did last time, and the one that did before it; 0: none. */
struct habit_link {
    uint8_t last, before;
};

/* The way from one value to the next, or to the end. */
struct habit_step {
    const struct path_node *node; /* of the value; NULL when nobody wants it */
    char text[HABIT_TEXT];  /* from the value before (or the opening bracket) to this one's first byte */
    uint8_t n;              /* bytes of it */
    bool ends;              /* with the closing bracket: there is no value */
    struct habit_link next; /* after this one */
};

struct habit {
    struct habit_link first;
    uint8_t count;                            /* steps known */
    struct habit_step steps[1 + HABIT_STEPS]; /* the first is none */
};

/* What a word of up to 8 bytes says of the level. */
struct habit_level {
    uint64_t word; /* its bytes; 0: free */
    enum level level;
};

struct habits {
    struct habit **of; /* by node and kind; NULL until it is read the first time */
    unsigned nodes;
    struct habit_level levels[1 << HABIT_LEVELS_LOG2]; /* words seen lately, by their hash */
};

/* For the tree `fields`, sealed. */
void habits_init(struct habits *h, const struct fields *fields);
void habits_free(struct habits *h);

/*
 * severity_in, remembered: programs say few words, and those very often. `bytes` is the word as habit_word
 * gives it, and not 0.
 */
static inline enum level habit_level(struct habits *h, const struct level_table *own, uint64_t bytes,
                                     struct str word)
{
    struct habit_level *known = &h->levels[bytes * 0x9e3779b97f4a7c15u >> (64 - HABIT_LEVELS_LOG2)];
    if (UNLIKELY(known->word != bytes))
        *known = (struct habit_level){bytes, severity_in(own, word)};
    return known->level;
}

/* A word of up to 8 bytes as a number, the first byte the lowest; 0: it is longer, or holds a NUL. */
static inline uint64_t habit_word(struct str word)
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
struct habit_walk {
    struct habit *habit; /* NULL: none is kept */
    struct habit_link *next, none;
};

enum habit_kind { HABIT_OBJECT, HABIT_ARRAY };

/* Behind the opening bracket of `node`'s value. `h` NULL: no habit is kept. */
void habit_begin(struct habit_walk *w, struct habits *h, const struct path_node *node, enum habit_kind kind);

/* Does the text of `step` stand at `p`, and the first byte of a value behind it? */
static inline bool habit_stands(const struct habit_step *step, const char *p, const char *end)
{
    size_t left = (size_t)(end - p), n = step->n;
    if (UNLIKELY(left < n + !step->ends))
        return false;
    if (UNLIKELY(left < HABIT_CHUNK)) {
        if (memcmp(p, step->text, n) != 0)
            return false;
    } else if (n <= HABIT_CHUNK) {
        if (!chunk_same_head(p, step->text, (unsigned)n))
            return false;
    } else {
        for (size_t at = 0; at < n - HABIT_CHUNK; at += HABIT_CHUNK)
            if (!chunk_same(p + at, step->text + at))
                return false;
        if (!chunk_same(p + n - HABIT_CHUNK, step->text + n - HABIT_CHUNK))
            return false;
    }
    return step->ends || json_begins_value(p[n]);
}

/* The step that came before the last one, when that one stands at the cursor; from now on it is the last. */
struct habit_step *habit_turn(struct habit_walk *w, const struct json *j);

/*
 * The step that stands at the cursor of `j`, at the depth of no string; the cursor moves past its text. NULL
 * when it is none of those expected: then read on, and tell habit_learn.
 */
static inline const struct habit_step *habit_next(struct habit_walk *w, struct json *j)
{
    if (w->next->last == 0)
        return NULL;
    struct habit_step *step = &w->habit->steps[w->next->last];
    if (!habit_stands(step, j->p, j->end) && !(step = habit_turn(w, j)))
        return NULL;
    j->p += step->n;
    w->next = &step->next;
    return step;
}

/* From `from` to the cursor stood the way to a value of `node`, or, with `ends`, past the closing bracket. */
void habit_learn(struct habit_walk *w, const char *from, const struct json *j, const struct path_node *node,
                 bool ends);

#endif
