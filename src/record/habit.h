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

enum { HABIT_TEXT = 59, HABIT_STEPS = 31, HABIT_CHUNK = 16 };

/* The way from one value to the next, or to the end. */
struct habit_step {
    const struct path_node *node; /* of the value; NULL when nobody wants it */
    char text[HABIT_TEXT]; /* from the value before (or the opening bracket) to this one's first byte */
    uint8_t n;             /* bytes of it */
    bool ends;             /* with the closing bracket: there is no value */
    uint8_t next;          /* the step that came after this one last time; 0: none yet */
};

struct habit {
    uint8_t first, count;                     /* the step that came first last time; steps known */
    struct habit_step steps[1 + HABIT_STEPS]; /* the first is none */
};

struct habits {
    struct habit **of; /* by node and kind; NULL until it is read the first time */
    unsigned nodes;
};

/* For the tree `fields`, sealed. */
void habits_init(struct habits *h, const struct fields *fields);
void habits_free(struct habits *h);

/* Where a reader stands in an object or array. */
struct habit_walk {
    struct habit *habit; /* NULL: none is kept */
    uint8_t *next;       /* which step is expected */
    uint8_t none;
};

enum habit_kind { HABIT_OBJECT, HABIT_ARRAY };

/* Behind the opening bracket of `node`'s value. `h` NULL: no habit is kept. */
void habit_begin(struct habit_walk *w, struct habits *h, const struct path_node *node, enum habit_kind kind);

/* Does the text of `step` stand at `p`, and the first byte of a value behind it? */
static inline bool habit_stands(const struct habit_step *step, const char *p, const char *end)
{
    size_t left = (size_t)(end - p), n = step->n;
    if (left < HABIT_CHUNK || left <= n)
        return false;
    if (n <= HABIT_CHUNK) {
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

/*
 * The step that stands at the cursor of `j`, at the depth of no string; the cursor moves past its text. NULL
 * when it is not the expected one: then read on, and tell habit_learn.
 */
static inline const struct habit_step *habit_next(struct habit_walk *w, struct json *j)
{
    if (*w->next == 0)
        return NULL;
    struct habit_step *step = &w->habit->steps[*w->next];
    if (!habit_stands(step, j->p, j->end))
        return NULL;
    j->p += step->n;
    w->next = &step->next;
    return step;
}

/* From `from` to the cursor stood the way to a value of `node`, or, with `ends`, past the closing bracket. */
void habit_learn(struct habit_walk *w, const char *from, const struct json *j, const struct path_node *node,
                 bool ends);

#endif
