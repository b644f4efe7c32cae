/* prove_incidents: correlations prove themselves as signatures do (match/prove.h): by lines of a log. */
#ifndef SIGTAIL_PROVE_INCIDENTS_H
#define SIGTAIL_PROVE_INCIDENTS_H

#include "match/prove.h"

/*
 * Read each incident_example of the table of `r`, and each incident_counterexample, as a log of its own: an
 * incident of its signature is found in it, or none. What is wrong is added to *out. True when nothing is.
 */
bool prove_incidents(const struct rules *r, struct findings *out);

#endif
