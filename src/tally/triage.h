/* triage: the judgement of one record (DESIGN: triage). */
#ifndef SIGTAIL_TRIAGE_H
#define SIGTAIL_TRIAGE_H

#include "match/matcher.h"

enum { STATUS_BOUND = 1000 }; /* statuses are 1..999 */

struct judgement {
    /* That of its worst hit; without hits, an error (rec->error, or a status that is one) has the class of
     * its status, or is unknown when that says nothing. */
    enum verdict class;
    /* It is an error that no signature and no expected status explains: it is clustered, whether its class is
     * unknown or, for a bare 500, investigate. */
    bool unexplained;
};

/* What a status by itself says: the class of its row, else clean below 400, expected below 500 and
 * investigate from there. NO_STATUS is clean. */
enum verdict triage_status(const struct table *t, int code);

/* `status` is triage_status() of the record's; `hits` may be NULL. Those of control and trailing records
 * count for nothing. */
struct judgement triage(const struct table *t, enum verdict status, const struct record *rec,
                        const struct hits *hits);

#endif
