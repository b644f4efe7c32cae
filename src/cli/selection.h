/*
 * selection: which records grep takes, of what its options say, and the part of a record that is why. Once
 * made it does not change: threads share it.
 */
#ifndef SIGTAIL_SELECTION_H
#define SIGTAIL_SELECTION_H

#include "cli/cluster_lookup.h"
#include "report/record_line.h"

struct selection;

/* NULL and `err` on an id that no signature has or a regex that does not compile. */
MUST_CHECK struct selection *selection_new(const struct options *o, const struct signature_set *k,
                                           struct err *err);
void selection_free(struct selection *s);

/* The words of -s that name clusters; they are good as long as the options. */
size_t selection_clusters(const struct selection *s, const char *const **words);
/* These are they, learnt and asked; `clusters` must outlive `s`, and belongs to one thread. */
void selection_learnt(struct selection *s, struct cluster_lookup *clusters);

/*
 * True when `o` is to be taken: it is in one of the rows that -s names, is of one of the classes, and one of
 * the regexes matches one of its texts, as far as each was asked for; when nothing was asked for, it is not
 * clean. -v turns it round. `highlight` is what a line should show of it.
 */
bool selection_takes(const struct selection *s, const struct sink_record *o, struct highlight *highlight);

/* Does regex `i` of -e, from 0, match a text of `o`? Then `highlight` is where. */
bool selection_regex(const struct selection *s, const struct sink_record *o, size_t i,
                     struct highlight *highlight);

#endif
