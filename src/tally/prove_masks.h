/* prove_masks: masks of signature files prove themselves: each makes of its samples the templates they say.
 */
#ifndef SIGTAIL_PROVE_MASKS_H
#define SIGTAIL_PROVE_MASKS_H

#include "match/prove.h"

/*
 * Prove the masks of `t`, adding to *out: a sample that becomes another template, or one without the mask's
 * wildcard; a counterexample in which the mask takes something; a pattern that no sample uses, that matches
 * nothing at all (the empty text), or that runs away. True when nothing is wrong.
 */
bool prove_masks(const struct table *t, struct findings *out);

#endif
