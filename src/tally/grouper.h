/*
 * grouper: the state of one grouping (group.h), and what its steps, each in a file of its own, share. A step
 * opens columns of lines (their tokens become slots) and unites the lines that are the same then.
 */
#ifndef SIGTAIL_GROUPER_H
#define SIGTAIL_GROUPER_H

#include "tally/group_text.h"
#include "tally/token.h"

enum {
    WORDS = 4, /* so many words in the same place of a sentence are values */
    NAMES = 3, /* as are fewer, when all are built like identifiers */
};

#define NO_COLUMN UINT16_MAX

/* A place of a line left open: lines with equal keys differ at most there. */
struct hole {
    uint64_t key;
    uint32_t line;
    uint16_t a, b; /* columns; b is NO_COLUMN for a single place */
    bool whole;    /* what looks like the key of the value in `a` is open, too */
};

struct filling { /* a word seen behind `left` in a hole that several lines share */
    uint64_t left;
    uint32_t token;
};

/* What becomes of a column of a line. */
enum slot { SLOT_NONE, SLOT_CORE, SLOT_WHOLE };

struct grouper {
    struct vocabulary voc;
    struct line *lines;
    size_t n;
    uint32_t *parent;     /* union-find over lines */
    unsigned char **slot; /* per root: enum slot of each column */
    struct hole *holes;
    size_t hole_count, hole_cap;
    struct filling *fillings;
    size_t filling_count, filling_cap;
    bool changed;
};

static inline const struct token *token_at(const struct grouper *g, uint32_t line, size_t column)
{
    return &g->voc.v[g->lines[line].tokens[column]];
}

/* The kind of a line's token in its place: a word behind "cannot" or "failed to" is a verb, and no value. */
enum token_kind grouper_kind(const struct grouper *g, uint32_t line, size_t column);
/* Add a hole; good until the next one. */
struct hole *grouper_add_hole(struct grouper *g, uint64_t key, uint32_t line, size_t a, size_t b);
/* For qsort: by key, then by line. */
int grouper_by_key(const void *a, const void *b);
/* How many different ones there are among the `n` ids, which are sorted by it. */
size_t grouper_different(uint32_t *id, size_t n);
/* What leaving column `i` of a line open, which holds `t`, adds to the line's hash. */
uint64_t grouper_opening(const struct token *t, size_t i);
/* Lines that have become the same are one: the members of all behind the first. */
void grouper_unite(struct grouper *g);

/* Values behind keys (group_keys.c); true when anything changed. */
bool grouper_open_keys(struct grouper *g);
/* Text of somebody else at the ends of lines (group_tails.c). */
bool grouper_open_tails(struct grouper *g);

#endif
