/*
 * selection: which records grep takes, of what its options say, and the part of a record that is why. Once
 * made it does not change: threads share it.
 */
#ifndef SIGTAIL_SELECTION_H
#define SIGTAIL_SELECTION_H

#include "cli/knowledge.h"
#include "report/record_line.h"

struct selection;

/* NULL and `err` on an id that no signature has or a regex that does not compile. */
MUST_CHECK struct selection *selection_new(const struct options *o, const struct knowledge *k,
                                           struct err *err);
void selection_free(struct selection *s);

/*
 * True when `o` is to be taken: it has one of the signatures, is of one of the classes, and one of the
 * regexes matches one of its texts, as far as each was asked for; when nothing was asked for, it is not
 * clean. -v turns it round. `mark` is what a line should show of it.
 */
bool selection_takes(const struct selection *s, const struct outcome *o, struct mark *mark);

#endif
