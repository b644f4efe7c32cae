/* pager: a text that is longer than the terminal, shown by the program that $PAGER names, as git does it. */
#ifndef SIGTAIL_PAGER_H
#define SIGTAIL_PAGER_H

#include "cli/command.h"

/* Show `text` by the pager if that is wanted and there is one; else append it to the output. */
void pager_print(struct program *p, struct str text);

#endif
