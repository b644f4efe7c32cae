/* state: what quantiles and numbers write of themselves, a JSON list of numbers and a last list of pairs,
 * read back: `[a, b, [i, n, i, n, ...]]`. */
#ifndef SIGTAIL_STATE_H
#define SIGTAIL_STATE_H

#include "base/count.h"
#include "record/json.h"

/* The next number of the list that is open, as it is written. False: there is none. */
static inline bool state_text(struct json *j, struct str *text)
{
    bool ok = true;
    return json_array_next(j, &ok) && json_scalar(j, text);
}

/* Counts beyond COUNT_MOST are that. */
static inline bool state_count(struct json *j, uint64_t *n)
{
    struct str text;
    if (!state_text(j, &text) || !str_u64(text, n))
        return false;
    *n = *n < COUNT_MOST ? *n : COUNT_MOST;
    return true;
}

static inline bool state_double(struct json *j, double *v)
{
    struct str text;
    return state_text(j, &text) && str_double(text, v);
}

/* The last item, a list, is opened. */
static inline bool state_pairs(struct json *j)
{
    bool ok = true;
    return json_array_next(j, &ok) && json_array_open(j);
}

/* The pairs were read to their end, and so was the whole. */
static inline bool state_ended(struct json *j)
{
    bool ok = true;
    return !json_array_next(j, &ok) && ok && json_peek(j) == 0;
}

#endif
