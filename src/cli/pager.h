/* pager: a text that is longer than the terminal, shown by the program that $PAGER names, as git does it. */
#ifndef SIGTAIL_PAGER_H
#define SIGTAIL_PAGER_H

#include "base/str.h"

/*
 * Run `command` with a shell, with `text` as its input, and wait for its end; LESS is FRX for it unless it is
 * set. False when there is no such program: nothing was shown.
 */
bool pager_show(const char *command, struct str text);

#endif
