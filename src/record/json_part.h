/*
 * json_part: a JSON object that stands behind other words of a line, as services and those who pass their
 * lines on write them: `2026-03-15T10:00:00Z ERROR paint {"status":500}`.
 */
#ifndef SIGTAIL_JSON_PART_H
#define SIGTAIL_JSON_PART_H

#include "base/str.h"

struct json_part {
    struct str before, object, after; /* of the text, without blanks around them */
};

/*
 * The first object in `text` that has members and is well-formed. False when there is none; how many places
 * are tried is bounded.
 */
MUST_CHECK bool json_part_find(struct str text, struct json_part *out);

#endif
