/*
 * template_line: the lines that grouping works on, and the template of a line that stands for several.
 */
#ifndef SIGTAIL_TEMPLATE_LINE_H
#define SIGTAIL_TEMPLATE_LINE_H

#include "tally/token.h"

/* A template that belongs to a line. */
struct line_member {
    struct line_member *next;
    struct str *columns; /* its text, column by column; a list is one column */
    size_t n;
    uint32_t template; /* its number */
};

struct template_line {
    uint32_t *tokens;
    size_t n;
    size_t open; /* columns before the text of any length that its members end in; 0: they end in none */
    uint64_t hash;
    struct line_member *first, *last;
};

/* The line of one template, number `template`; memory from `arena`. */
void template_line_init(struct template_line *l, struct vocabulary *voc, struct arena *arena,
                        struct str template, uint32_t number);
/* Move the members of `from` behind those of `l`. */
void template_line_append(struct template_line *l, const struct template_line *from);
/* The template of all members of `l` together. */
struct str template_line_text(const struct template_line *l, const struct vocabulary *voc,
                              struct arena *arena);

#endif
