/*
 * command_line: a command that the user named, as the words that it is started by. Blanks part words, and
 * quotes keep them together as in sh: '...' as it stands, "..." with \" and \\, \ before any character
 * outside. Nothing is expanded: no variables, no patterns, no pipes. Who wants these asks for a shell: sh -c
 * '...'.
 */
#ifndef SIGTAIL_COMMAND_LINE_H
#define SIGTAIL_COMMAND_LINE_H

#include "base/err.h"

struct command_line {
    struct buf text; /* the words, each with a NUL */
    char **words;    /* NULL behind the last; they point into `text` */
    size_t n;
};

/* Fill `c` (zeroed). False and `err`, without a word of whose option it is: no word, or a quote that nothing
 * closes. */
MUST_CHECK bool command_line_read(struct command_line *c, struct str line, struct err *err);
void command_line_free(struct command_line *c);

/* Can its program be started, by its path or by one of PATH? Else false and `err`. */
MUST_CHECK bool command_line_found(const struct command_line *c, struct err *err);

#endif
