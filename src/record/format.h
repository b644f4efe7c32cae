/*
 * format: what a record was written as. Each format is one row of a table (format_ops.h) and one file
 * (format_NAME.c) that holds all that is known about it; nothing else asks which format a record has, only
 * what its row says. How its records begin and end in a stream is told in input/.
 *
 * A new format: a name in `enum format`, a row in format.c, a file with its struct format_ops.
 */
#ifndef SIGTAIL_FORMAT_H
#define SIGTAIL_FORMAT_H

#include "base/str.h"

enum format {
    FORMAT_TAIL,         /* wrangler tail --format json */
    FORMAT_JOURNAL_TEXT, /* journalctl short and its variants, with-unit */
    FORMAT_JOURNAL_JSON, /* journalctl json, json-pretty, json-seq, json-sse */
    FORMAT_JOURNAL_EXPORT,
    FORMAT_JOURNAL_VERBOSE,
    FORMAT_TAIL_PRETTY, /* wrangler tail --format pretty */
    FORMAT_LOGTAPE,     /* LogTape JSON lines */
    FORMAT_JSON,        /* any other JSON object */
    FORMAT_ROW,         /* a row of a saved query result */
    FORMAT_TEXT,        /* a line of plain text */
    FORMATS
};

/* The name of -f and of the report's sources; static. */
const char *format_name(enum format f);
/* The format called `name`, or FORMATS. */
enum format format_named(struct str name);

#endif
