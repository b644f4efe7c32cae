/*
 * time_zone: zones as the system knows them, made into plain values once, before anything is read. The C
 * library's own idea of the local zone is asked here and nowhere else.
 */
#ifndef SIGTAIL_TIME_ZONE_H
#define SIGTAIL_TIME_ZONE_H

#include "base/err.h"
#include "base/zone.h"

/* The zone of this machine, as TZ or else /etc/localtime says; NULL when that is UTC. `room` is where it
 * goes. */
const struct zone *time_zone_local(struct zone *room);

/*
 * The zone called `name`: one of the tz database (Europe/Berlin), an offset (+01:00), `UTC`, or `local`. NULL
 * for UTC. False when there is none; nothing else in the process may look at the local time any more.
 */
MUST_CHECK bool time_zone_named(const char *name, struct zone *room, const struct zone **zone,
                                struct err *err);

#endif
