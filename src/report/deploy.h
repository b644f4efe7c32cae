/*
 * deploy: with which version of its service an error began, or ended. Versions are ordered by when they were
 * first seen; that one row has no records under the versions on one side must be more than chance explains
 * (change.h); and when the version ran long without the error before it began, or after it ended, the deploy
 * is not named.
 */
#ifndef SIGTAIL_DEPLOY_H
#define SIGTAIL_DEPLOY_H

#include "report/report.h"

/*
 * Fill what `row` does not say yet of its records by version: when most of those records are of a service
 * that had several versions. An error of several services is judged by the one that has most of its records.
 * `first_ms`, `last_ms`: of the row's records; known when those of versions are.
 */
void deploy_judge(const struct report *r, struct report_deploy *row, int64_t first_ms, int64_t last_ms);

/* Does the report hold a service that had several versions? Else there is nothing to compare. */
bool deploy_several(const struct report *r);

/*
 * Append what `row` says to `out`: "began with 16b099b0, none in 1,203 records before it"; nothing when it
 * says nothing. An id that is a UUID is cut to its first eight digits.
 */
void deploy_sentence(const struct report *r, const struct report_deploy *row, struct buf *out);
struct str deploy_short(struct str version);

#endif
