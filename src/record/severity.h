/*
 * severity: what a value, the start of a line, or a text says of how bad it is. Decided here and nowhere
 * else; the words are data (level_word.h).
 */
#ifndef SIGTAIL_SEVERITY_H
#define SIGTAIL_SEVERITY_H

#include "base/ascii.h"
#include "base/byte_scan.h"
#include "base/utf8.h"
#include "record/level_word.h"

/*
 * The level that `word`, the value of a field that holds one, says; LEVEL_NONE when it is none. In any case
 * and in brackets, blanks, ANSI codes (as bytes or still escaped in JSON), behind a name ("LogLevel.ERROR"):
 * a word; one with an offset (slog: "ERROR+2") or number ("DEBUG1"); syslog's 0..7; pino's, bunyan's and
 * Python's 10, 20, ... 60 and what is between; Monolog's 100 to 600; log4j's 5000 to 50000.
 */
enum level severity_named(struct str word);
/* The same with words of the user's, which count first; `own` may be NULL. */
enum level severity_in(const struct level_table *own, struct str word);
/* The level of an OpenTelemetry SeverityNumber, 1..24 (logs data model, "SeverityNumber"); else LEVEL_NONE.
 */
enum level severity_otlp(struct str number);
/* The level of an Application Insights severityLevel, 0..4 (ApplicationInsights-dotnet, SeverityLevel.cs);
 * else LEVEL_NONE. */
enum level severity_insights(struct str number);
/* syslog priority 0..7 to level. */
enum level severity_of_priority(int priority);

/*
 * The level that the start of `s` names: ERROR, [error], <3>, error:, E1202 14:22:52 (klog), | ERROR |,
 * - ERROR -, level=error, ...; `s` begins where a time or another prefix has ended. *used is how many bytes
 * that takes, with the separators behind it; untouched when LEVEL_NONE is returned. "error: none" says of no
 * error.
 */
enum level severity_at(struct str s, size_t *used);

/* What a text says of how bad it is. */
struct severity {
    enum level level;
    bool said; /* it names a level itself; otherwise one of its words tells */
};

/* The level that `s`, with its ANSI codes, begins with: a word in a colour of its own, whatever its case. */
enum level severity_coloured(const struct level_table *own, struct str s);

/*
 * The severity of `s`, whose `bits` are those of byte_scan_line. A level that it names (at its start, behind
 * its time, process and logger, or as `named`, the value of its key level; plain_fields) is said, and no
 * other word counts: "INFO retrying after Error: x" is information. Without one, the worst of its phrases.
 * `own`: words of the user's, or NULL. Nothing beyond the first 64 * BYTE_SCAN_WORDS bytes is looked at.
 */
struct severity severity_of_text(const struct level_table *own, struct str s,
                                 const struct byte_scan_line *bits, struct str named);

/* Does `s`, of 5 bytes at least, begin with a time as logfmt names it: t=, ts=, time=? */
static inline bool severity_logfmt_stamp(struct str s)
{
    return s.p[0] == 't' && (s.p[1] == '=' || s.p[2] == '=' || (s.p[1] == 'i' && s.p[4] == '='));
}

/* May `s` name a level as severity_shouted finds it: by its first bytes, which few texts have? */
static inline bool severity_may_shout(struct str s)
{
    return s.n > 4 && (str_among("[\\\x1b", s.p[0]) || is_digit(s.p[0]) || utf8_begins_letter(s.p[0]) ||
                       (is_upper(s.p[0]) && (is_upper(s.p[1]) || is_digit(s.p[1]) || s.p[1] == ',')) ||
                       str_starts(s, STR("level=")) || severity_logfmt_stamp(s));
}

/*
 * The level of the error that the start of `s`, which a program printed by itself, names in capitals,
 * brackets, by letter or key: [error] x, ERROR x, 10:00:01 FATAL x, E0315 10:00:01 x, level=error, each with
 * colours (ANSI codes, as bytes or still escaped in JSON); else LEVEL_NONE, for words of a sentence, too
 * ("Error: x").
 */
enum level severity_shouted(struct str s);

#endif
