/*
 * begin: what the start of a line says begins there. Records of every kind are known by their own first
 * bytes, so a stream may change from one kind to another, and a torn record ends where a line begins another
 * one.
 */
#ifndef SIGTAIL_BEGIN_H
#define SIGTAIL_BEGIN_H

#include "input/header.h"

/*
 * Does the start of `line`, which may go on past its line end, begin a record by itself? When it is a journal
 * entry as text, *header is its header; else header->message_at is 0. (framing.c)
 */
bool begin_record(struct str line, struct header *header);

/* Do these begin there: `{`, also behind `data: ` (journalctl -o json-sse)? */
bool begin_json(struct str line);
/* journalctl -o export: `__CURSOR=s=`? */
bool begin_export(struct str line);
/* journalctl -o verbose: a full stamp and the cursor in brackets? */
bool begin_verbose(struct str line);

/* Length of the prefix before the value of a server-sent event at the start of `line`; 0: there is none. */
size_t begin_event(struct str line);
/* True when `line` is too short to say, but may be the start of such a prefix. */
bool begin_event_maybe(struct str line);

#endif
