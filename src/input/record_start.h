/*
 * record_start: what the start of a line says begins there. Records of every kind are known by their own
 * first bytes, so a stream may change from one kind to another, and a torn record ends where a line begins
 * another one.
 */
#ifndef SIGTAIL_RECORD_START_H
#define SIGTAIL_RECORD_START_H

#include "input/header.h"

/*
 * Does the start of `line`, which may go on past its line end, begin a record by itself? When it is a journal
 * entry as text, *header is its header; else header->message_at is 0. (frame_rules.c)
 */
bool starts_record(struct str line, struct header *header);

/* Do these begin there: `{`, also behind `data: ` (journalctl -o json-sse)? */
bool starts_json(struct str line);
/* journalctl -o export: `__CURSOR=s=`? */
bool starts_export(struct str line);
/* journalctl -o verbose: a full stamp and the cursor in brackets? */
bool starts_verbose(struct str line);

/* A time, also in a bracket, that is no number of JSON? */
bool starts_stamped(struct str line);
/* A word, also in a bracket, that JSON does not know? */
bool starts_word(struct str line);
/* Is `s` one of the words that it knows? */
bool is_json_word(struct str s);

/* Length of the prefix before the value of a server-sent event at the start of `line`; 0: there is none. */
size_t sse_prefix(struct str line);
/* True when `line` is too short to say, but may be the start of such a prefix. */
bool sse_prefix_maybe(struct str line);

#endif
