/* newest_record: the time of a file's newest record, from its ends alone. */
#ifndef SIGTAIL_NEWEST_RECORD_H
#define SIGTAIL_NEWEST_RECORD_H

#include "run/run.h"

enum { NEWEST_BYTES = 256 * 1024 }; /* of each end: enough for the largest usual record */

/*
 * The newest time of the records in `head` and `tail`, the first and last bytes of an input (journalctl -r
 * prints the newest first); NO_TIME when none of them has one. One that is stamped a day after `now_ms` or
 * later is the newest only when all are: a wrong clock is no news. Stamps without a year are not after
 * `now_ms`, those without a zone of `zone`.
 */
int64_t newest_record(const struct rules *rules, struct str head, struct str tail, int64_t now_ms,
                      const struct zone *zone);

#endif
