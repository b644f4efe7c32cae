/*
 * typed: what in running text is meant to be typed as it stands, and works only in one piece: a command with
 * its arguments, an assignment. Commands are known by the names of programs that advice and logs speak of,
 * any other one by an option behind its name; where one ends in prose is told by the words that follow.
 */
#ifndef SIGTAIL_TYPED_H
#define SIGTAIL_TYPED_H

#include "base/str.h"

/* The end of what is typed and begins with the word at `at` of `text`; `at` when nothing does. */
size_t typed_end(struct str text, size_t at);

#endif
