/*
 * pretty_event: the parts of an event as `wrangler tail --format pretty` prints it, without colours: its head
 * (input/ pretty.h), then log entries and uncaught exceptions.
 */
#ifndef SIGTAIL_PRETTY_EVENT_H
#define SIGTAIL_PRETTY_EVENT_H

#include "base/timestamp.h"

struct pretty_part {
    bool exception;
    struct str level; /* of a log entry, as the Worker has it */
    struct str text;  /* of an exception: its name and message */
    struct str stack; /* of an exception: the lines below */
};

/* The next part of *rest, an event without its head, moving *rest past it. False: there is none. */
bool pretty_part_next(struct str *rest, struct pretty_part *out);

/*
 * A date and time as toLocaleString() writes it in most locales that write it in digits: "3/15/2026, 9:20:00
 * AM", "15.3.2026, 09.20.00", "2026-03-15 09:20:00", "21:20:00 15/3/2026", "2026. 3. 15. 오후 9:20:00". Of a
 * day and a month that could be either, the month stands first where AM or PM is in capitals behind slashes.
 * Unix ms as if it were UTC; the zone is the writer's. NO_TIME: something else.
 */
int64_t pretty_time(struct str s);

#endif
