/*
 * syslog: the words and numbers by which syslog says where a message comes from and how bad it is (RFC
 * 5424, 6.2.1; their names as syslog.conf(5) has them).
 */
#ifndef SIGTAIL_SYSLOG_H
#define SIGTAIL_SYSLOG_H

#include "base/str.h"

/* facility * 8 + severity of `facility`, `mark`, `severity`, with blanks around the mark or not; -1: it is no
 * such pair. */
int syslog_priority(struct str pair, char mark);

/* Is `word` one that tells a level where it stands before a colon, in any case? Also `TypeError`,
 * `SomeException`.
 */
bool syslog_level_word(struct str word);

#endif
