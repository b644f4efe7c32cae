/* wildcard: what a person would call the wildcards of a template. */
#ifndef SIGTAIL_WILDCARD_H
#define SIGTAIL_WILDCARD_H

#include "base/buf.h"
#include "report/report.h"
#include "tally/token_class.h"

enum { WILDCARD_NAME = 20 }; /* bytes of a name at the most */

/*
 * The name of the wildcard of class `f` at byte `at` of `template`: the key or word right before it where
 * that says more than the class does ("user" of "user=<word>", borrowed from `template`), else the class's
 * own
 * ("ip"; static). Of a custom one its own.
 */
struct str wildcard_name(struct str template, size_t at, enum token_class f);

/*
 * Do the values of `w` say something to a person? Not when they are all different, nor when they are measures
 * of more than a few values, nor when the commonest may be common by the summary's error alone.
 */
bool wildcard_tells(const struct report_wildcard *w);

/* Where wildcard number `number`, from 0 on, of `template` begins; template.n when it has fewer. */
size_t wildcard_at(struct str template, size_t number);

#endif
