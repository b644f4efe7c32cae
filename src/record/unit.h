/*
 * unit: in what a path says its numbers are written, and durations as logs write them.
 */
#ifndef SIGTAIL_UNIT_H
#define SIGTAIL_UNIT_H

#include "base/str.h"

enum unit {
    UNIT_NONE, /* a duration: ms; a level: a word, or a number of a usual scale */
    UNIT_NS,
    UNIT_US,
    UNIT_MS,
    UNIT_S,
    UNIT_MIN,
    UNIT_OTLP,     /* of a level: OpenTelemetry's severity numbers, 1 to 24 */
    UNIT_INSIGHTS, /* Application Insights', 0 to 4 */
    UNIT_WORD,     /* of a level: a number is none */
    UNIT_KIND,     /* nor is err, the name of an output */
    UNIT_STREAM /* of a level: the default of whoever carries the record; what the record says counts too */
};

/* The unit called `name` behind the `:` of a path: ns us ms s min, otlp, insights, word, kind, stream;
 * UNIT_NONE: there is none such.
 */
enum unit unit_named(struct str name);

/*
 * The unit that `key` ends in, as its own word (duration_ms, elapsedSeconds, took-ns), and in *base how much
 * of the key stands before it; UNIT_NONE when it ends in none.
 */
enum unit unit_of_key(struct str key, size_t *base);

/*
 * The milliseconds of a duration: a number of `unit`, or numbers with their units ("1.2s", "12.5 ms", "1m3s",
 * "250µs", ISO 8601's "PT1.5S", hours:minutes:seconds); < 0 when it is none.
 */
double unit_duration(struct str text, enum unit unit);

/* The HTTP status that a value says: 502, 200.0, "429 Too Many Requests"; NO_STATUS: it is none. */
int unit_status(struct str s);

#endif
