/*
 * group_text: the lines that grouping works on, and the template of a line that stands for several.
 */
#ifndef SIGTAIL_GROUP_TEXT_H
#define SIGTAIL_GROUP_TEXT_H

#include "tally/token.h"

/* A template that belongs to a line. */
struct member {
    struct member *next;
    struct str *columns; /* its text, column by column; a list is one column */
    size_t n;
    uint32_t shape; /* its number */
};

struct line {
    uint32_t *tokens;
    size_t n;
    size_t open; /* columns before the text of any length that its members end in; 0: they end in none */
    uint64_t hash;
    struct member *first, *last;
};

/* The line of one template, number `shape`; memory from `arena`. */
void line_init(struct line *l, struct vocabulary *voc, struct arena *arena, struct str template,
               uint32_t shape);
/* Move the members of `from` behind those of `l`. */
void line_append(struct line *l, const struct line *from);
/* The template of all members of `l` together. */
struct str line_text(const struct line *l, const struct vocabulary *voc, struct arena *arena);

#endif
