/*
 * columns: the names of the values in the lines of a log that says them itself, in a line of its own before
 * those (W3C extended logs: IIS, CloudFront; Zeek). They hold until the next such line.
 */
#ifndef SIGTAIL_COLUMNS_H
#define SIGTAIL_COLUMNS_H

#include "base/buf.h"

enum { COLUMNS_BYTES = 2048 };

struct columns {
    size_t n; /* bytes of `names`; 0: no line named any */
    char names[COLUMNS_BYTES];
};

/* `names`, parted by blanks or tabs; none when they are longer than COLUMNS_BYTES. */
void columns_name(struct columns *c, struct str names);

bool columns_same(const struct columns *a, const struct columns *b);

/*
 * `line` as a JSON object whose keys are the names and whose values are strings or
 * fractions, in `out`, which is cleared. Values are parted by tabs where there is one, else by blanks; of
 * `date` and `time`, which are of UTC (W3C, "Extended Log File Format"), there is a `timestamp` too. False
 * when the line has not as many values as there are names, or words where these should stand.
 */
MUST_CHECK bool columns_object(const struct columns *c, struct str line, struct buf *out);

#endif
