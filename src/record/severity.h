/*
 * severity: what a value, the start of a line, or a text says of how bad it is. Decided here and nowhere
 * else; the words are data (level_word.h).
 */
#ifndef SIGTAIL_SEVERITY_H
#define SIGTAIL_SEVERITY_H

#include "base/sweep.h"
#include "record/record.h"

/*
 * The level that `word`, the value of a field that holds one, says; LEVEL_NONE when it is none. In any case
 * and in brackets, blanks, ANSI codes (as bytes or still escaped in JSON), behind a name ("LogLevel.ERROR"):
 * a word; one with an offset (slog: "ERROR+2") or number ("DEBUG1"); syslog's 0..7; pino's, bunyan's and
 * Python's 10, 20, ... 60 and what is between; Monolog's 100 to 600; log4j's 5000 to 50000.
 */
enum level severity_named(struct str word);
/* The level of an OpenTelemetry SeverityNumber, 1..24 (logs data model, "SeverityNumber"); else LEVEL_NONE.
 */
enum level severity_otlp(struct str number);
/* syslog priority 0..7 to level. */
enum level severity_of_priority(int priority);

/*
 * The level that the start of `s` names: ERROR, [error], <3>, error:, E1202 14:22:52 (klog), | ERROR |,
 * - ERROR -, level=error, ...; `s` begins where a time or another prefix has ended. *used is how many bytes
 * that takes, with the separators behind it; untouched when LEVEL_NONE is returned. "error: none" says of no
 * error.
 */
enum level severity_at(struct str s, size_t *used);

/* Does `rest`, what stands behind "error:" or the like, say that there was none: "none", "null", "0", ...? */
bool severity_denied(struct str rest);

#endif
