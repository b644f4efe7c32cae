/*
 * completion: what shells complete, from the tables of commands and options: a script for each shell, written
 * when the program is built (docs.c). The parts that all have in common are here.
 */
#ifndef SIGTAIL_COMPLETION_H
#define SIGTAIL_COMPLETION_H

#include "cli/command.h"

/* Append the script of a shell. */
void completion_bash(struct buf *out);
void completion_zsh(struct buf *out);
void completion_fish(struct buf *out);

/* Is `row` offered after command `c`? */
bool completion_offers(const struct option_row *row, enum command_id c);
/* Does `c` take the id of a signature or a cluster as its operand? */
bool completion_takes_id(enum command_id c);
/* Does the argument of `row` go on behind a comma? */
bool completion_lists(const struct option_row *row);
/* Append the words that the argument of `row` may be, with blanks between; nothing when they are not known
 * before the shell asks, or there are none. */
void completion_words(const struct option_row *row, struct buf *out);
/* Append the names of all commands, with blanks between. */
void completion_commands(struct buf *out);
/*
 * Append the program that prints the ids in `sigtail list`, and in `sigtail state`: what stands before the
 * class. In single quotes.
 */
void completion_awk(struct buf *out);

#endif
