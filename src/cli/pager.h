/* pager: a text that is longer than the terminal, shown by the program that $PAGER names, as git does it. */
#ifndef SIGTAIL_PAGER_H
#define SIGTAIL_PAGER_H

#include "cli/command.h"

/*
 * Run `command` with a shell, with `text` as its input, and wait for its end; LESS is FRX for it unless it is
 * set. False when there is no such program: nothing was shown.
 */
bool pager_show(const char *command, struct str text);

/* Is `text` one for people at a terminal that is too low for it, and shall it be paged? */
bool pager_wanted(const struct program *p, struct str text);
/* Show `text` by the pager if that is wanted and there is one; else append it to the output. */
void pager_print(struct program *p, struct str text);

#endif
