/*
 * plain: what a line of text says by itself: its severity, whether it reports an error, and the fields that
 * services write into their lines (key=value, access-log tails, LogTape's [1a2b3c4d]).
 */
#ifndef SIGTAIL_PLAIN_H
#define SIGTAIL_PLAIN_H

#include "base/sweep.h"
#include "record/record.h"

/*
 * Severity by the words of `s`: LEVEL_ERROR for "Error:", "ERROR", "failed:", ...; LEVEL_NONE when it names
 * none. Words beyond the first 4 KiB are not looked at. `marks` are those of sweep_line for `s`.
 */
enum level plain_level(struct str s, const struct sweep_line *marks);

/* A line that only goes on about the one before it: a stack frame, a caret, a source line (indented). */
bool plain_trailing(struct str s);

/* Set model, status and duration of `rec` where they stand in `s` and it has none yet. */
void plain_fields(struct str s, const struct sweep_line *marks, struct record *rec);
/* The other fields: user, tier, request, method. */
void plain_more(struct str s, struct record *rec);

/* `s` without ANSI escape sequences, in `a` when it had any (then *changed is set). */
struct str plain_strip(struct str s, struct arena *a, bool *changed);

#endif
