/* span: first and last time of something. An unknown time changes nothing. */
#ifndef SIGTAIL_SPAN_H
#define SIGTAIL_SPAN_H

#include "base/timestamp.h"

struct span {
    int64_t first_ms, last_ms; /* both NO_TIME until a time was seen */
};

#define SPAN_NONE ((struct span){NO_TIME, NO_TIME})

static inline void span_add(struct span *s, int64_t time_ms)
{
    if (time_ms == NO_TIME)
        return;
    if (s->first_ms == NO_TIME || time_ms < s->first_ms)
        s->first_ms = time_ms;
    if (time_ms > s->last_ms) /* NO_TIME is the least of all */
        s->last_ms = time_ms;
}

static inline void span_merge(struct span *into, const struct span *from)
{
    span_add(into, from->first_ms);
    span_add(into, from->last_ms);
}

#endif
