/* help: what --help prints, made from the tables of commands and options. Each fits a screen of 80x24. */
#ifndef SIGTAIL_HELP_H
#define SIGTAIL_HELP_H

#include "cli/command.h"

/* The help of `c`; `overview` is that of sigtail itself: the commands, then the default command's options. */
void help_command(enum command_id c, struct buf *out);
void help_overview(struct buf *out);

/* "-p, --patterns PATH" */
void help_option_names(const struct option_row *row, struct buf *out);

#endif
