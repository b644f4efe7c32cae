/* triage: the judgement of one record (DESIGN: triage), for callers that know its status row already. */
#ifndef SIGTAIL_TRIAGE_H
#define SIGTAIL_TRIAGE_H

#include "tally/tally.h"

enum { STATUS_BOUND = 1000 }; /* statuses are 1..999 */

/* What a status by itself says: the class of its row, else clean below 400, expected below 500 and
 * investigate from there. NO_STATUS is clean. */
enum verdict triage_status(const struct table *t, int code);

/* Is `rec`, whose status by itself says `status`, clean at a look: nothing in it tells of an error? Most are.
 */
static inline bool triage_calm(enum verdict status, const struct record *rec, const struct hits *hits)
{
    return status == CLASS_CLEAN && !rec->error && rec->status < 400 && hits->n == 0;
}

/* As triage() and triage_unexplained(); `status` is triage_status() of the record's. `hits` may be NULL. */
enum verdict triage_as(enum verdict status, const struct table *t, const struct record *rec,
                       const struct hits *hits);
bool triage_unexplained_as(enum verdict status, const struct record *rec, const struct hits *hits);

#endif
