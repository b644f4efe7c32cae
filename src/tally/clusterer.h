/*
 * clusterer: the state of one grouping (clustering.h), and what its steps, each in a file of its own, share.
 * A step opens columns of lines (their tokens become wildcards) and unites the lines that are the same then.
 */
#ifndef SIGTAIL_CLUSTERER_H
#define SIGTAIL_CLUSTERER_H

#include "tally/template_line.h"
#include "tally/token.h"

enum {
    WORDS = 4, /* so many words in the same place of a sentence are values */
    NAMES = 3, /* as are fewer, when all are built like identifiers */
};

#define NO_COLUMN UINT16_MAX

/* A place of a line left open: lines with equal keys differ at most there. */
struct open_place {
    uint64_t key;
    uint32_t line;
    uint16_t a, b; /* columns; b is NO_COLUMN for a single place */
    bool whole;    /* what looks like the key of the value in `a` is open, too */
};

struct observed_word { /* a word seen behind `left` in an open place that several lines share */
    uint64_t left;
    uint32_t token;
};

/* What becomes of a column of a line. */
enum column_wildcard { WILDCARD_NONE, WILDCARD_CORE, WILDCARD_WHOLE };

struct clusterer {
    struct vocabulary voc;
    struct template_line *lines;
    size_t n;
    uint32_t *parent;         /* union-find over lines */
    unsigned char **wildcard; /* per root: enum column_wildcard of each column */
    struct open_place *holes;
    size_t hole_count, hole_cap;
    struct observed_word *fillings;
    size_t filling_count, filling_cap;
    bool changed;
};

static inline const struct token *token_at(const struct clusterer *g, uint32_t line, size_t column)
{
    return &g->voc.v[g->lines[line].tokens[column]];
}

/* The kind of a line's token in its place: a word behind "cannot" or "failed to" is a verb, and no value. */
enum token_kind clusterer_kind(const struct clusterer *g, uint32_t line, size_t column);
/* Add an open place; good until the next one. */
struct open_place *clusterer_add_hole(struct clusterer *g, uint64_t key, uint32_t line, size_t a, size_t b);
typedef bool clusterer_same(const struct clusterer *g, const struct open_place *x,
                            const struct open_place *y);
typedef void clusterer_visit(struct clusterer *g, const struct open_place *v, size_t n);
/*
 * Call `visit` with each run of two or more open places of one key that are the `same` as the first of them.
 * Sorting them is what a round costs: m log m for the m tokens of all lines, or pairs of them.
 */
void clusterer_each_shared(struct clusterer *g, clusterer_same *same, clusterer_visit *visit);
/* How many different ones there are among the `n` ids, which are sorted by it. */
size_t clusterer_different(uint32_t *id, size_t n);
/* What leaving column `i` of a line open, which holds `t`, adds to the line's hash. */
uint64_t clusterer_opening(const struct token *t, size_t i);
/* Lines that have become the same are one: the members of all behind the first. */
void clusterer_unite(struct clusterer *g);

/* Values behind keys (clustering_keys.c); true when anything changed. */
bool clusterer_open_keys(struct clusterer *g);
/* Text of somebody else at the ends of lines (clustering_tails.c). */
bool clusterer_open_tails(struct clusterer *g);

#endif
